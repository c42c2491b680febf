"""Give-aways of small numbers: words that could point to one person though no name is said."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from nlp.concerns.phrases import PhraseBook
from nlp.lists import read_yaml

LISTS = Path(__file__).with_name("give_aways.yaml")
TOGETHER = ("condition", "role", "place")
ALONE = "alone"


@cache
def load_give_aways() -> PhraseBook[str]:
    """The phrases of ``give_aways.yaml``, each with the list that it is in, compiled once."""
    lists = read_yaml(LISTS)
    return PhraseBook((phrase, name) for name in (ALONE, *TOGETHER) for phrase in lists[name])


def find_give_aways(text: str, near: int) -> list[tuple[int, int]]:
    """Stretches that may tell who somebody is, in order, none overlapping.

    What warns only together counts where two of different lists stand within ``near`` characters.
    """
    cues = sorted((start, end, name) for name, start, end in load_give_aways().find(text))
    alone = [(start, end) for start, end, name in cues if name == ALONE]
    return list(_merged(sorted([*alone, *_together([cue for cue in cues if cue[2] != ALONE], near)])))


def _together(cues: list[tuple[int, int, str]], near: int) -> Iterator[tuple[int, int]]:
    for (start, before, first), (after, end, second) in pairwise(cues):
        if first != second and 0 < after - before <= near:
            yield start, end


def _merged(stretches: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches that overlap, as one."""
    last: tuple[int, int] | None = None
    for start, end in stretches:
        if last and start < last[1]:
            last = last[0], max(last[1], end)
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last
