"""Which paragraph of a new version is which of the old: by its words, so that what people said about it stays with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from engage.models import BlockKind
from engage.outcomes.documents import Piece

ALIKE = 0.6
"""Share of words that two wordings have in common, from which on they are one paragraph, rewritten."""
_HEADINGS = frozenset({BlockKind.HEADING, BlockKind.SUBHEADING})
_WORD = re.compile(r"\w+")


def match(old: Sequence[Piece], new: Sequence[Piece]) -> list[tuple[int | None, bool]]:
    """For each new piece: the place of the old one that it was, if any, and whether its words are the same.

    Each old piece is used once. Same words come first, in order and then wherever they moved to; then the most alike.
    """
    found: dict[int, tuple[int, bool]] = {}
    left_old, left_new = _same_in_order(old, new, found)
    _same_elsewhere(old, new, left_old, left_new, found)
    _alike(old, new, left_old, left_new, found)
    return [found.get(place, (None, False)) for place in range(len(new))]


def _same_in_order(
    old: Sequence[Piece], new: Sequence[Piece], found: dict[int, tuple[int, bool]]
) -> tuple[list[int], list[int]]:
    matcher = SequenceMatcher(None, [_key(piece) for piece in old], [_key(piece) for piece in new], autojunk=False)
    for before, after, size in matcher.get_matching_blocks():
        found.update({after + step: (before + step, True) for step in range(size)})
    used = {before for before, _ in found.values()}
    return [i for i in range(len(old)) if i not in used], [i for i in range(len(new)) if i not in found]


def _same_elsewhere(
    old: Sequence[Piece],
    new: Sequence[Piece],
    left_old: list[int],
    left_new: list[int],
    found: dict[int, tuple[int, bool]],
) -> None:
    places: dict[tuple[bool, str], list[int]] = {}
    for before in left_old:
        places.setdefault(_key(old[before]), []).append(before)
    for after in list(left_new):
        if same := places.get(_key(new[after])):
            before = same.pop(0)
            found[after] = (before, True)
            left_old.remove(before)
            left_new.remove(after)


def _alike(
    old: Sequence[Piece],
    new: Sequence[Piece],
    left_old: list[int],
    left_new: list[int],
    found: dict[int, tuple[int, bool]],
) -> None:
    """The most alike pair first; of equals the one nearest to its old place."""
    bags = {id(piece): _bag(piece.text) for piece in (*old, *new)}
    pairs = [
        (-likeness, abs(before - after), before, after)
        for before in left_old
        for after in left_new
        if _heading(old[before]) == _heading(new[after])
        and (likeness := _likeness(bags[id(old[before])], bags[id(new[after])])) >= ALIKE
    ]
    used: set[int] = set()
    for _, _, before, after in sorted(pairs):
        if before not in used and after not in found:
            used.add(before)
            found[after] = (before, False)


def _bag(text: str) -> frozenset[tuple[str, int]]:
    """The words of a text, each with which time it stands there: sets are much quicker to compare than counts."""
    seen: Counter[str] = Counter()
    bag = []
    for word in _WORD.findall(text.lower()):
        bag.append((word, seen[word]))
        seen[word] += 1
    return frozenset(bag)


def _likeness(one: frozenset[tuple[str, int]], other: frozenset[tuple[str, int]]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def _key(piece: Piece) -> tuple[bool, str]:
    return _heading(piece), piece.text


def _heading(piece: Piece) -> bool:
    return piece.kind in _HEADINGS
