"""Where a text may be cut without breaking what a reader sees as one character."""

from __future__ import annotations

import unicodedata

JOINER = "\u200d"


def _regional(c: str) -> bool:
    return "\U0001f1e6" <= c <= "\U0001f1ff"


def _sticks(c: str) -> bool:
    """Whether a character belongs to the one before it: marks, joiners, skin tones, flag tags."""
    return (
        unicodedata.category(c) in {"Mn", "Me", "Mc"}
        or c in "\u200c\u200d"
        or "\U0001f3fb" <= c <= "\U0001f3ff"
        or "\U000e0020" <= c <= "\U000e007f"
        or "\u1160" <= c <= "\u11ff"
    )


def can_cut(text: str, at: int) -> bool:
    """Whether the text may be cut before index ``at``."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return not (before == "\r" and after == "\n")
    if _sticks(after) or before == JOINER:
        return False
    if _regional(before) and _regional(after):
        run = at - 1
        while run > 0 and _regional(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 0
    return True


def widen(text: str, start: int, end: int) -> tuple[int, int]:
    """The smallest stretch around ``start:end`` that cuts no visible character."""
    while not can_cut(text, start):
        start -= 1
    while not can_cut(text, end):
        end += 1
    return start, end
