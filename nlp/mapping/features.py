"""Texts and their vectors as features of the trained model: words, pieces of words, lexicon hits, nearness in meaning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack

from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.tfidf import WordFeatures
from nlp.mapping.tokens import Tokens
from nlp.mapping.words import Floats

MOST_HITS = 3  # lexicon phrases beyond this many add nothing


@dataclass(frozen=True)
class Scales:
    """How loud nearness in meaning and the lexicon speak beside words, whose rows have unit length."""

    vector: float = 2.0
    lexicon: float = 1.0


@dataclass(frozen=True)
class Landmarks:
    """Vectors (m, d) of some of the texts learnt from.

    Nearness to each, falling off as a bell curve, tells apart what no straight cut through the vectors can.
    A larger ``reach`` means that only closer texts are near.
    """

    points: Floats
    reach: float

    def near(self, vectors: Floats) -> Floats:
        """1 at a landmark, towards 0 away from it (n, m)."""
        near: Floats = np.exp(self.reach * (vectors @ self.points.T - 1), dtype=np.float32)
        return near


@dataclass
class Features:
    """All features of one model."""

    words: WordFeatures
    lexicon: Lexicon
    landmarks: Landmarks
    scales: Scales

    def sparse(self, tokens: Tokens) -> csr_matrix:
        """Terms, pieces and lexicon hits (n, words.width + lexicon labels)."""
        hits = np.minimum(self.lexicon.hits(tokens), MOST_HITS) * (self.scales.lexicon / MOST_HITS)
        return hstack([self.words.matrix(tokens), csr_matrix(hits)]).tocsr()

    def dense(self, vectors: Floats) -> Floats:
        """Nearness to each landmark (n, m)."""
        return self.landmarks.near(vectors) * np.float32(self.scales.vector)
