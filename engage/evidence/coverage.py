"""Who was heard against who lives here: by place and by kind of person, never crossed, small numbers never shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.errors import InputError
from engage.evidence import kept
from engage.evidence.counts import Rows
from engage.evidence.suppression import LEAST, MOST, hide_part, hide_small, limit_of
from engage.extensions import db
from engage.models import Chapter, Locality, Plan, Population, RespondentKind, User
from engage.policies import Permission, require
from engage.submissions.intake import clean_line

FORMULA = "100 − half of the sum, over the places shown, of the difference between a place's share of the people heard and its share of the population, in per cent"
ENOUGH = 30
"""Fewer people than this are too few for a score."""
_READINGS = (
    (0.15, "hardly anybody, compared with how many live there"),
    (0.29, "a quarter as many as expected"),
    (0.42, "a third as many as expected"),
    (0.58, "half as many as expected"),
    (0.80, "fewer than expected"),
    (1.25, "about as many as expected"),
    (1.75, "more than expected"),
    (2.50, "twice as many as expected"),
)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One place or kind of person. What is None is hidden, or not known."""

    id: int
    name: str
    people: int | None
    hidden: bool
    population: int | None
    source: str
    rate: float | None
    """People heard in every 10,000."""
    reading: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A table by place and one by kind of person, and one score for the places."""

    limit: int
    places: tuple[CoverageRow, ...]
    kinds: tuple[CoverageRow, ...]
    score: int | None

    @property
    def missing(self) -> tuple[CoverageRow, ...]:
        """Places and kinds that are heard much less than expected."""
        words = {reading for _, reading in _READINGS[:4]} | {"nobody yet"}
        return tuple(row for row in (*self.places, *self.kinds) if row.reading in words)


def coverage(plan: Plan, chapter: Chapter | None = None) -> Coverage:
    """Coverage of the whole exercise, or of one chapter."""
    limit = limit_of(plan)
    places = _rows(plan, chapter, Locality, "places", limit)
    kinds = _rows(plan, chapter, RespondentKind, "kinds", limit)
    return Coverage(limit, places, kinds, score(places))


def safe_people(plan: Plan, chapter: Chapter | None, key: str, ids: list[int], limit: int) -> dict[Any, int | None]:
    """People by the entries of one list (None: did not say), as they may be shown on every page."""
    rows = kept.rows_of(plan, None, key)
    keys = list(dict.fromkeys([*ids, None, *(row[0] for row in rows)]))
    whole = _counted(rows, keys)
    if chapter is None:
        return hide_small(whole, limit).cells
    return hide_part(_counted(kept.rows_of(plan, chapter, key), keys), whole, limit).cells


def _counted(rows: Rows, keys: list[int | None]) -> dict[int | None, int]:
    found = {row[0]: row[1] for row in rows}
    return {key: found.get(key, 0) for key in keys}


def _rows(plan: Plan, chapter: Chapter | None, kind: Any, listed: str, limit: int) -> tuple[CoverageRow, ...]:
    entries: Sequence[Any] = db.session.scalars(
        select(kind).where(kind.plan_id == plan.id).order_by(kind.position)
    ).all()
    shown = safe_people(plan, chapter, listed, [entry.id for entry in entries], limit)
    key = Population.locality_id if kind is Locality else Population.respondent_kind_id
    figures = {getattr(row, key.key): row for row in populations(plan) if getattr(row, key.key) is not None}
    known = [entry.id for entry in entries if entry.id in figures and shown[entry.id] is not None]
    heard = sum(shown[id_] or 0 for id_ in known)
    living = sum(figures[id_].people for id_ in known)
    return tuple(_row(entry, shown[entry.id], figures.get(entry.id), heard, living) for entry in entries)


def _row(entry: Any, people: int | None, figure: Population | None, heard: int, living: int) -> CoverageRow:
    name = getattr(entry, "attribution", entry.name)
    source = f"{figure.source}, {figure.year}" if figure else ""
    if people is None:
        return CoverageRow(entry.id, name, None, True, figure.people if figure else None, source, None, "hidden")
    if figure is None:
        return CoverageRow(entry.id, name, people, False, None, "", None, "" if people else "nobody yet")
    rate = round(10_000 * people / figure.people, 1)
    reading = _reading(people, heard * figure.people / living if living else 0.0)
    return CoverageRow(entry.id, name, people, False, figure.people, source, rate, reading)


def _reading(people: int, expected: float) -> str:
    """How many were heard against how many there would be if all places spoke alike, in easy words."""
    if not people:
        return "nobody yet"
    ratio = people / expected if expected else 0.0
    return next((words for most, words in _READINGS if ratio < most), "far more than expected")


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


def set_population(
    actor: User, plan: Plan, entry: Locality | RespondentKind, *, people: int | None, source: str, year: int | None
) -> None:
    """Set how many people there are in a place or of a kind; without a number the figure goes.

    Raises:
        NotPermittedError: the actor may not keep the register.
        InputError: a number without its source and year.
    """
    require(actor, Permission.KEEP_REGISTER)
    column = Population.locality_id if isinstance(entry, Locality) else Population.respondent_kind_id
    row = db.session.scalar(select(Population).where(column == entry.id))
    if people is None:
        if row is not None:
            db.session.delete(row)
        return
    source = clean_line(source)[:300]
    if not source or year is None or not 1900 <= year <= 2100:
        raise InputError(f"{entry.name}: write the source and the year of the figure.")
    if not 0 < people < 2**31:
        raise InputError(f"{entry.name}: write a number of people that can be true.")
    row = row or Population(plan_id=plan.id, **{column.key: entry.id})
    row.people, row.source, row.year = people, source, year
    db.session.add(row)
    db.session.flush()


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
