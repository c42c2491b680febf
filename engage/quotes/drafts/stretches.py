"""Stretches of what somebody said that would stand well behind a paragraph: a sentence, or a few that belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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
from engage.quotes.drafts.worth import BESIDE_THE_BEST, FITS, Said, Wanted, likely
from engage.quotes.queries import Quotable, described, loaded, theme_counts
from engage.quotes.space import ALIKE, Space, fitting
from engage.quotes.words import context
from engage.theming.meaning import close_passages
from engage.theming.pipeline import Vector, from_bytes, telling_words

CANDIDATES, _FAR = 60, 0.15
"""Passages that are looked around for each paragraph, and the cosine below which none is."""
_ELSEWHERE, _CLOSE = 15, 0.35
"""Passages of other chapters for each paragraph, and how close they have to come."""
_SENTENCES, _LONGEST, _SHORTEST = 3, 320, 30
_SAME_WORDS = 0.6
"""The share of the shorter one's telling words that stand in another, from which both say the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Words from the beginning of one passage to the end of another, round the passage that was found."""

    passage: int
    contribution: int
    start: int
    end: int
    person: int
    said: Said


@dataclass(frozen=True, slots=True)
class _Sentence:
    id: int
    contribution: int
    start: int
    end: int
    person: int
    vector: Vector
    words: frozenset[str]


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


def candidates(
    space: Space, wanted: Sequence[Wanted], encoder: str, *, own: Collection[int], most: int = CANDIDATES
) -> list[list[Stretch]]:
    """For each paragraph, the stretches round what is nearest to it; ``own`` are the chapter's passages."""
    near = [fitting(space, one.vector, most, least=_FAR, one_each=False) for one in wanted]
    around = _around({id_ for found in near for id_, _ in found}, encoder)
    stretches = {id_: _round(around[id_], id_, own=id_ in own) for id_ in around}
    return [_once(one for id_, _ in found for one in stretches[id_]) for found in near]


def _once(found: Iterable[Stretch]) -> list[Stretch]:
    """Each place once: neighbours lead to the same stretches."""
    return list({(one.contribution, one.start, one.end): one for one in found}.values())


def chosen(wanted: Wanted, found: Sequence[Stretch], usual: Vector, most: int, *, least: float = FITS) -> list[Stretch]:
    """Up to ``most`` stretches that are likely to fit, likeliest first: one of each person, none alike. None may be."""
    if not found:
        return []
    worth = likely(wanted, [one.said for one in found], usual)
    least = max(least, BESIDE_THE_BEST * float(worth.max()))
    taken: list[Stretch] = []
    for at in np.argsort(-worth, kind="stable"):
        if worth[at] < least or len(taken) == most:
            break
        if not any(alike(found[at], other) for other in taken):
            taken.append(found[at])
    return taken


def alike(one: Stretch, other: Stretch) -> bool:
    """Whether both are by one person, or say the same."""
    shorter = min(len(one.said.words), len(other.said.words))
    same = shorter and len(one.said.words & other.said.words) >= _SAME_WORDS * shorter
    return one.person == other.person or bool(same) or float(one.said.vector @ other.said.vector) >= ALIKE


def _around(passages: set[int], encoder: str) -> dict[int, list[_Sentence]]:
    """By passage, everything that its writer said in the same text, in order."""
    of = select(Passage.contribution_id).where(Passage.id.in_(passages))
    rows = db.session.execute(
        select(
            Passage.id, Passage.contribution_id, Passage.start, Passage.end, PassageVector.vector,
            Contribution.contributor_id, Contribution.published_text,
        )
        .join(PassageVector, PassageVector.passage_id == Passage.id)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .where(
            Passage.contribution_id.in_(of),
            Passage.text_digest == Contribution.published_digest,
            PassageVector.encoder == encoder,
        )
        .order_by(Passage.contribution_id, Passage.start)
    )  # fmt: skip
    texts: defaultdict[int, list[_Sentence]] = defaultdict(list)
    for id_, contribution, start, end, vector, person, text in rows:
        words = frozenset(telling_words((text or "")[start:end]))
        texts[contribution].append(_Sentence(id_, contribution, start, end, person, from_bytes([vector])[0], words))
    return {said.id: text for text in texts.values() for said in text if said.id in passages}


def _round(text: Sequence[_Sentence], passage: int, *, own: bool) -> list[Stretch]:
    """Up to three sentences with the passage among them, as long as they can be read at a glance."""
    at = next(place for place, said in enumerate(text) if said.id == passage)
    whole, found = _unit([said.vector for said in text]), []
    for first in range(max(0, at - _SENTENCES + 1), at + 1):
        for last in range(at, min(len(text), first + _SENTENCES)):
            part = text[first : last + 1]
            length = part[-1].end - part[0].start
            if length >= _SHORTEST and (first == last or length <= _LONGEST):
                said = Said(
                    _unit([one.vector for one in part]), frozenset().union(*(one.words for one in part)), whole, own
                )
                found.append(Stretch(passage, part[0].contribution, part[0].start, part[-1].end, part[0].person, said))
    return found


def _unit(vectors: Sequence[Vector]) -> Vector:
    row: Vector = np.sum(vectors, axis=0)
    return row / max(float(np.linalg.norm(row)), 1e-9)


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
