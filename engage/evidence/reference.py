"""Population figures that come in a small file beside a plan: filled in where the office has written none."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from engage.evidence.population import Entry, Written, entries, set_figure, written
from engage.models import Plan, User
from engage.policies import Permission, require

FOLDER = Path(__file__).resolve().parent.parent / "plan"


@dataclass(frozen=True, slots=True)
class Beside:
    """One line of the file; where it has no number, ``source`` says why there is no figure."""

    entry: Entry
    figure: Written


def figures_beside(plan: Plan, folder: Path = FOLDER) -> list[Beside]:
    """The figures that came with the plan; none when there is no such file."""
    path = folder / f"{plan.slug}-population.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = {
            (row["list"], row["slug"]): Written(_number(row["number"]), row["source"], int(row["year"] or 0) or None)
            for row in csv.DictReader(lines)
        }
    return [Beside(entry, rows[entry.of]) for entry in entries(plan, tuple(rows)) if entry.of in rows]


def _number(text: str) -> float | None:
    return float(text) if text else None


def fill_in(actor: User, plan: Plan, folder: Path = FOLDER) -> int:
    """Write the file's figures where there is none yet; the caller commits. How many were written.

    Raises:
        NotPermittedError: the actor may not keep the register.
    """
    require(actor, Permission.KEEP_REGISTER)
    known, done = written(plan), 0
    for line in figures_beside(plan, folder):
        if line.figure.number is not None and line.entry.of not in known:
            set_figure(actor, plan, line.entry, line.figure)
            done += 1
    return done
