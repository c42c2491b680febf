"""Stretches of what somebody said that would stand well behind a paragraph: a sentence, or a few that belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Contribution,
    Passage,
    PassageVector,
    Purpose,
    published,
)
from engage.quotes.queries import Quotable, described, loaded, theme_counts
from engage.quotes.space import ALIKE, Space, fitting
from engage.quotes.words import context
from engage.theming.meaning import close_passages
from engage.theming.pipeline import Vector, from_bytes

_CANDIDATES = 25
"""Passages that are looked around, for each paragraph."""
_ELSEWHERE, _CLOSE, _FOREIGN = 5, 0.5, 0.12
"""Passages of other chapters for each paragraph, how close they have to come, and what that they are elsewhere takes off."""
_SENTENCES, _LONGEST, _READABLE = 3, 320, (60, 260)
_UNREADABLE, _AGREES = 0.06, 0.35
"""What being too short or too long takes off, and what the likeness of all that the person said adds."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Words from the beginning of one passage to the end of another, round the passage that was found."""

    passage: int
    start: int
    end: int
    worth: float
    vector: Vector


@dataclass(frozen=True, slots=True)
class _Said:
    id: int
    start: int
    end: int
    vector: Vector


def with_others(chapter: Chapter, own: Space, wanted: Vector, encoder: str) -> Space:
    """The chapter's passages, and the few elsewhere in the plan that come close: a person may speak of several things."""
    near = [
        close_passages(chapter.plan, encoder, row, most=_ELSEWHERE, least=_CLOSE, without=own.passages)
        for row in wanted
    ]
    dismissed = select(Assignment.contribution_id).where(
        Assignment.chapter_id == chapter.id, Assignment.status == AssignmentStatus.DISMISSED
    )
    rows = db.session.execute(
        published(Purpose.QUOTE, plan_id=chapter.plan_id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .where(
            Passage.id.in_({id_ for found in near for id_ in found}),
            Passage.quotable,
            PassageVector.encoder == encoder,
            Contribution.id.not_in(dismissed),
        )
        .with_only_columns(Passage.id, Contribution.contributor_id, PassageVector.vector, Passage.end - Passage.start)
        .order_by(Passage.id)
    ).all()
    if not rows:
        return own
    vectors = from_bytes([row[2] for row in rows])
    return Space(
        (*own.passages, *(row[0] for row in rows)),
        (*own.people, *(row[1] for row in rows)),
        np.concatenate([own.vectors, vectors]) if own.passages else vectors,
        (*own.lengths, *(row[3] for row in rows)),
    )


def stretches(space: Space, wanted: Vector, most: int, *, own: Collection[int]) -> list[list[Stretch]]:
    """For each row of ``wanted`` (n, d), up to ``most`` stretches, best first: one of each person, none alike.

    ``own`` are the chapter's passages: others have to be nearer to be offered before them.
    """
    found = [fitting(space, vector, _CANDIDATES) for vector in wanted]
    around = _around({id_ for near in found for id_, _ in near})
    person = dict(zip(space.passages, space.people, strict=True))
    return [
        _chosen([_best(around[id_], id_, vector, 0.0 if id_ in own else _FOREIGN) for id_, _ in near], person, most)
        for vector, near in zip(wanted, found, strict=True)
    ]


def _around(passages: set[int]) -> dict[int, list[_Said]]:
    """By passage, everything that its writer said in the same text, in order."""
    of = select(Passage.contribution_id).where(Passage.id.in_(passages))
    rows = db.session.execute(
        select(Passage.id, Passage.contribution_id, Passage.start, Passage.end, PassageVector.vector)
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .where(Passage.contribution_id.in_(of), Passage.text_digest == Contribution.published_digest)
        .order_by(Passage.contribution_id, Passage.start)
    )
    texts: defaultdict[int, list[_Said]] = defaultdict(list)
    for row in rows:
        texts[row.contribution_id].append(_Said(row.id, row.start, row.end, _vector(row.vector)))
    return {said.id: text for text in texts.values() for said in text if said.id in passages}


def _vector(kept: bytes) -> Vector:
    return np.frombuffer(kept, np.float16).astype(np.float32)


def _best(text: Sequence[_Said], passage: int, wanted: Vector, less: float) -> Stretch:
    """The stretch round a passage that says most of what is wanted."""
    whole = float(_unit(sum(said.vector for said in text)) @ wanted)
    worth = [
        Stretch(passage, first.start, last.end, _worth(vector, wanted, last.end - first.start) + _AGREES * whole - less, vector)
        for first, last, vector in _windows(text, passage)
    ]  # fmt: skip
    return max(worth, key=lambda one: (one.worth, -one.start))


def _windows(text: Sequence[_Said], passage: int) -> Iterator[tuple[_Said, _Said, Vector]]:
    at = next(place for place, said in enumerate(text) if said.id == passage)
    for first in range(max(0, at - _SENTENCES + 1), at + 1):
        for last in range(at, min(len(text), first + _SENTENCES)):
            if first == last or text[last].end - text[first].start <= _LONGEST:
                yield text[first], text[last], _unit(sum(said.vector for said in text[first : last + 1]))


def _worth(vector: Vector, wanted: Vector, length: int) -> float:
    shortest, longest = _READABLE
    return float(vector @ wanted) - _UNREADABLE * (not shortest <= length <= longest)


def _unit(vector: Vector | int) -> Vector:
    row: Vector = np.asarray(vector, np.float32)
    return row / max(float(np.linalg.norm(row)), 1e-9)


def _chosen(found: list[Stretch], person: dict[int, int], most: int) -> list[Stretch]:
    chosen: list[Stretch] = []
    people: set[int] = set()
    for one in sorted(found, key=lambda stretch: (-stretch.worth, stretch.passage)):
        alike = any(float(other.vector @ one.vector) >= ALIKE for other in chosen)
        if person[one.passage] not in people and not alike and len(chosen) < most:
            chosen.append(one)
            people.add(person[one.passage])
    return chosen


def as_quotes(chapter: Chapter, found: Sequence[Stretch]) -> dict[Stretch, Quotable]:
    """Stretches as an author sees them."""
    rows = loaded(select(Passage).where(Passage.id.in_({one.passage for one in found})).order_by(Passage.id))
    told = {
        row.id: (row, quote) for row, quote in zip(rows, described(chapter, rows, theme_counts(chapter)), strict=True)
    }
    return {one: _widened(*told[one.passage], one) for one in found if one.passage in told}


def _widened(row: Passage, quote: Quotable, one: Stretch) -> Quotable:
    text = row.contribution.published_text or ""
    return replace(
        quote, start=one.start, end=one.end, text=text[one.start : one.end], context=context(text, one.start, one.end)
    )
