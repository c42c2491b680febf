"""Everything that may be quoted in a chapter, as a file: Word, CSV, JSON or Markdown, the words exactly as approved."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from engage.errors import InputError
from engage.models import Chapter
from engage.quotes.docx import build_document
from engage.quotes.extract import ChapterExtract, whole_extract
from engage.quotes.queries import Quotable, everything

_COLUMNS = (
    "reference", "text", "start", "end", "themes", "attribution", "chapter", "kind", "channel", "month", "contribution", "labels",
)  # fmt: skip
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MARKUP = re.compile(r"([\\`*_\[\]<>&~|$#])")
_LINE_START = re.compile(r"^([ \t]*)([-+=]|\d{1,9}(?=[.)]))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a format is told to a browser."""

    extension: str
    mimetype: str


FORMATS = {
    "docx": FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "csv": FileKind("csv", "text/csv; charset=utf-8"),
    "json": FileKind("json", "application/json"),
    "md": FileKind("md", "text/markdown; charset=utf-8"),
}


def export_quotes(chapter: Chapter, format: str, own: Path | None = None) -> bytes:  # noqa: A002 - the command's own word
    """Every quotable passage of ``chapter``; ``own`` is the office's Word template, if it has one.

    Raises:
        InputError: the format is not one of docx, csv, json, md.
    """
    if format not in FORMATS:
        raise InputError(f"There is no format {format}. Choose one of: {', '.join(FORMATS)}.")
    if format == "docx":
        return build_document(whole_extract(chapter), own)
    if format == "md":
        return markdown(whole_extract(chapter)).encode()
    rows = [_row(chapter, item) for item in everything(chapter)]
    return _json(rows) if format == "json" else _csv(rows)


def _row(chapter: Chapter, item: Quotable) -> dict[str, Any]:
    return {
        "reference": item.reference,
        "text": item.text,
        "start": item.start,
        "end": item.end,
        "themes": [theme.name for theme in item.themes],
        "attribution": item.source.attribution,
        "chapter": chapter.slug,
        "kind": item.source.kind,
        "channel": item.source.channel,
        "month": item.source.month,
        "contribution": item.source.contribution,
        "labels": list(item.source.labels),
    }


def _json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _csv(rows: list[dict[str, Any]]) -> bytes:
    """RFC 4180 with a byte order mark, so that Excel reads the letters right."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow(
            [
                spreadsheet_safe(row | {many: "; ".join(row[many]) for many in ("themes", "labels")}, name)
                for name in _COLUMNS
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def spreadsheet_safe(row: dict[str, Any], name: str) -> object:
    """A cell that no spreadsheet takes for a formula: one apostrophe goes before it, and can be taken off again."""
    value = row[name]
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def markdown(extract: ChapterExtract) -> str:
    """The extract as Markdown that shows every quote letter by letter."""
    lines = [f"# What people told us: {_escaped(extract.chapter)}", ""]
    lines += [f"{_escaped(extract.plan)}. As at {extract.as_at:%Y-%m-%d}. {extract.people} people.", ""]
    for group in extract.groups:
        if group.name:
            lines += [f"## {_escaped(group.name)}", ""]
        for quote in group.quotes:
            lines += [
                f"> {_quoted(quote.text)}",
                "",
                ", ".join([_escaped(quote.attribution), quote.kind, quote.month, *quote.labels, quote.reference]),
                "",
            ]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return _LINE_START.sub(_line_start, _MARKUP.sub(r"\\\1", text))


def _line_start(found: re.Match[str]) -> str:
    """A list or a heading is not meant: 1. becomes 1\\. and - becomes \\-."""
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark[0].isdigit() else f"{space}\\{mark}"


def _quoted(text: str) -> str:
    """Words inside a block quote: line breaks are kept, and spaces and further breaks at the start of a line."""
    lines, empty = [], 0
    for line in _escaped(text).split("\n"):
        lines += [] if not line else ["&#10;" * empty + re.sub(r"^[ \t]+|[ \t]+$", _as_entities, line)]
        empty = 0 if line else empty + 1
    return "\\\n> ".join(lines)


def _as_entities(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in found.group())
