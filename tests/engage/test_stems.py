"""The words of a search and of a text meet in their stems."""

from __future__ import annotations

import pytest

from engage.stems import LONGEST, stems


@pytest.mark.parametrize(
    "family",
    [
        "bus buses Buses bus's bus’s", "nurse nurses nursing nursed", "wait waits waiting waited", "city cities",
        "care cares caring cared", "hope hoping hoped", "house houses", "crisis crises", "diagnosis diagnoses",
        "study studies studied", "travel travelling travelled", "call calls calling", "staff staffing",
        "carer carers carer's", "child children", "move moving moved", "write writes writing", "agree agreed",
        "queue queues queueing", "café cafe CAFÉS", "GP GPs gp's", "use used using", "phone phoned", "box boxes",
        "church churches", "Łódź lodz", "stop stopped stopping", "appointment appointments", "tooth teeth",
    ],
)  # fmt: skip
def test_forms_of_one_word_are_one(family: str) -> None:
    assert len(stems(family)) == 1, stems(family)


@pytest.mark.parametrize("pair", ["care car", "hope hop", "bus us", "ward war", "need knee", "gas ga", "news new"])
def test_other_words_stay_apart(pair: str) -> None:
    assert len(stems(pair)) == 2


@pytest.mark.parametrize("text", ["", "   ", "' \" \\ %", "\u200b", "…—!?"])
def test_no_words_no_stems(text: str) -> None:
    assert stems(text) == []


def test_a_bag_of_words_tells_no_story() -> None:
    assert stems("The dog bit the man. The man bit the dog!") == ["bit", "dog", "man", "the"]
    assert all(len(each) <= LONGEST for each in stems("x" * 100_000))
