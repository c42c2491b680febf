"""Copies of a text and variants of one letter: who sent the same, and what each added of their own.

Two texts are compared when they share a rare shingle of their sketch. A long text is a set of three-word shingles,
so that moved paragraphs and personal ones leave enough in common; a short one is a set of four-letter shingles, so
that a slip of the finger does.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from nlp.tokens import SPOKEN

Shingles = frozenset[int]


@dataclass(frozen=True, slots=True)
class Rule:
    """When texts of ``fewest`` to ``most`` words are variants of one another."""

    fewest: int
    most: float
    shared: int  # shingles in common, at least
    part: float  # of the smaller text's shingles, at least
    whole: float  # of both texts' shingles, at least


LETTER = Rule(fewest=9, most=float("inf"), shared=6, part=0.45, whole=0.15)
REMARK = Rule(fewest=1, most=24, shared=3, part=0.74, whole=0.64)
SKETCH = 48  # smallest shingle hashes by which a text is found
LOOK_BACK = 6  # earlier texts remembered for each of them
COMPARED = 12  # of those met, the ones met most often are compared in full
ADDRESS = re.compile(r"\S{0,80}://\S{0,400}")
SENTENCE = re.compile(r"[^.!?\n\r]+[.!?]*")


def find_duplicates(texts: Iterable[str]) -> list[str | None]:
    """One group id for each text that has a copy or variant among the texts, None for one that stands alone."""
    words = [_words(text) for text in texts]
    first: dict[tuple[str, ...], int] = {}
    parent = [first.setdefault(said, index) for index, said in enumerate(words)]
    different = sorted(first.values())
    for rule, shingle in ((LETTER, _word_shingles), (REMARK, _letter_shingles)):
        fit = [i for i in different if rule.fewest <= len(words[i]) <= rule.most]
        _join(fit, [shingle(words[i]) for i in fit], rule, parent)
    roots = [_root(parent, index) if said else -1 for index, said in enumerate(words)]
    count = Counter(roots)
    return [_group_id(words[root]) if root >= 0 and count[root] > 1 else None for root in roots]


def personal_parts(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """For the texts of one group: the stretches (start, end) of each that no other text of the group has."""
    sentences = [[(m.start(), m.end()) for m in SENTENCE.finditer(text)] for text in texts]
    sets = [_word_shingles(_words(text)) for text in texts]
    users = Counter(shingle for shingles in sets for shingle in shingles)
    return [
        [_trimmed(text, start, end) for start, end in stretches if _is_own(_words(text[start:end]), users)]
        for text, stretches in zip(texts, sentences, strict=True)
    ]


def _words(text: str) -> tuple[str, ...]:
    """Lower-case words; addresses of pages and pictures, which strangers share, are left out."""
    return tuple(word.lower() for word in SPOKEN.findall(ADDRESS.sub(" ", text)))


def _is_own(words: tuple[str, ...], users: Counter[int]) -> bool:
    """Whether most of a sentence's shingles are nobody else's."""
    shingles = _word_shingles(words)
    return bool(words) and sum(users[s] <= 1 for s in shingles) > len(shingles) / 2


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())


def _word_shingles(words: tuple[str, ...]) -> Shingles:
    return frozenset(
        zlib.crc32(" ".join(words[i : i + 3]).encode("utf-8", "replace")) for i in range(max(1, len(words) - 2))
    )


def _letter_shingles(words: tuple[str, ...]) -> Shingles:
    line = f" {' '.join(words)} "
    return frozenset(zlib.crc32(line[i : i + 4].encode("utf-8", "replace")) for i in range(max(1, len(line) - 3)))


def _join(indices: Sequence[int], shingles: Sequence[Shingles], rule: Rule, parent: list[int]) -> None:
    """Joins, in ``parent``, the texts that the rule calls variants."""
    seen: dict[int, list[int]] = defaultdict(list)
    for at, mine in enumerate(shingles):
        met: dict[int, int] = defaultdict(int)
        for key in nsmallest(SKETCH, mine):
            posting = seen[key]
            for other in posting:
                met[other] += 1
            posting.append(at)
            if len(posting) > LOOK_BACK:  # the first stay, as they began the group, and the latest
                del posting[LOOK_BACK // 2]
        for other, _ in sorted(met.items(), key=_most_met)[:COMPARED]:
            apart = _root(parent, indices[at]) != _root(parent, indices[other])
            if apart and _variants(mine, shingles[other], rule):
                _unite(parent, indices[at], indices[other])


def _most_met(item: tuple[int, int]) -> tuple[int, int]:
    return -item[1], item[0]


def _variants(mine: Shingles, theirs: Shingles, rule: Rule) -> bool:
    shared = len(mine & theirs)
    smaller = min(len(mine), len(theirs))
    both = len(mine) + len(theirs) - shared
    return shared >= rule.shared and shared >= rule.part * smaller and shared >= rule.whole * both


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index


def _unite(parent: list[int], one: int, other: int) -> None:
    a, b = _root(parent, one), _root(parent, other)
    parent[max(a, b)] = min(a, b)


def _group_id(words: tuple[str, ...]) -> str:
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:10]
