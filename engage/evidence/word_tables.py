"""Tables and the foot of a page in Word, as everybody can read them: a caption, headings that come again, whole rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from engage.quotes.appearance import SMALL

PAGE_CM, NUMBER_CM = 16.0, 2.6
NUMBERS = {"Number", "People", "Contributions", "Last 14 days", "Heard", "Population", "How many", "Per cent"}
"""Columns that need little room."""


def add_table(document: Any, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with a caption and a heading row that comes again on each page; nothing where there are no rows."""
    if not rows:
        return
    document.add_paragraph(title, style="Caption")
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    narrow = [head in NUMBERS for head in heads]
    rest = (PAGE_CM - NUMBER_CM * sum(narrow)) / max(1, len(heads) - sum(narrow))
    widths = [Cm(NUMBER_CM if one else rest) for one in narrow]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for each in range(len(rows) + 1):
        row = table.rows[0] if each == 0 else table.add_row()
        _mark(row, "w:cantSplit" if each else "w:tblHeader")
        for cell, text, width in zip(row.cells, heads if each == 0 else rows[each - 1], widths, strict=True):
            cell.width = width
            cell.paragraphs[0].style = SMALL
            cell.paragraphs[0].add_run(text).bold = each == 0
    document.add_paragraph(style=SMALL)


def _mark(row: Any, name: str) -> None:
    """Say of a row that it is a heading, or that it is not parted between two pages."""
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)  # noqa: SLF001 - python-docx has no word for it


def add_footer(document: Any, text: str) -> None:
    """A line at the foot of each page, with the page's number."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = SMALL
    paragraph.add_run(f"{text} Page ")
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        element.set(qn("w:fldCharType"), kind) if kind else setattr(element, "text", code)
        run._r.append(element)  # noqa: SLF001 - python-docx has no word for it
