"""Tables and the foot of a page in Word, as everybody can read them: a caption, headings that come again, whole rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from engage.quotes.appearance import SMALL

PAGE_CM, NUMBER_CM, TWIPS_CM = 16.0, 2.6, 567
NUMBERS = {"Number", "People", "Contributions", "Last 14 days", "Heard", "Population", "How many", "Per cent"}
"""Columns that need little room."""


def add_table(document: Any, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with a caption and a heading row that comes again on each page; nothing where there are no rows.

    It is written as XML, because python-docx takes seconds for the many rows of a pack.
    """
    if not rows:
        return
    document.add_paragraph(title, style="Caption")
    narrow = [head in NUMBERS for head in heads]
    rest = (PAGE_CM - NUMBER_CM * sum(narrow)) / max(1, len(heads) - sum(narrow))
    widths = [int((NUMBER_CM if one else rest) * TWIPS_CM) for one in narrow]
    styles = document.styles["Table Grid"].style_id, document.styles[SMALL].style_id
    after = document.add_paragraph(style=SMALL)
    after._p.addprevious(parse_xml(_table(heads, rows, widths, *styles)))  # noqa: SLF001 - python-docx has no word for it


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], grid: str, small: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(_row(row, widths, small, "<w:cantSplit/>", "") for row in rows)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{grid}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{_row(heads, widths, small, '<w:cantSplit/><w:tblHeader/>', '<w:rPr><w:b/></w:rPr>')}{body}</w:tbl>"
    )


def _row(texts: Sequence[str], widths: Sequence[int], style: str, marks: str, look: str) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        for text, width in zip(texts, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


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
