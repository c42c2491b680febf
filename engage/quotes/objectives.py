"""What a chapter promises, with the evidence behind each promise: how many people speak to it, and in what words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sqlalchemy import select

from engage.evidence.voices import in_chapter
from engage.extensions import db
from engage.models import Chapter, Contribution, Objective, Passage, PassageVector
from engage.quotes.filters import Filters
from engage.quotes.meaning import space_of
from engage.quotes.queries import Quotable, described, loaded, theme_counts
from engage.quotes.space import Space, nearest
from engage.theming.pipeline import Pipeline, Vector, from_bytes, load

SPEAKS_TO = 0.42
"""Cosine from which a passage may speak to an objective. Read on the demonstration, about half of those found did."""
SHOWN = 2


@dataclass(frozen=True, slots=True)
class Promise:
    """One objective: how many people may speak to it, of everybody who let us count their words, and a few quotes."""

    objective: Objective
    people: int
    quotes: tuple[Quotable, ...]


def promises(chapter: Chapter) -> list[Promise]:
    """The chapter's objectives in their order.

    Raises:
        EncoderMissing: meaning cannot be compared on this machine now.
    """
    rows = list(
        db.session.scalars(select(Objective).where(Objective.chapter_id == chapter.id).order_by(Objective.number))
    )
    if not rows:
        return []
    pipeline = load(chapter.plan)
    wanted = _vectors(pipeline, tuple(row.text for row in rows))
    counted, quotable = _counted(chapter, pipeline.encoder), space_of(chapter, Filters(), pipeline.encoder)
    near = [nearest(quotable, vector, SHOWN, least=SPEAKS_TO) for vector in wanted]
    quotes = _quotes(chapter, [id_ for found in near for id_, _ in found])
    return [
        Promise(row, people, tuple(quotes[id_] for id_, _ in found))
        for row, people, found in zip(rows, _people(counted, wanted), near, strict=True)
    ]


@lru_cache(maxsize=64)
def _vectors(pipeline: Pipeline, texts: tuple[str, ...]) -> Vector:
    """Objectives are many and seldom change, so each wording is read once."""
    return pipeline.vectors(texts)


def _counted(chapter: Chapter, encoder: str) -> Space:
    """Every passage that may be counted in the chapter, quotable or not."""
    rows = db.session.execute(
        in_chapter(chapter.plan, chapter.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .where(Passage.text_digest == Contribution.published_digest, PassageVector.encoder == encoder)
        .with_only_columns(Passage.id, Contribution.contributor_id, PassageVector.vector)
        .order_by(Passage.id)
    ).all()
    vectors = from_bytes([row[2] for row in rows]) if rows else np.zeros((0, 1), np.float32)
    return Space(tuple(row[0] for row in rows), tuple(row[1] for row in rows), vectors)


def _people(space: Space, wanted: Vector) -> Sequence[int]:
    if not space.passages:
        return [0] * len(wanted)
    speaks = wanted @ space.vectors.T >= SPEAKS_TO
    people = np.array(space.people)
    return [len(np.unique(people[row])) for row in speaks]


def _quotes(chapter: Chapter, passages: Sequence[int]) -> dict[int, Quotable]:
    rows = loaded(select(Passage).where(Passage.id.in_(passages)).order_by(Passage.id))
    return {row.id: quote for row, quote in zip(rows, described(chapter, rows, theme_counts(chapter)), strict=True)}
