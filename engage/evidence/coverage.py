"""Who was heard against who lives here: by place and by kind of person, never crossed, small numbers never shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from engage.errors import InputError
from engage.evidence import kept
from engage.evidence.comparing import CoverageRow, Figure, compared, missing
from engage.evidence.deprivation import Deprived, deprived
from engage.evidence.groups import GroupTable, group_tables
from engage.evidence.since_earlier import Earlier
from engage.evidence.suppression import LEAST, MOST, limit_of, safe_cells
from engage.extensions import db
from engage.models import Chapter, Locality, Plan, Population, RespondentKind, User
from engage.policies import Permission, require

FORMULA = "100 − half of the sum, over the places shown, of the difference between a place's share of the people heard and its share of the population, in per cent"
ENOUGH = 30
"""Fewer people than this are too few for a score."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A table by place, one by kind of person, one for each question that people answer about themselves.

    ``score`` is for the places; ``unplaced``: people who did not say where they live (None: hidden).
    """

    limit: int
    places: tuple[CoverageRow, ...]
    kinds: tuple[CoverageRow, ...]
    groups: tuple[GroupTable, ...]
    score: int | None
    unplaced: int | None
    deprived: Deprived

    @property
    def missing(self) -> tuple[CoverageRow, ...]:
        """Places, kinds and groups that are heard much less than expected; an answer with its question before it."""
        groups = [replace(row, name=f"{table.title} {row.name}") for table in self.groups for row in table.lines]
        return missing((*self.places, *self.kinds, *groups))


def coverage(plan: Plan, chapter: Chapter | None = None, earlier: Earlier | None = None) -> Coverage:
    """Coverage of the whole exercise, or of one chapter; for a pack, beside what the packs before it told."""
    limit = limit_of(plan)
    places, unplaced = _rows(plan, chapter, Locality, "places", earlier)
    kinds, _ = _rows(plan, chapter, RespondentKind, "kinds", earlier)
    groups = group_tables(plan, chapter, limit, earlier)
    return Coverage(limit, places, kinds, groups, score(places), unplaced, deprived(plan, places))


def safe_people(plan: Plan, chapter: Chapter | None, key: str, ids: list[int], limit: int) -> dict[Any, int | None]:
    """People by the entries of one list (None: did not say), as they may be shown on every page."""
    part = kept.rows_of(plan, chapter, key) if chapter else None
    return safe_cells(kept.rows_of(plan, None, key), part, ids, limit)


def _rows(
    plan: Plan, chapter: Chapter | None, kind: Any, listed: str, earlier: Earlier | None
) -> tuple[tuple[CoverageRow, ...], int | None]:
    """A line for each entry of a list, and how many did not say."""
    entries: Sequence[Any] = db.session.scalars(
        select(kind).where(kind.plan_id == plan.id).order_by(kind.position)
    ).all()
    shown = safe_people(plan, chapter, listed, [entry.id for entry in entries], limit_of(plan))
    if earlier is not None:
        shown = earlier.hold(chapter, listed, shown)[0]
    key = Population.locality_id if kind is Locality else Population.respondent_kind_id
    found = {getattr(row, key.key): Figure(row.people, row.source, row.year) for row in populations(plan)}
    names = {entry.id: getattr(entry, "attribution", entry.name) for entry in entries}
    return compared(names, shown, found), shown[None]


def score(rows: tuple[CoverageRow, ...]) -> int | None:
    """How alike the people heard and the population are, 0 to 100; None where too little may be shown."""
    known = [(row.people, row.population) for row in rows if row.people is not None and row.population]
    heard, living = sum(people for people, _ in known), sum(number for _, number in known)
    if len(known) < 2 or heard < ENOUGH:
        return None
    apart = sum(abs(people / heard - number / living) for people, number in known)
    return round(100 - 50 * apart)


def populations(plan: Plan) -> list[Population]:
    """The figures that coverage is measured against."""
    return list(db.session.scalars(select(Population).where(Population.plan_id == plan.id)))


def set_limit(actor: User, plan: Plan, limit: int) -> None:
    """Set the smallest number of people that pages may show.

    Raises:
        NotPermittedError: the actor may not keep the register.
        InputError: it is too small or too large.
    """
    require(actor, Permission.KEEP_REGISTER)
    if not LEAST <= limit <= MOST:
        raise InputError(f"Choose a number from {LEAST} to {MOST}.")
    plan.wording = {**plan.wording, "smallest_number": limit}
    db.session.flush()
