"""Word files as authors have them: tracked changes, comments, footnotes, tables, text boxes, a table of contents, a header."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

from docx import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TRACKED = (
    '<w:p><w:r><w:t xml:space="preserve">We will open the clinic </w:t></w:r>'
    '<w:del w:id="91" w:author="Ada" w:date="2026-11-02T09:00:00Z"><w:r><w:delText>on weekdays</w:delText></w:r></w:del>'
    '<w:ins w:id="92" w:author="Ada" w:date="2026-11-02T09:00:00Z"><w:r><w:t>every day of the week</w:t></w:r></w:ins>'
    '<w:r><w:t xml:space="preserve"> so that nobody has to wait.</w:t></w:r></w:p>'
)
FOOTNOTED = (
    "<w:p><w:r><w:t>One person in four has trouble with their mental health in any year.</w:t></w:r>"
    '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
)
CONTENTS = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Introduction and some more words to be long enough</w:t></w:r></w:p>'
    '<w:p><w:r><w:t>What we will do about it in the next five years</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
BOXED = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>In the box: nobody should have to repeat their story.</w:t></w:r></w:p></w:txbxContent></mc:Choice>'
    '<mc:Fallback><w:txbxContent><w:p><w:r><w:t>In the box: nobody should have to repeat their story.</w:t></w:r></w:p></w:txbxContent></mc:Fallback>'
    '</mc:AlternateContent></w:r></w:p>'
)  # fmt: skip
FOOTNOTES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r>'
    "<w:t>Office figures, 2024.</w:t></w:r></w:p></w:footnote></w:footnotes>"
)


def chapter_draft() -> bytes:
    """A whole chapter with everything that an author's file can hold."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "DRAFT, not for sharing"
    document.add_heading("Mental health", level=1)
    document.add_paragraph("CONTENTS-HERE")
    document.add_heading("What people told us", level=2)
    document.add_paragraph("People told us that they wait too long to be seen, and that nobody tells them why.")
    document.add_paragraph("TRACKED-HERE")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "What", "When"
    table.cell(1, 0).text, table.cell(1, 1).text = "A crisis cafe in each town, open in the evening", "2028"
    document.add_paragraph("FOOTNOTED-HERE")
    remarked = document.add_paragraph(
        "The ICB will leverage place-based pathways & “system-wide” estates going forward."
    )
    document.add_comment(remarked.runs, text="Can we say this more simply?", author="Ada", initials="A")
    document.add_paragraph("BOXED-HERE")
    document.add_heading("What we will do", level=2)
    document.add_paragraph("We will train more people who can listen, and pay for buses in the evening. 👩‍⚕️")
    swaps = {"CONTENTS": CONTENTS, "TRACKED": TRACKED, "FOOTNOTED": FOOTNOTED, "BOXED": BOXED}
    return _with_footnotes(_swapped(_saved(document), {f"{name}-HERE": xml for name, xml in swaps.items()}))


def short_draft() -> bytes:
    """A page without styles of its own, as other programs save it: other prefixes, no comments, no header."""
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<x:document xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<x:body><x:p><x:r><x:t>Residents said that the bus to the clinic stops too early in the day.</x:t></x:r></x:p>"
        "<x:p/><x:p><x:pPr><x:outlineLvl x:val='0'/></x:pPr><x:r><x:t>A heading made by hand</x:t></x:r></x:p></x:body></x:document>"
    )
    return plain_package(xml)


def letter_draft() -> bytes:
    """Two sections, a list, a quote that the author pasted, and properties behind the last paragraph."""
    document = Document()
    document.add_paragraph("We have listened to carers this year, at nine events in five towns along the coast.")
    document.add_paragraph("“I rang six times before anybody answered me.” said one of them.", style="List Bullet")
    document.add_section()
    document.add_paragraph(
        "They asked for one number to ring, and for somebody who knows them to pick up.", style="Quote"
    )
    return _saved(document)


DRAFTS = {"chapter": chapter_draft, "short": short_draft, "letter": letter_draft}


def plain_package(document: str, *, kind: str = "document.main+xml", more: Mapping[str, bytes] | None = None) -> bytes:
    """The smallest Word file around the XML of a document."""
    start = '<?xml version="1.0" encoding="UTF-8"?>\n'
    main = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}"
    types = (
        f'{start}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    relations = (
        f'{start}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    return packed({"[Content_Types].xml": types.encode(), "_rels/.rels": relations.encode(), "word/document.xml": document.encode(), **(more or {})})  # fmt: skip


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a zip file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a zip file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _saved(document: object) -> bytes:
    buffer = BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def _swapped(content: bytes, swaps: Mapping[str, str]) -> bytes:
    """The file with whole paragraphs, found by their text, in other XML."""
    parts = unpacked(content)
    xml = parts["word/document.xml"].decode()
    for text, other in swaps.items():
        xml = re.sub(
            rf"<w:p>(?:(?!</w:p>).)*{text}.*?</w:p>", lambda _, other=other: other, xml, count=1, flags=re.DOTALL
        )
    return packed({**parts, "word/document.xml": xml.encode()})


def _with_footnotes(content: bytes) -> bytes:
    parts = unpacked(content)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    types = parts["[Content_Types].xml"].replace(b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode())  # fmt: skip
    relation = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    relations = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", relation.encode())
    return packed({**parts, "[Content_Types].xml": types, "word/_rels/document.xml.rels": relations, "word/footnotes.xml": FOOTNOTES.encode()})  # fmt: skip
