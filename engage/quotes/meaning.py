"""Finding quotes by what they mean: the passages of a chapter that come nearest to some words."""

from __future__ import annotations

import numpy as np
from sqlalchemy import select

from engage.extensions import db
from engage.models import Chapter, Contribution, Passage, PassageVector
from engage.quotes.filters import LANES, Filters, quotable
from engage.quotes.lanes import in_lane
from engage.quotes.queries import theme_counts
from engage.quotes.space import Space, nearest
from engage.theming.pipeline import encoder_problem, from_bytes, load

_MOST = 200
"""Passages that are put in order by meaning; whoever wants more asks more exactly."""


def space_of(chapter: Chapter, filters: Filters, encoder: str) -> Space:
    """What ``filters`` let through of the chapter's quotable passages, as far as this encoder has read it."""
    ids = quotable(chapter, filters).order_by(None).with_only_columns(Passage.id)
    rows = db.session.execute(
        select(Passage.id, Contribution.contributor_id, PassageVector.vector, Passage.end - Passage.start)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .where(Passage.id.in_(ids), PassageVector.encoder == encoder)
        .order_by(Passage.id)
    ).all()
    vectors = from_bytes([row[2] for row in rows]) if rows else np.zeros((0, 1), np.float32)
    return Space(tuple(row[0] for row in rows), tuple(row[1] for row in rows), vectors, tuple(row[3] for row in rows))


def ranked(chapter: Chapter, filters: Filters) -> list[int] | None:
    """Passages that mean what ``filters`` ask for, nearest first; None where nothing is asked by meaning, or can be."""
    if not (filters.meaning or filters.like or filters.order in LANES) or encoder_problem():
        return None
    pipeline = load(chapter.plan)
    space = space_of(chapter, filters, pipeline.encoder)
    if filters.like:
        if filters.like not in space.passages:
            return []
        wanted = space.vectors[space.passages.index(filters.like)]
        return [id_ for id_, _ in nearest(space, wanted, _MOST + 1, one_each=False) if id_ != filters.like]
    if filters.meaning:
        return [id_ for id_, _ in nearest(space, pipeline.vector(filters.meaning), _MOST, one_each=False)]
    return in_lane(chapter, space, filters.order, theme_counts(chapter), _MOST)
