"""Names of wider themes, made of the names of the largest themes in them: "surgery, chemist and blood pressure"."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.themes.beside import words_of
from nlp.themes.phrases import kind, kinds, shape

JOINED = 3  # names at most
THINGS = frozenset({"thing", "linked", "placed", "both", "doing"})


def joined(inner: Sequence[str]) -> list[str]:
    """Lists of two and three of the names, as inside a sentence; the largest theme's first. Those without a thing are left."""
    fit = [name for name in inner if len(name.split()) == 1 or shape(kinds(name.split())) in THINGS]
    if not fit or fit[0] != inner[0]:
        return []
    things = _unlike([_thing(name) for name in fit])
    lists = [things[:number] for number in (2, JOINED) if len(things) >= number]
    doing = [name for name in fit[:JOINED] if _is_doing(name)]
    if len(doing) == 1:
        others = _unlike([doing[0], *(_thing(name) for name in fit if name not in doing)])[1:]
        lists += [[*others[:number], doing[0]] for number in (1, JOINED - 1) if len(others) >= number]
    return [_listed(names) for names in lists]


def _is_doing(name: str) -> bool:
    return shape(kinds(name.split())) == "doing"


def _thing(name: str) -> str:
    """The thing that a name speaks of: "surgery" for "ringing the surgery", "bed" for "bed and carers"."""
    words = name.split()
    if "and" in words:
        return " ".join(words[: words.index("and")])
    if not _is_doing(name) or words[-1].isdigit():
        return name
    first = next((place for place, word in enumerate(words[1:], 1) if kind(word) not in "pqd"), 1)
    return " ".join(words[first:])


def _unlike(names: Sequence[str]) -> list[str]:
    """Those that share no word with one before them."""
    chosen: list[str] = []
    for name in names:
        if all(words_of(name).isdisjoint(words_of(other)) for other in chosen):
            chosen.append(name)
    return chosen


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
