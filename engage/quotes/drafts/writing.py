"""Put quotes, an appendix and comments into a Word file: bytes added between bytes, nothing else touched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from engage.quotes.drafts.package import Package
from engage.quotes.drafts.reading import Paragraph, Reading

QUOTE_TAG = "quote:"
SOURCES_TAG = "quote-sources"
SOURCES_TITLE = "Where the quotes come from"
_SOURCES_ABOUT = (
    "People's own words are quoted with their consent, exactly as they were approved. "
    "A reference names the contribution and the characters of its text. Keep it with the quote."
)
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMMENT_ID = re.compile(rb"""<(?:\w+:)?comment\s[^>]*?\w*:?id\s*=\s*["'](\d+)["']""")
_INDENT = '<w:ind w:left="454" w:right="227"/>'


@dataclass(frozen=True, slots=True)
class Insertion:
    """A quote to put behind a paragraph; ``digest`` names the approved text that its offsets are counted in."""

    behind: int
    """The number of the paragraph."""
    reference: str
    digest: str
    text: str
    cut_before: bool
    cut_after: bool
    attribution: str
    origin: str
    """Where the words come from, such as "Story, November 2026"."""


@dataclass(frozen=True, slots=True)
class Source:
    """One line of the appendix."""

    reference: str
    attribution: str
    origin: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment for the margin of a paragraph."""

    paragraph: int
    text: str


@dataclass(frozen=True, slots=True)
class _Splice:
    start: int
    end: int
    xml: bytes


def quote_tag(reference: str, digest: str) -> str:
    """What is written on a quote's content control: which words, of which approved text."""
    return f"{QUOTE_TAG}{reference}:{digest[:8]}"


def write(
    package: Package,
    reading: Reading,
    *,
    quotes: Sequence[Insertion] = (),
    sources: Sequence[Source] = (),
    remarks: Sequence[Remark] = (),
    author: str = "",
    at: datetime | None = None,
) -> bytes:
    """The file with quotes put in, its appendix of ``sources`` made or renewed, and ``remarks`` in the margin."""
    by_number = {paragraph.number: paragraph for paragraph in reading.paragraphs}
    splices = [_quote_splice(by_number[quote.behind], quote, reading, n) for n, quote in enumerate(quotes)]
    if sources:
        splices += _sources_splices(reading, sources)
    changed: dict[str, bytes] = {}
    if remarks:
        first, changed = _comment_parts(package, reading.namespace, remarks, author, at)
        for number, remark in enumerate(remarks, start=first):
            splices += _anchors(by_number[remark.paragraph], reading.namespace, number)
    changed[package.main] = _spliced(package.body, splices)
    return package.with_parts(changed)


def _spliced(xml: bytes, splices: Iterable[_Splice]) -> bytes:
    """``xml`` with each splice in place of what stood there; several at one place keep their order."""
    parts, at = [], 0
    for splice in sorted(splices, key=lambda one: (one.start, one.end)):
        parts += [xml[at : splice.start], splice.xml]
        at = splice.end
    return b"".join([*parts, xml[at:]])


def _element(xml: str, namespace: str) -> bytes:
    """XML of ours with the file's own namespace declared on it: the prefix may mean something else out there."""
    name = re.match(r"<([\w:]+)", xml)
    return re.sub(r"^<([\w:]+)", rf'<\1 xmlns:w="{namespace}"', xml, count=1).encode() if name else b""


def _run(text: str, properties: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}{lines}</w:r>"


def _style(reading: Reading, name: str, otherwise: str = "") -> str:
    """The paragraph style of this name in the author's own file, or direct formatting where it has none."""
    id_ = reading.styles.get(name)
    return f"<w:pStyle w:val={quoteattr(id_)}/>" if id_ else otherwise


def _quote_splice(paragraph: Paragraph, quote: Insertion, reading: Reading, number: int) -> _Splice:
    """The quoted words in a content control that Word will not let anybody change by accident; marks stand outside."""
    control = (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr('Quote ' + quote.reference)}/>"
        f"<w:tag w:val={quoteattr(quote_tag(quote.reference, quote.digest))}/>"
        f'<w:id w:val="{_control_id(quote.reference, paragraph.behind, number)}"/><w:lock w:val="contentLocked"/></w:sdtPr>'
        f"<w:sdtContent>{_run(quote.text)}</w:sdtContent></w:sdt>"
    )
    opened, closed = ("[…] “" if quote.cut_before else "“"), ("” […]" if quote.cut_after else "”")
    words = (
        f"<w:p><w:pPr>{_style(reading, 'quote')}<w:keepNext/>{'' if 'quote' in reading.styles else _INDENT}</w:pPr>"
        f"{_run(opened)}{control}{_run(closed)}</w:p>"
    )
    source = (
        f"<w:p><w:pPr>{'' if 'quote' in reading.styles else _INDENT}</w:pPr>{_run(quote.attribution, '<w:b/>')}"
        f"{_run(f' · {quote.origin} · {quote.reference}')}</w:p>"
    )
    xml = _element(words, reading.namespace) + _element(source, reading.namespace)
    return _Splice(paragraph.behind, paragraph.behind, xml)


