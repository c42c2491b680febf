"""One contribution as staff see it: its approved words, and where they belong and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.codes import read_reference
from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Contribution,
    Goal,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    Theme,
    User,
    published,
)

SURE, LIKELY = 0.75, 0.5
MOST_PARTS = 200
"""Of a text cut into more parts than this, only the whole is shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A chapter, goal or theme that something belongs to, why, and who stands behind it."""

    id: int
    sort: str
    title: str
    status: AssignmentStatus
    how_sure: str
    because: tuple[str, ...]
    decided: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """A passage with its words and where it belongs."""

    id: int
    text: str
    quotable: bool
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class WhereItBelongs:
    """A contribution with its places; ``parts`` is empty until it has been analysed, and when there are very many."""

    contribution: Contribution
    chapters: tuple[Place, ...]
    goals: tuple[Place, ...]
    parts: tuple[Part, ...]
    others: tuple[Chapter, ...]


def contribution_of(plan: Plan, reference: str) -> Contribution:
    """What is published under this reference.

    Raises:
        NotFoundError: nothing is.
    """
    query = published(Purpose.USE, plan_id=plan.id).where(Contribution.reference == (read_reference(reference) or ""))
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind, Contribution.channel)
    found = db.session.scalar(query.options(*(joinedload(part) for part in parts)))
    if found is None:
        raise NotFoundError("Nothing is published under this reference.")
    return found


def where_it_belongs(plan: Plan, reference: str) -> WhereItBelongs:
    """Where a contribution belongs as a whole, and each of its passages.

    Raises:
        NotFoundError: nothing is published under this reference.
    """
    contribution = contribution_of(plan, reference)
    rows = db.session.scalars(
        select(Assignment)
        .where(Assignment.contribution_id == contribution.id)
        .options(joinedload(Assignment.chapter), joinedload(Assignment.goal))
    ).all()
    people = _names([row.decided_by_id for row in rows])
    places = _sorted([_place(row, people) for row in rows])
    taken = {row.chapter_id for row in rows if row.status is not AssignmentStatus.DISMISSED}
    return WhereItBelongs(
        contribution=contribution,
        chapters=tuple(place for place in places if place.sort == "chapter"),
        goals=tuple(place for place in places if place.sort == "goal"),
        parts=_parts(contribution),
        others=tuple(chapter for chapter in plan.chapters if chapter.id not in taken),
    )


def _parts(contribution: Contribution) -> tuple[Part, ...]:
    passages = db.session.scalars(
        select(Passage)
        .where(Passage.contribution_id == contribution.id, Passage.text_digest == contribution.published_digest)
        .order_by(Passage.start, Passage.end)
        .limit(MOST_PARTS + 1)
    ).all()
    if len(passages) > MOST_PARTS:
        return ()
    rows = db.session.scalars(
        select(PassageAssignment)
        .where(PassageAssignment.passage_id.in_([passage.id for passage in passages]))
        .options(
            *(joinedload(part) for part in (PassageAssignment.chapter, PassageAssignment.goal, PassageAssignment.theme))
        )
    ).all()
    people = _names([row.decided_by_id for row in rows])
    found: dict[int, list[Place]] = {}
    for row in rows:
        if row.theme is None or row.theme.retired_at is None:
            found.setdefault(row.passage_id, []).append(_place(row, people))
    return tuple(
        Part(passage.id, passage.text, passage.quotable, _sorted(found.get(passage.id, []))) for passage in passages
    )


def _names(ids: list[int | None]) -> dict[int, str]:
    wanted = {id_ for id_ in ids if id_}
    if not wanted:
        return {}
    return {user.id: user.name or user.email for user in db.session.scalars(select(User).where(User.id.in_(wanted)))}


def _place(row: Any, people: dict[int, str]) -> Place:
    targets = {"chapter": row.chapter, "goal": row.goal, "theme": getattr(row, "theme", None)}
    sort, target = next((sort, target) for sort, target in targets.items() if target is not None)
    return Place(
        id=row.id,
        sort=sort,
        title=_title(target),
        status=row.status,
        how_sure=how_sure(row.score),
        because=tuple(row.because),
        decided=people.get(row.decided_by_id or 0, ""),
        decided_at=row.decided_at,
    )


def _title(target: Chapter | Goal | Theme) -> str:
    if isinstance(target, Theme):
        return target.name
    return target.title if isinstance(target, Chapter) else target.plain or target.title


def how_sure(score: float) -> str:
    """A score in words."""
    return "almost sure" if score >= SURE else "likely" if score >= LIKELY else "perhaps"


def _sorted(places: list[Place]) -> tuple[Place, ...]:
    """Chapters, goals, themes; what was dismissed last."""
    order = {"chapter": 0, "goal": 1, "theme": 2}
    return tuple(sorted(places, key=lambda p: (p.status is AssignmentStatus.DISMISSED, order[p.sort])))
