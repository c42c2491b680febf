"""From which evidence a kind of concern is raised: as low as the share of ordinary comments that may be flagged allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.concerns.meaning import Floats
from nlp.concerns.rows import Row

BUDGETS = {"harm": 0.015}  # share of the open comments that may be flagged
BUDGET = 0.003
Wholes = NDArray[np.intp]


def wholes_of(rows: Sequence[Row]) -> Wholes:
    """A number for the comment that each row is a window of."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(row.whole or row.text, len(numbers)) for row in rows])


def threshold(odds: Floats, wholes: Wholes, budget: float) -> float:
    """The evidence that a ``budget`` of the comments reach in any of their windows."""
    best: dict[int, float] = defaultdict(lambda: -np.inf)
    for whole, value in zip(wholes.tolist(), odds.tolist(), strict=True):
        best[whole] = max(best[whole], value)
    return float(np.quantile(list(best.values()), 1 - budget))


def thresholds(odds: Floats, rows: Sequence[Row], heads: Sequence[str]) -> Iterator[tuple[str, float]]:
    """For each head the threshold that its budget allows, by evidence (n, heads) from models that did not see the row."""
    open_ones = np.array([row.source == "open" for row in rows])
    wholes = wholes_of(rows)[open_ones]
    for at, head in enumerate(heads):
        yield head, threshold(odds[open_ones, at], wholes, BUDGETS.get(head, BUDGET))
