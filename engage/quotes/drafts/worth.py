"""How likely some words would stand well behind a paragraph: four signs, weighed by what readers said of 50 paragraphs.

Objectives are judged by it; paragraphs of a draft by speakers.py, which looks at whole texts first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engage.theming.pipeline import Vector, telling_words

FITS = 0.12
"""How likely the words have to fit to be shown at all."""
BESIDE_THE_BEST = 0.5
"""How likely beside the likeliest ones for the same paragraph."""
_WEIGHTS = np.array([0.61, 4.28, 6.15, 1.93], np.float32)
_EVEN = -8.03
_STEADIEST = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What a paragraph says: its vector (d,), and its telling words with how rare each is."""

    vector: Vector
    words: Mapping[str, float]

    def share_of(self, words: Collection[str]) -> float:
        """Which share of its telling words, by how rare they are, is among ``words``."""
        whole = sum(self.words.values()) or 1.0
        return sum(rare for word, rare in self.words.items() if word in words) / whole


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Some words of somebody: their vector (d,) and telling words, the vector of all that the person said there, and
    whether that was about the chapter."""

    vector: Vector
    words: frozenset[str]
    whole: Vector
    own: bool


def wanted(texts: Sequence[str], vectors: Vector) -> list[Wanted]:
    """Paragraphs with their vectors (n, d)."""
    return [Wanted(vector, telling_words(text)) for text, vector in zip(texts, vectors, strict=True)]


def signs(want: Wanted, found: Sequence[Said], usual: Vector) -> Vector:
    """Four numbers for each of ``found`` (n, 4): how much nearer it is to the paragraph than to ``usual`` (m, d) sentences
    of a plan, which share of the paragraph's telling words it has, how near all is that the person said, and the chapter."""
    nearer = nearer_than_usual(want, np.stack([said.vector for said in found]), usual)
    shared = [want.share_of(said.words) for said in found]
    whole = [float(said.whole @ want.vector) for said in found]
    return np.column_stack([nearer, shared, whole, [float(said.own) for said in found]]).astype(np.float32)


def nearer_than_usual(want: Wanted, vectors: Vector, usual: Vector) -> Vector:
    """How much nearer vectors (n, d) are to the paragraph than to ``usual`` (m, d), in spreads of the latter (n,)."""
    near, others = vectors @ want.vector, vectors @ usual.T
    return np.asarray((near - others.mean(axis=1)) / np.maximum(others.std(axis=1), _STEADIEST), np.float32)


def likely(want: Wanted, found: Sequence[Said], usual: Vector) -> Vector:
    """How likely each of ``found`` fits (n,), from 0 to 1."""
    return chance(signs(want, found, usual))


def chance(signs: Vector) -> Vector:
    """How likely words with these signs (n, 4) fit (n,)."""
    return np.asarray(1 / (1 + np.exp(-(signs @ _WEIGHTS + _EVEN))), np.float32)
