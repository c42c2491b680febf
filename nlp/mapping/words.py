"""Texts to words, words to their pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d{1,6}")
PIECE_LENGTHS = (3, 4, 5)
LONGEST_WORD = 30  # letters: longer ones are noise, and would be slow to cut up


def words_of(text: str) -> list[str]:
    """The words of a text, lower-case, typographic apostrophes made plain."""
    return [word[:LONGEST_WORD] for word in WORD.findall(plain(text))]


def plain(word: str) -> str:
    """A word, or a text of them, as features know it."""
    return word.lower().replace("’", "'")


def terms_of(words: Sequence[str]) -> list[str]:
    """Words and pairs of neighbouring words."""
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def pieces_of(word: str) -> list[str]:
    """Runs of 3 to 5 letters of a word with its edges marked: what survives a misspelling."""
    edged = f" {word} "
    return [edged[i : i + n] for n in PIECE_LENGTHS for i in range(len(edged) - n + 1)]
