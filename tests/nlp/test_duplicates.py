"""Duplicates: copies and variants of one letter are found, and what each sender added is kept."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.duplicates import find_duplicates, personal_parts

LETTER = (
    "I am writing to ask you to keep the minor injuries unit at Cromer open. It is the only place for miles where "
    "people can be seen without an appointment. The road to Norwich is slow in winter and the ambulance takes too "
    "long. Closing it would put lives at risk and fill the hospital with people who need not be there. Please think "
    "again before it is too late."
)
PERSONAL = [
    "My son cut his hand on a Sunday and we were home within the hour, which I will never forget.",
    "At eighty-three I can no longer drive, so the unit is all that stands between me and a long wait for a lift.",
    "I worked as a nurse for thirty years and have seen what happens to old people when such a place shuts.",
]
OTHERS = [
    "The car park at the hospital costs far too much for people on a low wage who visit every day.",
    "Please keep the minor injuries unit open.",
    "It took three weeks to see a doctor about my knee and then I was told to come back another day.",
    "Every child should have a dentist near their school, and at the moment hardly any of ours do.",
]


def with_slips(text: str, count: int, seed: int) -> str:
    letters, pick = list(text), random.Random(seed)
    for at in pick.sample(range(len(letters)), count):
        letters[at] = pick.choice(string.ascii_lowercase)
    return "".join(letters)


@pytest.mark.parametrize(
    "variant",
    [
        LETTER,
        LETTER.upper().replace(".", " !"),
        f"{PERSONAL[0]}\n\n{LETTER}",
        f"{LETTER}\n\n{PERSONAL[1]} {PERSONAL[2]}",
        ". ".join(reversed(LETTER.split(". "))),
        LETTER.replace("Cromer", "Fakenham").replace("people", "patients"),
        LETTER.split(". It is", maxsplit=1)[0] + ". " + LETTER.rsplit("any more. ", maxsplit=1)[-1],
        with_slips(LETTER, 8, 1),
    ],
)
def test_variants_of_a_letter_share_a_group(variant: str) -> None:
    first, *_, last = find_duplicates([LETTER, *OTHERS, variant])
    assert first is not None
    assert first == last


def test_others_stand_alone() -> None:
    groups = find_duplicates([LETTER, *OTHERS, f"{LETTER} {PERSONAL[0]}"])
    assert groups[1:-1] == [None] * len(OTHERS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The nurses were lovely", "the nurses were lovley"),
        ("Nothing.", "nothing"),
        ("More buses please!", "more buses, please"),
    ],
)
def test_short_copies(one: str, other: str) -> None:
    first, last = find_duplicates([one, other])
    assert first is not None
    assert first == last


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The nurses were lovely", "The doctors were rude"),
        ("I waited four hours in the corridor", "I waited for the bus in the rain"),
        ("Yes", "No"),
        ("", "   "),
    ],
)
def test_short_texts_that_differ(one: str, other: str) -> None:
    assert find_duplicates([one, other]) == [None, None]


def test_a_large_campaign_is_one_group() -> None:
    texts = [f"{PERSONAL[i % 3][: 40 + i % 50]} {with_slips(LETTER, i % 5, i)}" for i in range(300)]
    assert len(set(find_duplicates(texts))) == 1


def test_two_campaigns_stay_apart() -> None:
    other = " ".join(OTHERS)
    texts = [f"{PERSONAL[i % 3]} {LETTER if i % 2 else other}" for i in range(40)]
    groups = find_duplicates(texts)
    assert len({*groups[::2]}) == len({*groups[1::2]}) == 1
    assert groups[0] != groups[1]


def test_personal_parts_are_kept_to_the_letter() -> None:
    texts = [LETTER, f"{PERSONAL[0]} {LETTER}", f"{LETTER}\n{PERSONAL[1]}"]
    parts = [[text[s:e] for s, e in own] for text, own in zip(texts, personal_parts(texts), strict=True)]
    assert parts == [[], [PERSONAL[0]], [PERSONAL[1]]]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=20))
def test_any_text_can_be_compared(texts: list[str]) -> None:
    groups = find_duplicates(texts)
    assert len(groups) == len(texts)
    assert find_duplicates(texts) == groups
    assert all(groups.count(group) > 1 for group in groups if group)
