"""Where a quote may begin and end."""

from __future__ import annotations

import pytest

from engage.errors import NotVerbatimError
from engage.quotes.words import check_cut, context, cut, find_words, is_border

TEXT = "I don't mind. She saw [phone number] twice, at 1.5 miles (“far”)! 👩‍⚕️ cafe\u0301 ok"


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("I don't mind.", True),
        ("don't mind", True),
        ("She saw [phone number] twice", True),
        ("saw [phone", False),
        ("number] twice", False),
        ("I don", False),
        ("t mind", False),
        ("on't", False),
        ("1.5 miles", True),
        ("5 miles", False),
        ("at 1", False),
        ("far", True),
        ("“far”", True),
        ("👩‍⚕️", True),
        ("👩", False),
        ("⚕️", False),
        ("cafe\u0301", True),
        ("cafe", False),
        (" mind", False),
        ("mind. ", False),
    ],
)
def test_a_quote_is_cut_between_words_only(words: str, allowed: bool) -> None:
    start = TEXT.index(words)
    if allowed:
        check_cut(TEXT, start, start + len(words))
    else:
        with pytest.raises(NotVerbatimError):
            check_cut(TEXT, start, start + len(words))


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (0, 0), (5, 3), (0, len(TEXT) + 1), (10**12, 10**12 + 1)])
def test_offsets_outside_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(NotVerbatimError):
        check_cut(TEXT, start, end)


def test_the_ends_of_a_text_are_borders() -> None:
    assert is_border("word", 0)
    assert is_border("word", 4)
    assert not is_border("word", 2)


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("It rained.", False, False),
        ("The bus was late.", False, False),
        ("The bus", False, True),
        ("bus was late", True, False),
        ("was", True, True),
        ("New line", False, False),
    ],
)
def test_a_cut_sentence_is_said_to_be_cut(words: str, before: bool, after: bool) -> None:
    text = "It rained. The bus was late. “So.”\n\nNew line"
    start = text.index(words)
    made = cut(text, start, start + len(words))
    assert (made.text, made.before, made.after) == (words, before, after)


def test_context_ends_between_words_and_says_that_there_is_more() -> None:
    text = "early " * 400 + "HERE" + " later" * 400
    start = text.index("HERE")
    around = context(text, start, start + 4)
    assert around.before.startswith("early")
    assert around.after.endswith("later")
    assert around.more_before
    assert around.more_after
    assert len(around.before) < 600


def test_words_are_found_whatever_the_white_space() -> None:
    text = "One two\n\nthree  four."
    assert find_words(text, "two three four.") == (4, len(text))
    assert find_words(text, "two Three") is None
    assert find_words(text, "   ") is None
