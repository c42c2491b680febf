"""Every export holds every quote exactly as approved, and nothing that may not be quoted."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from sqlalchemy import select

from engage.errors import InputError
from engage.extensions import db
from engage.models import Contribution, State
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.quotes import service
from engage.quotes.docx import SHIPPED, build_document
from engage.quotes.export import FORMATS, export_quotes
from engage.quotes.extract import Arrangement, collected_extract, whole_extract
from tests import factories
from tests.engage.quotes.filing import HOSTILE, chapter_called, filed, spoken


@pytest.fixture
def approved(app: Any, filled: Callable[..., None]) -> dict[str, str]:
    """The approved texts by reference: hostile ones, some in a theme."""
    filled("approved_texts", _approve)
    return {row.reference: row.published_text or "" for row in db.session.scalars(select(Contribution))}


def _approve() -> None:
    for place, text in enumerate(HOSTILE):
        spoken(text, theme="getting there" if place % 2 else None, attribution="kind-and-place", respondent="carer")


def _docx_quotes(content: bytes) -> list[tuple[str, str]]:
    """(reference, words) of every quote in a document: the middle run of a quote, and the line under it."""
    paragraphs = docx.Document(io.BytesIO(content)).paragraphs
    return [
        (following.text.rsplit(" · ", 1)[1], quote.runs[1].text)
        for quote, following in pairwise(paragraphs)
        if quote.style.name == "Quote"
    ]


def _markdown_quotes(content: bytes) -> list[tuple[str, str]]:
    tokens = MarkdownIt().parse(content.decode())
    inline = [token for token in tokens if token.type == "inline"]
    said = [
        "".join("\n" if child.type in {"hardbreak", "softbreak"} else child.content for child in token.children or [])
        for token in inline
    ]
    return [(said[place + 1].rsplit(", ", 1)[1], said[place]) for place, token in enumerate(inline) if token.level == 2]


def _csv_quotes(content: bytes) -> list[tuple[str, str]]:
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    for row in rows:
        assert row["text"][0] not in "=+-@\t\r"
    return [
        (row["reference"], row["text"][1:] if row["text"].lstrip("'")[0] in "=+-@" else row["text"]) for row in rows
    ]


def _json_quotes(content: bytes) -> list[tuple[str, str]]:
    return [(row["reference"], row["text"]) for row in json.loads(content)]


READ = {"docx": _docx_quotes, "csv": _csv_quotes, "json": _json_quotes, "md": _markdown_quotes}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_quote_is_verbatim(approved: dict[str, str], format_: str) -> None:
    quotes = READ[format_](export_quotes(chapter_called("mental-health"), format_))
    assert len(quotes) == len(HOSTILE)
    for reference, words in quotes:
        contribution, offsets = reference.split(".")
        start, end = map(int, offsets.split("-"))
        assert words == approved[contribution][start:end]


def test_json_rows_say_what_the_interface_promises(approved: dict[str, str]) -> None:
    rows = json.loads(export_quotes(chapter_called("mental-health"), "json"))
    promised = {"reference", "text", "start", "end", "themes", "attribution", "chapter", "kind", "channel", "month"}
    for row in rows:
        assert promised <= row.keys()
        assert approved[row["contribution"]][row["start"] : row["end"]] == row["text"]
        assert row["attribution"] == "Carer, North Norfolk"
    assert {tuple(row["themes"]) for row in rows} == {(), ("Getting there",)}


def test_csv_lines_end_as_the_standard_says(approved: dict[str, str]) -> None:
    content = export_quotes(chapter_called("mental-health"), "csv")
    assert content.startswith(b"\xef\xbb\xbfreference,text,start,end,themes,attribution")
    assert content.endswith(b"\r\n")


def test_an_unknown_format_is_named(app: Any) -> None:
    with pytest.raises(InputError, match="pdf"):
        export_quotes(chapter_called("mental-health"), "pdf")


@pytest.mark.parametrize("format_", FORMATS)
def test_what_may_not_be_quoted_is_in_no_export(app: Any, format_: str) -> None:
    spoken("CANARY shown but not quoted.", quote=False)
    decide(spoken("CANARY taken back."), State.WITHDRAWN)
    decide(spoken("CANARY held again."), State.HELD, by=factories.person("mo"))
    spoken("Safe words.", redactions=None)
    text = "I told CANARY everything."
    filed(factories.published(text, redactions=[Redaction(7, 13, "person")]))
    db.session.commit()
    content = export_quotes(chapter_called("mental-health"), format_)
    if format_ == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
    assert b"CANARY" not in content
    assert b"[name]" in content.replace(b"\\", b"")
    assert b"Safe words." in content


def _collected(texts: tuple[str, ...]) -> list[Contribution]:
    author, chapter = factories.person("ada", chapters=["mental-health"]), chapter_called("mental-health")
    rows = [spoken(text, theme="getting there" if place % 2 else None) for place, text in enumerate(texts)]
    for row in rows:
        service.pick(author, chapter, row, 0, len(row.published_text))
    return rows


def test_the_collection_goes_into_word_verbatim_and_in_order(app: Any) -> None:
    rows = _collected(HOSTILE)
    extract = collected_extract(chapter_called("mental-health"), Arrangement.ORDER)
    quotes = _docx_quotes(build_document(extract))
    assert [words for _, words in quotes] == [row.published_text for row in rows]
    assert [reference.split(".")[0] for reference, _ in quotes] == [row.reference for row in rows]


def test_by_theme_the_unthemed_come_last(app: Any) -> None:
    _collected(("Alpha words.", "Beta words.", "Gamma words."))
    extract = collected_extract(chapter_called("mental-health"))
    assert [(group.name, [quote.text for quote in group.quotes]) for group in extract.groups] == [
        ("Getting there", ["Beta words."]),
        ("Other things people said", ["Alpha words.", "Gamma words."]),
    ]


def test_a_fallen_quote_is_in_no_document(app: Any) -> None:
    rows = _collected(("Alpha words.", "Beta words."))
    decide(rows[0], State.WITHDRAWN)
    assert [words for _, words in _docx_quotes(build_document(collected_extract(chapter_called("mental-health"))))] == [
        "Beta words."
    ]


def test_a_shortened_quote_shows_that_it_was_cut(app: Any) -> None:
    author, chapter = factories.person("ada", chapters=["mental-health"]), chapter_called("mental-health")
    row = spoken("The nurse listened to me.")
    service.note(author, service.pick(author, chapter, row, 4, 18), "Opening quote")
    document = docx.Document(io.BytesIO(build_document(collected_extract(chapter))))
    (paragraph,) = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Quote"]
    assert [run.text for run in paragraph.runs if run.text] == ["[…] “", "nurse listened", "” […]"]
    assert [comment.text for comment in document.comments] == ["Opening quote"]


def test_the_document_is_accessible_and_names_no_person(approved: dict[str, str], plan: Any) -> None:
    document = docx.Document(io.BytesIO(build_document(whole_extract(chapter_called("mental-health")))))
    properties = document.core_properties
    assert properties.title == "What people told us: Mental health"
    assert properties.author == properties.last_modified_by == plan.partnership
    assert (properties.language, properties.comments) == ("en-GB", "")
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert document.paragraphs[0].style.name == "Title"
    assert {p.style.name for p in document.paragraphs} >= {"Heading 1", "Heading 2", "Quote", "Caption", "List Bullet"}
    assert len(document.tables) == 3
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_the_document_says_how_we_listened(app: Any) -> None:
    first = spoken("By phone.", channel="phone")
    spoken("By phone again.", channel="phone", contributor=first.contributor)
    spoken("On the site.", channel="website", quote=False)
    extract = whole_extract(chapter_called("mental-health"))
    assert (extract.people, extract.contributions) == (2, 3)
    assert [(row.channel, row.people, row.contributions) for row in extract.listening] == [
        ("Phone", 1, 2),
        ("Website", 1, 1),
    ]


def test_the_office_may_change_the_template_but_not_the_words(app: Any, tmp_path: Path) -> None:
    author, chapter = factories.person("ada", chapters=["mental-health"]), chapter_called("mental-health")
    row = spoken("{{ plan }} \tThe nurse & <b>I</b>.", channel="phone", transcribed=True, translated_from="pl")
    service.pick(author, chapter, row, 0, len(row.published_text or ""))
    own = tmp_path / "what-people-told-us.docx"
    template = docx.Document(str(SHIPPED))
    words = next(p for p in template.paragraphs if "quote.words" in p.text)
    words.runs[1].text = "Said: {{ quote.words }}!"
    template.save(str(own))
    document = docx.Document(io.BytesIO(build_document(collected_extract(chapter), own)))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert f"“Said: {row.published_text}!”" in said
    assert any("written down by staff, translated from Polish · " in line for line in said)
    assert "written down by staff" in document.tables[-1].rows[1].cells[2].text
    words.runs[1].text = "{{ quote.origin }}"
    template.save(str(own))
    with pytest.raises(InputError, match="leaves out the words"):
        build_document(collected_extract(chapter), own)
    words.runs[1].text = "{{ quote.words "
    template.save(str(own))
    with pytest.raises(InputError, match="cannot be filled in"):
        build_document(collected_extract(chapter), own)


def test_an_empty_chapter_makes_a_document_that_says_so(app: Any) -> None:
    content = build_document(collected_extract(chapter_called("mental-health")))
    said = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert "No quotes have been picked for this chapter yet." in said
