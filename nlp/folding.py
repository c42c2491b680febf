"""Folds look-alike writing to plain letters, and remembers where each came from.

Screening reads the folded text, so that a name in full-width or Cyrillic letters, with invisible characters in it, or
written ``J o h n``, is read as John; what it finds is told in offsets of the text as received.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# Letters of other alphabets that people swap in because they look the same.
LOOKALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТХУаеіјорсухѕԁһӏѵԝԛГгпимтвкнΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονικρτυɑɡıłŁøØđĐðÐħĦŧŦßſ",
        "ABESIJKMHOPCTXYaeijopcyxsdhlvwqrrnumtbkhABEZHIKMNOPTYXaovikptuagilLoOdDdDhHtTss",
        strict=True,
    )
)
QUOTES = {
    "‘": "'",
    "’": "'",
    "ʼ": "'",
    "′": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
}
INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
SPACED = re.compile(r"(?<!\w)(?:[^\W\d_](?:[ .*_-](?=[^\W_](?!\w)))){2,80}[^\W_](?!\w)")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; ``origins[i]`` is the index in the original of folded character i, None when nothing moved."""

    text: str
    origins: Sequence[int] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind a stretch that is not empty."""
        return (start, end) if self.origins is None else (self.origins[start], self.origins[end - 1] + 1)


def without_surrogates(text: str) -> str:
    """The text with each lone surrogate, which no encoder accepts, replaced one for one."""
    return "".join(REPLACEMENT if "\ud800" <= c <= "\udfff" else c for c in text)


@lru_cache(maxsize=8192)
def fold_character(c: str) -> str:
    """One plain character for one character; nothing for an invisible or a combining one."""
    if "\ud800" <= c <= "\udfff":
        return REPLACEMENT
    if c in LOOKALIKES or c in QUOTES:
        return LOOKALIKES.get(c) or QUOTES[c]
    category = unicodedata.category(c)
    if c in INVISIBLE or category in {"Mn", "Me"} or (category == "Cf" and c != "\u0600"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(c))
    plain = unicodedata.normalize("NFKD", c)[:1]
    return plain if plain.isascii() and plain.isprintable() and plain.strip() else (" " if category == "Zs" else c)


def fold(text: str) -> Folded:
    """Folds look-alikes, invisible characters, accents and letters spaced apart. Linear in the text."""
    origins: list[int] | None = None
    if not text.isascii():
        pieces = [fold_character(c) for c in text]
        origins = [i for i, piece in enumerate(pieces) if piece]
        text = "".join(pieces)
    return _close_up(text, origins)


def _close_up(text: str, origins: list[int] | None) -> Folded:
    """Takes the separators out of ``J o h n``."""
    dropped = {i for match in SPACED.finditer(text) for i in range(match.start() + 1, match.end(), 2)}
    if not dropped:
        return Folded(text, origins)
    kept = [i for i in range(len(text)) if i not in dropped]
    return Folded("".join(text[i] for i in kept), [origins[i] for i in kept] if origins else kept)
