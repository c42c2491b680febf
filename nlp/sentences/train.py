"""Trains the model of gaps: ``python -m nlp.sentences.train DATA`` writes ``nlp/models/screening_gaps.npz``.

It learns from the open comments of the Friends and Family Test (MIT, NHS England) and our own, whose stops, and at times
whose capitals, are taken out.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp.names.train import comments
from nlp.sentences.model import FEATURES, features

FOLDER = Path(__file__).parents[1]
MODEL = FOLDER / "models" / "screening_gaps.npz"
STOP = re.compile(r"(?<=[a-z])[.!?]\s+(?=[A-Z])")
MARK = re.compile(r"[.!?\n]")
KEPT = 0.3  # of the stops, how many are taken out; the rest stay and are not judged


def texts(data: Path) -> list[str]:
    """The comments to learn from."""
    ours = [
        json.loads(line)["text"]
        for name in ("chapters", "concerns")
        for line in (FOLDER / "corpus" / f"{name}.jsonl").open()
    ]
    return [*comments(data), *ours]


def gaps(text: str, rng: random.Random) -> Iterator[tuple[list[int], bool]]:
    """The gaps of a text between words that no mark parts, after some stops are taken out, and which begin a sentence."""
    bare = rng.random() < 0.35
    run: list[str] = []
    starts: set[int] = set()
    for sentence in STOP.split(text):
        words = MARK.sub(" . ", sentence).replace(",", " , ").split()
        if bare and words and words[0] != "I":
            words[0] = words[0].lower()
        if rng.random() < KEPT:
            starts.add(len(run))
        else:
            run.append(".")
        run += words
    begun = 0
    for i in range(1, len(run)):
        if run[i - 1] == ".":
            begun = i
        elif run[i][0].isalpha() and run[i - 1][-1].isalpha():
            yield features(run, i, i - begun), i in starts
            begun = i if i in starts else begun


def main() -> None:
    """Trains on everything and writes the weights."""
    rng = random.Random(11)  # noqa: S311 - nothing secret is drawn
    rows, labels = zip(*(gap for text in texts(Path(sys.argv[1])) for gap in gaps(text, rng)), strict=True)
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((place for row in rows for place in row), dtype=np.int32)
    x = csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), FEATURES))
    model = LogisticRegression(C=0.5, solver="liblinear").fit(x, np.array(labels))
    scale = np.abs(model.coef_).max() / 127
    weights = np.round(model.coef_[0] / scale).astype(np.int8)
    np.savez_compressed(MODEL, weights=weights, scale=np.float32(scale), bias=np.float32(model.intercept_[0]))


if __name__ == "__main__":
    main()
