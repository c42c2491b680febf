"""The moderation log as a table to download. A cell can never be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

COLUMNS = ("reference", "from", "to", "reason", "at", "parts taken out", "decided by", "seal")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """The table line by line, headings first."""
    yield _line(columns)
    for row in rows:
        yield _line(safe_cell(row[column]) for column in columns)


def safe_cell(value: object) -> str:
    """A cell's text; what a spreadsheet would run as a formula gets an apostrophe before it."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
