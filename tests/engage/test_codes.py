"""Codes that survive being read aloud."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.codes import ALPHABET, hash_private_code, new_private_code, new_reference, read_reference, tidy


def test_ten_thousand_references_are_all_different() -> None:
    assert len({new_reference() for _ in range(10_000)}) == 10_000


@given(st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(place: int, other: str) -> None:
    reference = new_reference()
    code = reference.replace("-", "")
    changed = code[:place] + other + code[place + 1 :]
    assert (read_reference(changed) == reference) is (changed == code)


@pytest.mark.parametrize(
    "change", [str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("0", "O").replace("1", "l")]
)
def test_codes_are_read_as_people_write_them(change: object) -> None:
    for _ in range(50):
        code, reference = new_private_code(), new_reference()
        assert tidy(change(code)) == tidy(code)  # type: ignore[operator]
        assert read_reference(change(reference)) == reference  # type: ignore[operator]
        assert hash_private_code(change(code), "key") == hash_private_code(code, "key")  # type: ignore[operator]


@given(st.text())
def test_nothing_typed_breaks_the_reader(typed: str) -> None:
    assert read_reference(typed) is None or len(read_reference(typed) or "") == 10
