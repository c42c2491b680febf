"""Which names may stand beside one another, and what stands where none is left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import count

from nlp.themes.usage import Phrase
from nlp.themes.words import WORD, content

SENTENCE = 4  # words from which all count, in what has one telling word: "could not have been better"
UNNAMED = "Not yet named"


def words_of(name: str) -> frozenset[str]:
    """What a name is compared by: its words that carry meaning, or all when none does."""
    return _meaning_of(tuple(WORD.findall(name.lower())))


def _meaning_of(phrase: Phrase) -> frozenset[str]:
    telling = content(phrase)
    enough = 1 if len(phrase) < SENTENCE else 2
    return telling if len(telling) >= enough else frozenset(phrase)


def first_unlike(taken: Sequence[frozenset[str]], alike: float, phrases: Iterable[Phrase]) -> Phrase | None:
    """The first that shares fewer words than that with every name taken."""
    return next(
        (phrase for phrase in phrases if all(overlap(_meaning_of(phrase), other) < alike for other in taken)), None
    )


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared stems as a share of all stems."""
    return len(one & other) / max(1, len(one | other))


def plain_name(taken: Collection[str]) -> str:
    """What stands where a theme's every phrase is taken or said by too few."""
    return next(name for number in count(1) if (name := f"{UNNAMED} {number}" if number > 1 else UNNAMED) not in taken)


def capital(name: str) -> str:
    """A name as it stands by itself."""
    return name[:1].upper() + name[1:]
