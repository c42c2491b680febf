"""How likely some words would stand well behind a paragraph: four signs, weighed by what readers said of 50 paragraphs.

``python -m tests.bench.suggestions --fit`` shows the judgements and weighs the signs anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    vectors = np.stack([said.vector for said in found])
    near, others = vectors @ want.vector, vectors @ usual.T
    nearer = (near - others.mean(axis=1)) / np.maximum(others.std(axis=1), _STEADIEST)
    weight = sum(want.words.values()) or 1.0
    shared = [sum(rare for word, rare in want.words.items() if word in said.words) / weight for said in found]
    whole = [float(said.whole @ want.vector) for said in found]
    return np.column_stack([nearer, shared, whole, [float(said.own) for said in found]]).astype(np.float32)


def likely(want: Wanted, found: Sequence[Said], usual: Vector) -> Vector:
    """How likely each of ``found`` fits (n,), from 0 to 1."""
    odds = signs(want, found, usual) @ _WEIGHTS + _EVEN
    chance: Vector = 1 / (1 + np.exp(-odds))
    return chance
