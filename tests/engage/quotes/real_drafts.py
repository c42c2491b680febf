"""Three drafts as authors of a health plan write them: reviewed by several people, half finished, full of what Word can do.

Written for this project. Each holds jargon, claims without evidence, and places where a quote belongs.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from tests.engage.quotes.word_files import FOOTNOTES, W, packed, unpacked

INSERTED = '<w:ins {ns} w:id="{id}" w:author="{who}" w:date="2026-10-14T15:20:00Z"><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:ins>'
DELETED = '<w:del {ns} w:id="{id}" w:author="{who}" w:date="2026-10-15T08:05:00Z"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'
_FIELD = '<w:r {ns}><w:fldChar w:fldCharType="{kind}"/></w:r>'


def mental_health() -> bytes:
    """A chapter under review: changes by two people, comments with answers, footnotes, a table of actions, page numbers."""
    document = _begun("DRAFT v0.7 for the programme board. Not for onward circulation", "Chapter 9: Mental health")
    document.add_heading("9. Mental health", 1)
    document.add_paragraph("Senior responsible officer: Director of Strategy", style="Intense Quote")
    document.add_heading("9.1 Where we are now", 2)
    reviewed = document.add_paragraph("One adult in six has a common mental health problem in any week. ")
    _change(reviewed, INSERTED, "J Okafor", "In our area the number is rising fastest among people under 25. ", 501)
    _change(reviewed, DELETED, "P Lindqvist", "Performance against the access standard is amber. ", 502)
    reviewed.add_run("Waits for talking therapy vary from three weeks to nine months, depending on where you live.")
    _footnote(reviewed, 2)
    document.add_heading("9.2 What people told us", 2)
    claim = document.add_paragraph(
        "People told us that they were passed from team to team, and had to begin again with each new person."
    )
    document.add_comment(claim.runs, text="Do we have a quote for this? - JO", author="J Okafor", initials="JO")
    document.add_comment(claim.runs, text="Healthwatch may have one.", author="P Lindqvist", initials="PL")
    document.add_paragraph(
        "Young people said that they wait so long that they turn 18 while waiting, and then start again at the bottom of another list."
    )
    document.add_paragraph("Somewhere to go in the evening, before it becomes a crisis, came up at every event.")
    for text in (
        "a place that is open when the clinic is shut",
        "somebody who knows my name",
        "help for the family too",
    ):
        document.add_paragraph(text, style="List Bullet 2")
    document.add_heading("9.3 What we will do", 2)
    _actions(document, [
        ("Crisis cafes in five towns, open until 11 pm", "ICB and VCSE", "March 2027"),
        ("A mental health practitioner in every PCN", "PCNs", "2028"),
        ("Transition at 25, not 18, with one key worker throughout", "CAMHS / AMHS", "2028"),
    ])  # fmt: skip
    document.add_paragraph(
        "We will leverage our system-wide assets to operationalise a trauma-informed, place-based offer, co-produced with experts "
        "by experience, in order to mitigate the risk of escalation and to deliver parity of esteem across the life course, "
        "notwithstanding the prevailing workforce constraints in the CMHT and IAPT pathways."
    )
    _moved(document)
    return _footnoted(_saved(document))


def urgent_care() -> bytes:
    """Two columns of figures on a page on its side, merged cells, a picture, an author's own content control, a link."""
    document = _begun("Working draft", "Urgent and emergency care")
    document.add_heading("Urgent and emergency care", 0)
    _contents(document)
    document.add_heading("Our ambition", 1)
    _controlled(document.add_paragraph("Status: "), "chapter-status", "with the finance lead")
    linked = document.add_paragraph("Nobody should spend the night on a trolley in a corridor. See ")
    _link(document, linked, "https://www.example.org/standards", "the national standards")
    document.add_picture(BytesIO(_picture()), width=Cm(4))
    document.add_heading("What we heard", 1)
    document.add_paragraph(
        "Residents of the coast are worried about how long an ambulance takes, above all in the summer, when the population doubles."
    )
    document.add_paragraph(
        "“Half the visitors think it is a hospital and the other half think it has shut.” This is what one person said of the minor injuries unit."
    )
    document.add_paragraph(
        "Feedback from the engagement shows that 111 is hard to use for people who do not hear well."
    )
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading("Figures", 1)
    table = document.add_table(rows=4, cols=4, style="Light Grid Accent 1")
    table.cell(0, 0).merge(table.cell(0, 3)).text = "Waits in A&E, by site (illustrative)"
    for row, cells in enumerate(
        (("Site", "2024", "2025", "2026"), ("North", "71%", "69%", "73%"), ("East", "64%", "66%", "70%")), 1
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    inner = table.cell(3, 3).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "of which children: 88%, counted by hand because the system cannot"
    document.add_paragraph("Source: office figures, made up for this draft.", style="Caption")
    return _saved(document)


def digital() -> bytes:
    """Numbered headings and steps, endnotes' worth of brackets, a text box, a bookmark, hidden text, odd spaces and letters."""
    document = _begun("", "Digital")
    document.add_heading("Digital and technology", 1)
    marked = document.add_paragraph()
    marked._p.append(parse_xml(f'<w:bookmarkStart {W} w:id="7" w:name="_Ref1"/>'))
    marked.add_run(
        "You should only have to tell your story once. Records that do not follow the person cost time and trust."
    )
    marked._p.append(parse_xml(f'<w:bookmarkEnd {W} w:id="7"/>'))
    for step in (
        "One shared record (SCR and EPR) by 2028",
        "One log-in for patients",
        "A phone line for people who are not online",
    ):
        document.add_paragraph(step, style="List Number")
    hidden = document.add_paragraph("People without a smartphone asked us not to leave them behind.")
    hidden.add_run(" [AUTHOR NOTE: check with IG]").font.hidden = True
    document.add_paragraph(
        "Carers highlighted\u00a0that they cannot see the letters that are sent to the person they care for — naïve, or just unkind?"
    )
    document.add_paragraph(
        "Staff told us that they sign in eleven times before the first patient. 🙂 Zażółć gęślą jaźń."
    )
    document.add_paragraph("“I've nineteen phone numbers on my fridge for one husband. I want one.”", style="Quote")
    boxed = (
        f'<w:p {W}><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:220pt;height:50pt"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>Key message: the screen should follow the patient.</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    document.element.body.insert(-1, parse_xml(boxed))
    split = document.add_paragraph()
    for part in (
        "The app show",
        "s appointments ",
        "in a calendar, but ",
        "nobody explained",
        " what to do when it is wrong.",
    ):
        split.add_run(part).bold = part == "nobody explained"
    return _saved(document)


REAL = {"mental-health": mental_health, "urgent-and-emergency-care": urgent_care, "digital": digital}


def _begun(header: str, footer: str) -> Any:
    document = Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = header
    section.first_page_header.paragraphs[0].text = "Five-year plan"
    foot = section.footer.paragraphs[0]
    foot.text = f"{footer} · page "
    for kind in ("begin", "separate", "end"):
        foot._p.append(parse_xml(_FIELD.format(ns=W, kind=kind)))
        if kind == "begin":
            foot._p.append(parse_xml(f'<w:r {W}><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'))
        elif kind == "separate":
            foot._p.append(parse_xml(f"<w:r {W}><w:t>1</w:t></w:r>"))
    return document


def _change(paragraph: Any, how: str, who: str, text: str, id_: int) -> None:
    paragraph._p.append(parse_xml(how.format(ns=W, id=id_, who=who, text=text)))


def _moved(document: Any) -> None:
    """A paragraph that a reviewer moved: it stands twice, once as where it was."""
    for kind, range_, id_ in (("moveFrom", "moveFromRange", 520), ("moveTo", "moveToRange", 521)):
        document.element.body.insert(-1, parse_xml(
            f'<w:p {W}><w:{range_}Start w:id="{id_ + 10}" w:author="J Okafor" w:date="2026-10-14T15:20:00Z" w:name="move1"/>'
            f'<w:{kind} w:id="{id_}" w:author="J Okafor" w:date="2026-10-14T15:20:00Z"><w:r><w:t>We will publish what became of each idea, every three months.</w:t></w:r></w:{kind}>'
            f'<w:{range_}End w:id="{id_ + 10}"/></w:p>'
        ))  # fmt: skip


def _footnote(paragraph: Any, id_: int) -> None:
    paragraph._p.append(
        parse_xml(
            f'<w:r {W}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{id_}"/></w:r>'
        )
    )


def _actions(document: Any, rows: list[tuple[str, str, str]]) -> None:
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, title in zip(table.rows[0].cells, ("Action", "Lead", "By when"), strict=True):
        cell.text = title
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _contents(document: Any) -> None:
    for xml in (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Our ambition 1</w:t></w:r>',
        '<w:r><w:t>What we heard 2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ):
        document.element.body.insert(-1, parse_xml(f"<w:p {W}>{xml}</w:p>"))


def _controlled(paragraph: Any, tag: str, text: str) -> None:
    """A content control of the author's own, which is none of ours."""
    paragraph._p.append(
        parse_xml(
            f'<w:sdt {W}><w:sdtPr><w:alias w:val="Status"/><w:tag w:val="{tag}"/><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent></w:sdt>'
        )
    )


def _link(document: Any, paragraph: Any, address: str, text: str) -> None:
    id_ = document.part.relate_to(
        address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), id_)
    link.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>{text}</w:t></w:r>"))
    paragraph._p.append(link)


def _picture() -> bytes:
    """A small blue square."""
    rows = b"".join(b"\0" + b"\x00\x5e\xb8" * 24 for _ in range(24))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 24, 24, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _footnoted(content: bytes) -> bytes:
    parts = unpacked(content)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    types = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
    )
    relation = '<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    relations = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", relation.encode())
    return packed(
        parts
        | {
            "[Content_Types].xml": types,
            "word/_rels/document.xml.rels": relations,
            "word/footnotes.xml": FOOTNOTES.encode(),
        }
    )
