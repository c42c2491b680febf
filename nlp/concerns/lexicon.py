"""The lexicon of concerns, read from ``lexicon.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from nlp.concerns.phrases import PhraseBook
from nlp.results import ConcernKind, Level

LEXICON = Path(__file__).with_name("lexicon.yaml")
Found = tuple[ConcernKind, Level, int, int]


class Lexicon:
    """Phrases that raise a concern, and innocent ones that hold such words."""

    def __init__(self, book: PhraseBook[tuple[ConcernKind, Level] | None]) -> None:
        self.book = book

    def find(self, text: str) -> list[Found]:
        """The concerns that words alone raise, each with its place, in order; innocent phrases are passed over."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[list[Found], list[tuple[int, int]]]:
        """The concerns that words alone raise, and where the innocent phrases stand."""
        found: list[Found] = []
        innocent: list[tuple[int, int]] = []
        for meaning, start, end in self.book.find(text):
            if meaning is None:
                innocent.append((start, end))
            else:
                found.append((*meaning, start, end))
        kept = [f for f in found if not any(f[2] < end and start < f[3] for start, end in innocent)]
        return sorted(kept, key=lambda f: (f[2], f[3], f[0], f[1])), innocent


@cache
def load_lexicon() -> Lexicon:
    """The lexicon, read once."""
    entries = yaml.safe_load(LEXICON.read_text("utf-8"))
    return Lexicon(
        PhraseBook(
            (phrase, None if entry["kind"] == "innocent" else (entry["kind"], entry["level"]))
            for entry in entries
            for phrase in entry["phrases"]
        )
    )
