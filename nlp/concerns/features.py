"""What the model of concerns sees of a stretch of text: its words, pairs and triples of them, and pieces of words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FEATURES = 1 << 17
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]")


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a folded text in small letters, without their apostrophes, and where each stands."""
    return [(m[0].replace("'", ""), m.start(), m.end()) for m in WORD.finditer(text.lower())]


@lru_cache(maxsize=1 << 18)
def index(feature: str) -> int:
    """The place of a feature among the weights."""
    return zlib.crc32(feature.encode("utf-8", "replace")) % FEATURES


@lru_cache(maxsize=1 << 16)
def _pieces(word: str) -> tuple[int, ...]:
    """A word itself, its beginning and its four-letter pieces, so that a misspelt word still looks like itself."""
    edged = f"<{word[:20]}>"
    return tuple({index(f"w {word}"), *(index(f"c {edged[i : i + 4]}") for i in range(len(edged) - 3))})


def features(words: Sequence[str]) -> list[tuple[int, int, int]]:
    """Each feature of a stretch: its place among the weights, and the first and last word that make it."""
    found = [(place, i, i) for i, word in enumerate(words) for place in _pieces(word)]
    found += [(index(f"2 {a} {b}"), i, i + 1) for i, (a, b) in enumerate(pairwise(words))]
    found += [(index(f"_ {a} {c}"), i, i + 2) for i, (a, c) in enumerate(zip(words, words[2:], strict=False))]
    triples = zip(words, words[1:], words[2:], strict=False)
    found += [(index(f"3 {a} {b} {c}"), i, i + 2) for i, (a, b, c) in enumerate(triples)]
    return found


def places(words: Sequence[str]) -> NDArray[np.int64]:
    """The places of the features of a stretch, each once, in order."""
    found = {place for word in words for place in _pieces(word)}
    found.update([index(f"2 {a} {b}") for a, b in pairwise(words)])
    found.update([index(f"_ {a} {c}") for a, c in zip(words, words[2:], strict=False)])
    found.update([index(f"3 {a} {b} {c}") for a, b, c in zip(words, words[1:], words[2:], strict=False)])
    return np.array(sorted(found), np.int64)
