"""Read rows from CSV, Excel or JSON Lines, whatever their encoding and separator."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from charset_normalizer import from_bytes

from engage.errors import InputError

Row = dict[str, str]
_GUESSED = ["ascii", "utf_8", "utf_16", "cp1252"]  # a free guess reads a British pound sign as Polish


def read_rows(path: Path, *, heading: int = 1) -> Iterator[tuple[int, Row]]:
    """Each row with its line number, every value as text. The names of the columns stand on line ``heading``.

    Raises:
        InputError: the file cannot be read, or is of no known kind.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    readers = {".csv": _csv, ".tsv": _csv, ".txt": _csv, ".xlsx": _excel, ".xlsm": _excel, ".jsonl": _json_lines}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path.name}: give a file that ends in {', '.join(sorted(readers))}.")
    return reader(path, heading)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content, cp_isolation=_GUESSED).best()
        if best is None:
            raise InputError(f"{path.name}: save it as CSV UTF-8 and try again.") from None
        return str(best)


def _csv(path: Path, heading: int) -> Iterator[tuple[int, Row]]:
    text = "".join(_decoded(path).splitlines(keepends=True)[heading - 1 :]) if heading > 1 else _decoded(path)
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    csv.field_size_limit(10_000_000)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield (
                reader.line_num + heading - 1,
                {name: value or "" for name, value in row.items() if isinstance(name, str)},
            )
    except csv.Error as problem:
        raise InputError(f"{path.name}, line {reader.line_num}: {problem}") from problem


def _excel(path: Path, heading: int) -> Iterator[tuple[int, Row]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as problem:  # openpyxl lets zip, XML and key errors of a broken file through
        raise InputError(f"{path.name} cannot be read as Excel. Save it again as .xlsx or as CSV.") from problem
    rows = book.worksheets[0].iter_rows(min_row=heading, values_only=True)
    names = [str(cell or "") for cell in next(rows, ())]
    for line, cells in enumerate(rows, start=heading + 1):
        if any(cell is not None for cell in cells):
            yield line, {name: "" if cell is None else str(cell) for name, cell in zip(names, cells, strict=False)}


def _json_lines(path: Path, _heading: int) -> Iterator[tuple[int, Row]]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as problem:
                raise InputError(f"{path.name}, line {number}: this is not JSON. {problem.msg}.") from problem
            if not isinstance(row, dict):
                raise InputError(f"{path.name}, line {number}: each line should be an object like {{...}}.")
            yield number, {str(name): "" if value is None else str(value) for name, value in row.items()}
