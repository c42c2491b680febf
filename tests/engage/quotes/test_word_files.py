"""An author's file comes back with nothing changed but what was added; hostile files are refused in plain words."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from engage.errors import InputError
from engage.quotes.drafts.package import MAX_XML, open_package
from engage.quotes.drafts.plain_english import reading_age, review
from engage.quotes.drafts.reading import Reading, read
from engage.quotes.drafts.writing import QUOTE_TAG, Insertion, Remark, Source, quote_tag, write
from tests.engage.quotes.real_drafts import REAL
from tests.engage.quotes.word_files import (
    DRAFTS,
    W,
    chapter_draft,
    letter_draft,
    packed,
    plain_package,
    short_draft,
    unpacked,
)

QUOTE = Insertion(1, "7K4P-2M9QX.10-40", "ab" * 32, "I waited & <waited>\nfor a bus 👩‍⚕️", True, False, "Carer, North", "Story, November 2026")  # fmt: skip
SOURCE = Source(QUOTE.reference, QUOTE.attribution, QUOTE.origin)
AT = datetime(2026, 11, 22, tzinfo=UTC)


def behind(reading: Reading, number: int) -> Insertion:
    return Insertion(number, QUOTE.reference, QUOTE.digest, QUOTE.text, True, False, QUOTE.attribution, QUOTE.origin)


@pytest.mark.parametrize("draft", (DRAFTS | REAL).values(), ids=list(DRAFTS | REAL))
def test_all_but_the_additions_stays_byte_for_byte(draft: Callable[[], bytes]) -> None:
    package = open_package(draft())
    reading = read(package)
    said = [paragraph for paragraph in reading.paragraphs if paragraph.text and paragraph.inside != "contents"]
    quotes = [behind(reading, paragraph.number) for paragraph in said]
    remarks = [Remark(paragraph.number, "Say it more simply.") for paragraph in said]
    after = unpacked(write(package, reading, quotes=quotes, sources=[SOURCE], remarks=remarks, author="Check", at=AT))
    touched = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert {name: content for name, content in after.items() if name not in touched} == {
        name: content for name, content in package.parts.items() if name not in touched
    }
    assert is_subsequence(package.body, after["word/document.xml"])
    if "word/comments.xml" in package.parts:
        assert is_subsequence(package.parts["word/comments.xml"], after["word/comments.xml"])
        assert after["[Content_Types].xml"] == package.parts["[Content_Types].xml"]


def is_subsequence(before: bytes, after: bytes) -> bool:
    """Whether taking our additions (they declare their own namespace) out of ``after`` gives ``before``."""
    ours = rf"<(w:\w+) {W}(?:[^>]*/>|[^>]*>.*?</\1>)".encode()
    nested = re.compile(ours, re.DOTALL)
    left, kept = after, b""
    while found := nested.search(left):
        end = _end_of(left, found.start(), found[1])
        kept, left = kept + left[: found.start()], left[end:]
    return kept + left == before


def _end_of(xml: bytes, start: int, name: bytes) -> int:
    depth = 0
    for tag in re.finditer(rb"<(/?)" + name + rb"(?=[\s/>])[^>]*?(/?)>", xml[start:]):
        depth += -1 if tag[1] else (0 if tag[2] else 1)
        if depth == 0:
            return start + tag.end()
    raise AssertionError(name)


@pytest.mark.parametrize("draft", (DRAFTS | REAL).values(), ids=list(DRAFTS | REAL))
def test_what_was_put_in_is_found_again(draft: Callable[[], bytes]) -> None:
    package = open_package(draft())
    reading = read(package)
    where = next(paragraph for paragraph in reading.paragraphs if paragraph.text and not paragraph.heading)
    once = open_package(write(package, reading, quotes=[behind(reading, where.number)], sources=[SOURCE]))
    again = read(once)
    controls = [c for paragraph in again.paragraphs for c in paragraph.controls if c.tag.startswith(QUOTE_TAG)]
    assert [(control.tag, control.text) for control in controls] == [
        (quote_tag(QUOTE.reference, QUOTE.digest), QUOTE.text)
    ]
    assert SOURCE.reference in again.blocks[0].text
    other = Source("1111-11111.0-5", "Somebody", "Idea, May 2026")
    renewed = read(open_package(write(once, again, sources=[other])))
    assert [SOURCE.reference in block.text for block in renewed.blocks] == [False]
    assert [other.reference in block.text for block in renewed.blocks] == [True]


def test_paragraphs_read_as_the_author_sees_them() -> None:
    reading = read(open_package(chapter_draft()))
    texts = {paragraph.text: paragraph for paragraph in reading.paragraphs}
    assert "We will open the clinic every day of the week so that nobody has to wait." in texts
    assert sum("In the box" in text for text in texts) == 1
    assert texts["What people told us"].heading == 2
    assert texts["Introduction and some more words to be long enough"].inside == "contents"
    assert texts["A crisis cafe in each town, open in the evening"].inside == "table"
    assert [paragraph.heading for paragraph in read(open_package(short_draft())).paragraphs] == [0, 0, 1]


HIDING = f"""<w:styles {W}><w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Secret"><w:basedOn w:val="Ghost"/></w:style></w:styles>"""
SEEN = (
    "<w:p><w:pPr><w:pPrChange><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>Seen</w:t></w:r>{}"
    "<w:r><w:t>.</w:t></w:r></w:p>"
)


