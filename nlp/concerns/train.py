"""Trains the models of concerns: ``python -m nlp.concerns.train DATA`` writes ``nlp/models/concerns_*.npz``.

It prints the thresholds that the budgets allow, for ``nlp/config.cfg``.

It learns from our own comments (corpus/concerns.jsonl), and takes our other comments and those of the Friends and Family
Test (MIT, NHS England) as ordinary ones, but for those in which the lexicon finds something.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix, diags
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from nlp.concerns.features import FEATURES, places, words_of
from nlp.concerns.meaning import PROBES, Floats, Meaning, likeness
from nlp.concerns.model import DAMPING, Model
from nlp.concerns.rows import HARM, KINDS, Row, folds, ordinary_rows, our_rows
from nlp.concerns.thresholds import thresholds
from nlp.encoder.encoder import load_encoder

FOLDER = Path(__file__).parents[1]
WORDS = FOLDER / "models" / "concerns_words.npz"
MEANING = FOLDER / "models" / "concerns_meaning.npz"
CERTAINTY = 5.0  # how far single words may be trusted: the inverse of the penalty on weights
SHARE = 0.15  # of all weight, what the rows to be found have together
LOOKALIKE = 2.0  # the weight of a row that only looks alarming, where an ordinary one has 1
ALARMING = 3.0  # the weight of a row with a concern, for meaning
RIDGE = 1.0  # the penalty on the weights of examples
HEADS = (*KINDS, "harm", "any", "near")
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """Rows with their words as a matrix (n, features), vectors (n, d), and what each head should say (n, heads).

    ``counts`` (n, heads): whether a row says anything about a head; "near" is asked of self-harm only.
    """

    kinds: NDArray[np.str_]
    words: csr_matrix
    vectors: Floats
    wanted: Flags
    counts: Flags

    def take(self, rows: NDArray[np.intp]) -> Seen:
        """Some of the rows."""
        return Seen(self.kinds[rows], self.words[rows], self.vectors[rows], self.wanted[rows], self.counts[rows])


def see(rows: Sequence[Row], vectors: Floats) -> Seen:
    """Rows made ready to learn from."""
    kinds = np.array([row.kind for row in rows])
    some = ~np.isin(kinds, ("", "none"))
    high = np.array([row.level == "high" for row in rows])
    wanted = [*(kinds == kind for kind in KINDS), np.isin(kinds, HARM), some, (kinds == "self-harm") & high]
    counts = np.ones((len(rows), len(HEADS)), bool)
    counts[:, -1] = kinds == "self-harm"
    return Seen(kinds, matrix([row.text for row in rows]), vectors, np.stack(wanted, axis=1), counts)


def matrix(texts: Sequence[str]) -> csr_matrix:
    """1 where a text has a feature."""
    rows = [places([word for word, _, _ in words_of(text)]) for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(rows), ends), shape=(len(rows), FEATURES))


def fit_words(seen: Seen) -> Model:
    """Learns every head from words."""
    x, rarity = seen.words, (np.log((len(seen.kinds) + 1) / (np.asarray(seen.words.sum(0)).ravel() + 1)) + 1)
    x = x @ diags(rarity)
    lengths = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel() + DAMPING)
    x = csr_matrix(diags(1 / lengths) @ x)
    learner = LogisticRegression(C=CERTAINTY, solver="liblinear")
    models = []
    for wanted, counts in zip(seen.wanted.T, seen.counts.T, strict=True):
        importance = np.where(seen.kinds == "", 1.0, LOOKALIKE)
        importance[wanted] = SHARE * importance[~wanted & counts].sum() / max(wanted.sum(), 1)
        models.append(clone(learner).fit(x[counts], wanted[counts], sample_weight=importance[counts]))
    weights = np.array([model.coef_[0] for model in models], np.float32).T
    bias = np.array([model.intercept_[0] for model in models], np.float32)
    return Model(HEADS, weights, rarity.astype(np.float32), bias)


def fit_meaning(seen: Seen) -> tuple[Floats, Floats]:
    """The examples (m, d), which are our own rows, and their weights (m, heads): ridge regression over likeness."""
    examples = seen.vectors[seen.kinds != ""]
    alike, among = likeness(seen.vectors, examples), likeness(examples, examples).astype(np.float64)
    importance = np.select([seen.kinds == "", seen.kinds == "none"], [1.0, LOOKALIKE], ALARMING).astype(np.float32)
    sides = np.where(seen.wanted, 1, -1).astype(np.float32)
    weights = np.empty((len(examples), len(HEADS)))
    for which in (slice(0, -1), slice(-1, None)):
        rows = np.flatnonzero(seen.counts[:, which].all(axis=1))
        weighed = (alike[rows] * importance[rows, None]).T
        system = (weighed @ alike[rows]).astype(np.float64) + RIDGE * among + 1e-6 * np.eye(len(examples))
        weights[:, which] = cho_solve(cho_factor(system), (weighed @ sides[rows][:, which]).astype(np.float64))
    return examples, weights.astype(np.float32)


def score_words(model: Model, words: csr_matrix) -> Floats:
    """Evidence (n, heads) of the words of many rows at once."""
    x = words @ diags(model.rarity)
    lengths = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel() + DAMPING)
    return np.asarray(diags(1 / lengths) @ x @ model.weights + model.bias, np.float32)


def crossed(seen: Seen, parts: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Evidence (n, heads) of words and of meaning for each row, from models that learnt from the other parts."""
    words, meant = (np.zeros((len(parts), len(HEADS)), np.float32) for _ in range(2))
    for part in np.unique(parts):
        held, rest = np.flatnonzero(parts == part), seen.take(np.flatnonzero(parts != part))
        words[held] = score_words(fit_words(rest), seen.words[held])
        examples, weights = fit_meaning(rest)
        meant[held] = likeness(seen.vectors[held], examples) @ weights
    return words, meant


def mixed(seen: Seen, words: Floats, meant: Floats) -> Floats:
    """For each head how much words, meaning and a constant count, (heads, 3), learnt from crossed evidence."""
    found = []
    for head in range(len(HEADS)):
        rows = seen.counts[:, head]
        evidence = np.stack([words[rows, head], meant[rows, head]], axis=1)
        model = LogisticRegression(C=1.0).fit(evidence, seen.wanted[rows, head])
        found.append([*model.coef_[0], model.intercept_[0]])
    return np.array(found, np.float32)


def main() -> None:
    """Trains on everything and writes the models; needs the sentence encoder."""
    encoder = load_encoder()
    rows = [*our_rows(), *ordinary_rows(Path(sys.argv[1]))]
    seen = see(rows, encoder.embed([row.text for row in rows]))
    words, meant = crossed(seen, folds(rows))
    mix = mixed(seen, words, meant)
    fit_words(seen).save(WORDS)
    Meaning(HEADS, *fit_meaning(seen), mix, encoder.embed(list(PROBES))).save(MEANING)
    for name, odds in (("alone", words), ("together", mix[:, 0] * words + mix[:, 1] * meant + mix[:, 2])):
        print(f"[components.concerns.{name}]")  # noqa: T201 - for the config
        for head, least in thresholds(odds, rows, HEADS):
            print(f"{head} = {least:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
