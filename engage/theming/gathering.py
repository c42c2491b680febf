"""What themes are made of: the passages that speak of the plan, with who said them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Contribution,
    Passage,
    PassageAssignment,
    PassageVector,
    Plan,
    Purpose,
    published,
)
from engage.theming.pipeline import Vector, from_bytes

BESIDE = 0.5
"""What the rest of what somebody said counts for, beside the passage itself."""
CLEARLY = 0.5
"""Score from which the computer is as likely right as wrong about a chapter."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What themes are made of: passage ids, words, who said them (n each), and vectors (n, d)."""

    ids: list[int]
    texts: list[str]
    people: list[str]
    vectors: Vector


def topical(plan: Plan, *, whole: bool = False) -> Select[*tuple[Any, ...]]:
    """Passages that themes are made of: they clearly speak of a chapter, or are the clearest of what somebody said.

    The other sentences of a story ("I went home.") would only make themes of their own small words. ``whole``: all of
    the plan is asked for, not a few.
    """
    return (
        published(Purpose.USE, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .where(Passage.text_digest == Contribution.published_digest, _of_all() if whole else _of_each())
    )


def _of_each() -> ColumnElement[bool]:
    """Asked of one passage after the other, each looked up along an index."""
    sibling = aliased(Passage)
    beside = sibling.contribution_id == Passage.contribution_id
    clear_beside = select(sibling.id).where(beside, _speaks(CLEARLY, sibling.id).exists())
    others = select(sibling.id).where(beside, sibling.id != Passage.id)
    spoken = _speaks(CLEARLY, Passage.id).exists() | (_speaks(0, Passage.id).exists() & ~clear_beside.exists())
    return spoken | ~others.exists()


def _of_all() -> ColumnElement[bool]:
    """The same with each list made once. Asked of each of 150,000 passages, it looked so dear to PostgreSQL that it saved
    nothing on the rest, and compared each of them with every consent."""
    sibling = aliased(Passage)
    clear = select(sibling.contribution_id).where(sibling.id.in_(_speaks(CLEARLY)))
    several = select(sibling.contribution_id).group_by(sibling.contribution_id).having(func.count() > 1)
    clearest = Passage.id.in_(_speaks(0)) & Passage.contribution_id.not_in(clear)
    return Passage.id.in_(_speaks(CLEARLY)) | clearest | Passage.contribution_id.not_in(several)


def _speaks(least: float, passage: Any = None) -> Select[int]:
    """The passages, or this one, that are filed under a chapter: by a person, or by the computer with this score."""
    found = select(PassageAssignment.passage_id).where(
        PassageAssignment.chapter_id.is_not(None),
        PassageAssignment.status != AssignmentStatus.DISMISSED,
        (PassageAssignment.score >= least) | (PassageAssignment.status == AssignmentStatus.CONFIRMED),
    )
    return found if passage is None else found.where(PassageAssignment.passage_id == passage)


def count_passages(plan: Plan) -> int:
    """How many passages there are to make themes of."""
    return db.session.scalar(topical(plan, whole=True).with_only_columns(func.count(Passage.id))) or 0


def gather(plan: Plan, encoder: str) -> Gathered:
    """The passages that themes are made of, with the vectors that this encoder made."""
    rows = db.session.execute(
        topical(plan, whole=True)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .where(PassageVector.encoder == encoder)
        .order_by(Passage.id)
        .with_only_columns(
            Passage.id,
            Passage.start,
            Passage.end,
            Contribution.id.label("contribution"),
            Contribution.published_text,
            Contribution.contributor_id,
            PassageVector.vector,
        )
    ).all()
    return Gathered(
        [row.id for row in rows],
        [row.published_text[row.start : row.end] for row in rows],
        [str(row.contributor_id) for row in rows],
        in_context(from_bytes([row.vector for row in rows]), [row.contribution for row in rows])
        if rows
        else np.zeros((0, 1), np.float32),
    )


def in_context(vectors: Vector, contributions: Sequence[int]) -> Vector:
    """Vectors (n, d) of passages, each leaning to the middle of all from its contribution: "She sorted a driver too"
    is about what the story is about."""
    _, story = np.unique(np.array(contributions), return_inverse=True)
    middles = np.zeros((story.max() + 1, vectors.shape[1]), np.float32)
    np.add.at(middles, story, vectors)
    leaning = vectors + BESIDE * (middles / np.bincount(story)[:, None])[story]
    found: Vector = (leaning / np.maximum(np.linalg.norm(leaning, axis=1, keepdims=True), 1e-12)).astype(np.float32)
    return found