@pytest.mark.parametrize(
    ("more", "read_as"),
    [
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t><w:tab/></w:r>", ""),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> shown</w:t></w:r>", " shown"),
        ("<w:r><w:rPr><w:rStyle w:val='Ghost'/></w:rPr><w:t> hidden</w:t></w:r>", ""),
        ("<w:r><w:rPr><w:rStyle w:val='Ghost'/><w:vanish w:val='false'/></w:rPr><w:t> shown</w:t></w:r>", " shown"),
        ("<w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t> shown</w:t></w:r>", " shown"),
        ("<w:del><w:r><w:delText> gone</w:delText></w:r></w:del><w:moveFrom><w:r><w:t> gone</w:t></w:r></w:moveFrom>", ""),
        (("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>IF</w:instrText><w:t> code</w:t></w:r>"
         "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t> result</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"),
         " result"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>small</w:t></w:r></w:rt><w:rubyBase><w:r><w:t> large</w:t></w:r></w:rubyBase></w:ruby></w:r>", " large"),
    ],
)  # fmt: skip
def test_hidden_and_deleted_words_and_the_code_of_fields_are_not_read(more: str, read_as: str) -> None:
    secret = "<w:p><w:pPr><w:pStyle w:val='Secret'/></w:pPr><w:r><w:t>Nobody sees this paragraph.</w:t></w:r></w:p>"
    xml = f"<w:document {W}><w:body>{SEEN.format(more)}{secret}</w:body></w:document>"
    reading = read(open_package(plain_package(xml, more={"word/styles.xml": HIDING.encode()})))
    assert [(paragraph.text, paragraph.heading) for paragraph in reading.paragraphs] == [
        (f"Seen{read_as}.", 0),
        ("", 0),
    ]


def test_python_docx_opens_what_comes_out() -> None:
    for draft in (chapter_draft(), letter_draft()):
        package = open_package(draft)
        reading = read(package)
        said = [paragraph.number for paragraph in reading.paragraphs if paragraph.text]
        out = write(
            package, reading, quotes=[behind(reading, said[0])], sources=[SOURCE],
            remarks=[Remark(said[0], "One"), Remark(said[1], "Two")], author="Check", at=AT,
        )  # fmt: skip
        document = Document(BytesIO(out))
        comments = [comment.text for comment in document.comments]
        assert comments[-2:] == ["One", "Two"]
        assert len({comment.comment_id for comment in document.comments}) == len(comments)


BODY = f"<w:document {W}><w:body><w:p><w:r><w:t>Words.</w:t></w:r></w:p></w:body></w:document>"
RELATION = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'


def relation(kind: str, target: str) -> dict[str, bytes]:
    return {"word/_rels/document.xml.rels": RELATION.format(kind=kind, target=target).encode()}


def bomb() -> bytes:
    return plain_package(BODY, more={"word/media/a.bin": bytes(30_000_000)})


