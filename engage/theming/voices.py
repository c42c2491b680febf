"""A few voices of a theme: those that stand for most of it, and those on the other side; places and kinds of people spread."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Contribution,
    Passage,
    PassageAssignment,
    PassageVector,
    Plan,
    Purpose,
    Theme,
    published,
)
from engage.theming import pipeline
from engage.theming.pipeline import Vector, from_bytes

CENTRAL, OTHER = 3, 2
MOST_READ = 400
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
    passages, vectors = _read(plan, theme)
    if len(passages) < FEWEST:
        return Voices()
    spread = _spread(passages, vectors)
    other = pipeline.on_the_other_side([passage.text for passage in passages], spread, OTHER)
    rest = [row for row in range(len(passages)) if row not in other]
    central = [rest[row] for row in pipeline.central(spread[rest], CENTRAL)]
    return Voices(tuple(passages[row] for row in central), tuple(passages[row] for row in other))


def _read(plan: Plan, theme: Theme) -> tuple[list[Passage], Vector]:
    spoken = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    rows = db.session.execute(
        published(Purpose.SHOW, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .where(
            PassageAssignment.theme_id.in_(
                select(Theme.id).where((Theme.id == theme.id) | (Theme.parent_id == theme.id))
            ),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            PassageVector.encoder == theme.encoder,
            Passage.quotable.is_(True),
            Passage.text_digest == Contribution.published_digest,
        )
        .order_by(PassageAssignment.status, PassageAssignment.score.desc(), Passage.id)
        .with_only_columns(Passage, PassageVector.vector)
        .options(*(spoken.joinedload(part) for part in parts))
        .limit(MOST_READ)
    ).all()
    chosen: dict[Hashable, tuple[Passage, bytes]] = {}
    letters: set[str] = set()
    for passage, vector in rows:
        if passage.letter_part is None or passage.letter_part not in letters:
            chosen.setdefault(passage.contribution.contributor_id or passage.id, (passage, vector))
            letters.add(passage.letter_part or "")
    kept = [vector for _, vector in chosen.values()]
    return [passage for passage, _ in chosen.values()], from_bytes(kept) if kept else np.zeros((0, 1), np.float32)


def _spread(passages: Sequence[Passage], vectors: Vector) -> Vector:
    """Vectors with a column for each place and each kind of speaker, so that voices alike in these are less wanted."""
    told = [(p.contribution.locality_id, p.contribution.respondent_kind_id) for p in passages]
    columns = [
        [SPREAD * (one == value) for one in values]
        for values in zip(*told, strict=True)
        for value in sorted({value for value in values if value is not None})
    ]
    return np.hstack([vectors, np.array(columns, np.float32).T]) if columns else vectors
