"""How well a phrase speaks for a theme: how much nearer to it, in meaning, the theme's texts lie than texts at large."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from nlp.themes.space import Vectors, unit

Embed = Callable[[list[str]], Vectors]
"""Unit vectors (n, d) of n texts."""
MOST_COMPARED = 4000  # texts at large that a phrase is held against
MOST_MEMBERS = 1000  # and texts of its theme


class Meaning:
    """The texts of each theme, ready to be compared with phrases."""

    def __init__(self, embed: Embed, rows: Vectors, members: Sequence[Sequence[int]]) -> None:
        """``rows`` are the texts' unit vectors (n, d); ``members[i]`` the rows of theme i."""
        self._embed = embed
        self._rows = rows
        self._members = members
        self._large = rows[:: -(-len(rows) // MOST_COMPARED) or 1]
        self._known: dict[str, tuple[npt.NDArray[np.float32], float, float]] = {}

    def fits(self, theme: int, phrases: Sequence[str]) -> list[float]:
        """For each phrase, how many standard deviations nearer to it the theme's texts are; 0 when they are not."""
        if not phrases:
            return []
        self._learn([phrase for phrase in dict.fromkeys(phrases) if phrase not in self._known])
        middle = self._middle(theme)
        return [self._fit(middle, *self._known[phrase]) for phrase in phrases]

    def likeness(self, theme: int, sentences: Sequence[str]) -> list[float]:
        """How near each sentence is to the middle of the theme: cosines."""
        middle = unit(self._middle(theme)[None])[0]
        nearness: list[float] = (self._embed(list(sentences)) @ middle).tolist()
        return nearness

    def _middle(self, theme: int) -> Vectors:
        inside = self._members[theme]
        middle: Vectors = self._rows[inside[:: -(-len(inside) // MOST_MEMBERS) or 1]].mean(axis=0)
        return middle

    @staticmethod
    def _fit(middle: Vectors, vector: npt.NDArray[np.float32], mean: float, spread: float) -> float:
        return max(0.0, (float(middle @ vector) - mean) / max(spread, 1e-6))

    def _learn(self, phrases: list[str]) -> None:
        if phrases:
            vectors = self._embed(phrases)
            likeness = self._large @ vectors.T
            means, spreads = likeness.mean(axis=0), likeness.std(axis=0)
            for phrase, vector, mean, spread in zip(phrases, vectors, means, spreads, strict=True):
                self._known[phrase] = vector, float(mean), float(spread)
