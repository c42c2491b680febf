"""What stands in a Word file: its paragraphs, and at which byte each begins and ends, so that things can be put between.

Read is what a reader of the printed page sees: not what was deleted or hidden, not the code of a field, no comment.

The XML is never built anew: a place is a number of bytes into it, and everything not added stays as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from engage.errors import InputError
from engage.quotes.drafts.package import DAMAGED, Package, parse
from engage.quotes.drafts.styles import Styles, attribute, read_styles, switched_on

NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
MAX_PARAGRAPHS = 20_000
_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_UNREAD = frozenset({"del", "moveFrom", "Fallback", "instrText", "rt", "pPr", "rPr", "sdtPr", "tblPr", "sectPr"})
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True, slots=True)
class Control:
    """A content control around some words; ``tag`` is what was written on it."""

    tag: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as it reads once all tracked changes are accepted, without hidden words. Places are bytes in the main part's XML."""

    number: int
    text: str
    style: str
    heading: int
    """1 to 9 for a heading, 0 for text."""
    inside: str
    """Where it stands: body, table, box, contents or control."""
    opens: int
    """Just behind its properties: where its words begin."""
    closes: int
    """Just before its end tag."""
    behind: int
    """Behind the part of the body that it stands in: where something new can follow it."""
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The paragraphs of a file, with what is needed to add to it."""

    paragraphs: tuple[Paragraph, ...]
    namespace: str
    styles: dict[str, str]
    """Style names, in lower case, to the ids that this file has for them."""
    blocks: tuple[Control, ...]
    """Content controls around whole paragraphs."""
    body_end: int
    """Before the last section's properties: where an appendix goes."""


@dataclass(slots=True)
class _Open:
    """A paragraph that has begun and not ended."""

    number: int
    opens: int
    inside: str
    text: list[str] = field(default_factory=list)
    style: str = ""
    outline: int | None = None
    controls: list[Control] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """Some words of one look: whether its styles hide them, and what the run itself says of it."""

    style_hides: bool
    said_hidden: bool | None = None

    @property
    def hidden(self) -> bool:
        return self.style_hides if self.said_hidden is None else self.said_hidden


def read(package: Package) -> Reading:
    """Read the main part of a Word file.

    Raises:
        InputError: not well formed, not UTF-8, not a Word document inside, or far too many paragraphs.
    """
    head = package.body[:200].lower()
    if package.body[:2] in {b"\xff\xfe", b"\xfe\xff"} or (b"encoding" in head and b"utf-8" not in head):
        raise InputError(DAMAGED)
    styles = read_styles(package)
    reader = _Reader(package.body, styles)
    parse(package.body, begin=reader.begin, start=reader.start, end=reader.end, text=reader.text)
    if not reader.namespace:
        raise InputError(DAMAGED)
    return reader.reading()


