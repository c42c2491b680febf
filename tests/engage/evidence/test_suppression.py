"""No number under the limit can be read off, subtracted or compared out of what is shown: every small case is tried."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from engage.evidence.suppression import Safe, hide_part, hide_small

LIMIT = 3
PLACES = "abc"


def table(numbers: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(PLACES, numbers, strict=True))


def told(shown: dict[str, int | None], true: dict[str, int]) -> list[str]:
    """Places whose small number is shown, or is certain when a reader takes what is shown from the total.

    The reader knows the total, and that a place which is hidden beside noughts that are shown is not nought.
    """
    hidden = [place for place, number in shown.items() if number is None]
    left = sum(true.values()) - sum(number or 0 for number in shown.values())
    least = 0 if len(hidden) == len(shown) else 1
    certain = len(hidden) == 1 or (left == least * len(hidden))
    return [
        place
        for place, number in true.items()
        if 0 < number < LIMIT and (shown[place] is not None or (certain and place in hidden))
    ]


def test_no_small_number_can_be_told_from_any_small_table() -> None:
    for numbers in product(range(9), repeat=3):
        safe = hide_small(table(numbers), LIMIT)
        assert told(safe.cells, table(numbers)) == [], numbers
        assert all(number is None or number == table(numbers)[place] for place, number in safe.cells.items())


def test_no_small_number_can_be_told_from_any_pair_of_filters() -> None:
    for whole in product(range(7), repeat=3):
        wide = hide_small(table(whole), LIMIT).cells
        for part in product(*(range(most + 1) for most in whole)):
            safe = hide_part(table(part), table(whole), LIMIT).cells
            assert told(safe, table(part)) == [], (whole, part)
            rest = {place: whole[n] - part[n] for n, place in enumerate(PLACES)}
            subtracted = {
                place: None if None in (wide[place], safe[place]) else wide[place] - safe[place] for place in PLACES
            }
            assert told(subtracted, rest) == [], (whole, part)


@settings(max_examples=80, deadline=None, database=None)
@given(st.data(), st.integers(3, 9))
def test_no_small_number_can_be_told_from_random_tables_of_any_length(data: st.DataObject, limit: int) -> None:
    whole = dict(enumerate(data.draw(st.lists(st.integers(0, 40), min_size=1, max_size=7))))
    part = {key: data.draw(st.integers(0, number)) for key, number in whole.items()}
    wide, narrow = hide_small(whole, limit), hide_part(part, whole, limit)
    for safe, true in ((wide, whole), (narrow, part)):
        hidden = {key: true[key] for key, number in safe.cells.items() if number is None and true[key]}
        assert all(number is None or number == true[key] for key, number in safe.cells.items())
        assert all(number is None or number == 0 or number >= limit for number in safe.cells.values())
        assert safe.all_hidden or not hidden or (len(hidden) > 1 and sum(hidden.values()) >= limit)
    for key, number in narrow.cells.items():
        if number is not None and wide.cells[key] is not None:
            assert whole[key] - number == 0 or whole[key] - number >= limit


def test_large_numbers_are_all_shown() -> None:
    assert hide_small({"a": 5, "b": 9}, 5) == Safe({"a": 5, "b": 9})
    assert hide_part({"a": 5, "b": 0}, {"a": 10, "b": 9}, 5) == Safe({"a": 5, "b": 0})


def test_one_small_number_takes_its_neighbour_along() -> None:
    assert hide_small({"a": 1, "b": 9, "c": 20}, 5) == Safe({"a": None, "b": None, "c": 20})


def test_where_there_is_nothing_to_hide_behind_even_the_noughts_are_hidden() -> None:
    assert hide_small({"a": 1, "b": 0}, 5) == Safe({"a": None, "b": None}, all_hidden=True)