def lying_bomb() -> bytes:
    """A part that says it is small and is not."""
    content = bytearray(plain_package(BODY, more={"word/media/a.bin": bytes(3_000_000)}))
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/media/a.bin"))
    struct.pack_into("<I", content, at + 24, 100)
    return bytes(content)


def encrypted_zip() -> bytes:
    content = bytearray(plain_package(BODY))
    for mark, flag in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        content[at + flag] |= 1
    return bytes(content)


def many_parts() -> bytes:
    return plain_package(BODY, more={f"word/x{n}.bin": b"" for n in range(3_100)})


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + BODY
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + BODY.replace("Words.", "&x;")
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not a Word document"),
    "text": (lambda: b"Dear all, " * 100, "not a Word document"),
    "old word": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "old Word file"),
    "password": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "a spreadsheet": (lambda: plain_package(BODY, kind="sheet.main+xml"), "not a Word document"),
    "a picture in a zip": (lambda: packed({"a.png": b"x"}), "not a Word document"),
    "cut off": (lambda: chapter_draft()[:4000], "damaged"),
    "broken xml": (lambda: plain_package("<w:document><w:body>"), "damaged"),
    "another root": (lambda: plain_package("<html><body><p>Hello</p></body></html>"), "damaged"),
    "entities": (lambda: plain_package(LAUGHS), "damaged"),
    "outside entity": (lambda: plain_package(OUTSIDE), "damaged"),
    "zip bomb": (bomb, "unpacks to far more"),
    "a bomb that lies": (lying_bomb, "damaged"),
    "many parts": (many_parts, "unpacks to far more"),
    "zip password": (encrypted_zip, "protected by a password"),
    "macro type": (lambda: plain_package(BODY, kind="document.macroEnabled.main+xml"), "macros"),
    "macro part": (lambda: plain_package(BODY, more={"word/vbaProject.bin": b"x"}), "macro"),
    "template outside": (
        lambda: plain_package(BODY, more=relation("attachedTemplate", "https://example.org/t.dotm")),
        "fetches something from outside",
    ),
    "picture outside": (
        lambda: plain_package(BODY, more=relation("image", "https://example.org/t.png")),
        "fetches something from outside",
    ),
    "up and away": (lambda: plain_package(BODY, more={"../../etc/x": b"x"}), "damaged"),
    "deep": (lambda: plain_package("<w:p>" * 200_000), "damaged"),
    "another alphabet": (lambda: plain_package('<?xml version="1.0" encoding="UTF-16"?>' + BODY), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "says"), HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_files_are_refused_in_plain_words(make: Callable[[], bytes], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read(open_package(make()))


def test_links_that_a_reader_may_press_are_fine() -> None:
    assert read(open_package(plain_package(BODY, more=relation("hyperlink", "https://example.org"))))


def test_more_xml_than_any_chapter_needs_is_not_unpacked() -> None:
    noise = bytes(range(256)) * 8
    content = plain_package(BODY, more={"word/styles.xml": noise * (MAX_XML // len(noise) + 1)})
    with pytest.raises(InputError, match="unpacks to far more"):
        open_package(content)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_damage_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(DRAFT)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        package = open_package(bytes(content))
        reading = read(package)
    except InputError:
        return
    assert zipfile.is_zipfile(BytesIO(write(package, reading, sources=[SOURCE])))


DRAFT = short_draft()


def test_what_could_be_plainer_is_pointed_at() -> None:
    reading = read(open_package(chapter_draft()))
    findings = review(reading.paragraphs, {"place-based": "local", "pathways": "steps of care"}).findings
    kinds = {(finding.kind, finding.words) for finding in findings}
    assert {("jargon", "place-based"), ("jargon", "pathways"), ("short-form", "ICB")} <= kinds
    assert any(finding.kind == "claim" and "People told us" in finding.words for finding in findings)


@pytest.mark.parametrize(
    ("text", "youngest", "oldest"),
    [
        ("", 0, 0),
        ("The cat sat on the mat. It was fine.", 5, 6),
        ("You can get help close to home, in the evening and at weekends.", 7, 11),
        ("Transformational integrated pathways will be operationalised through multidisciplinary teams.", 22, 40),
    ],
)
def test_reading_age(text: str, youngest: int, oldest: int) -> None:
    assert youngest <= reading_age(text) <= oldest