class _Reader:
    """Follows the XML and notes where things are."""

    def __init__(self, xml: bytes, styles: Styles) -> None:
        self.xml, self.styles = xml, styles
        self.namespace = ""
        self.parser: Any = None
        self.stack: list[str] = []
        self.places: list[int] = []
        self.open: list[_Open] = []
        self.done: list[tuple[_Open, int, int]] = []
        """Paragraphs that have ended, with where, and with the number of their part of the body."""
        self.ends: list[int] = []
        self.controls: list[tuple[int, list[str], list[str]]] = []
        self.blocks: list[Control] = []
        self.fields: list[bool] = []
        """For each field that is open, whether its code is still being told, not yet what it comes to."""
        self.runs: list[_Run] = []
        self.unread = self.count = 0
        self.body_end = self.last_section = -1
        self.just_opened = False

    def begin(self, parser: Any) -> None:
        self.parser = parser

    def start(self, name: str, given: dict[str, str]) -> None:
        space, _, tag = name.rpartition("}")
        at = self.parser.CurrentByteIndex
        self.stack.append(tag)
        self.places.append(at)
        self.just_opened = True
        if tag in _UNREAD:
            self.unread += 1
        if len(self.stack) == 3 and tag == "sectPr":
            self.last_section = at
        if tag == "body" and space in NAMESPACES:
            self.namespace = space
        if tag == "p" and space in NAMESPACES:
            self._open_paragraph(at)
        elif tag == "sdt":
            self.controls.append((at, [], []))
        elif tag == "tag" and self.controls and self.stack[-2:] == ["sdtPr", "tag"]:
            self.controls[-1][1].append(attribute(given))
        elif self.open:
            self._note(tag, given)

    def _open_paragraph(self, at: int) -> None:
        if self.count >= MAX_PARAGRAPHS:
            raise InputError(
                f"This file has more than {MAX_PARAGRAPHS:,} paragraphs. Upload the part that is your chapter."
            )
        self.count += 1
        self.open.append(_Open(self.count, self._behind_tag(at), self._inside()))

    def _inside(self) -> str:
        if "txbxContent" in self.stack:
            return "box"
        if any(tags and tags[0] for _, tags, _ in self.controls):
            return "control"
        if self.fields or self.controls:
            return "contents" if self.fields else "body"
        return "table" if "tbl" in self.stack else "body"

    def _note(self, tag: str, given: dict[str, str]) -> None:
        """What matters inside a paragraph; what it was before a tracked change stands deeper, and does not."""
        paragraph, around = self.open[-1], self.stack[-3:-1]
        if tag == "r":
            self.runs.append(_Run(self.styles.hides(paragraph.style)))
        elif around == ["p", "pPr"] and tag == "pStyle":
            paragraph.style = attribute(given)
        elif around == ["p", "pPr"] and tag == "outlineLvl" and attribute(given).isdigit():
            paragraph.outline = int(attribute(given))
        elif around == ["r", "rPr"] and tag == "vanish":
            self.runs[-1].said_hidden = switched_on(given)
        elif around == ["r", "rPr"] and tag == "rStyle":
            self.runs[-1].style_hides ^= self.styles.hides(attribute(given))
        elif tag == "fldChar":
            self._note_field(attribute(given, "fldCharType"))
        elif tag in _CHARACTERS and self._is_read():
            self._say(_CHARACTERS[tag])

    def _note_field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(True)
        elif self.fields and kind == "separate":
            self.fields[-1] = False
        elif self.fields and kind == "end":
            self.fields.pop()

    def _is_read(self) -> bool:
        return not self.unread and not any(self.fields) and not any(run.hidden for run in self.runs)

    def _say(self, words: str) -> None:
        self.open[-1].text.append(words)
        for _, _, said in self.controls:
            said.append(words)

    def text(self, words: str) -> None:
        self.just_opened = False
        if self.open and self.stack[-1] == "t" and self._is_read():
            self._say(words)

    def end(self, name: str) -> None:
        tag = name.rpartition("}")[2]
        at = self.parser.CurrentByteIndex
        empty = self.just_opened and self.xml[at - 2 : at] == b"/>"
        behind = at if empty else self._behind_tag(at)
        self.just_opened = False
        self.stack.pop()
        started = self.places.pop()
        if tag in _UNREAD:
            self.unread -= 1
        if tag == "r" and self.open and self.runs:
            self.runs.pop()
        if tag == "pPr" and self.stack[-1:] == ["p"] and self.open:
            self.open[-1].opens = behind
        elif tag == "sdt" and self.controls:
            self._close_control(started, behind)
        elif tag == "p" and self.open and name.rpartition("}")[0] in NAMESPACES:
            read = self.open.pop()
            read.inside = "contents" if self.fields else read.inside  # a field that goes on, such as a list of contents
            self.done.append((read, -1 if empty else at, len(self.ends)))
            self._say_break()
        elif tag == "body":
            self.body_end = self.last_section if self.last_section >= 0 else at
        if len(self.stack) == 2 and self.stack[-1] == "body":
            self.ends.append(behind)

    def _say_break(self) -> None:
        for _, _, said in self.controls:
            said.append("\n")

    def _close_control(self, started: int, behind: int) -> None:
        _, tags, said = self.controls.pop()
        control = Control(tags[0] if tags else "", "".join(said), started, behind)
        if self.open:
            self.open[-1].controls.append(control)
        else:
            self.blocks.append(control)

    def _behind_tag(self, at: int) -> int:
        found = _TAG.match(self.xml, at)
        if found is None and (end := self.xml.find(b">", at)) >= 0:
            return end + 1
        return found.end() if found else at

    def reading(self) -> Reading:
        paragraphs = sorted((self._paragraph(*done) for done in self.done), key=lambda paragraph: paragraph.number)
        ids = {name: id_ for id_, name in self.styles.names.items()}
        return Reading(tuple(paragraphs), self.namespace, ids, tuple(self.blocks), self.body_end)

    def _paragraph(self, read: _Open, closes: int, part: int) -> Paragraph:
        level = (
            read.outline + 1 if read.outline is not None and read.outline < 9 else self.styles.levels.get(read.style, 0)
        )
        behind = self.ends[part] if part < len(self.ends) else self.body_end
        return Paragraph(
            number=read.number,
            text="".join(read.text).strip(),
            style=self.styles.names.get(read.style, ""),
            heading=level,
            inside=read.inside,
            opens=read.opens,
            closes=closes,
            behind=min(behind, self.body_end),
            controls=tuple(read.controls),
        )