def _control_id(reference: str, place: int, number: int) -> int:
    """A number of its own for each control of a file, the same when the same is done again."""
    return 1 + (sum(ord(c) * 31**i for i, c in enumerate(reference)) + place * 7919 + number) % 2_000_000_000


def _sources_splices(reading: Reading, sources: Sequence[Source]) -> list[_Splice]:
    """The appendix, in the place of the one that was made before, or at the end."""
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(map(_cell, (s.reference, s.attribution, s.origin)))}</w:tr>"
        for s in sources
    )
    head = "".join(_cell(title, bold=True) for title in ("Reference", "Who", "What and when"))
    table = (
        '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="D8DDE0"/>'
        '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="D8DDE0"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="D8DDE0"/></w:tblBorders>'
        f'<w:tblCaption w:val={quoteattr(SOURCES_TITLE)}/><w:tblDescription w:val="Reference, speaker and origin of each quote"/></w:tblPr>'
        '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
    )
    xml = _element(
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(SOURCES_TITLE)}/><w:tag w:val={quoteattr(SOURCES_TAG)}/></w:sdtPr><w:sdtContent>"
        f"<w:p><w:pPr>{_style(reading, 'heading 1', '<w:keepNext/>')}</w:pPr>{_run(SOURCES_TITLE, '' if 'heading 1' in reading.styles else '<w:b/>')}</w:p>"
        f"<w:p>{_run(_SOURCES_ABOUT)}</w:p>{table}<w:p/></w:sdtContent></w:sdt>",
        reading.namespace,
    )
    earlier = [block for block in reading.blocks if block.tag == SOURCES_TAG]
    removed = [_Splice(block.start, block.end, b"") for block in earlier[1:]]
    start, end = (earlier[0].start, earlier[0].end) if earlier else (reading.body_end, reading.body_end)
    return [_Splice(start, end, xml), *removed]


def _cell(text: str, *, bold: bool = False) -> str:
    return f"<w:tc><w:tcPr/><w:p>{_run(text, '<w:b/>' if bold else '')}</w:p></w:tc>"


def _anchors(paragraph: Paragraph, namespace: str, number: int) -> list[_Splice]:
    begin = _element(f'<w:commentRangeStart w:id="{number}"/>', namespace)
    end = _element(f'<w:commentRangeEnd w:id="{number}"/>', namespace)
    mark = _element(f'<w:r><w:commentReference w:id="{number}"/></w:r>', namespace)
    opens, closes = paragraph.opens, paragraph.closes
    return [_Splice(opens, opens, begin), _Splice(closes, closes, end + mark)]


def _comment_parts(
    package: Package, namespace: str, remarks: Sequence[Remark], author: str, at: datetime | None
) -> tuple[int, dict[str, bytes]]:
    """The number of the first comment, and the parts that hold them; the file's own comments stay as they are."""
    name = package.beside("comments.xml")
    earlier = package.parts.get(name)
    first = 1 + max((int(found[1]) for found in _COMMENT_ID.finditer(earlier or b"")), default=-1)
    date = f' w:date="{at:%Y-%m-%dT%H:%M:%SZ}"' if at else ""
    xml = b"".join(
        _element(f'<w:comment w:id="{n}" w:author={quoteattr(author)}{date}><w:p>{_run(r.text)}</w:p></w:comment>', namespace)
        for n, r in enumerate(remarks, start=first)
    )  # fmt: skip
    if earlier is not None:
        return first, {name: _before_end(earlier, xml)}
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="{namespace}">'
    return first, {name: head.encode() + xml + b"</w:comments>", **_registered(package, name, namespace)}


def _registered(package: Package, name: str, namespace: str) -> dict[str, bytes]:
    """The two lists in which a new part has to stand."""
    types = "[Content_Types].xml"
    folder, _, file = package.main.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    kind = (_STRICT_RELATIONS if "purl" in namespace else _RELATIONS) + "/comments"
    override = f'<Override xmlns="http://schemas.openxmlformats.org/package/2006/content-types" PartName="/{name}" ContentType="{_COMMENTS_TYPE}"/>'
    relation = f'<Relationship xmlns="{_PACKAGE_RELATIONS}" Id="rIdQuoteComments" Type="{kind}" Target="comments.xml"/>'
    empty = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE_RELATIONS}"></Relationships>'
    return {
        types: _before_end(package.parts[types], override.encode()),
        relations: _before_end(package.parts.get(relations, empty.encode()), relation.encode()),
    }


def _before_end(xml: bytes, added: bytes) -> bytes:
    """``xml`` with something added as the last child of its root."""
    stripped = xml.rstrip()
    if stripped.endswith(b"/>"):  # a root without children
        name = re.findall(rb"<([\w:]+)[^<]*/>$", stripped)[-1]
        return stripped[:-2] + b">" + added + b"</" + name + b">"
    at = xml.rindex(b"</")
    return xml[:at] + added + xml[at:]
