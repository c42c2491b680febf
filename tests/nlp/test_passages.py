"""Passages: where sentences part in informal writing."""

import pytest

import nlp

CASES = [
    ["The nurse was kind.", "The food was cold."],
    ["Dr. Smith was good.", "I saw him at 3.30 p.m. on Monday."],
    ["Waited 3.5 hours.", "no one came."],
    ["very good\n", "no complaints"],
    ["* good food\n", "* nice staff\n", "- parking bad"],
    ["1. more buses\n", "2. more dentists"],
    ["I love this hospital", "The nurses are great"],
    ["Was it good?!", "Yes!!"],
    ["It was fine...", "Mostly."],
    ["I live in Great Yarmouth near the Norfolk Broads."],
    ["Mrs. Jones and Mr. Patel came, e.g. on Friday."],
]


@pytest.mark.parametrize("sentences", CASES, ids=lambda sentences: sentences[0])
def test_sentences_part(sentences: list[str]) -> None:
    text = " ".join(sentences).replace("\n ", "\n")
    (passages,) = nlp.split_passages([text])
    assert [text[p.start : p.end] for p in passages] == [s.strip() for s in sentences]


def test_a_run_on_is_parted_where_it_stops_short() -> None:
    text = "The GP was lovely.The nurse was not"
    (passages,) = nlp.split_passages([text])
    assert [text[p.start : p.end] for p in passages] == ["The GP was lovely.", "The nurse was not"]


def test_quotable_is_long_enough_to_mean_something() -> None:
    (passages,) = nlp.split_passages(["Good. The nurse took time to explain it all to me."])
    assert [p.quotable for p in passages] == [False, True]
