"""A gentle word where a collection may not speak for the people who spoke."""

from __future__ import annotations

from typing import Any

from engage.quotes import service
from engage.quotes.balance import concerns
from engage.quotes.collections import collection
from tests import factories
from tests.engage.quotes.filing import chapter_called, spoken


def _concerns(rows: list[tuple[Any, int, int]]) -> tuple[str, ...]:
    author, chapter = factories.person("ada", chapters=["mental-health"]), chapter_called("mental-health")
    for row, start, end in rows:
        service.pick(author, chapter, row, start, end)
    return concerns(chapter, collection(chapter))


def test_a_beginning_is_not_judged(app: Any) -> None:
    assert _concerns([(spoken("One two three."), 0, 3), (spoken("One two three."), 0, 3)]) == ()


def test_one_voice_and_one_place_are_mentioned(app: Any) -> None:
    row = spoken("One two three.", locality="norwich", respondent="carer")
    spoken("Somewhere else.", locality="west-norfolk", respondent="staff")
    said = _concerns([(row, 0, 3), (row, 4, 7), (row, 8, 13)])
    assert said[0] == "3 of the 3 quotes come from one person."
    assert said[1] == "All of the quotes come from Norwich. 1 person in other places spoke about this chapter too."
    assert said[2] == "All of the quotes come from one kind of person (Carer). 1 person of other kinds spoke too."


def test_a_theme_that_many_raised_and_nobody_is_quoted_on_is_named(app: Any) -> None:
    for _ in range(3):
        spoken("No bus at all.", theme="buses")
    rows = [
        spoken(f"Words {word}.", theme="being heard", locality=place)
        for word, place in (("a", "norwich"), ("b", "west-norfolk"), ("c", None))
    ]
    assert _concerns([(row, 0, 8) for row in rows]) == ("No quote here speaks of: Buses (3 people).",)
