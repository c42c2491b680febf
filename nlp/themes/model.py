"""What theme discovery learned, kept so that new material joins existing themes at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nlp.results import Theme, Themes
from nlp.themes.space import CHUNK, Vectors, unit

Packed = npt.NDArray[np.int8]
Placement = tuple[str, float] | None


@dataclass(frozen=True, eq=False, slots=True)
class ThemeModel:
    """Themes and their landmarks: unit vectors (m, d), landmark i lying in theme ``owners[i]``.

    A theme may be of any shape: a text belongs to the theme of the landmark nearest to it. ``least_likeness`` is
    the cosine below which it belongs to none yet; ``familiar`` the one below which it may be on new ground.
    """

    themes: tuple[Theme, ...]
    landmarks: Vectors
    owners: tuple[str, ...]
    least_likeness: float
    familiar: float = 0.0
    encoder: str = ""

    def place(self, vectors: Vectors) -> list[Placement]:
        """Theme id and score (cosine, 0 to 1) of each row of vectors (n, d), or None."""
        if not len(self.landmarks):
            return [None] * len(vectors)
        nearest, likeness = self.nearest(vectors)
        return [
            (self.owners[index], float(score)) if score >= self.least_likeness else None
            for index, score in zip(nearest, likeness, strict=True)
        ]

    def nearest(self, vectors: Vectors) -> tuple[npt.NDArray[np.intp], Vectors]:
        """Index of the nearest landmark of each row, and the cosine to it."""
        found = np.zeros(len(vectors), np.intp)
        likeness = np.zeros(len(vectors), np.float32)
        for start in range(0, len(vectors), CHUNK):
            cosines = unit(vectors[start : start + CHUNK]) @ self.landmarks.T
            found[start : start + CHUNK] = cosines.argmax(axis=1)
            likeness[start : start + CHUNK] = np.clip(cosines.max(axis=1), 0, 1)
        return found, likeness


@dataclass(frozen=True, slots=True)
class Discovered(Themes):
    """Themes with the model that placed the texts, to keep and to continue from."""

    model: ThemeModel


def rounded(landmarks: Vectors) -> Vectors:
    """Landmarks as they come back from a file, one byte a number, so that a kept model places as a fresh one."""
    return unpack(pack(landmarks))


def pack(landmarks: Vectors) -> Packed:
    """Unit vectors as bytes, each row scaled to its largest number."""
    scale = np.maximum(np.abs(landmarks).max(axis=1, keepdims=True), 1e-12)
    packed: Packed = np.rint(landmarks / scale * 127).astype(np.int8)
    return packed


def unpack(packed: Packed) -> Vectors:
    """Bytes as unit vectors."""
    return unit(packed.astype(np.float32))


def assign(vectors: Vectors, model: ThemeModel) -> list[Placement]:
    """Places new passages, given as vectors (n, d), into existing themes."""
    return model.place(vectors)


def without(model: ThemeModel, gone: Collection[str]) -> ThemeModel:
    """A model in which the nearest other themes take the place of some; all are still to be named.

    A wider theme with fewer than two left in it goes as well.
    """
    left = [theme for theme in model.themes if theme.id not in gone]
    siblings = Counter(theme.parent for theme in left if theme.parent)
    wider = {theme.parent for theme in model.themes if theme.parent}
    alone = {key for key in wider if siblings[key] < 2}
    themes = [
        replace(theme, id=f"new-{theme.id}", name="", parent=None if theme.parent in {None, *alone} else f"new-{theme.parent}")
        for theme in left if theme.id not in alone
    ]  # fmt: skip
    kept = np.array([row for row, owner in enumerate(model.owners) if owner not in gone], np.intp)
    nearest = kept[(model.landmarks @ model.landmarks[kept].T).argmax(axis=1)]
    return replace(model, themes=tuple(themes), owners=tuple(f"new-{model.owners[row]}" for row in nearest))
