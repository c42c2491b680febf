"""What is close in meaning among everything that is shown: to some words, or to what somebody said.

Looked for in two steps, so that it costs nearly the same however much there is: a sketch of 256 bits for each passage,
kept in this process, gives a few hundred candidates; their vectors, read from the database with everything that
decides what may be shown, put them in order.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from flask import current_app
from sqlalchemy import ColumnElement, Row, Select, func, select

import nlp
from engage.extensions import db
from engage.models import Contribution, Passage, PassageVector, Plan, Purpose, published
from engage.theming.pipeline import Vector, from_bytes

BITS = 256
CANDIDATES = 300
LOOKED_AT_EACH = 10
"""Candidates for each passage wanted."""
MOST_PARTS = 2
"""The longest passages of a contribution that others are compared with."""
STALE_SECONDS = 600
"""After this long the sketches are made anew, so that those of passages that are gone go too."""
LIKE_WORDS = 0.35
LIKE_SPOKEN = 0.45
"""Cosines below which somebody did not say something similar: to a few words, to another passage."""
_READ = 5_000
Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody's words that are close in meaning: published_text[start:end] of a contribution."""

    contribution: int
    start: int
    end: int
    likeness: float


@dataclass(slots=True)
class _Sketches:
    """A column of bits for each passage, in the order of their numbers: four long rows are quicker than many short ones."""

    made: float
    ids: list[int] = field(default_factory=list)
    rows: Bits = field(default_factory=lambda: np.zeros((BITS // 64, 0), np.uint64))


_kept: dict[tuple[str, str], _Sketches] = {}
_lock = threading.Lock()


def close_to_words(plan: Plan, words: str, *, most: int, where: Sequence[ColumnElement[bool]] = ()) -> tuple[Near, ...]:
    """What is close to some words; nothing while there is no encoder."""
    try:
        encoder = nlp.load_encoder(Path(current_app.config["ENGAGE"].encoder))
    except nlp.EncoderMissing:
        return ()
    if not words.strip():
        return ()
    return _nearest(plan, encoder.name, encoder.embed([words[:500]]), most=most, least=LIKE_WORDS, where=where)


def close_to(plan: Plan, contribution: int, *, most: int) -> tuple[Near, ...]:
    """What others said that is close to one of the longest parts of a contribution."""
    rows = db.session.execute(
        select(PassageVector.vector, PassageVector.encoder)
        .join(Passage, Passage.id == PassageVector.passage_id)
        .where(Passage.contribution_id == contribution)
        .order_by((Passage.end - Passage.start).desc())
        .limit(MOST_PARTS)
    ).all()
    if not rows:
        return ()
    vectors = from_bytes([row.vector for row in rows if row.encoder == rows[0].encoder])
    others = (Contribution.id != contribution,)
    return _nearest(plan, rows[0].encoder, vectors, most=most, least=LIKE_SPOKEN, where=others)


def close_passages(
    plan: Plan, encoder: str, wanted: Vector, *, most: int, least: float, without: Collection[int]
) -> dict[int, float]:
    """Passages that may be shown and mean much the same as a vector (d,), likeness by id, the likest first."""
    wanted = wanted.reshape(1, -1)
    rows = _shown_near(plan, encoder, wanted, without=without, number=LOOKED_AT_EACH * most)
    if not rows:
        return {}
    likeness = (from_bytes([row.vector for row in rows]) @ wanted.T)[:, 0]
    best = [place for place in likeness.argsort()[::-1][:most] if likeness[place] >= least]
    return {rows[place].passage: float(likeness[place]) for place in best}


def _shown_near(
    plan: Plan,
    encoder: str,
    wanted: Vector,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    without: Collection[int] = (),
    number: int = CANDIDATES,
) -> Sequence[Row[Any]]:
    sketches = _sketches(encoder, wanted.shape[1])
    if not sketches.ids:
        return ()
    near: Select[*tuple[Any, ...]] = (
        published(Purpose.SHOW, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .where(
            Passage.id.in_(_candidates(sketches, wanted, without, number)),
            Passage.text_digest == Contribution.published_digest,
            PassageVector.encoder == encoder,
            *where,
        )
        .with_only_columns(
            Contribution.id, Passage.id.label("passage"), Passage.start, Passage.end, PassageVector.vector
        )
    )
    return db.session.execute(near).all()


def _nearest(
    plan: Plan, encoder: str, wanted: Vector, *, most: int, least: float, where: Sequence[ColumnElement[bool]]
) -> tuple[Near, ...]:
    rows = _shown_near(plan, encoder, wanted, where=where)
    if not rows:
        return ()
    likeness = (from_bytes([row.vector for row in rows]) @ wanted.T).max(axis=1)
    best: dict[int, Near] = {}
    for place in likeness.argsort()[::-1]:
        row, like = rows[place], float(likeness[place])
        if like < least or len(best) == most:
            break
        best.setdefault(row.id, Near(row.id, row.start, row.end, like))
    return tuple(best.values())


def _candidates(sketches: _Sketches, wanted: Vector, without: Collection[int], most: int) -> list[int]:
    """Passages whose sketches differ least from one of the vectors wanted."""
    chosen: set[int] = set()
    rows, ids = sketches.rows, sketches.ids
    left_out = np.isin(ids, list(without)) if without else None
    for sketch in _sketch(wanted):
        apart = np.zeros(len(ids), np.uint16)
        for row, word in zip(rows, sketch, strict=True):
            apart += np.bitwise_count(row ^ word)
        if left_out is not None:
            apart[left_out] = BITS + 1
        number = min(most // len(wanted), len(apart))
        chosen |= {ids[place] for place in np.argpartition(apart, number - 1)[:number]}
    return sorted(chosen)


def _sketch(vectors: Vector) -> Bits:
    """On which side of 256 planes, always the same, each vector (n, d) lies."""
    planes = np.random.default_rng(2026).standard_normal((vectors.shape[1], BITS)).astype(np.float32)
    return np.packbits(vectors @ planes > 0, axis=1).view(np.uint64)


def _sketches(encoder: str, dimension: int) -> _Sketches:
    """The sketches of this process, with those of passages that came since."""
    key = (str(db.engine.url), encoder)
    with _lock:
        kept = _kept.get(key)
        if kept is None or time.monotonic() - kept.made > STALE_SECONDS:
            kept = _kept[key] = _Sketches(time.monotonic())
        newest = db.session.scalar(select(func.max(PassageVector.passage_id))) or 0
        if newest < (kept.ids[-1] if kept.ids else 0):  # the database was emptied, or numbers are used again
            kept = _kept[key] = _Sketches(time.monotonic())
        while newest > (kept.ids[-1] if kept.ids else 0):
            if not _read_more(kept, encoder, dimension):
                break
        return kept


def _read_more(kept: _Sketches, encoder: str, dimension: int) -> bool:
    after = kept.ids[-1] if kept.ids else 0
    rows = db.session.execute(
        select(PassageVector.passage_id, PassageVector.vector)
        .where(PassageVector.passage_id > after, PassageVector.encoder == encoder)
        .order_by(PassageVector.passage_id)
        .limit(_READ)
    ).all()
    if not rows:
        return False
    vectors = from_bytes([row.vector for row in rows])
    if vectors.shape[1] != dimension:
        return False
    kept.rows = np.concatenate([kept.rows, _sketch(vectors).T], axis=1)
    kept.ids.extend(row.passage_id for row in rows)
    return True
