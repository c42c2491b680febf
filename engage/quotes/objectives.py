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
from engage.quotes.drafts.stretches import Stretch, as_quotes, candidates, chosen
from engage.quotes.drafts.suggesting import usual_sentences
from engage.quotes.drafts.worth import Wanted, likely, signs, wanted
from engage.quotes.filters import Filters
from engage.quotes.meaning import space_of
from engage.quotes.queries import Quotable
from engage.quotes.space import Space
from engage.theming.pipeline import Pipeline, Vector, from_bytes, load

SPEAKS_TO, NEARER = 0.2, 3.3
"""How likely words have to speak to an objective, and how much nearer to it than to the plan's others they have to be.

Read on the demonstration, whose objectives they were chosen on: two in three of those found did. With nearness alone, half.
"""
SHOWN = 2


@dataclass(frozen=True, slots=True)
class Promise:
    """One objective, a few quotes, and how many people may speak to it: of everybody who let us count their words, among those
    whose words come nearest."""

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
    usual = usual_sentences(chapter.plan, pipeline)
    texts = tuple(row.text for row in rows)
    asked = wanted(texts, _vectors(pipeline, texts))
    heard = _speaking(asked, _counted(chapter, pipeline.encoder), pipeline.encoder, usual)
    quotable = _speaking(asked, space_of(chapter, Filters(), pipeline.encoder), pipeline.encoder, usual)
    picked = [chosen(one, found, usual, SHOWN) for one, found in zip(asked, quotable, strict=True)]
    quotes = as_quotes(chapter, [one for found in picked for one in found])
    return [
        Promise(row, len({one.person for one in counted}), tuple(quotes[one] for one in found))
        for row, counted, found in zip(rows, heard, picked, strict=True)
    ]


@lru_cache(maxsize=64)
def _vectors(pipeline: Pipeline, texts: tuple[str, ...]) -> Vector:
    """Objectives are many and seldom change, so each wording is read once."""
    return pipeline.vectors(texts)


def _speaking(asked: Sequence[Wanted], space: Space, encoder: str, usual: Vector) -> list[list[Stretch]]:
    """For each objective, the stretches of what was said that may speak to it."""
    around = candidates(space, asked, encoder, own=set(space.passages))
    return [_near_enough(one, found, usual) for one, found in zip(asked, around, strict=True)]


def _near_enough(one: Wanted, found: list[Stretch], usual: Vector) -> list[Stretch]:
    if not found:
        return []
    said = [stretch.said for stretch in found]
    enough = (likely(one, said, usual) >= SPEAKS_TO) & (signs(one, said, usual)[:, 0] >= NEARER)
    return [stretch for stretch, speaks in zip(found, enough, strict=True) if speaks]


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
