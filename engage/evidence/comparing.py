"""People heard against how many there are, in a number and in easy words: the same for places, kinds and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

NOBODY_YET, HIDDEN = "nobody yet", "hidden"
_READINGS = (
    (0.15, "hardly anybody, compared with how many live there"),
    (0.29, "a quarter as many as expected"),
    (0.42, "a third as many as expected"),
    (0.58, "half as many as expected"),
    (0.80, "fewer than expected"),
    (1.25, "about as many as expected"),
    (1.75, "more than expected"),
    (2.50, "twice as many as expected"),
)
TOO_FEW = {words for _, words in _READINGS[:4]} | {NOBODY_YET}
"""Readings that say that many more should be heard."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many there are, and who says so."""

    people: int
    source: str
    year: int

    @property
    def told(self) -> str:
        """The source with its year."""
        return f"{self.source}, {self.year}"


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One place, kind or group of people. What is None is hidden, or not known."""

    id: Any
    name: str
    people: int | None
    hidden: bool
    population: int | None
    source: str
    rate: float | None
    """People heard in every 10,000."""
    reading: str


def compared(
    names: Mapping[Any, str], people: Mapping[Any, int | None], figures: Mapping[Any, Figure]
) -> tuple[CoverageRow, ...]:
    """A line for each of ``names``: what would be expected is reckoned from those that are shown and known."""
    known = [id_ for id_ in names if id_ in figures and people[id_] is not None]
    heard = sum(people[id_] or 0 for id_ in known)
    living = sum(figures[id_].people for id_ in known) if len(known) > 1 else 0  # one alone is compared with nothing
    share = heard / living if living else 0.0
    return tuple(_row(id_, name, people[id_], figures.get(id_), share) for id_, name in names.items())


def _row(id_: Any, name: str, people: int | None, figure: Figure | None, share: float) -> CoverageRow:
    source, population = (figure.told, figure.people) if figure else ("", None)
    if people is None:
        return CoverageRow(id_, name, None, True, population, source, None, HIDDEN)
    if figure is None:
        return CoverageRow(id_, name, people, False, None, "", None, "" if people else NOBODY_YET)
    rate = round(10_000 * people / figure.people, 1)
    return CoverageRow(id_, name, people, False, figure.people, source, rate, reading(people, figure.people * share))


def reading(people: float, expected: float) -> str:
    """How many were heard against how many there would be if all spoke alike, in easy words; none where that is unknown."""
    if not people:
        return NOBODY_YET
    if not expected:
        return ""
    ratio = people / expected
    return next((words for most, words in _READINGS if ratio < most), "far more than expected")


def missing(rows: Iterable[CoverageRow]) -> tuple[CoverageRow, ...]:
    """Those that are heard much less than expected."""
    return tuple(row for row in rows if row.reading in TOO_FEW)
