"""A linear model of concerns over words: scores, and the words that caused them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nlp.concerns.features import features, places

Floats = NDArray[np.float32]
DAMPING = 1000.0  # of the length a stretch is divided by, so that a few words alone weigh little


class Model:
    """One set of weights per head: the kinds of concern, any harm, any concern at all, and whether self-harm is near."""

    def __init__(self, heads: Sequence[str], weights: Floats, rarity: Floats, bias: Floats) -> None:
        self.heads = tuple(heads)
        self.weights, self.rarity, self.bias = weights, rarity, bias

    @classmethod
    def load(cls, path: Path) -> Model:
        """Reads a model. Raises FileNotFoundError."""
        with np.load(path, allow_pickle=False) as kept:
            weights = kept["weights"].astype(np.float32) * kept["scales"][:, None]
            return cls([str(h) for h in kept["heads"]], np.ascontiguousarray(weights.T), kept["rarity"], kept["bias"])

    def save(self, path: Path) -> None:
        """Writes the weights in bytes, each head with its own scale."""
        scales = np.abs(self.weights).max(axis=0) / 127
        small = np.round(self.weights / scales).astype(np.int8).T
        np.savez_compressed(
            path,
            heads=np.array(self.heads),
            weights=small,
            scales=scales,
            rarity=self.rarity.astype(np.float16),
            bias=self.bias,
        )

    def log_odds(self, words: Sequence[str]) -> Floats:
        """Evidence for each head, in nats, from a stretch of words."""
        rows = places(words)
        values = self.rarity[rows].astype(np.float32)
        z = values @ self.weights[rows] / np.sqrt(values @ values + DAMPING) + self.bias
        return np.asarray(z, dtype=np.float32)

    def cause(self, words: Sequence[str], head: int, longest: int = 12) -> tuple[int, int]:
        """The run of words, by index, end exclusive, that speaks most for a head; all of them when they are few."""
        if len(words) <= longest:
            return 0, len(words)
        rows, first, last = np.array(features(words)).T
        lengths = last + 1 - first
        each = self.weights[rows, head] * self.rarity[rows] / lengths.astype(np.float32)
        within = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
        share = np.zeros(len(words) + longest - 1)
        np.add.at(share, np.repeat(first, lengths) + within, np.repeat(each, lengths))
        sums = np.cumsum(sliding_window_view(share, longest), axis=1)
        start, end = divmod(int(sums.argmax()), longest)
        return start, start + end + 1
