"""What the public sees: the first page's facts, and the questions of the week. Everything begins at published()."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    Chapter,
    Contribution,
    Kind,
    Locality,
    Milestone,
    Outcome,
    Plan,
    Purpose,
    Question,
    State,
    published,
)
from engage.outcomes import queries as outcomes
from engage.submissions import tallies
from engage.submissions.choices import Choice

TO_COME = timedelta(days=21)
"""Questions that open within three weeks are told of; later ones may still change."""
FEWEST_PEOPLE = 3
COUNTS, QUESTIONS = "counts", "questions"
"""Names of this room's figures among the tallies."""


@dataclass(frozen=True)
class Counts:
    """How far the reading has come."""

    received: int
    read: int
    published: int


@dataclass(frozen=True)
class Dates:
    """The milestone to come next and the latest that has passed."""

    next: Milestone | None
    later: tuple[Milestone, ...]
    past: tuple[Milestone, ...]


@dataclass(frozen=True)
class Asked:
    """A question of the week, when it is asked, and what came of it so far."""

    question: Question
    state: str
    people: int = 0


@dataclass(frozen=True)
class Schedule:
    """All questions of a plan: the one that is open, those to come soon, and the earlier ones, latest first."""

    open: tuple[Asked, ...]
    to_come: tuple[Asked, ...]
    earlier: tuple[Asked, ...]


@dataclass(frozen=True)
class Answered:
    """What came of one question, counted."""

    people: int
    ideas: int
    stories: int
    places: tuple[tuple[str, int], ...]
    chapters: tuple[Choice, ...]


def open_question(plan: Plan, today: date) -> Question | None:
    """This week's question, or None when none is open."""
    return db.session.scalar(
        select(Question)
        .where(Question.plan_id == plan.id, Question.opens <= today, Question.closes >= today)
        .order_by(Question.opens.desc())
        .limit(1)
    )


def counts(plan: Plan) -> Counts:
    """How many were received, read by a person, and published, as the worker counted them or as they are now."""
    kept = tallies.fresh(plan, COUNTS)
    return Counts(**(kept if kept is not None else count_states(plan)))


def count_states(plan: Plan) -> dict[str, int]:
    """Count them; numbers only, so consent to show plays no part. A comment is no idea or story of its own."""
    rows = db.session.execute(
        select(Contribution.state, func.count())
        .where(Contribution.plan_id == plan.id, Contribution.kind != Kind.COMMENT)
        .group_by(Contribution.state)
    )
    states: dict[State, int] = {state: number for state, number in rows}  # noqa: C416 - names the two columns
    received = sum(states.values())
    return {
        "received": received,
        "read": received - states.get(State.RECEIVED, 0),
        "published": states.get(State.PUBLISHED, 0),
    }


def dates(plan: Plan, today: date) -> Dates:
    """The plan's milestones as seen from ``today``."""
    rows = list(db.session.scalars(select(Milestone).where(Milestone.plan_id == plan.id).order_by(Milestone.on)))
    to_come = [row for row in rows if row.on >= today]
    past = [row for row in reversed(rows) if row.on < today]
    return Dates(to_come[0] if to_come else None, tuple(to_come[1:3]), tuple(past[:3]))


def schedule(plan: Plan, today: date) -> Schedule:
    """The questions of the week as seen from ``today``."""
    rows = db.session.scalars(select(Question).where(Question.plan_id == plan.id).order_by(Question.opens.desc())).all()
    kept = tallies.fresh(plan, QUESTIONS)
    people = kept if kept is not None else people_by_question(plan)
    asked = [Asked(row, _state(row, today), people.get(row.slug, 0)) for row in rows]
    soon = [one for one in asked if one.state == "to-come" and one.question.opens <= today + TO_COME]
    return Schedule(
        open=tuple(one for one in asked if one.state == "open"),
        to_come=tuple(reversed(soon)),
        earlier=tuple(one for one in asked if one.state == "closed"),
    )


def _state(question: Question, today: date) -> str:
    if question.opens > today:
        return "to-come"
    return "open" if question.closes >= today else "closed"


def _answers(plan: Plan) -> Select[Contribution]:
    """What counts as an answer: an idea or a story, not a comment on one."""
    return published(Purpose.USE, plan_id=plan.id).where(Contribution.kind != Kind.COMMENT)


def people_by_question(plan: Plan) -> dict[str, int]:
    """How many people answered each question, by its slug."""
    query = _answers(plan).join(Question, Question.id == Contribution.question_id)
    counted = query.with_only_columns(Question.slug, func.count(Contribution.contributor_id.distinct()))
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Question.slug))}


def asked_question(plan: Plan, slug: str, today: date) -> Asked:
    """A question that is open, was open, or opens soon.

    Raises:
        NotFoundError: there is none, or it is far away.
    """
    row = db.session.scalar(select(Question).where(Question.plan_id == plan.id, Question.slug == slug))
    if row is None or row.opens > today + TO_COME:
        raise NotFoundError
    return Asked(row, _state(row, today))


def answered(plan: Plan, question: Question) -> Answered:
    """The figures of a question: people, what they gave, and from where, without places of a few."""
    kept = tallies.fresh(plan, f"question:{question.id}")
    figures = kept if kept is not None else reckon_answers(plan, question)
    return Answered(
        people=figures["people"],
        ideas=figures["ideas"],
        stories=figures["stories"],
        places=tuple((name, people) for name, people in figures["places"]),
        chapters=tuple(Choice(row.slug, row.title) for row in sorted(question.chapters, key=_position)),
    )


def reckon_answers(plan: Plan, question: Question) -> dict[str, Any]:
    """Count who answered a question."""
    mine = _answers(plan).where(Contribution.question_id == question.id)
    people = func.count(Contribution.contributor_id.distinct())
    given = db.session.execute(
        mine.with_only_columns(Contribution.kind, func.count()).group_by(Contribution.kind)
    ).all()
    sums = {row[0]: row[1] for row in given}
    places = db.session.execute(
        mine.join(Locality, Locality.id == Contribution.locality_id)
        .with_only_columns(Locality.name, people)
        .group_by(Locality.name, Locality.position)
        .having(people >= FEWEST_PEOPLE)
        .order_by(Locality.position)
    )
    return {
        "people": db.session.scalar(mine.with_only_columns(people)) or 0,
        "ideas": sums.get(Kind.IDEA, 0),
        "stories": sums.get(Kind.STORY, 0),
        "places": [[row[0], row[1]] for row in places],
    }


def became(plan: Plan, question: Question) -> tuple[outcomes.Line, ...]:
    """What was done about what people answered, the latest first."""
    shown = outcomes.shown(plan).where(Outcome.questions.any(Question.id == question.id))
    return tuple(outcomes.line_of(row) for row in db.session.scalars(shown))


def _position(chapter: Chapter) -> int:
    return chapter.position
