"""The order of the questions when somebody gives an idea or tells a story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from engage.models import Behalf

Answers = Mapping[str, Any]

ABOUT = "about-"
"""Begins the name of the step for each of the plan's questions about the person."""
STEPS = ("kind", "text", "for", "permission", "group", "where", "who", "consent", "description", "about", "contact")
_ANSWERED_BY = {
    "kind": "kind",
    "text": "text",
    "for": "behalf",
    "permission": "leave",
    "group": "group_name",
    "where": "locality",
    "who": "respondent",
    "consent": "use",
    "description": "attribution",
    "about": "about",
    "contact": "email",
}


def steps_for(answers: Answers) -> tuple[str, ...]:
    """The questions that this person meets, the short ones about themselves left out.

    How to be described is asked only if anybody may read the words and if there is more than one way; who somebody
    is, only of people who speak for themselves.
    """
    behalf = answers.get("behalf", Behalf.SELF)
    unseen = "use" in answers and not answers.get("show") and not answers.get("quote")
    left_out = {
        "permission": behalf != Behalf.PERSON,
        "group": behalf != Behalf.GROUP,
        "who": behalf == Behalf.GROUP and answers.get("group_known", False),
        "description": unseen or answers.get("nothing_to_tell", False),
        "about": behalf != Behalf.SELF or answers.get("nothing_about", False),
    }
    return tuple(step for step in STEPS if not left_out.get(step))


def all_steps_for(answers: Answers) -> tuple[str, ...]:
    """As :func:`steps_for`, with the questions about themselves that somebody agreed to answer."""
    asked = steps_for(answers)
    if "about" not in asked or answers.get("about") != "yes":
        return asked
    after = asked.index("about") + 1
    return (*asked[:after], *(ABOUT + slug for slug in answers.get("about_asked", ())), *asked[after:])


def progress(answers: Answers, step: str) -> str:
    """Where the person is, in words: "Question 2 of 8"."""
    if step.startswith(ABOUT):
        slugs = list(answers.get("about_asked", ()))
        return _(
            "About you: question %(number)s of %(total)s", number=_number(slugs, step[len(ABOUT) :]), total=len(slugs)
        )
    asked = steps_for(answers)
    return _("Question %(number)s of %(total)s", number=_number(asked, step), total=len(asked))


def _number(asked: Any, step: str) -> int:
    return list(asked).index(step) + 1 if step in asked else len(asked)


def first_unanswered(answers: Answers) -> str | None:
    """The first question without an answer, or None when everything can be checked and sent."""
    return next((step for step in all_steps_for(answers) if answered_by(step) not in answers), None)


def answered_by(step: str) -> str:
    """The answer that shows that a question was met."""
    return step.replace("-", "_", 1) if step.startswith(ABOUT) else _ANSWERED_BY[step]


def following(answers: Answers, step: str) -> str | None:
    """The question after ``step``, or None when the answers are to be checked."""
    asked = all_steps_for(answers)
    if step not in asked:  # an answer to a question that this person does not meet
        return first_unanswered(answers)
    place = asked.index(step) + 1
    return asked[place] if place < len(asked) else None


def before(answers: Answers, step: str) -> str | None:
    """The question before ``step``, or None for the first."""
    asked = all_steps_for(answers)
    return asked[asked.index(step) - 1] if step in asked[1:] else None
