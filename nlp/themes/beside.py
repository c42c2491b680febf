"""Which names may stand beside one another, and what stands where none is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from nlp.themes.usage import Phrase
from nlp.themes.words import content

UNNAMED = "Other comments"


def meaning_of(phrase: Phrase) -> frozenset[str]:
    """What a name is compared by: its words that carry meaning, or all when none does."""
    return content(phrase) or frozenset(phrase)


def first_unlike(taken: Sequence[frozenset[str]], alike: float, phrases: Iterable[Phrase]) -> Phrase | None:
    """The first that shares fewer words than that with every name taken."""
    return next(
        (phrase for phrase in phrases if all(_overlap(meaning_of(phrase), other) < alike for other in taken)), None
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared stems as a share of all stems."""
    return len(one & other) / max(1, len(one | other))


def plain_name(subjects: Sequence[str], taken: set[str]) -> str:
    """A name for a theme whose every phrase is taken or said by too few."""
    choices = [*(f"More about {subject}" for subject in subjects if subject), UNNAMED]
    return next(
        (choice for choice in choices if choice not in taken),
        next(f"{UNNAMED} {number}" for number in count(2) if f"{UNNAMED} {number}" not in taken),
    )
