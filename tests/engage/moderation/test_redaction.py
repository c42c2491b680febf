"""Redaction: only the chosen stretches change, every one of them goes, and the words are found wherever they stand."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.errors import InputError
from engage.models import Original, Screening, ScreeningStatus
from engage.moderation.marking import Mark, cut
from engage.moderation.proposals import answered, keys_of_words, propose, redactions, taken_apart
from engage.moderation.redaction import REPLACEMENTS, Redaction, occurrences, redact

texts = st.text(max_size=80)


@st.composite
def chosen(draw: st.DrawFn) -> tuple[str, list[Redaction]]:
    text = draw(st.text(min_size=1, max_size=80))
    places = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(places, places), max_size=8))
    kinds = st.sampled_from(sorted(REPLACEMENTS))
    return text, [Redaction(min(p), max(p), draw(kinds)) for p in pairs if p[0] != p[1]]


@given(chosen())
def test_nothing_outside_changes_and_every_part_goes(example: tuple[str, list[Redaction]]) -> None:
    text, parts = example
    out = {place for part in parts for place in range(part.start, part.end)}
    result, rest, last_out = redact(text, parts), [], False
    for place, character in enumerate(text):
        if place not in out:
            rest.append(character)
            last_out = False
        elif not last_out:
            rest.append(None)
            last_out = True
    position = 0
    for index, piece in enumerate(rest):
        if piece is not None:
            assert result[position] == piece
            position += 1
            continue
        bracket = next((words for words in REPLACEMENTS.values() if result.startswith(words, position)), None)
        assert bracket, (index, result)
        while any(result.startswith(words, position) for words in REPLACEMENTS.values()):
            position = result.index("]", position) + 1
    assert position == len(result)


@given(chosen())
def test_the_order_of_the_parts_does_not_matter(example: tuple[str, list[Redaction]]) -> None:
    text, parts = example
    by_place = {(part.start, part.end): part for part in parts}
    once = list(by_place.values())
    assert redact(text, once) == redact(text, once[::-1])


@pytest.mark.parametrize("part", [(-1, 2), (0, 99), (3, 3), (4, 2)])
def test_a_part_outside_the_text_is_refused(part: tuple[int, int]) -> None:
    with pytest.raises(InputError):
        redact("a text", [Redaction(*part, "person")])


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Jane saw jane. Janet did not.", "jane", ["Jane", "jane"]),
        ("Station\nRoad and station  road", "Station Road", ["Station\nRoad", "station  road"]),
        ("Ring (01603) 5 now", "(01603)", ["(01603)"]),
        ("a+b a.b", "a+b", ["a+b"]),
        ("nothing here", "   ", []),
        ("O'Brien's dog", "O'Brien", ["O'Brien"]),
        ("Zoë Zoé", "zoë", ["Zoë"]),
    ],
)
def test_words_are_found_whole_in_any_case(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in occurrences(text, words, any_case=True)] == found


@given(texts, st.text(max_size=20))
def test_finding_words_never_fails(text: str, words: str) -> None:
    for start, end in occurrences(text, words, any_case=True):
        assert text[start:end].split()


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=9))
def test_the_stretches_of_a_marked_text_are_the_text(text: str, places: list[tuple[int, int]]) -> None:
    segments = cut(text, [Mark(start, end, "out", "name") for start, end in places])
    assert "".join(segment.text for segment in segments) == text


def _original(text: str, title: str | None = None) -> Original:
    return Original(text=text, title=title, digest="d", chosen=None)


def _found(*places: tuple[int, int]) -> Screening:
    identifiers = [{"start": start, "end": end, "kind": "person"} for start, end in places]
    return Screening(
        text_digest="d", status=ScreeningStatus.DONE, identifiers=identifiers, concerns=[],
        title_identifiers=[], title_concerns=[],
    )  # fmt: skip


def test_one_tick_takes_the_same_words_out_everywhere() -> None:
    original = _original("Jane came. May came. I may go, Jane.", "For Jane")
    proposals = propose(original, _found((0, 4), (11, 14)))
    assert [(p.words, len(p.text), len(p.title)) for p in proposals] == [("Jane", 2, 1), ("May", 1, 0)]
    text, title = redactions(proposals)
    assert redact(original.text, text) == "[name] came. [name] came. I may go, [name]."
    assert redact(original.title or "", title) == "For [name]"


def test_words_are_chosen_place_by_place_and_stay_so() -> None:
    original, found = _original("May came. In May we wait for May.", "May"), _found((0, 3))
    apart = taken_apart(original, propose(original, found), propose(original, found)[0].key)
    assert [(p.words, p.ticked, p.several) for p in apart] == [("May", True, False)] * 4
    assert "only here: “May came. In May”" in apart[0].hint
    back = answered(original, found, [apart[0].key, apart[2].key], [p.key for p in apart])
    text, title = redactions(back)
    assert redact(original.text, text) == "[name] came. In May we wait for [name]."
    assert title == []
    original.chosen = {"digest": "d", "text": [asdict(each) for each in text], "title": []}
    again = propose(original, found)
    assert [p.ticked for p in again] == [True, False, True, False]
    assert redactions(answered(original, found, [p.key for p in again if p.ticked], [p.key for p in again])) == (
        text,
        [],
    )
    original.chosen["text"] = [asdict(Redaction(0, 33, "person"))]
    assert [(p.words, p.ticked) for p in propose(original, found)] == [(original.text, True), ("May", False)]


def test_unticked_words_stay_and_typed_words_go() -> None:
    original = _original("Jane lives in Mill Lane.")
    typed = keys_of_words(original, "mill lane", "address")
    proposals = answered(original, _found((0, 4)), typed, [])
    assert [(p.words, p.ticked, p.added) for p in proposals] == [
        ("Jane", False, False),
        ("Mill Lane", True, True),
    ]
    assert redact(original.text, redactions(proposals)[0]) == "Jane lives in [address]."


def test_what_a_person_chose_before_comes_back_ticked() -> None:
    original = _original("Jane lives in Mill Lane.")
    original.chosen = {"digest": "d", "text": [{"start": 14, "end": 23, "kind": "address"}], "title": []}
    assert [(p.words, p.ticked) for p in propose(original, _found((0, 4)))] == [
        ("Mill Lane", True),
        ("Jane", False),
    ]
    original.digest = "changed"
    assert propose(original, None) == []


@pytest.mark.parametrize(
    "key",
    ["", "text", "text:0:4", "text:0:99:person", "text:4:0:person", "text:-1:3:person", "text:0:4:boss",
     "body:0:4:person", "title:0:4:person", "text:٣:٤:person", "text:0:4:person:x",
     "text:0:99:person:here", "text:0:4:boss:here", "text:0:4:here", "text:0:" + "9" * 5000 + ":person"],
)  # fmt: skip
def test_a_made_up_key_is_refused(key: str) -> None:
    with pytest.raises(InputError):
        answered(_original("Jane lives here."), None, [key], [])


def test_too_many_keys_are_refused() -> None:
    keys = [f"text:{start}:{end}:person" for start in range(100) for end in range(start + 1, 101)]
    with pytest.raises(InputError):
        answered(_original("x" * 200), None, keys, [])
