"""A small phrase language that anyone can write, compiled to bounded patterns.

Words stand apart by spaces. ``a|b`` is either; ``word*`` any word so begun; ``word?`` a word that may be missing; ``...``
up to four words of any kind; ``_`` a space within one of several choices. Case, apostrophes and the marks between words do
not matter: ``can't`` also finds ``cant`` and ``CAN’T``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")
BETWEEN = r"[^\w]{1,3}"
GAP = rf"(?:{BETWEEN}[\w'’]{{1,30}}){{0,4}}?"
KEY = 4
GAP_MARK = "..."
WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Phrase(Generic[T]):
    """A phrase as written, and what it stands for."""

    written: str
    meaning: T

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when a text first holds its rarest word: most phrases never meet theirs."""
        return re.compile(_pattern(self.written), re.IGNORECASE)


class PhraseBook(Generic[T]):
    """Finds many phrases quickly: a phrase is tried only where a text holds its rarest word."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self.by_key: dict[str, list[int]] = defaultdict(list)
        self.phrases: list[Phrase[T]] = []
        for number, (phrase, meaning) in enumerate(phrases):
            self.phrases.append(Phrase(phrase, meaning))
            for key in _keys(phrase):
                self.by_key[key].append(number)

    def find(self, text: str) -> Iterator[tuple[T, int, int]]:
        """Each phrase found: its meaning and where it stands."""
        keys = {word[:KEY] for word in WORDS.findall(text.lower())}
        for number in sorted({n for key in keys for n in self.by_key.get(key, ())}):
            phrase = self.phrases[number]
            for match in phrase.pattern.finditer(text):
                yield phrase.meaning, match.start(), match.end()


def _word(word: str) -> str:
    """The pattern of one choice of words."""
    word = re.escape(word.removesuffix("*")) + (r"[\w'’]{0,20}" if word.endswith("*") else "")
    return word.replace("_", BETWEEN).replace("'", "['’]?")


def _pattern(phrase: str) -> str:
    pieces: list[str] = []
    joint = ""
    for token in phrase.split():
        if token == GAP_MARK:
            pieces.append(GAP)
            continue
        choice = "(?:" + "|".join(map(_word, token.rstrip("?").split("|"))) + r")(?![\w])"
        pieces.append(f"(?:{joint}{choice})?" if token.endswith("?") else joint + choice)
        joint = BETWEEN
    return r"(?<!\w)" + "".join(pieces)


def _keys(phrase: str) -> set[str]:
    """First letters of the choices of the word that must be there and is longest, so likely the rarest."""
    needed = [token for token in phrase.split() if token != GAP_MARK and not token.endswith("?")]
    best = max(needed, key=lambda token: min(len(_first(choice)) for choice in token.split("|")))
    return {_first(choice) for choice in best.split("|")}


def _first(choice: str) -> str:
    """What the lookup sees of a choice: the first letters of its first word, up to an apostrophe."""
    return re.split(r"[_'*]", choice)[0][:KEY].lower()
