"""What holds of screening and passages for any text at all."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp
from nlp.folding import fold
from nlp.graphemes import can_cut

WILD = st.text(st.characters(), max_size=60)  # lone surrogates, NUL, right-to-left, marks: all of Unicode
PIECES = st.sampled_from(
    ["Dr Patel ", "07700 900123", "e\u0301\u0323\u0301", "👩‍👩‍👧", "🇬🇧🇫🇷", "\r\n", "\u200b", "\ud800", "\x00", "مرحبا ", "i want to die. ",
     "NR33 0AB", "J o h n ", "a.b@c.org", "...", "ﬁ", "İ", "👍🏽", " "]
)  # fmt: skip
TEXTS = st.lists(st.one_of(WILD, PIECES), max_size=8).map("".join)
SETTINGS = settings(max_examples=120, deadline=None)


@SETTINGS
@given(TEXTS)
def test_every_offset_lies_in_the_text_and_cuts_no_character(text: str) -> None:
    (screening,) = nlp.screen([text])
    for found in (*screening.identifiers, *screening.concerns):
        assert 0 <= found.start <= found.end <= len(text)
        assert found.start < found.end or not text
        assert can_cut(text, found.start)
        assert can_cut(text, found.end)
    ends = [(i.start, i.end) for i in screening.identifiers]
    assert all(a[1] <= b[0] for a, b in zip(sorted(ends), sorted(ends)[1:], strict=False))


@SETTINGS
@given(TEXTS)
def test_passages_cover_the_text_and_never_overlap(text: str) -> None:
    (passages,) = nlp.split_passages([text])
    seen = [False] * len(text)
    for passage in passages:
        assert 0 <= passage.start < passage.end <= len(text)
        assert can_cut(text, passage.start)
        assert can_cut(text, passage.end)
        for at in range(passage.start, passage.end):
            assert not seen[at]
            seen[at] = True
    assert all(seen[i] or c.isspace() for i, c in enumerate(text))


@SETTINGS
@given(TEXTS)
def test_folding_remembers_where_each_character_came_from(text: str) -> None:
    folded = fold(text)
    for at in range(len(folded.text)):
        start, end = folded.original(at, at + 1)
        assert 0 <= start < end <= len(text)


HOSTILE = {
    "one word": "a",
    "digits": "0",
    "spaced letters": "a ",
    "at signs": "a@",
    "dots": "a.",
    "dashes": "1-",
    "names": "Dr Patel ",
    "invisible": "\u200b",
    "marks": "e\u0301\u0301",
    "flags": "🇬🇧",
    "sentences": "I can't. ",
    "number words": "one two ",
    "addresses": "1 a b c ",
    "born": "born on the ",
    "gaps": "reg is the ",
}


LONGEST = int(os.environ.get("LONGEST", "24000"))
"""Characters; ``make nightly`` goes to 50,000."""


def seconds(text: str) -> float:
    start = time.process_time()
    list(nlp.screen([text]))
    list(nlp.split_passages([text]))
    return time.process_time() - start


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=list(HOSTILE))
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    seconds(piece * 10)
    short = seconds(text[: LONGEST // 8])
    if 8 * short > 0.5:  # what is slow is measured well enough at half the length
        text = text[: LONGEST // 2]
    else:
        short = seconds(text[: LONGEST // 4])
    long = seconds(text)
    assert long < max(8 * short, 0.5), f"{short:.2f} s, then {long:.2f} s for four times the text"
