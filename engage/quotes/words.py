"""Where a quote may begin and end, so that it stays word for word and cuts through nothing."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from engage.errors import NotVerbatimError
from engage.moderation.redaction import REPLACEMENTS

_MARK = re.compile("|".join(re.escape(words) for words in sorted(set(REPLACEMENTS.values()), key=len, reverse=True)))
_JOINERS = frozenset("\u200c\u200d\u2060")
_AROUND = 500
_STOPS = frozenset(".!?…:;\n")
_CLOSERS = "\"'”’)]» \t"


@dataclass(frozen=True, slots=True)
class Cut:
    """Some words of a text with what stands around them; ``before`` and ``after`` say that a sentence was cut."""

    text: str
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class Context:
    """What comes just before and just after a quote, for reading only; the ends say whether there is more."""

    before: str
    after: str
    more_before: bool
    more_after: bool


def check_cut(text: str, start: int, end: int) -> None:
    """Let pass, or refuse, text[start:end] as a quote.

    Raises:
        NotVerbatimError: outside the text, empty or ragged, or through a word or through a redaction mark.
    """
    if not 0 <= start < end <= len(text):
        raise NotVerbatimError("Those words do not lie inside the approved text.")
    if text[start].isspace() or text[end - 1].isspace():
        raise NotVerbatimError("A quote begins and ends with a word, not with a space.")
    if any(mark.start() < place < mark.end() for mark in _MARK.finditer(text) for place in (start, end)):
        raise NotVerbatimError("A quote cannot cut through a part that was taken out, such as [name].")
    if not (is_border(text, start) and is_border(text, end)):
        raise NotVerbatimError("A quote begins and ends between words, never inside one.")


def is_border(text: str, place: int) -> bool:
    """Whether a quote may begin or end at ``place``: beside a space or a stop, never inside a word, number or emoji."""
    if place in {0, len(text)}:
        return True
    left, right = text[place - 1], text[place]
    if left in _JOINERS or right in _JOINERS or unicodedata.category(right).startswith("M"):
        return False  # it would tear a letter from its accent, or an emoji apart
    if left.isspace() or right.isspace():
        return True
    stop_left, stop_right = _is_stop(left), _is_stop(right)
    if stop_right and not stop_left:
        return not (place + 1 < len(text) and left.isalnum() and text[place + 1].isalnum())
    if stop_left and not stop_right:
        return not (place >= 2 and right.isalnum() and text[place - 2].isalnum())
    return stop_left and stop_right


def _is_stop(character: str) -> bool:
    return unicodedata.category(character).startswith("P")


def cut(text: str, start: int, end: int) -> Cut:
    """text[start:end], and whether it begins or ends in the middle of a sentence."""
    before, after = text[:start].rstrip(" \t"), text[start:end].rstrip(_CLOSERS)
    opened = bool(before.strip()) and before.rstrip(_CLOSERS)[-1:] not in _STOPS and before[-1:] != "\n"
    rest = text[end:].lstrip(" \t")
    cut_off = bool(rest.strip()) and after[-1:] not in _STOPS and rest[:1] not in _STOPS
    return Cut(text[start:end], opened, cut_off)


def context(text: str, start: int, end: int) -> Context:
    """The words around text[start:end]."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    return Context(text[first:start], text[end:last], first > 0, last < len(text))


def find_words(text: str, words: str) -> tuple[int, int] | None:
    """Where ``words`` stand in ``text``; line breaks and runs of spaces may differ, nothing else may."""
    wanted = words.split()
    if not wanted or sum(map(len, wanted)) > len(text):
        return None
    found = re.search(r"\s+".join(map(re.escape, wanted)), text)
    return found.span() if found else None
