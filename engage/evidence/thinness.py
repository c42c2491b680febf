"""Where engagement is thin, in words that stand out without colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FEW_PEOPLE = 10
LONG_AGO = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word for what is thin, and a sign whose shape says how much it matters."""

    word: str
    sign: str


NOBODY = Mark("No voices yet", "▲")


def marks(*, people: int, places: int, kinds: int, latest: datetime | None, at: datetime) -> tuple[Mark, ...]:
    """What is thin about a chapter's evidence, worst first; empty when nothing is."""
    if not people:
        return (NOBODY,)
    found = (
        (people < FEW_PEOPLE, Mark("Few voices", "▲")),
        (places <= 1, Mark("Only one place" if places else "No place known", "◆")),
        (kinds <= 1, Mark("Only one kind of person" if kinds else "Not known who", "◆")),
        (latest is not None and at - latest > LONG_AGO, Mark("Nothing new for 4 weeks", "●")),
    )
    return tuple(mark for thin, mark in found if thin)


@dataclass(frozen=True, slots=True)
class Growth:
    """How a theme moves: a word, and a sign whose shape says the same."""

    word: str
    sign: str


def growth(lately: int, before: int, people: int) -> Growth:
    """How a theme moves: people of the last 14 days against those of the 14 days before."""
    if lately == people:
        return Growth("New", "✦")
    if lately > before:
        return Growth("Growing", "▲")
    if lately < before:
        return Growth("Quieter", "▼")
    return Growth("Steady", "■") if lately else Growth("Quiet", "–")
