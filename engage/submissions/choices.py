"""What there is to choose from in the public forms, and the answers given, as they are checked before sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.extensions import db
from engage.models import Attribution, Kind, Locality, Plan, Question, RespondentKind, describe
from engage.submissions.steps import steps_for

CONSENTS = {
    "use": "Read and count what I wrote, and use it to write the plan",
    "show": "Show my words on this website",
    "quote": "Quote my words in the plan",
}
"""What a person can agree to, in the words that they see. Change CONSENT_WORDING in intake.py with them."""


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Answered:
    """One answer to check, and the question where it can be changed."""

    step: str
    label: str
    value: str


def find_question(plan: Plan, slug: str | None) -> Question | None:
    """A question by its slug; a closed one still takes the answer of somebody who began in time."""
    if not slug:
        return None
    return db.session.scalar(select(Question).where(Question.plan_id == plan.id, Question.slug == slug))


def places(plan: Plan) -> list[Choice]:
    """The plan's places, with towns to find one's own by."""
    rows = db.session.scalars(select(Locality).where(Locality.plan_id == plan.id).order_by(Locality.position))
    return [Choice(row.slug, row.name, ", ".join(row.towns)) for row in rows]


def people(plan: Plan) -> list[Choice]:
    """The plan's kinds of people, as they say it themselves."""
    return [Choice(row.slug, row.name) for row in _respondents(plan)]


def _respondents(plan: Plan) -> list[RespondentKind]:
    query = select(RespondentKind).where(RespondentKind.plan_id == plan.id)
    return list(db.session.scalars(query.order_by(RespondentKind.position)))


def descriptions(plan: Plan, respondent: str, locality: str) -> list[Choice]:
    """The ways of describing this person that differ, each as it would be printed.

    Where two ways print the same words, the one that gives less away stands for both.
    """
    who = next((row.attribution for row in _respondents(plan) if row.slug == respondent), "")
    where = next((place.label for place in places(plan) if place.value == locality), "")
    examples: dict[str, Attribution] = {}
    for agreed in Attribution:
        examples[describe(agreed, who, where)] = agreed  # Attribution goes from most to least
    return [Choice(agreed.value, words) for words, agreed in examples.items()]


def nothing_to_tell(plan: Plan, answers: Mapping[str, Any]) -> bool:
    """Whether this person can be described in one way only, so that there is nothing to ask."""
    known = "respondent" in answers and "locality" in answers
    return known and len(descriptions(plan, answers["respondent"], answers["locality"])) == 1


def summary(plan: Plan, answers: Mapping[str, Any]) -> list[Answered]:
    """The answers as they are checked before sending."""
    asked = find_question(plan, answers.get("question"))
    story = answers["kind"] == Kind.STORY
    words = Answered("text", asked.title if asked else ("Your story" if story else "Your idea"), answers["text"])
    agreed = [text for name, text in CONSENTS.items() if answers.get(name)]
    rows = [
        Answered("kind", "What you are giving", "A story" if story else "An idea"),
        words,
        Answered("where", "Where you live", _label(places(plan), answers["locality"])),
        Answered("who", "Who you are", _label(people(plan), answers["respondent"])),
        Answered("consent", "What we may do", "\n".join(agreed)),
        Answered("contact", "How to reach you", "\n".join(filter(None, (answers["email"], answers.get("phone")))) or "Not given"),
    ]  # fmt: skip
    if answers.get("title"):
        rows.insert(1, Answered("text", "Title", answers["title"]))
    if "description" in steps_for(answers):
        known = descriptions(plan, answers["respondent"], answers["locality"])
        rows.insert(-1, Answered("description", "How we describe you", _label(known, answers["attribution"])))
    return rows


def _label(choices: list[Choice], value: str) -> str:
    return next((choice.label for choice in choices if choice.value == value), "I would rather not say")
