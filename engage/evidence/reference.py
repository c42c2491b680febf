"""Population figures that come in a small file beside a plan: filled in where the office has written none."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from engage.evidence.coverage import populations, set_population
from engage.models import Locality, Plan, RespondentKind, User
from engage.models.narrowing import entry
from engage.policies import Permission, require

FOLDER = Path(__file__).resolve().parent.parent / "plan"
_LISTS: dict[str, type[Locality | RespondentKind]] = {"place": Locality, "kind": RespondentKind}


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the file; where ``people`` is None, ``source`` says why there is no figure."""

    of: Locality | RespondentKind
    people: int | None
    year: int | None
    source: str


def figures_beside(plan: Plan, folder: Path = FOLDER) -> list[Figure]:
    """The figures that came with the plan; none when there is no such file."""
    path = folder / f"{plan.slug}-population.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = [(entry(_LISTS[row["list"]], plan.id, row["slug"]), row) for row in rows]
    return [Figure(of, _number(row["people"]), _number(row["year"]), row["source"]) for of, row in found if of]


def _number(text: str) -> int | None:
    return int(text) if text else None


def fill_in(actor: User, plan: Plan, folder: Path = FOLDER) -> int:
    """Write the file's figures where there is none yet; the caller commits. How many were written.

    Raises:
        NotPermittedError: the actor may not keep the register.
    """
    require(actor, Permission.KEEP_REGISTER)
    known = {(row.locality_id, row.respondent_kind_id) for row in populations(plan)}
    done = 0
    for figure in figures_beside(plan, folder):
        key = (figure.of.id, None) if isinstance(figure.of, Locality) else (None, figure.of.id)
        if figure.people is not None and key not in known:
            set_population(actor, plan, figure.of, people=figure.people, source=figure.source, year=figure.year)
            done += 1
    return done
