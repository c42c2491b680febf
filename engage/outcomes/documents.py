"""Read a draft chapter in: headings, paragraphs and list items, as plain text. Nothing else of a document is kept.

Pasted text may mark a heading with ``#``, a smaller one with ``##`` and a list item with ``-``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engage.errors import InputError
from engage.models import BlockKind
from engage.quotes.drafts.package import open_package
from engage.quotes.drafts.reading import Paragraph, read
from engage.submissions.intake import clean_line

MOST_PIECES = 600
MOST_CHARACTERS = 5_000
MAX_FILE = 20 * 1024 * 1024
_MARKED = (
    (re.compile(r"#\s+(?=\S)"), BlockKind.HEADING),
    (re.compile(r"#{2,6}\s+(?=\S)"), BlockKind.SUBHEADING),
    (re.compile(r"(?:[-*•–]|\d{1,3}[.)])\s+(?=\S)"), BlockKind.ITEM),
)
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_READ_INSIDE = frozenset({"body", "control"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One heading, paragraph or list item."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What was read, and how many paragraphs in tables and boxes were left out."""

    pieces: tuple[Piece, ...]
    left_out: int = 0


def from_text(text: str) -> Document:
    """Pasted text: an empty line ends a paragraph.

    Raises:
        InputError: there is nothing in it, or far too much.
    """
    return Document(_checked(_pieces_of(text.replace("\r\n", "\n").replace("\r", "\n"))))


def _pieces_of(text: str) -> Iterator[Piece]:
    for block in re.split(r"\n[ \t]*\n", text):
        lines: list[str] = []
        for line in block.split("\n"):
            kind, words = _marked(line.strip())
            if kind is BlockKind.PARAGRAPH:
                lines.append(words)
                continue
            yield from _paragraph(lines)
            lines = []
            yield Piece(kind, words)
        yield from _paragraph(lines)


def _paragraph(lines: list[str]) -> Iterator[Piece]:
    if any(lines):
        yield Piece(BlockKind.PARAGRAPH, " ".join(lines))


def _marked(line: str) -> tuple[BlockKind, str]:
    plain = _EMPHASIS.sub(r"\2", line)
    for mark, kind in _MARKED:
        if found := mark.match(plain):
            return kind, plain[found.end() :]
    return BlockKind.PARAGRAPH, plain


def from_word(content: bytes) -> Document:
    """A Word file as it reads once its tracked changes are accepted; comments, notes and pictures are not read.

    Raises:
        InputError: not a Word file that can be opened safely, nothing in it, or far too much.
    """
    if len(content) > MAX_FILE:
        raise InputError(f"This file is larger than {MAX_FILE // 1024 // 1024} MB. Take out large pictures.")
    paragraphs = read(open_package(content)).paragraphs
    taken = [one for one in paragraphs if one.inside in _READ_INSIDE and one.text.strip()]
    left_out = sum(1 for one in paragraphs if one.inside not in _READ_INSIDE and one.text.strip())
    return Document(_checked(Piece(_kind_of(one), one.text) for one in taken), left_out)


def _kind_of(paragraph: Paragraph) -> BlockKind:
    if paragraph.heading == 1 or paragraph.style == "title":
        return BlockKind.HEADING
    if paragraph.heading:
        return BlockKind.SUBHEADING
    return BlockKind.ITEM if paragraph.style.startswith("list") else BlockKind.PARAGRAPH


def _checked(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Cleaned, none of them empty, and not too many or too long to be read on a phone."""
    cleaned = [Piece(piece.kind, clean_line(piece.text)) for piece in pieces]
    kept = tuple(piece for piece in cleaned if piece.text)
    if all(piece.kind in {BlockKind.HEADING, BlockKind.SUBHEADING} for piece in kept):
        raise InputError("There are no paragraphs in this.")
    if len(kept) > MOST_PIECES:
        raise InputError(f"This has {len(kept):,} paragraphs. Publish {MOST_PIECES} or fewer, such as one part.")
    too_long = next((piece for piece in kept if len(piece.text) > MOST_CHARACTERS), None)
    if too_long:
        raise InputError(f"One paragraph is too long to comment on. Break it up. It begins: {too_long.text[:80]}")
    return kept
