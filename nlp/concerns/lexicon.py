"""The lexicon of concerns, read from ``lexicon.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from nlp.concerns.phrases import PhraseBook
from nlp.lists import read_yaml
from nlp.results import ConcernKind, Level

LEXICON = Path(__file__).with_name("lexicon.yaml")
LONGEST = 80  # characters of a text that a phrase may be the whole of
SAID = re.compile(r"\w+")
Found = tuple[ConcernKind, Level, int, int]
Meaning = tuple[ConcernKind, Level] | None


class Lexicon:
    """Phrases that raise a concern, innocent ones that hold such words, and ``whole`` ones that say too little alone."""

    def __init__(self, book: PhraseBook[Meaning], whole: PhraseBook[Meaning]) -> None:
        self.book, self.whole = book, whole

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
        kept += self._whole(text)
        return sorted(kept, key=lambda f: (f[2], f[3], f[0], f[1])), innocent

    def _whole(self, text: str) -> list[Found]:
        """What a short text is when a phrase is all of it."""
        if len(text) > LONGEST:
            return []
        said = [(word.start(), word.end()) for word in SAID.finditer(text)]
        return [
            (*meaning, start, end)
            for meaning, start, end in self.whole.find(text)
            if meaning and said and start <= said[0][0] and end >= said[-1][1]
        ]


@cache
def load_lexicon() -> Lexicon:
    """The lexicon, read once."""
    entries = read_yaml(LEXICON)
    return Lexicon(
        _book(entry for entry in entries if not entry.get("whole")),
        _book(entry for entry in entries if entry.get("whole")),
    )


def _book(entries: Iterable[dict[str, Any]]) -> PhraseBook[Meaning]:
    return PhraseBook(
        (phrase, None if entry["kind"] == "innocent" else (entry["kind"], entry["level"]))
        for entry in entries
        for phrase in entry["phrases"]
    )
