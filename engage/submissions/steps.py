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
    """The questions that this person meets: how to be described is asked only if anybody may read the words."""
    unseen = "use" in answers and not answers.get("show") and not answers.get("quote")
    return tuple(step for step in STEPS if not (unseen and step == "description"))


def progress(answers: Answers, step: str) -> str:
    """Where the person is, in words: "Question 2 of 7"."""
    steps = steps_for(answers)
    return f"Question {steps.index(step) + 1} of {len(steps)}"


def first_unanswered(answers: Answers) -> str | None:
    """The first question without an answer, or None when everything can be checked and sent."""
    return next((step for step in steps_for(answers) if _ANSWERED_BY[step] not in answers), None)


def following(answers: Answers, step: str) -> str | None:
    """The question after ``step``, or None when the answers are to be checked."""
    steps = steps_for(answers)
    after = steps[steps.index(step) + 1 :]
    return after[0] if after else None


def before(answers: Answers, step: str) -> str | None:
    """The question before ``step``, or None for the first."""
    steps = steps_for(answers)
    place = steps.index(step)
    return steps[place - 1] if place else None
