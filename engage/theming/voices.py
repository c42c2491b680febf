"""A few voices of a theme: those that stand for most of it, and those on the other side; places and kinds of people spread."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.models import Contribution, Passage, PassageAssignment, PassageVector, Plan, Purpose, Theme
from engage.theming import pipeline
from engage.theming.counting import in_themes
from engage.theming.pipeline import Vector, from_bytes

CENTRAL, OTHER = 3, 2
MOST_READ = 60
"""Passages of a theme, the surest first, that voices are chosen from."""
FEWEST = 6
"""Passages below which the list shows them all anyway."""
SPREAD = 0.4
"""What being from one place, or of one kind, adds to how alike two voices are."""


@dataclass(frozen=True, slots=True)
class Voices:
    """Passages by the side that they speak on."""

    central: tuple[Passage, ...] = ()
    other: tuple[Passage, ...] = ()


def voices(plan: Plan, theme: Theme) -> Voices:
    """Quotable passages of a theme whose speakers let them be shown: one from each person, one of each letter."""
    rows = _read(plan, theme)
    if len(rows) < FEWEST:
        return Voices()
    central, other = choose(rows, CENTRAL, OTHER)
    passages = _passages([rows[place].id for place in central + other])
    return Voices(*(tuple(passages[rows[place].id] for place in side) for side in (central, other)))


def choose(rows: Sequence[Row[Any]], central: int, other: int) -> tuple[list[int], list[int]]:
    """Which rows stand for most, and which for the other side, at most so many; where a vector is missing, the first.

    A row holds ``vector``, ``words``, ``locality_id`` and ``respondent_kind_id``.
    """
    if len(rows) <= central or any(row.vector is None for row in rows):
        return list(range(min(central, len(rows)))), []
    spread = _spread(rows, from_bytes([row.vector for row in rows]))
    against = pipeline.on_the_other_side([row.words for row in rows], spread, other) if other else []
    rest = [place for place in range(len(rows)) if place not in against]
    return [rest[place] for place in pipeline.central(spread[rest], central)], against


def _read(plan: Plan, theme: Theme) -> list[Row[Any]]:
    """The surest passages, with what is needed to choose among them: vectors and words of those few only."""
    surest = db.session.execute(
        in_themes(plan, Purpose.SHOW, [theme.id])[0]
        .where(Passage.quotable.is_(True))
        .order_by(PassageAssignment.status, PassageAssignment.score.desc(), Passage.id)
        .with_only_columns(Passage.id, Passage.letter_part, Contribution.contributor_id)
        .limit(MOST_READ)
    ).all()
    chosen: dict[Hashable, int] = {}
    letters: set[str] = set()
    for row in surest:
        if row.letter_part is None or row.letter_part not in letters:
            chosen.setdefault(row.contributor_id or -row.id, row.id)
            letters.add(row.letter_part or "")
    words = func.substr(Contribution.published_text, Passage.start + 1, Passage.end - Passage.start).label("words")
    wanted: Select[*tuple[Any, ...]] = (
        select(Passage.id, PassageVector.vector, Contribution.locality_id, Contribution.respondent_kind_id, words)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .where(Passage.id.in_(chosen.values()), PassageVector.encoder == theme.encoder)
    )
    order = list(chosen.values())
    return sorted(db.session.execute(wanted).all(), key=lambda row: order.index(row.id))


def _spread(rows: Sequence[Row[Any]], vectors: Vector) -> Vector:
    """Vectors with a column for each place and each kind of speaker, so that voices alike in these are less wanted."""
    told = [(row.locality_id, row.respondent_kind_id) for row in rows]
    columns = [
        [SPREAD * (one == value) for one in values]
        for values in zip(*told, strict=True)
        for value in sorted({value for value in values if value is not None})
    ]
    return np.hstack([vectors, np.array(columns, np.float32).T]) if columns else vectors


def _passages(ids: Sequence[int]) -> dict[int, Passage]:
    """Passages with their speakers, by id."""
    spoken = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    query = select(Passage).where(Passage.id.in_(ids)).options(*(spoken.joinedload(part) for part in parts))
    return {passage.id: passage for passage in db.session.scalars(query)}
