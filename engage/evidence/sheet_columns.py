"""A sheet as it was published: its rows, its columns with examples, and what each seems to be."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from engage.errors import InputError, StaleError
from engage.models import RegisterImport
from engage.submissions.intake import clean_line
from engage.submissions.sheets import Row, read_rows

ROLES = {
    "": "Leave it out",
    "place": "Place or organisation",
    "label": "Answer or category",
    "count": "How many people",
    "percent": "Per cent",
    "answer": "Its heading is an answer, and each cell says how many",
    "tally": "Count the rows that say the same here",
}
"""What a column can be."""
MOST_COLUMNS = 60
_LOOKED_FOR = 15
_GUESSES = {
    "place": {"place", "area", "locality", "district", "trust", "trust name", "organisation name", "practice name", "icb name", "ward"},
    "label": {"answer", "category", "subject", "response", "theme", "subject of complaint", "service area", "question"},
    "count": {"count", "number", "complaints", "total complaints", "people", "responses", "received"},
    "percent": {"percent", "percentage", "%", "per cent", "share"},
    "answer": {"very good", "good", "neither good nor poor", "poor", "very poor", "don't know", "dont know", "extremely likely", "likely", "neither likely nor unlikely", "unlikely", "extremely unlikely"},
    "tally": {"criticality", "rating", "score"},
}  # fmt: skip
"""Headings of sheets as they are published: the Friends and Family Test, the GP patient survey, complaints returns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its heading, a few of its values, and what it seems to be."""

    name: str
    examples: tuple[str, ...]
    guess: str


def columns(run: RegisterImport) -> list[Column]:
    """The sheet's columns with examples and guesses.

    Raises:
        InputError: it cannot be read, or has no rows.
    """
    rows = [row for _, row in islice(rows_of(run), 50)]
    if not rows:
        raise InputError("The file has no rows under its headings.")
    names = [name for name in rows[0] if name.strip()][:MOST_COLUMNS]
    return [Column(name, _examples(rows, name), _guess(name)) for name in names]


def _examples(rows: list[Row], name: str) -> tuple[str, ...]:
    found = dict.fromkeys(value for row in rows if (value := clean_line(row.get(name, ""))[:40]))
    return tuple(islice(found, 3))


def _guess(name: str) -> str:
    plain = clean_line(name).casefold()
    return next((role for role, names in _GUESSES.items() if plain in names), "")


def rows_of(run: RegisterImport) -> Iterator[tuple[int, Row]]:
    """The sheet's rows; the headings are on the first of its lines that has the most of them."""
    if run.content is None:
        raise StaleError("This file has been brought in already, or was thrown away.")
    with tempfile.NamedTemporaryFile(suffix=Path(run.filename).suffix.lower()) as kept:
        kept.write(run.content)
        kept.flush()
        path = Path(kept.name)
        try:
            yield from read_rows(path, heading=_heading(path))
        except InputError as problem:
            raise InputError(str(problem).replace(path.name, run.filename)) from None
        except Exception as problem:  # a broken file fails in many ways once it has been opened
            raise InputError(f"{run.filename} cannot be read. Save it again as .xlsx or as CSV.") from problem


def _heading(path: Path) -> int:
    """Published sheets begin with lines of title and notes."""
    if path.suffix not in {".csv", ".tsv", ".txt", ".xlsx", ".xlsm"}:
        return 1
    widths = []
    for line in range(1, _LOOKED_FOR + 1):
        first = next(read_rows(path, heading=line), None)
        if first is None:
            break
        widths.append((sum(bool(name.strip()) for name in first[1]), -line))
        if line == 1 and widths[0][0] >= 2 and all(name.strip() for name in first[1]):
            return 1
    return -max(widths)[1] if widths else 1


def in_order(label: str) -> tuple[str, bool, int]:
    """By what an answer sorts: by its number, where it ends with one (rating: -2 before rating: 1), or by its words."""
    found = re.fullmatch(r"(.*?)(-?\d{1,9})", label, re.DOTALL)
    return (found[1], False, int(found[2])) if found else (label, True, 0)
