"""Figures with their 95 % intervals, as a table and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

Rows = npt.NDArray[np.intp]
RESAMPLES = 1000
SEED = 11


@dataclass(frozen=True)
class Figure:
    """One number of one task; ``low`` to ``high`` is its 95 % bootstrap interval over ``n`` texts."""

    task: str
    measure: str
    value: float
    low: float
    high: float
    n: int
    target: float | None = None


@dataclass
class Report:
    """What one task came to: its figures, and details that go into the JSON only."""

    figures: list[Figure]
    details: dict[str, Any] = field(default_factory=dict)


def figure(task: str, measure: str, n: int, of: Callable[[Rows], float], target: float | None = None) -> Figure:
    """A figure with its interval; ``of`` gives the measure over the texts with these row numbers."""
    random = np.random.default_rng(SEED)
    draws = [of(random.integers(0, n, n)) for _ in range(RESAMPLES)] if n else [0.0]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Figure(task, measure, of(np.arange(n)) if n else 0.0, float(low), float(high), n, target)


def print_report(reports: dict[str, Report], console: Console) -> None:
    """Print the figures as a table."""
    table = Table("task", "measure", "value", "95 % interval", "texts", "to reach")
    for report in reports.values():
        for found in report.figures:
            table.add_row(
                found.task,
                found.measure,
                f"{found.value:.3f}",
                f"{found.low:.3f} to {found.high:.3f}",
                str(found.n),
                "" if found.target is None else f"{found.target:.2f}",
            )
    console.print(table)


def write_report(reports: dict[str, Report], path: Path) -> None:
    """Write figures and details as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = {
        name: {"figures": [asdict(f) for f in report.figures], **report.details} for name, report in reports.items()
    }
    path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def reliability(scores: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[dict[str, float]]:
    """For scores from 0 to 1 in equal bins: the mean score, how often it was right, and how many there were."""
    given, true = np.asarray(scores, float), np.asarray(right, float)
    place = np.minimum((given * bins).astype(int), bins - 1)
    return [
        {
            "score": round(float(given[place == b].mean()), 3),
            "right": round(float(true[place == b].mean()), 3),
            "n": int((place == b).sum()),
        }
        for b in range(bins)
        if (place == b).any()
    ]
