"""Quotes for the paragraphs of a draft: which chapter each paragraph is about, and whose words say the like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sqlalchemy import select

from engage.extensions import db
from engage.models import Chapter, Objective, Plan
from engage.quotes.drafts.reading import Paragraph
from engage.quotes.drafts.speakers import pick, rank
from engage.quotes.drafts.stretches import as_quotes, candidates, with_others
from engage.quotes.drafts.worth import wanted as wanted_of
from engage.quotes.filters import Filters
from engage.quotes.meaning import space_of
from engage.quotes.queries import Quotable
from engage.theming.pipeline import Pipeline, Vector

SUGGESTIONS, NEAREST = 3, 3
"""Quotes for a paragraph at most, and how many a reader can look at where none is likely to fit."""
SHORTEST = 40
"""Characters from which a paragraph says something that a quote could stand beside."""
_SAME_OBJECTIVE = 0.5
_MOST_READ = 2_000
_ENOUGH = 20
"""Objectives that stand for what a plan says anyway; a plan with fewer gives its chapters' and goals' own words too."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """One paragraph with the quotes that would suit it, or else what comes nearest, and the objective that it speaks of."""

    paragraph: Paragraph
    quotes: tuple[Quotable, ...]
    nearest: tuple[Quotable, ...]
    objective: Objective | None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What suits a draft, and which chapter most of it seems to be about (a title; empty when that is not clear)."""

    paragraphs: tuple[Suggested, ...]
    seems: str


def could_take_a_quote(paragraph: Paragraph) -> bool:
    """Whether a quote may follow: text of some length, not a heading, and not what we put in ourselves."""
    standing = paragraph.inside in {"body", "table", "box"}
    return standing and not paragraph.heading and not paragraph.controls and len(paragraph.text) >= SHORTEST


def suggest(chapter: Chapter, paragraphs: Sequence[Paragraph], pipeline: Pipeline) -> Suggestions:
    """Quotes of ``chapter`` for each paragraph that could take one; nothing is offered twice for one paragraph."""
    wanted = [paragraph for paragraph in paragraphs if could_take_a_quote(paragraph)][:_MOST_READ]
    if not wanted:
        return Suggestions((), "")
    texts = [paragraph.text for paragraph in wanted]
    vectors = pipeline.vectors(texts)
    own = space_of(chapter, Filters(), pipeline.encoder)
    space = with_others(chapter, own, vectors, pipeline.encoder)
    asked, usual = wanted_of(texts, vectors), usual_sentences(chapter.plan, pipeline)
    around = candidates(space, asked, pipeline.encoder, own=set(own.passages))
    speakers = rank(asked, around, usual, pipeline)
    found = [pick(some, SUGGESTIONS) for some in speakers]
    rest = [[] if good else pick(some, NEAREST, least=0.0) for some, good in zip(speakers, found, strict=True)]
    quotes = as_quotes(chapter, [one for near in (*found, *rest) for one in near])
    objectives = _objectives(chapter, vectors, pipeline)
    return Suggestions(
        tuple(
            Suggested(paragraph, tuple(quotes[one] for one in good), tuple(quotes[one] for one in near), objective)
            for paragraph, good, near, objective in zip(wanted, found, rest, objectives, strict=True)
        ),
        _seems(chapter, texts, pipeline),
    )


def usual_sentences(plan: Plan, pipeline: Pipeline) -> Vector:
    """The vectors (n, d) of what a plan says anyway. What is near to all of it is near to nothing in particular."""
    objectives = select(Objective.text).join(Chapter, Chapter.id == Objective.chapter_id)
    said = tuple(db.session.scalars(objectives.where(Chapter.plan_id == plan.id).order_by(Objective.id)))
    chapters = (one.plain or one.title for one in plan.chapters)
    goals = (one.plain or one.title for one in plan.goals)
    return read_once(pipeline, said if len(said) >= _ENOUGH else (*said, *chapters, *goals))


@lru_cache(maxsize=64)
def read_once(pipeline: Pipeline, texts: tuple[str, ...]) -> Vector:
    """The vectors (n, d) of texts that are many and seldom change, such as objectives."""
    return pipeline.vectors(texts)


def _objectives(chapter: Chapter, vectors: Vector, pipeline: Pipeline) -> list[Objective | None]:
    """The objective of the chapter that each paragraph speaks of, where one is near enough."""
    rows = list(
        db.session.scalars(select(Objective).where(Objective.chapter_id == chapter.id).order_by(Objective.number))
    )
    if not rows:
        return [None] * len(vectors)
    likeness = vectors @ read_once(pipeline, tuple(row.text for row in rows)).T
    best = np.argmax(likeness, axis=1)
    return [rows[at] if likeness[row, at] >= _SAME_OBJECTIVE else None for row, at in enumerate(best)]


def _seems(chapter: Chapter, texts: Sequence[str], pipeline: Pipeline) -> str:
    """The chapter under which most of the draft would be filed, if it is another than the author's."""
    titles = {other.slug: other.title for other in chapter.plan.chapters}
    counted = Counter(mapped.chapters[0].slug for mapped in pipeline.file(texts) if mapped.chapters)
    if not counted:
        return ""
    slug, most = counted.most_common(1)[0]
    return titles.get(slug, "") if most * 2 > counted.total() else ""
