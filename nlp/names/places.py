"""Names of things that are not people, to be left alone where no name of a person leads into them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import cast

from nlp.lists import read_yaml
from nlp.names.lists import FOLDER, ordinary_words
from nlp.tokens import TOKEN

RARE = 3000  # rank among ordinary words beyond which a word of a place's name means the place
SETTLED = ("places", "hospitals", "organisations", "conditions", "medicines")
AFTER = frozenset(
    "hospital surgery centre center hospice clinic road street lodge practice infirmary trust school society foundation "
    "charity academy college university library church cathedral hotel pharmacy dementia disease syndrome".split()
)


@cache
def _lists() -> dict[str, str]:
    return cast("dict[str, str]", read_yaml(FOLDER / "not_people.yaml"))


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """Phrases by their first word, longest first."""
    lists = _lists()
    found: dict[str, list[tuple[str, ...]]] = {}
    for entry in ";".join(lists[name] for name in SETTLED).lower().split(";"):
        words = tuple(word for word in TOKEN.findall(entry) if not word.isspace())
        found.setdefault(words[0], []).append(words)
    return {first: sorted(entries, key=len, reverse=True) for first, entries in found.items()}


@cache
def place_words() -> frozenset[str]:
    """Lower-case words that are places, or of a place's name, and hardly anything else."""
    lists = _lists()
    words = {word.lower() for entry in lists["places"].split(";") for word in entry.split()}
    return frozenset(word for word in words if ordinary_words().get(word, RARE) >= RARE)


def not_people(lower: Sequence[str]) -> set[int]:
    """Indices of words that stand in the name of a place, a hospital, an organisation, an illness or a medicine."""
    found: set[int] = set()
    for i, word in enumerate(lower):
        for phrase in _phrases().get(word, ()):
            if tuple(lower[i : i + len(phrase)]) == phrase:
                found.update(range(i, i + len(phrase)))
                break
    return found
