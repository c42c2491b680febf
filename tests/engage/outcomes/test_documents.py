"""A draft is read in as headings, paragraphs and list items, and a paragraph is known again in the next version."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document as WordDocument

from engage.errors import InputError
from engage.models import BlockKind
from engage.outcomes.documents import MOST_PIECES, Piece, from_text, from_word
from engage.outcomes.matching import match

H, S, P, L = BlockKind.HEADING, BlockKind.SUBHEADING, BlockKind.PARAGRAPH, BlockKind.ITEM


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One line\nand its next.\n\nAnother.", [(P, "One line and its next."), (P, "Another.")]),
        ("# Big\n## Small\n### Smaller\nWords", [(H, "Big"), (S, "Small"), (S, "Smaller"), (P, "Words")]),
        ("Before\n- one\n* two\n• three\n1. four\nafter", [(P, "Before"), *((L, w) for w in "one two three four".split()), (P, "after")]),
        ("A **bold** and __strong__ word, 2 * 3 * 4 and snake__case__x", [(P, "A bold and strong word, 2 * 3 * 4 and snake__case__x")]),
        ("#hash -5 degrees\r\n\r\n   \r\n<script>alert(1)</script>", [(P, "#hash -5 degrees"), (P, "<script>alert(1)</script>")]),
    ],
)  # fmt: skip
def test_pasted_text(text: str, pieces: list[tuple[BlockKind, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in from_text(text).pieces] == pieces


@pytest.mark.parametrize("text", ["", " \n\n ", "# Only a heading", "word " * 1_100, "x\n\n" * (MOST_PIECES + 1)])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        from_text(text)


def word_file() -> bytes:
    """A Word file with a title, headings, a list and a table."""
    document = WordDocument()
    document.add_heading("Having a baby", 0)
    document.add_heading("What we will do", 2)
    document.add_paragraph("Most women will see the same team.")
    document.add_paragraph("Help every day", style="List Bullet")
    document.add_table(1, 1).cell(0, 0).text = "In a table"
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_a_word_file() -> None:
    document = from_word(word_file())
    assert [(piece.kind, piece.text) for piece in document.pieces] == [
        (H, "Having a baby"), (S, "What we will do"), (P, "Most women will see the same team."), (L, "Help every day"),
    ]  # fmt: skip
    assert document.left_out == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"plain words", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"])
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        from_word(content)


def known(old: str, new: str) -> list[tuple[int | None, bool]]:
    """Matches between two texts of one paragraph a line."""
    return match(*([Piece(P, line) for line in text.splitlines()] for text in (old, new)))


def test_paragraphs_are_known_again() -> None:
    old = "The bus comes twice a day.\nWe will open a clinic in the town on Saturdays.\nNothing else."
    assert known(old, old) == [(0, True), (1, True), (2, True)]
    moved = "Nothing else.\nThe bus comes twice a day."
    assert known(old, moved) == [(2, True), (0, True)] or known(old, moved) == [(0, True), (2, True)]
    changed = "Added first.\nThe bus comes twice a day.\nWe will open a clinic in the town on Saturdays and Sundays."
    assert known(old, changed) == [(None, False), (0, True), (1, False)]


def test_twins_keep_apart_and_a_heading_is_never_a_paragraph() -> None:
    assert known("Same\nSame\nOther words", "Same\nSame") == [(0, True), (1, True)]
    assert match([Piece(H, "Help with feeding")], [Piece(P, "Help with feeding")]) == [(None, False)]


def test_matching_takes_no_time_to_speak_of() -> None:
    lines = [f"Paragraph {n} is about matter {n * 7} and says word{n} of it at length." for n in range(600)]
    found = known("\n".join(lines), "\n".join(line.replace("length", "great length") for line in reversed(lines)))
    assert sum(place is not None for place, _ in found) == 600
