"""Trains the models of concerns: ``python -m nlp.concerns.train DATA`` writes ``nlp/models/concerns_*.npz``.

It learns from our own comments (corpus/concerns.jsonl), and takes our other comments and those of the Friends and Family
Test (MIT, NHS England) as ordinary ones, but for those in which the lexicon finds something.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from nlp.concerns.features import FEATURES, places, words_of
from nlp.concerns.lexicon import load_lexicon
from nlp.concerns.meaning import PROBES, Floats, Meaning
from nlp.concerns.model import DAMPING, Model
from nlp.concerns.windows import windows
from nlp.encoder.encoder import Encoder, load_encoder
from nlp.folding import fold
from nlp.names.train import comments

FOLDER = Path(__file__).parents[1]
WORDS = FOLDER / "models" / "concerns_words.npz"
MEANING = FOLDER / "models" / "concerns_meaning.npz"
STOP = re.compile(r"(?<=[.!?])\s+|\n+")
WINDOW = 400
KINDS = (
    "self-harm",
    "risk-to-child",
    "risk-to-adult",
    "threat",
    "abuse",
    "complaint",
    "allegation",
    "advertising",
    "off-topic",
)
HARM = ("self-harm", "risk-to-child", "risk-to-adult")
CERTAINTY = 5.0  # how far single words may be trusted: the inverse of the penalty on weights
CERTAINTY_OF_MEANING = 3.0
SHARE = 0.15  # of all weight, what the rows to be found have together
LOOKALIKE = 2.0  # the weight of a row that only looks alarming, where an ordinary one has 1


@dataclass(frozen=True)
class Row:
    """A text to learn from; kind "none" is one of our own that only looks alarming, "" an ordinary comment."""

    text: str
    kind: str = ""
    level: str | None = None


def our_rows() -> list[Row]:
    """The written corpus of concerns."""
    lines = (FOLDER / "corpus" / "concerns.jsonl").read_text("utf-8").splitlines()
    return [Row(r["text"], r["kind"], r["level"]) for r in map(json.loads, lines)]


def ordinary_rows(data: Path) -> list[Row]:
    """Open comments and our own on the chapters."""
    chapters = (FOLDER / "corpus" / "chapters.jsonl").read_text("utf-8").splitlines()
    texts = [*comments(data), *(json.loads(line)["text"] for line in chapters)]
    clear = [text for text in texts if not load_lexicon().find(fold(text).text)]
    return [Row(part) for text in clear for part in parts(text)]


def parts(text: str) -> list[str]:
    """The windows of a comment, as it will be judged."""
    ends = [*(m.end() for m in STOP.finditer(text)), len(text)]
    sentences = [(a, b) for a, b in zip([0, *ends], ends, strict=False) if text[a:b].strip()]
    return [text[a:b] for a, b in windows(sentences, WINDOW)]


def matrix(texts: Sequence[str]) -> csr_matrix:
    """1 where a text has a feature."""
    rows = [places([word for word, _, _ in words_of(fold(text).text)]) for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(rows), ends), shape=(len(rows), FEATURES))


def fit(rows: Sequence[Row]) -> Model:
    """Learns a head for each kind, one for any harm, and one for how near self-harm is."""
    x = matrix([row.text for row in rows])
    rarity = (np.log((x.shape[0] + 1) / (np.asarray(x.sum(0)).ravel() + 1)) + 1).astype(np.float32)
    x = x @ diags(rarity)
    lengths = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel() + DAMPING)
    x = csr_matrix(diags(1 / lengths) @ x)
    kinds = np.array([row.kind for row in rows])
    heads = {kind: kinds == kind for kind in KINDS} | {"harm": np.isin(kinds, HARM)}
    learner = LogisticRegression(C=CERTAINTY, solver="liblinear")
    models = [_head(x, wanted, kinds, clone(learner)) for wanted in heads.values()]
    harm = np.flatnonzero(kinds == "self-harm")
    near = LogisticRegression(C=20, solver="liblinear", class_weight="balanced")
    models.append(near.fit(x[harm], np.array([rows[int(i)].level == "high" for i in harm])))
    weights = np.array([model.coef_[0] for model in models], np.float32).T
    return Model([*heads, "near"], weights, rarity, np.array([model.intercept_[0] for model in models], np.float32))


def fit_meaning(rows: Sequence[Row], encoder: Encoder) -> Meaning:
    """Learns the same heads, but for how near self-harm is, from sentence vectors."""
    vectors = encoder.embed([row.text for row in rows])
    kinds = np.array([row.kind for row in rows])
    heads = {kind: kinds == kind for kind in KINDS} | {"harm": np.isin(kinds, HARM)}
    learner = LogisticRegression(C=CERTAINTY_OF_MEANING, max_iter=300)
    models = [_head(vectors, wanted, kinds, clone(learner)) for wanted in heads.values()]
    weights = np.array([model.coef_[0] for model in models], np.float32).T
    bias = np.array([model.intercept_[0] for model in models], np.float32)
    return Meaning(tuple(heads), weights, bias, encoder.embed(list(PROBES)))


def _head(
    x: csr_matrix | Floats, wanted: NDArray[np.bool_], kinds: NDArray[np.str_], learner: LogisticRegression
) -> LogisticRegression:
    """One kind against all else."""
    importance = np.where(kinds == "", 1.0, LOOKALIKE)
    importance[wanted] = SHARE * importance[~wanted].sum() / wanted.sum()
    return learner.fit(x, wanted, sample_weight=importance)


def main() -> None:
    """Trains on everything and writes the models; needs the sentence encoder."""
    rows = [*our_rows(), *ordinary_rows(Path(sys.argv[1]))]
    fit(rows).save(WORDS)
    fit_meaning(rows, load_encoder()).save(MEANING)


if __name__ == "__main__":
    main()
