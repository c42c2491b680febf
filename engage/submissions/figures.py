"""How good the computer is at what it does: read from the model cards themselves, so that page and card always agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engage.config import ROOT

CARDS = ROOT / "docs" / "model-cards"


@dataclass(frozen=True)
class Figure:
    """Where a figure stands in a card, and a sentence for it; ``{}`` is filled in. A share is told in 100."""

    card: str
    pattern: str
    sentence: str
    of: int = 100


FIGURES = (
    Figure(
        "screening",
        r"\| in no list \| (0\.\d+) \|",
        "Names: we put names that it did not know into real comments. It found {} of every 100. A person looks for the rest.",
    ),
    Figure(
        "screening",
        r"\| in no list \| 0\.\d+ \| [^|]+ \| (\d+\.\d) points \|",
        "It does not find names from all over the world equally well. Between the best and the worst it is {} in every 100.",
        of=1,
    ),
    Figure(
        "screening",
        r"finds a name in (\d+) of 1,000",
        "Ordinary comments: in {} of every 1,000 it marks something as a name. Sometimes that is only a word that looks like one.",
        of=1,
    ),
    Figure(
        "screening",
        r"\| any harm to self, child or adult \| (0\.\d+) \|",
        "Words that may mean danger: in a hard test, with hints only, it found {} of every 100. So a person reads all the others too.",
    ),
    Figure(
        "screening",
        r"\| any harm to self, child or adult \| 0\.\d+ \| (\d+) \|",
        "In {} of every 1,000 ordinary comments it saw danger where there was none.",
        of=1,
    ),
    Figure(
        "mapping",
        r"real comments filed by two people[^\n]*\n\| \| first chapter right \| (0\.\d+) \|",
        "Parts of the plan: its first suggestion was right for {} of every 100 real comments.",
    ),
    Figure(
        "mapping",
        r"half of them without the obvious words[^\n]*\n\| \| first chapter right \| (0\.\d+) \|",
        "In a harder test, where half of the comments did not use the plain words, it was right for {} of every 100.",
    ),
)


@cache
def figures(cards: Path = CARDS) -> tuple[str, ...]:
    """The sentences whose figures stand in the cards; one that is not there any more is left out."""
    found = []
    for figure in FIGURES:
        card = cards / f"{figure.card}.md"
        match = re.search(figure.pattern, card.read_text("utf-8")) if card.is_file() else None
        if match:
            found.append(figure.sentence.format(round(float(match[1]) * figure.of)))
    return tuple(found)
