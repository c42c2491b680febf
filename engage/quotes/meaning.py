"""Finding quotes by what they mean: the passages of a chapter that come nearest to some words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from engage.extensions import db
from engage.models import Chapter, Contribution, Passage, PassageVector
from engage.quotes.filters import Filters, quotable
from engage.theming.pipeline import Vector, encoder_problem, from_bytes, load

NEAR = 0.3
"""Cosine below which a passage is not offered as saying the like."""
_MOST = 200
"""Passages that are put in order by meaning; whoever wants more asks more exactly."""
_ALIKE = 0.85
"""Cosine from which two passages say the same, so that the second is not offered beside the first."""


@dataclass(frozen=True, slots=True)
class Space:
    """The passages that may be quoted in a chapter, with their vectors (n, d) and whose words they are."""

    passages: tuple[int, ...]
    people: tuple[int, ...]
    vectors: Vector


def space_of(chapter: Chapter, filters: Filters, encoder: str) -> Space:
    """What ``filters`` let through of the chapter's quotable passages, as far as this encoder has read it."""
    ids = quotable(chapter, filters).order_by(None).with_only_columns(Passage.id)
    rows = db.session.execute(
        select(Passage.id, Contribution.contributor_id, PassageVector.vector)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .where(Passage.id.in_(ids), PassageVector.encoder == encoder)
        .order_by(Passage.id)
    ).all()
    vectors = from_bytes([row[2] for row in rows]) if rows else np.zeros((0, 1), np.float32)
    return Space(tuple(row[0] for row in rows), tuple(row[1] for row in rows), vectors)


def nearest(space: Space, wanted: Vector, most: int, *, one_each: bool = True) -> list[tuple[int, float]]:
    """Passages (id, cosine) nearest to the vector ``wanted`` (d,), different ones, with ``one_each`` one of a person."""
    if not space.passages:
        return []
    likeness = space.vectors @ wanted
    chosen: list[int] = []
    people: set[int] = set()
    for index in np.argsort(-likeness, kind="stable"):
        if likeness[index] < NEAR or len(chosen) == most:
            break
        if one_each and space.people[index] in people:
            continue
        if chosen and float((space.vectors[chosen] @ space.vectors[index]).max()) >= _ALIKE:
            continue
        chosen.append(int(index))
        people.add(space.people[index])
    return [(space.passages[index], float(likeness[index])) for index in chosen]


def ranked(chapter: Chapter, filters: Filters) -> list[int] | None:
    """Passages that mean what ``filters`` ask for, nearest first; None where nothing is asked by meaning, or can be."""
    if not (filters.meaning or filters.like) or encoder_problem():
        return None
    pipeline = load(chapter.plan)
    space = space_of(chapter, filters, pipeline.encoder)
    if filters.like:
        if filters.like not in space.passages:
            return []
        wanted = space.vectors[space.passages.index(filters.like)]
        return [id_ for id_, _ in nearest(space, wanted, _MOST + 1, one_each=False) if id_ != filters.like]
    return [id_ for id_, _ in nearest(space, pipeline.vector(filters.meaning), _MOST, one_each=False)]
