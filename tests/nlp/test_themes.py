"""Themes: the same for the same input, theirs to keep, named in people's words, quoted to the letter."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.themes import (
    Discovered,
    ThemesUnreadable,
    assign,
    discover_themes,
    dissenting,
    from_values,
    leaning,
    members_of,
    propose_changes,
    quote_themes,
    representative,
    to_values,
)
from nlp.themes.naming import name_themes
from nlp.themes.phrases import is_telling, kinds, shape
from nlp.themes.settings import load_settings
from nlp.themes.usage import Member
from nlp.themes.words import STOPWORDS

Vectors = npt.NDArray[np.float32]
SUBJECTS = {
    "gp": ["It takes weeks of", "I gave up", "My mother spends mornings", "We are all"],
    "bus": ["There is no", "Nobody runs a", "I rely on the", "They cut our"],
    "ward": ["The nurses kept a", "We found a", "My father lay on a", "It was not a"],
    "dentist": ["I cannot find an", "There is no", "We drive forty miles to an", "I was dropped by my"],
}
SAYINGS = {
    "gp": "waiting for a GP appointment",
    "bus": "bus to the hospital",
    "ward": "very clean hospital ward",
    "dentist": "NHS dentist",
}
ENDINGS = [
    "in this town",
    "and I am tired of it",
    "as [name] knows",
    "these days",
    "since the spring",
    "every single time",
]


def speak(count: int, subjects: Sequence[str] = tuple(SUBJECTS), seed: int = 0) -> tuple[list[str], Vectors]:
    """Remarks on a few subjects, and vectors that are near one another when the subject is the same."""
    pick = random.Random(seed)
    middles = {key: np.random.default_rng(i).normal(size=32) for i, key in enumerate(SUBJECTS)}
    noise = np.random.default_rng(seed)
    texts, vectors = [], []
    for number in range(count):
        subject = subjects[number % len(subjects)]
        opening, ending = pick.choice(SUBJECTS[subject]), pick.choice(ENDINGS)
        texts.append(f"{opening} {SAYINGS[subject]} {ending}, say {number} of us.")
        vectors.append(middles[subject] + noise.normal(scale=0.5, size=32))
    return texts, np.array(vectors, np.float32)


@pytest.fixture(scope="module")
def spoken() -> tuple[list[str], Vectors]:
    return speak(200)


@pytest.fixture(scope="module")
def found(spoken: tuple[list[str], Vectors]) -> Discovered:
    return discover_themes(*spoken)


def test_same_input_same_themes(spoken: tuple[list[str], Vectors], found: Discovered) -> None:
    again = discover_themes(*spoken)
    assert (again.themes, again.placed) == (found.themes, found.placed)


def test_a_theme_holds_one_subject(found: Discovered) -> None:
    subjects = [{index % 4 for index in inside} for inside in members_of(found).values()]
    assert all(len(held) == 1 for held in subjects)
    assert sum(place is not None for place in found.placed) >= 180


def test_names_are_in_words_that_people_used(spoken: tuple[list[str], Vectors], found: Discovered) -> None:
    said = " ".join(spoken[0]).lower().replace("cut our", "cutting our").replace("find an", "finding an")
    for theme in found.themes:
        one, _, other = theme.name.lower().removeprefix("not yet named").partition(" and ")
        assert one in said
        assert other in said
        assert not {"name", "say", "tired"} & set(theme.name.lower().split())
    assert any("NHS dentist" in theme.name for theme in found.themes)


@pytest.mark.parametrize(
    ("name", "shape_of_it"),
    [("GP appointment", "thing"), ("housing for the homeless", "linked"), ("buses and trains", "both"),
     ("polite and helpful", "alike"), ("happy with the service", "about"), ("waiting for an ambulance", "doing"),
     ("getting through to the surgery", "doing"), ("walks around the park", "placed"),
     ("more beds", "thing"), ("enforced in the county", ""), ("rang the surgery", "doing"), ("knows", ""),
     ("front of the school", "linked"), ("very quickly", "")],
)  # fmt: skip
def test_a_name_has_a_main_word_and_one_of_few_shapes(name: str, shape_of_it: str) -> None:
    assert shape(kinds(name.split())) == shape_of_it
    assert is_telling(name.split(), kinds(name.split())) == (name != "front of the school") or not shape_of_it


def test_no_name_is_somebodys_own() -> None:
    texts, vectors = speak(120)
    texts = [f"Zoe was with us. {text}" if index % 4 == 1 else text for index, text in enumerate(texts)]
    found = discover_themes(texts, vectors)
    assert not any("Zoe" in f"{theme.name} {theme.keywords}" for theme in found.themes)


def named(*texts: str) -> tuple[str, tuple[str, ...]]:
    """The name and the keywords of one theme among others."""
    apart = [f"The {word} was {word} again" for word in ("kettle", "garden", "lantern") for _ in range(20)]
    members = [Member(str(i), text) for i, text in enumerate([*texts, *apart])]
    return name_themes([members[: len(texts)], members[len(texts) :]], load_settings().naming, {})[0]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (["We like the Natcher Parkway", "traffic, Natcher Parkway", "on the Natcher, traffic", "the traffic"], "Traffic"),
        (["I saw Dr Fawkes", "we saw Dr Fawkes about tablets", "ask Dr Fawkes for tablets", "my tablets"], "Tablets"),
        (["a long waiting time", "the waiting times", "waiting times again", "such a waiting time"], "Waiting times"),
        (["planning & zoning", "they do planning & zoning", "all the planning & zoning"], "Planning and zoning"),
        (["the biggest difference, nurses", "the biggest difference", "the nurses", "with nurses"], "Nurses"),
        (["a letter from the hospital", "my hospital, a letter", "letter, hospital"], "Letter from the hospital"),
        (["I rang the surgery", "rang my surgery", "to ring the surgery"], "Ringing the surgery"),
        (["we cancelled the clinic", "they cancelled the clinic", "was cancelled"], "Cancelling the clinic"),
        (["Everything was good", "everything was good", "so kind to us"], "Everything was good"),
        (["Thankyou nurses", "thankyou", "oh thankyou", "and thankyou nurses", "my nurses"], "Nurses"),
    ],
)  # fmt: skip
def test_a_name_says_what_a_theme_is_about(said: list[str], name: str) -> None:
    found, keywords = named(*said * 3)
    assert found == name
    assert not {"Fawkes", "Dr", "thankyou"} & set(keywords)


def test_a_name_is_what_speaks_for_most_by_its_meaning_too() -> None:
    said = ["the blue kettle and a garden wall"] * 6
    apart = [[Member(f"{word}{i}", f"my {word}, the {word}") for i in range(20)] for word in ("piano", "lantern")]
    themes = [[Member(str(i), text) for i, text in enumerate(said)], *apart]
    for preferred in ("kettle", "wall"):

        def fits(theme: int, phrases: Sequence[str], wanted: str = preferred) -> list[float]:
            return [2.0 if theme or (wanted in phrase and "and" not in phrase) else 0.1 for phrase in phrases]

        assert preferred in name_themes(themes, load_settings().naming, {}, None, fits)[0][0].lower()


def test_a_wider_theme_that_no_phrase_holds_is_named_from_the_largest_in_it() -> None:
    inner = {"rang the surgery": 9, "the village chemist": 7, "my front door": 1}
    themes = [[Member(f"{text}{i}", text) for i in range(count)] for text, count in inner.items()]
    whole = [*themes, [member for theme in themes for member in theme], [Member(f"x{i}", "a piano") for i in range(40)]]

    def fits(theme: int, phrases: Sequence[str]) -> list[float]:
        return [2.0 if theme != 3 or ("surgery" in phrase and "chemist" in phrase) else 0.2 for phrase in phrases]

    names = [name for name, _ in name_themes(whole, load_settings().naming, {}, {0: 3, 1: 3, 2: 3}, fits)]
    assert names[0] == "Ringing the surgery"
    assert names[3] == "Village chemist and ringing the surgery"


def test_what_nothing_names_joins_what_is_nearest() -> None:
    texts, vectors = speak(120)
    alone = [f"{'bcdfg'[i % 5]}{'aou'[i // 5]}lk{'aou'[i // 5]}m{'bcdfg'[i % 5]}o" for i in range(15)]
    away = np.random.default_rng(7).normal(scale=0.3, size=(15, 32)) + np.random.default_rng(5).normal(size=32) * 2
    everything = [*texts, *alone], np.vstack([vectors, away]).astype(np.float32)
    assert any(theme.name.startswith("Not yet named") for theme in discover_themes(*everything).themes)
    found = discover_themes(*everything, embed=lambda given: np.ones((len(given), 32), np.float32))
    assert not any(theme.name.startswith("Not yet named") for theme in found.themes)
    assert np.mean([place is not None for place in found.placed]) >= 0.9


def test_two_words_name_a_theme_only_when_many_say_both() -> None:
    apart = [*["the garage, open"] * 20, *["a piano, open"] * 20]
    assert named(*apart, "the piano, the garage", "a garage, a piano")[0] in {"Garage", "Piano"}
    assert named(*["the garage, and the piano"] * 20)[0] in {"Garage and piano", "Piano and garage"}


def test_no_redacted_words_and_none_of_few_people_are_in_a_name() -> None:
    said = [f"{words} [name of a Walrus] xxxx **** walrus@home.org nurses" for words in ("the", "my", "our")] * 4
    found, keywords = named(*said, "walrus nurses", "a walrus")
    assert not {"walrus", "name", "home", "xxxx"} & {word.lower() for word in [*found.split(), *keywords]}


def test_those_who_say_nothing_are_one_theme() -> None:
    texts, vectors = speak(120)
    openings, endings = ["Nothing", "None", "No idea", "No comment", "Nil"], sorted(STOPWORDS)[:12]
    nothing = [f"{opening} {ending}" for opening in openings for ending in endings]
    noise = np.random.default_rng(3).normal(scale=0.5, size=(60, 32))
    away = np.random.default_rng(99).normal(size=(5, 32))[np.arange(60) // 12]
    found = discover_themes([*texts, *nothing], np.vstack([vectors, 2 * away + noise]).astype(np.float32))
    names = {theme.id: theme.name for theme in found.themes}
    assert {names[place[0]] for place in found.placed[120:] if place} == {"Nothing to add"}
    assert list(names.values()).count("Nothing to add") == 1


def test_names_differ(found: Discovered) -> None:
    names = [frozenset(theme.name.lower().split()) for theme in found.themes]
    assert all(len(a & b) / len(a | b) < 0.8 for a, b in combinations(names, 2))


def test_no_name_or_keyword_comes_from_fewer_than_five_people() -> None:
    texts, vectors = speak(120)
    texts[0] = texts[4] = "The Fotheringay waiting list is a disgrace, Fotheringay I say"
    people = [f"p{min(i, 100)}" if i not in {0, 4} else "one" for i in range(120)]
    for theme in discover_themes(texts, vectors, people=people).themes:
        assert "fotheringay" not in f"{theme.name} {' '.join(theme.keywords)}".lower()


def test_descriptions_are_said_to_the_letter(spoken: tuple[list[str], Vectors], found: Discovered) -> None:
    for theme in found.themes:
        assert any(theme.description in spoken[0][index] for index in theme.central)
        assert "[" not in theme.description


def test_quotes_are_whole_and_hold_no_redaction(spoken: tuple[list[str], Vectors], found: Discovered) -> None:
    texts, vectors = spoken
    for key, quotes in quote_themes(texts, vectors, found, 3).items():
        assert len({quote.index for quote in quotes}) == len(quotes)
        for quote in quotes:
            words = texts[quote.index][quote.start : quote.end]
            assert words
            assert words == words.strip()
            assert "[" not in words
            assert quote.index in members_of(found)[key]


def test_a_tenth_more_moves_almost_nobody(spoken: tuple[list[str], Vectors], found: Discovered) -> None:
    more_texts, more_vectors = speak(20, seed=9)
    after = discover_themes([*spoken[0], *more_texts], np.vstack([spoken[1], more_vectors]), like=found)
    names = {theme.id: theme.name for theme in after.themes}
    kept = [a is None or (b is not None and a[0] == b[0]) for a, b in zip(found.placed, after.placed, strict=False)]
    assert np.mean(kept) >= 0.95
    assert all(names[theme.id] == theme.name for theme in found.themes)


def test_nothing_new_founds_nothing(spoken: tuple[list[str], Vectors], found: Discovered) -> None:
    again = discover_themes(*spoken, like=found.model)
    assert [theme.id for theme in again.themes] == [theme.id for theme in found.themes]


def test_what_is_not_read_is_placed_all_the_same(spoken: tuple[list[str], Vectors]) -> None:
    shipped = load_settings()
    few = replace(shipped, grouping=replace(shipped.grouping, most_read=80))
    placed = discover_themes(*spoken, settings=few).placed
    subjects = {(place[0], index % 4) for index, place in enumerate(placed) if place}
    assert len({theme for theme, _ in subjects}) == len(subjects)
    assert sum(place is not None for place in placed) >= 180


def test_themes_continued_from_none_are_found_anew(spoken: tuple[list[str], Vectors], found: Discovered) -> None:
    assert discover_themes(*spoken, like=from_values([])).themes == found.themes


def test_new_ground_is_proposed_as_a_new_theme() -> None:
    texts, vectors = speak(150, ["gp", "bus", "ward"])
    before = discover_themes(texts, vectors)
    more_texts, more_vectors = speak(40, ["dentist"], seed=5)
    all_texts, all_vectors = [*texts, *more_texts], np.vstack([vectors, more_vectors])
    after = discover_themes(all_texts, all_vectors, like=before)
    changes = propose_changes(before.model, after, discover_themes(all_texts, all_vectors))
    new = [change for change in changes if change.kind == "new"]
    assert new
    assert {index for change in new for members in change.members for index in members} <= set(range(150, 190))
    assert {theme.id for theme in before.themes} <= {theme.id for theme in after.themes}


def test_themes_come_back_from_json(spoken: tuple[list[str], Vectors], found: Discovered) -> None:
    model = from_values(json.loads(json.dumps(to_values(found.model))))
    placed = [place and place[0] for place in assign(spoken[1], model)]
    assert placed == [place and place[0] for place in found.placed]
    assert [theme.name for theme in model.themes] == [theme.name for theme in found.themes]


@pytest.mark.parametrize(
    "values", [[{}], [{"shape": 99}], [1], [{"shape": 1, "id": "a"}], [{"shape": 1, "landmarks": "***"}]]
)
def test_what_is_not_themes_is_refused(values: list[object]) -> None:
    with pytest.raises(ThemesUnreadable):
        from_values(values)  # type: ignore[arg-type]


@pytest.mark.parametrize("texts", [[], ["One"], ["One", "Two"], ["", "  ", "..."], ["Same words"] * 30])
def test_small_and_empty_sets(texts: list[str]) -> None:
    found = discover_themes(texts, np.ones((len(texts), 8), np.float32))
    assert len(found.placed) == len(texts)
    spoken = [bool(re.search(r"\w", text)) for text in texts]
    assert [place is not None for place in found.placed] == spoken


def test_wrong_lengths_and_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        discover_themes(["a", "b"], np.ones((2, 4), np.float32), people=["one"])
    with pytest.raises(ValueError, match="finite"):
        discover_themes(["a", "b"], np.full((2, 4), np.nan, np.float32))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=30), st.integers(0, 5))
def test_any_text_can_be_themed(texts: list[str], seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(len(texts), 6)).astype(np.float32)
    found = discover_themes(texts, vectors)
    ids = {theme.id for theme in found.themes}
    assert len(found.placed) == len(texts)
    assert all(place is None or place[0] in ids for place in found.placed)
    assert all(theme.name.strip() for theme in found.themes)


def test_hostile_texts_take_no_longer() -> None:
    texts = ["a" * 50_000, "[" * 20_000, "!?" * 20_000, "x-" * 20_000, "\ud800 lone", "@" * 20_000, "- " * 20_000]
    found = discover_themes(texts, np.eye(len(texts), dtype=np.float32))
    assert len(found.placed) == len(texts)


def test_representatives_are_central_and_unlike_each_other() -> None:
    vectors = np.array([[1, 0, 0.1], [1, 0, 0.1], [1, 0.1, 0], [0.2, 1, 0], [-1, 0, 0.2]], np.float32)
    chosen = representative(vectors, 2, diversity=0.5)
    assert len(set(chosen)) == 2
    assert chosen != [0, 1]


def test_dissent_comes_from_the_far_half() -> None:
    vectors = np.array([[1, 0], [1, 0.1], [1, -0.1], [0.9, 0.3], [0.1, 1], [-0.2, 1]], np.float32)
    assert set(dissenting(vectors, 2)) <= {3, 4, 5, 2}
    assert 5 in dissenting(vectors, 2)


def test_in_a_critical_theme_the_praise_is_the_dissent_and_the_other_way_round() -> None:
    blame = [
        "The waiting times are far too long.",
        "It was not good and staff were rude.",
        "Nobody ever answers the phone.",
    ]
    praise = ["The nurses were excellent and very friendly.", "Seen quickly, great care, thank you."]
    vectors = np.random.default_rng(2).normal(size=(5, 8)).astype(np.float32)
    for texts, others in (([*blame, praise[0]], {3}), ([*praise, blame[0]], {2})):
        leanings = [leaning(text) for text in texts]
        assert set(dissenting(vectors[: len(texts)], 2, leanings)) == others
    assert leaning("It was not good") < leaning("It was good")
    assert abs(leaning("")) < 0.9
