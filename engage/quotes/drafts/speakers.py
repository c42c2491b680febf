"""Who speaks of what a paragraph says, by all that they said there; then which of their words to quote.

A sentence alone can be about anything, so whole texts are compared first. The weights are learnt from what readers said
of quotes for a hundred paragraphs: ``python -m tests.bench.suggestions --fit`` shows them and weighs anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from engage.extensions import db
from engage.models import Contribution
from engage.quotes.drafts.stretches import Stretch, alike
from engage.quotes.drafts.worth import BESIDE_THE_BEST, Wanted, nearer_than_usual
from engage.theming.pipeline import Pipeline, Vector, telling_words

FITS = 0.1
"""How likely a quote has to fit to be shown as one that does."""
LOOKED_INTO = 15
"""Texts that are read whole for each paragraph: those whose sentences, put together, come nearest."""
_ROUGH = np.array([0.51, 2.61, 3.61, 0.59], np.float32)
_WEIGHTS, _EVEN = np.array([0.84, 2.45, 4.03, 0.38], np.float32), -7.65
_OF_WORDS = np.array([0.31, 12.18, 0.47], np.float32)
_AT_A_GLANCE = 320
_HUNDRED = 100


@dataclass(frozen=True, slots=True, eq=False)
class Speaker:
    """One text, what of it to quote for a paragraph, and how likely that fits."""

    words: Stretch
    chance: float


def rank(
    wanted: Sequence[Wanted], found: Sequence[Sequence[Stretch]], usual: Vector, pipeline: Pipeline
) -> list[list[Speaker]]:
    """For each paragraph, who speaks of it among those whose stretches were ``found``, the likeliest first.

    ``usual`` (m, d) are sentences of the plan: what is near to all of them is near to nothing in particular.
    """
    texts_of = [by_text(stretches) for stretches in found]
    near = [_nearest(want, texts, usual) for want, texts in zip(wanted, texts_of, strict=True)]
    whole = read_whole({id_ for ids in near for id_ in ids}, pipeline)
    return [
        sorted(
            (
                Speaker(_to_quote(want, texts[id_], usual), _chance(signs(want, texts[id_], usual, whole[id_])))
                for id_ in ids
                if id_ in whole
            ),
            key=lambda speaker: (-speaker.chance, speaker.words.contribution),
        )
        for want, texts, ids in zip(wanted, texts_of, near, strict=True)
    ]


def pick(speakers: Sequence[Speaker], most: int, *, least: float = FITS) -> list[Stretch]:
    """What to quote of up to ``most`` of them, likeliest first: none of one person twice, none alike. None may be likely."""
    taken: list[Stretch] = []
    least = max(least, BESIDE_THE_BEST * speakers[0].chance) if speakers else least
    for one in speakers:
        if one.chance < least or len(taken) == most:
            break
        if not any(alike(one.words, other) for other in taken):
            taken.append(one.words)
    return taken


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """All of a text: its vector (d,), and its telling words."""

    vector: Vector
    words: frozenset[str]


def by_text(stretches: Iterable[Stretch]) -> dict[int, list[Stretch]]:
    """Stretches by the text that they are in."""
    found: defaultdict[int, list[Stretch]] = defaultdict(list)
    for one in stretches:
        found[one.contribution].append(one)
    return dict(found)


def _nearest(want: Wanted, texts: Mapping[int, list[Stretch]], usual: Vector) -> list[int]:
    """The texts to read whole, by the sentences at hand."""
    rough = {
        id_: float(
            signs(want, some, usual, Text(some[0].said.whole, frozenset().union(*(one.said.words for one in some))))
            @ _ROUGH
        )
        for id_, some in texts.items()
    }
    return sorted(rough, key=lambda id_: (-rough[id_], id_))[:LOOKED_INTO]


def read_whole(ids: set[int], pipeline: Pipeline) -> dict[int, Text]:
    """All of each text that is still there, by its contribution."""
    rows = db.session.execute(
        select(Contribution.id, Contribution.published_text).where(Contribution.id.in_(ids))
    ).all()
    texts = {id_: text for id_, text in rows if text}
    vectors = pipeline.vectors(list(texts.values())) if texts else ()
    return {
        id_: Text(vector, frozenset(telling_words(text)))
        for (id_, text), vector in zip(texts.items(), vectors, strict=True)
    }


def signs(want: Wanted, some: Sequence[Stretch], usual: Vector, whole: Text) -> Vector:
    """Four numbers (4,): how much nearer all of the text is than usual, whether it is filed under the chapter, which share
    of the paragraph's telling words it has, and how much nearer than usual its nearest stretch is."""
    nearest = nearer_than_usual(want, np.stack([one.said.vector for one in some]), usual).max()
    near = nearer_than_usual(want, whole.vector[None], usual)[0]
    return np.array([near, some[0].said.own, want.share_of(whole.words), nearest], np.float32)


def _chance(signs: Vector) -> float:
    return float(1 / (1 + np.exp(-(signs @ _WEIGHTS + _EVEN))))


def _to_quote(want: Wanted, some: Sequence[Stretch], usual: Vector) -> Stretch:
    """The stretch of a text that says most of what the paragraph does, and enough to be understood."""
    return some[int(np.argmax(signs_of_words(want, some, usual) @ _OF_WORDS))]


def signs_of_words(want: Wanted, some: Sequence[Stretch], usual: Vector) -> Vector:
    """Three numbers for each stretch (n, 3): how much nearer than usual, which share of the telling words, how long."""
    nearer = nearer_than_usual(want, np.stack([one.said.vector for one in some]), usual)
    shared = [want.share_of(one.said.words) for one in some]
    length = [min(one.end - one.start, _AT_A_GLANCE) / _HUNDRED for one in some]
    return np.column_stack([nearer, shared, length]).astype(np.float32)
