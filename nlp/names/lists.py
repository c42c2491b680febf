"""The name lists and the list of ordinary words, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def _read(name: str) -> list[str]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and line[0] != "#"]


@cache
def given_names() -> frozenset[str]:
    """Given names: plain letters, lower case."""
    return frozenset(_read("given.txt"))


@cache
def surnames() -> frozenset[str]:
    """Surnames: plain letters, lower case."""
    return frozenset(_read("surnames.txt"))


@cache
def ordinary_words() -> dict[str, int]:
    """Words that are not only names, each with its rank by frequency, 0 the most frequent."""
    return {word: rank for rank, word in enumerate(_read("ordinary.txt"))}
