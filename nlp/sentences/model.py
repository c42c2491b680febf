"""Judges a gap between two words that no mark parts."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

FEATURES = 1 << 15


@lru_cache(maxsize=1 << 17)
def index(feature: str) -> int:
    """The place of a feature among the weights."""
    return zlib.crc32(feature.encode("utf-8", "replace")) % FEATURES


def features(words: Sequence[str], i: int, since: int) -> list[int]:
    """The gap before word i, ``since`` words after the sentence began, as places among the weights."""
    around = [words[j] if 0 <= j < len(words) else "" for j in range(i - 2, i + 3)]
    before2, before, after, after2, _ = (word.lower() for word in around)
    capital = f"{around[2][:1].isupper():d}{around[2].isupper() and len(around[2]) > 1:d}{around[1][:1].isupper():d}"
    length = f"{min(since, 12) // 3}"
    told = (
        f"c={capital}", f"a={after}", f"b={before}", f"ca={capital}{after}", f"cb={capital}{before}",
        f"ba={before}|{after}", f"aa={after}|{after2}", f"bb={before2}|{before}", f"cl={capital}{length}",
        f"e={before[-3:]}|{capital}", f"ea={before[-3:]}|{after}", f"n={i + 1 >= len(words):d}{i < 2:d}",
    )  # fmt: skip
    return [index(each) for each in told]


class Gaps:
    """A linear model of whether a sentence begins at a gap."""

    def __init__(self, path: Path, threshold: float) -> None:
        with np.load(path, allow_pickle=False) as kept:
            scale = float(kept["scale"])  # read once: each look into the file unpacks it anew
            self.weights: list[float] = [weight * scale for weight in kept["weights"].tolist()]
            self.bias = float(kept["bias"])
        self.threshold = float(np.log(threshold / (1 - threshold)))

    def begins(self, words: Sequence[str], i: int, since: int) -> bool:
        """Whether word i begins a sentence, though no mark stands before it."""
        return sum([self.weights[place] for place in features(words, i, since)]) + self.bias >= self.threshold
