"""Cut identifying words out of a text and put a plain word in brackets in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engage.errors import InputError

REPLACEMENTS: dict[str, str] = {
    "person": "[name]",
    "staff": "[member of staff]",
    "phone": "[phone number]",
    "email": "[email address]",
    "url": "[web address]",
    "address": "[address]",
    "postcode": "[postcode]",
    "nhs-number": "[NHS number]",
    "ni-number": "[National Insurance number]",
    "date-of-birth": "[date of birth]",
    "date": "[date]",
    "vehicle": "[vehicle number]",
    "account": "[account number]",
    "other": "[removed]",
}
"""What a reader sees instead, by kind. ``other`` is for words that only a person can know to be telling."""

NAMING = frozenset(REPLACEMENTS) - {"other", "date", "url"}
"""The kinds that say who somebody is."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """text[start:end] of the original is replaced by the words for ``kind``."""

    start: int
    end: int
    kind: str


def redact(text: str, redactions: Iterable[Redaction]) -> str:
    """``text`` with every redaction replaced; overlapping ones become one, under the kind of the first.

    Nothing outside the given offsets changes.

    Raises:
        InputError: an offset lies outside the text, or a kind is unknown.
    """
    pieces: list[str] = []
    done = 0
    for redaction in sorted(redactions, key=lambda r: (r.start, -r.end)):
        if not 0 <= redaction.start < redaction.end <= len(text) or redaction.kind not in REPLACEMENTS:
            raise InputError("A part to take out does not lie inside the text.")
        if redaction.start >= done:
            pieces += (text[done : redaction.start], REPLACEMENTS[redaction.kind])
        done = max(done, redaction.end)
    return "".join((*pieces, text[done:]))


def occurrences(text: str, words: str, *, any_case: bool = False) -> list[tuple[int, int]]:
    """Where ``words`` stand in ``text`` as whole words, with any white space between them."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return []
    before = r"(?<!\w)" if _is_word(parts[0][0]) else ""
    after = r"(?!\w)" if _is_word(parts[-1][-1]) else ""
    pattern = before + r"\s{1,40}".join(parts) + after
    return [found.span() for found in re.finditer(pattern, text, re.IGNORECASE if any_case else 0)]


def _is_word(character: str) -> bool:
    return re.match(r"\w", character) is not None
