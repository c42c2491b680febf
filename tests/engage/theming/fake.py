"""A text pipeline that any test can reckon out: a passage per line, a vector per first word, chapters by word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import nlp
from engage.theming.pipeline import Pipeline, Reading, ReadPassage
from nlp.results import LabelScore, Mapping, Theme

WORDS = {"nurse": "primary-and-community-care", "worry": "mental-health", "baby": "maternity"}
BREAKS = "breaks the pipeline"
DIMENSION = 16


def vector(text: str) -> np.ndarray:
    """Texts that begin with the same word lie together."""
    first = (text.split() or ["-"])[0].lower()
    rng = np.random.default_rng(sum(map(ord, first)))
    near = np.random.default_rng(sum(map(ord, text)))
    row = rng.normal(size=DIMENSION) + 0.05 * near.normal(size=DIMENSION)
    return (row / np.linalg.norm(row)).astype(np.float32)


def mapping(text: str) -> Mapping:
    """A chapter for each known word, and one goal."""
    chapters = [LabelScore(slug, 0.9, (word,)) for word, slug in WORDS.items() if word in text.lower()]
    return Mapping(tuple(chapters), (LabelScore("healthy-life", 0.6),) if chapters else ())


class FakePipeline(Pipeline):
    """Reads as the real one does, without an encoder."""

    def __init__(self, version: str = "fake-1") -> None:
        self.version = version
        self.encoder = "fake"
        self.batches: list[int] = []

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One passage a line."""
        self.batches.append(len(texts))
        if any(BREAKS in text for text in texts):
            raise ValueError(BREAKS)
        return [self._read(text) for text in texts]

    def vector(self, text: str) -> np.ndarray:
        """As its passages have."""
        return vector(text)

    def discover(
        self, texts: Sequence[str], vectors: np.ndarray, people: Sequence[str], like: nlp.ThemeModel | None
    ) -> nlp.Discovered:
        """A theme for each first word that five texts share."""
        firsts = [text.split()[0] for text in texts]
        places = like.place(vectors) if like else [None] * len(texts)
        themes, landmarks, owners = list(like.themes if like else ()), list(like.landmarks if like else ()), []
        owners += like.owners if like else ()
        for first in dict.fromkeys(firsts):
            rows = [row for row, word in enumerate(firsts) if word == first and not places[row]]
            if len(rows) >= 5:
                themes.append(Theme(f"key-{first}", first, "", (first.lower(),), len(rows), tuple(rows)))
                landmarks.append(vectors[rows].mean(axis=0) / np.linalg.norm(vectors[rows].mean(axis=0)))
                owners.append(f"key-{first}")
        model = nlp.ThemeModel(tuple(themes), np.array(landmarks), tuple(owners), 0.8, 0.8)
        return nlp.Discovered(tuple(themes), tuple(model.place(vectors)), model)

    def _read(self, text: str) -> Reading:
        parts, start = [], 0
        for line in text.split("\n"):
            if line.strip():
                parts.append(ReadPassage(start, start + len(line), len(line) > 20, vector(line), mapping(line)))
            start += len(line) + 1
        return Reading(mapping(text), tuple(parts))
