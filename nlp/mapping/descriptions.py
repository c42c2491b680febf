"""A model for any code frame from its descriptions alone: titles, definitions, what it includes, examples.

Every title, sentence, inclusion and example is one document that stands for its label. A linear model over
words and vectors learns to tell the documents of one label from those of the others, and a text's likeness to
the nearest documents of each label is added to it. Measured on the QDC frame, the two together beat either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp.encoder.encoder import Encoder
from nlp.mapping.settings import Descriptions
from nlp.mapping.tfidf import WordFeatures
from nlp.mapping.tokens import Tokens, tokens_of
from nlp.mapping.words import Floats
from nlp.results import Label

SENTENCE = re.compile(r"(?<=[.;:])\s+")
SHORTEST = 10  # characters of a sentence worth learning from


def documents_of(label: Label) -> list[str]:
    """All that a frame says about a label, a statement at a time."""
    sentences = [s for s in SENTENCE.split(label.about) if len(s) >= SHORTEST]
    return [label.title, *sentences, *label.includes, *label.examples]


@dataclass
class DescriptionModel:
    """Scores of texts for the labels it was built from.

    ``pull`` (documents, labels) says how much being like a document speaks for each label.
    """

    slugs: tuple[str, ...]
    words: WordFeatures
    settings: Descriptions
    pull: Floats
    bias: Floats
    _own: list[npt.NDArray[np.int64]]
    _terms: csr_matrix
    _vectors: Floats

    @classmethod
    def build(
        cls, labels: Sequence[Label], encoder: Encoder, background: Sequence[str], settings: Descriptions
    ) -> DescriptionModel:
        """Learn from the labels' documents; ``background`` texts only say which words are common."""
        documents = [(i, text) for i, label in enumerate(labels) for text in documents_of(label)]
        texts = [text for _, text in documents]
        owners = np.array([owner for owner, _ in documents])
        words = WordFeatures.learn([*texts, *background], least=1, most=60_000)
        terms, vectors = words.matrix(tokens_of(texts)), encoder.embed(texts)
        pull, bias = _fit(_near(terms, vectors, terms, vectors, settings.vector), owners, settings.penalty)
        own = [np.flatnonzero(owners == i) for i in range(len(labels))]
        slugs = tuple(label.slug for label in labels)
        return cls(slugs, words, settings, pull, bias, own, terms, vectors)

    def scores(self, tokens: Tokens, vectors: Floats) -> tuple[Floats, Floats]:
        """Probability over labels (n, labels; rows sum to 1) and likeness to the nearest documents (n, labels)."""
        near = _near(self.words.matrix(tokens), vectors, self._terms, self._vectors, self.settings.vector)
        likeness = self._likeness(near)
        odds = near @ self.pull + self.bias + self.settings.likeness * likeness
        odds = odds / self.settings.temperature
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        return (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32), likeness

    def word_weights(self) -> Floats:
        """What each word and piece says for each label (words.width, labels)."""
        weights: Floats = np.asarray(self._terms.T @ self.pull, np.float32)
        return weights

    def _likeness(self, near: Floats) -> Floats:
        """Mean nearness of each label's nearest documents."""
        columns = []
        for places in self._own:
            count = min(self.settings.nearest, len(places))
            nearest = np.partition(near[:, places], len(places) - count, axis=1)[:, -count:]
            columns.append(nearest.mean(axis=1))
        return np.stack(columns, axis=1).astype(np.float32)


def _near(terms: csr_matrix, vectors: Floats, others: csr_matrix, other_vectors: Floats, scale: float) -> Floats:
    """Dot products (n, documents) over words, pieces and vectors; ``scale`` is how loud the vectors speak."""
    near: Floats = (terms @ others.T).toarray() + scale**2 * (vectors @ other_vectors.T)
    return near.astype(np.float32)


def _fit(near: Floats, owners: npt.NDArray[np.int64], penalty: float) -> tuple[Floats, Floats]:
    """Multinomial logistic regression in terms of nearness to documents: pull (documents, labels) and bias.

    The documents are far fewer than the features, so it is solved in the space that the documents span.
    """
    count = int(owners.max()) + 1
    if count < 2:
        return np.zeros((len(owners), count), np.float32), np.zeros(count, np.float32)
    strengths, axes = np.linalg.eigh(near.astype(np.float64))
    kept = strengths > 1e-6 * strengths.max()
    lengths = np.sqrt(strengths[kept])
    model = LogisticRegression(C=penalty, class_weight="balanced", max_iter=300)
    model.fit(axes[:, kept] * lengths, owners)
    weights, bias = model.coef_, model.intercept_
    if count == 2:  # one row of weights tells both apart
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.r_[-bias / 2, bias / 2]
    pull = (axes[:, kept] / lengths) @ weights.T
    return pull.astype(np.float32), bias.astype(np.float32)
