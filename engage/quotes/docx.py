"""The Word document of a chapter: what people told us, how we listened, and where each quote comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from engage.quotes.appearance import LINE, SHADE, SMALL, SOURCE, blank_document
from engage.quotes.extract import ChapterExtract, ExtractQuote

CUT = "[…]"


def build_document(extract: ChapterExtract) -> bytes:
    """The document's bytes. Every quote's words are one run of their own, exactly as approved."""
    document = blank_document()
    _properties(document, extract)
    _running_lines(document, extract)
    _opening(document, extract)
    _told_us(document, extract)
    _listening(document, extract)
    _sources(document, extract)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _properties(document: Any, extract: ChapterExtract) -> None:
    properties = document.core_properties
    properties.title = f"What people told us: {extract.chapter}"
    properties.subject = extract.plan[:255]
    properties.author = properties.last_modified_by = extract.partnership[:255]
    properties.comments, properties.keywords, properties.language = "", "", "en-GB"
    properties.created = properties.modified = extract.as_at.replace(tzinfo=None)


def _running_lines(document: Any, extract: ChapterExtract) -> None:
    section = document.sections[0]
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.style = foot.style = document.styles[SMALL]
    head.add_run(f"{extract.plan} · {extract.chapter}")
    foot.add_run(f"As at {_day(extract.as_at)} · Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _opening(document: Any, extract: ChapterExtract) -> None:
    document.add_paragraph(extract.chapter, style="Title")
    document.add_paragraph("What people told us", style="Subtitle")
    moderator = extract.moderator or "the moderator"
    document.add_paragraph(
        f"{_people(extract.people)} told us something about this chapter by {_day(extract.as_at)}. "
        f"The quotes below are word for word, from contributions that were read by {moderator}, "
        "or by those who gathered them, before anybody else could see them. "
        "Each person agreed to be quoted, and to the words that describe them. "
        "Words in square brackets, such as [name], stand for something that was taken out so that nobody can be recognised."
    )
    if extract.goals:
        _lead(document, "This chapter works towards:")
        for goal in extract.goals:
            document.add_paragraph(goal, style="List Bullet")


def _told_us(document: Any, extract: ChapterExtract) -> None:
    document.add_heading("What people talked about", level=1)
    if extract.themes:
        rows = [(theme.name, f"{theme.people:,}") for theme in extract.themes]
        _caption(document, 1, "Themes, and how many people spoke of each. One person can speak of several.")
        _table(document, ("Theme", "People"), rows, (12.5, 3.5), "Themes with the number of people for each")
    else:
        document.add_paragraph("No themes have been found for this chapter yet.")
    document.add_heading("In their own words", level=1)
    if not extract.quotes:
        document.add_paragraph("No quotes have been picked for this chapter yet.")
    for group in extract.groups:
        if group.name:
            document.add_heading(group.name, level=2)
        if group.people:
            _lead(document, f"{_people(group.people)} said something like this.")
        for quote in group.quotes:
            _quote(document, quote)


def _quote(document: Any, quote: ExtractQuote) -> None:
    """The words in a run of their own, the quotation marks around them, then who said it and the reference."""
    paragraph = _styled(document.add_paragraph(), "Quote")
    paragraph.add_run(f"{CUT} “" if quote.cut_before else "“")
    words = paragraph.add_run(quote.text)
    paragraph.add_run(f"” {CUT}" if quote.cut_after else "”")
    if quote.note:
        document.add_comment(words, text=quote.note, author="Author's note", initials="")
    source = _styled(document.add_paragraph(), SOURCE)
    source.add_run(quote.attribution).bold = True
    source.add_run(f"\n{quote.kind.capitalize()}, {_month(quote.month)} · {quote.reference}")


def _listening(document: Any, extract: ChapterExtract) -> None:
    document.add_heading("How we listened", level=1)
    if not extract.listening:
        document.add_paragraph("Nothing has been filed under this chapter yet.")
        return
    first, last = min(row.first for row in extract.listening), max(row.last for row in extract.listening)
    document.add_paragraph(
        f"{_people(extract.people)} gave {extract.contributions:,} "
        f"{'idea or story' if extract.contributions == 1 else 'ideas and stories'} about this chapter "
        f"between {_day(first)} and {_day(last)}."
    )
    rows = [
        (row.channel, f"{row.people:,}", f"{row.contributions:,}", _short(row.first), _short(row.last))
        for row in extract.listening
    ]
    _caption(document, 2, "How people reached us.")
    titles = ("How", "People", "Contributions", "First", "Latest")
    _table(document, titles, rows, (5.2, 2.0, 2.8, 3.0, 3.0), "Channels with people, contributions and dates")


def _sources(document: Any, extract: ChapterExtract) -> None:
    if not extract.quotes:
        return
    document.add_heading("Where the quotes come from", level=1)
    document.add_paragraph(
        "A reference names the contribution and the characters of its approved text that are quoted. "
        "Keep the reference with the quote, so that anybody can check it and it can be found should somebody take their words back."
    )
    rows = [
        (q.reference, q.attribution, q.kind.capitalize(), q.channel, _short_month(q.month), f"{q.start}–{q.end}")
        for q in extract.quotes
    ]
    _caption(document, 3, "Sources of the quotes, in the order of the quotes.")
    titles = ("Reference", "Who", "Kind", "How", "Month", "Characters")
    _table(document, titles, rows, (4.1, 3.7, 1.4, 2.2, 2.2, 2.4), "Reference, speaker and origin of each quote")


def _styled(paragraph: Any, style: str) -> Any:
    """Set a style by its id: looking styles up by name again and again would take most of the time."""
    paragraph._p.style = style.replace(" ", "")  # noqa: SLF001
    return paragraph


def _lead(document: Any, text: str) -> None:
    document.add_paragraph(text).paragraph_format.keep_with_next = True


def _caption(document: Any, number: int, text: str) -> None:
    paragraph = document.add_paragraph("Table ", style="Caption")
    _field(paragraph, "SEQ Table \\* ARABIC", str(number))
    paragraph.add_run(f". {text}")


def _table(
    document: Any, titles: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], about: str
) -> None:
    """A table whose first row is marked and repeated as its header; ``about`` is its alternative text."""
    table = document.add_table(rows=0, cols=len(titles))
    table.autofit = False
    _describe(table, about)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, row in enumerate((titles, *rows)):
        added = table.add_row()
        properties = added._tr.get_or_add_trPr()  # noqa: SLF001
        _property(properties, "w:cantSplit", val="true")
        if number == 0:
            _property(properties, "w:tblHeader", val="true")
        for cell, text, width in zip(added.cells, row, widths, strict=True):
            cell.width = Cm(width)
            _fill(cell, text, head=number == 0)
    document.add_paragraph(style=SMALL)


def _describe(table: Any, about: str) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        _property(borders, f"w:{side}", val="single", sz="4", space="0", color=LINE)
    look = properties.find(qn("w:tblLook"))
    layout = properties.find(qn("w:tblLayout"))
    (look if layout is None else layout).addprevious(borders)
    for name, text in (("w:tblCaption", about), ("w:tblDescription", about)):
        _property(properties, name, val=text)


def _property(parent: Any, name: str, **values: str) -> None:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)


def _fill(cell: Any, text: str, *, head: bool) -> None:
    paragraph = _styled(cell.paragraphs[0], SMALL)
    paragraph.add_run(text).bold = head or None
    if head:
        paragraph.paragraph_format.keep_with_next = True
        _property(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=SHADE)  # noqa: SLF001


def _field(paragraph: Any, code: str, shown: str = "1") -> None:
    """A field that Word works out, such as a page number, with what is shown until it does."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _day(day: date | datetime) -> str:
    return f"{day.day} {day:%B %Y}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _short_month(month: str) -> str:
    return f"{date.fromisoformat(month + '-01'):%b %Y}"


def _month(month: str) -> str:
    return f"{date.fromisoformat(month + '-01'):%B %Y}"
