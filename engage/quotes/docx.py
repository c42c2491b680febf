"""The Word document of a chapter, from a template that the office may change: what people told us, and where it comes from.

The words of quotes never go through the template. It puts a mark where each belongs, and the words are set in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.run import Run
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from engage.config import ROOT
from engage.errors import InputError
from engage.quotes.extract import ChapterExtract, ExtractQuote

SHIPPED = ROOT / "templates" / "quotes" / "what-people-told-us.docx"
OWN_NAME = "what-people-told-us.docx"
"""Under this name the office puts its own template beside the database."""
CUT = "[…]"


def build_document(extract: ChapterExtract, own: Path | None = None) -> bytes:
    """The document's bytes, from the template ``own`` where there is one, or from the shipped one.

    Raises:
        InputError: the office's template cannot be filled in, or leaves the words of the quotes out.
    """
    path = own if own is not None and own.is_file() else SHIPPED
    mark, kept = token_hex(8), BytesIO()
    try:
        template = DocxTemplate(path)
        template.render(_values(extract, mark), SandboxedEnvironment(), autoescape=True)
    except (TemplateError, PackageNotFoundError, BadZipFile, SyntaxError, KeyError, ValueError) as problem:
        raise InputError(f"The template {path.name} cannot be filled in: {problem}") from problem
    document: Any = template.docx
    if _set_words(document, extract.quotes, mark) != len(extract.quotes):
        raise InputError(
            f"The template {path.name} leaves out the words of the quotes: it needs {{{{ quote.words }}}}."
        )
    properties = document.core_properties
    properties.created = properties.modified = extract.as_at.replace(tzinfo=None)
    properties.last_modified_by = extract.partnership[:255]
    template.save(kept)
    return kept.getvalue()


def _values(extract: ChapterExtract, mark: str) -> dict[str, Any]:
    """What a template may say, under the names that the guide lists."""
    numbers = {id(quote): number for number, quote in enumerate(extract.quotes)}
    return _chapter(extract) | {
        "themes": [{"name": theme.name, "people": f"{theme.people:,}"} for theme in extract.themes],
        "groups": [
            {
                "name": group.name,
                "people": _people(group.people) if group.people else "",
                "quotes": [_quote(quote, f"{mark}-{numbers[id(quote)]}-") for quote in group.quotes],
            }
            for group in extract.groups
        ],
        "listening": [
            {
                "how": row.channel, "people": f"{row.people:,}", "contributions": f"{row.contributions:,}",
                "first": _short(row.first), "last": _short(row.last),
            }
            for row in extract.listening
        ],
        "sources": [_source(quote) for quote in extract.quotes],
        "labelled": any(quote.labels for quote in extract.quotes),
    }  # fmt: skip


def _chapter(extract: ChapterExtract) -> dict[str, Any]:
    days = [day for row in extract.listening for day in (row.first, row.last)]
    given = "idea or story" if extract.contributions == 1 else "ideas and stories"
    return {
        "plan": extract.plan,
        "partnership": extract.partnership[:255],
        "moderator": extract.moderator or "the moderator",
        "chapter": extract.chapter,
        "goals": list(extract.goals),
        "as_at": _day(extract.as_at),
        "people": _people(extract.people),
        "contributions": f"{extract.contributions:,} {given}",
        "first": _day(min(days)) if days else "",
        "last": _day(max(days)) if days else "",
    }


def _quote(quote: ExtractQuote, mark: str) -> dict[str, str]:
    return {
        "opened": f"{CUT} “" if quote.cut_before else "“",
        "words": mark,
        "closed": f"” {CUT}" if quote.cut_after else "”",
        "who": quote.attribution,
        "origin": ", ".join([quote.kind.capitalize(), _month(quote.month), *quote.labels]),
        "reference": quote.reference,
    }


def _source(quote: ExtractQuote) -> dict[str, str]:
    return {
        "reference": quote.reference,
        "who": quote.attribution,
        "what": ", ".join([quote.kind.capitalize(), *quote.labels]),
        "how": quote.channel,
        "month": _short_month(quote.month),
        "characters": f"{quote.start}–{quote.end}",
    }


def _set_words(document: Any, quotes: list[ExtractQuote], mark: str) -> int:
    """Put each quote's words where its mark stands, with the author's note in the margin; how many were put."""
    pattern, put = re.compile(rf"{mark}-(\d+)-"), set()
    for element, found in list(_marked(document, pattern)):
        number = int(found[1])
        run = Run(element.getparent(), document)
        around = element.text.split(found[0], maxsplit=1)
        run.text = around[0] + quotes[number].text + around[1]
        if quotes[number].note and number not in put:
            document.add_comment(run, text=quotes[number].note, author="Author's note", initials="")
        put.add(number)
    return len(put)


def _marked(document: Any, pattern: re.Pattern[str]) -> Iterator[tuple[Any, re.Match[str]]]:
    for element in document.element.body.iter(qn("w:t")):
        if found := pattern.search(element.text or ""):
            yield element, found


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
