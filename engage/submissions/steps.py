"""The order of the questions when somebody gives an idea or tells a story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Answers = Mapping[str, Any]

STEPS = ("kind", "text", "where", "who", "consent", "description", "contact")
_ANSWERED_BY = {
    "kind": "kind",
    "text": "text",
    "where": "locality",
    "who": "respondent",
    "consent": "use",
    "description": "attribution",
    "contact": "email",
}


def steps_for(answers: Answers) -> tuple[str, ...]:
    """The questions that this person meets.

    How to be described is asked only if anybody may read the words and if there is more than one way.
    """
    unseen = "use" in answers and not answers.get("show") and not answers.get("quote")
    skipped = unseen or answers.get("nothing_to_tell", False)
    return tuple(step for step in STEPS if not (skipped and step == "description"))


def progress(answers: Answers, step: str) -> str:
    """Where the person is, in words: "Question 2 of 7"."""
    asked = steps_for(answers)
    reached = [other for other in asked if _place(other) <= _place(step)]
    return f"Question {len(reached)} of {len(asked)}"


def first_unanswered(answers: Answers) -> str | None:
    """The first question without an answer, or None when everything can be checked and sent."""
    return next((step for step in steps_for(answers) if _ANSWERED_BY[step] not in answers), None)


def following(answers: Answers, step: str) -> str | None:
    """The question after ``step``, or None when the answers are to be checked."""
    return next((other for other in steps_for(answers) if _place(other) > _place(step)), None)


def before(answers: Answers, step: str) -> str | None:
    """The question before ``step``, or None for the first."""
    return next((other for other in reversed(steps_for(answers)) if _place(other) < _place(step)), None)


def _place(step: str) -> int:
    """Where a question stands among all, asked or skipped."""
    return STEPS.index(step)
