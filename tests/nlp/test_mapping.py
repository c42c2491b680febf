"""Filing texts: plainly about one thing, about nothing, with a because, in order, whatever the text is."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import Mapper, load_encoder, read_plan
from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.tokens import tokens_of
from nlp.results import Frame, Label

pytestmark = pytest.mark.encoder
PLAN = Path("engage/plan/norfolk-waveney.yaml")
PLAIN = [
    ("I cannot get a GP appointment, the phone queue at 8am is hopeless", "primary-and-community-care"),
    ("My chemotherapy was delayed again and nobody rang to say", "cancer"),
    ("My midwife changed every visit while I was pregnant", "maternity"),
    ("We waited nine hours in A&E and the ambulance took two", "urgent-and-emergency-care"),
    (
        "My autistic brother has a learning disability and needs reasonable adjustments",
        "learning-disability-and-autism",
    ),
    ("The NHS app logs me out and I cannot see my records online", "digital"),
    ("Nurses are leaving because of pay, shifts and burnout", "workforce"),
    ("I have been depressed for months and the crisis team never rang back", "mental-health"),
]
NOTHING = ["Fine thanks.", "No comment", "The bypass has too many roundabouts", "", "   ", "!!! ???", "👍👍"]


@pytest.fixture(scope="module")
def mapper() -> Mapper:
    return Mapper(read_plan(PLAN), load_encoder())


@pytest.mark.parametrize(("text", "slug"), PLAIN)
def test_a_plain_comment_is_filed_first_where_it_belongs(mapper: Mapper, text: str, slug: str) -> None:
    (mapping,) = mapper.map([text])
    assert mapping.chapters[0].slug == slug


@pytest.mark.parametrize("text", NOTHING)
def test_what_fits_nowhere_is_filed_nowhere(mapper: Mapper, text: str) -> None:
    assert mapper.map([text])[0].chapters == ()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_a_sound_mapping(mapper: Mapper, text: str) -> None:
    (mapping,) = mapper.map([text])
    scores = [label.score for label in mapping.chapters]
    assert len(scores) <= 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert all(word in text for label in mapping.chapters for word in label.because)


def test_because_is_words_of_the_text_as_written(mapper: Mapper) -> None:
    (mapping,) = mapper.map(["The CHEMO ward lost my scan results."])
    assert "CHEMO" in mapping.chapters[0].because


def test_company_changes_nothing_that_matters(mapper: Mapper) -> None:
    texts = [text for text, _ in PLAIN]
    together = [m.chapters[0].slug for m in mapper.map(texts)]
    alone = [mapper.map([text])[0].chapters[0].slug for text in texts]
    assert together == alone


def test_phrases_are_found_within_a_text_and_not_across_two() -> None:
    lexicon = Lexicon(("a", "b"), {"lung check": ("a",), "walk in centre": ("b",), "check": ("b",)}, {"chem": ("a",)})
    hits = lexicon.hits(tokens_of(["a lung", "check the LUNG CHECK", "Chemo, chemo at the walk-in centre", ""]))
    assert hits.tolist() == [[0, 0], [1, 1], [1, 1], [0, 0]]


def test_because_does_not_depend_on_company(mapper: Mapper) -> None:
    texts = [text for text, _ in PLAIN]
    together = [label.because for m in mapper.map(texts) for label in m.chapters[:1]]
    assert together == [label.because for text in texts for label in mapper.map([text])[0].chapters[:1]]


def test_a_new_chapter_is_filed_from_its_description() -> None:
    plan = read_plan(PLAN)
    eyes = Label("eyes", "Eyes and sight", "Opticians, cataracts and going blind.", ("glasses", "cataract operations"))
    (mapping,) = Mapper(Frame((*plan.labels, eyes), plan.goals), load_encoder()).map(
        ["My cataracts make everything a blur and I need new glasses for my eyes"]
    )
    assert "eyes" in [label.slug for label in mapping.chapters]


def test_any_frame_from_descriptions() -> None:
    frame = Frame(
        (
            Label(
                "parking", "Parking", "Finding and paying for a space for the car.", examples=("The car park is full",)
            ),
            Label("food", "Food", "Meals, drinks and menus.", examples=("Dinner was cold",)),
            Label("noise", "Noise", "Being kept awake at night.", examples=("Too loud to sleep",)),
        )
    )
    found = Mapper(frame, load_encoder()).map(["Nowhere to leave the car", "Lunch was lovely and hot"])
    assert [m.chapters[0].slug for m in found] == ["parking", "food"]
    assert found[0].chapters[0].because == ("car",) or "car" in found[0].chapters[0].because


def test_the_shipped_model_holds_nothing_that_can_run() -> None:
    folder = Path("nlp/models/chapters")
    assert {path.suffix for path in folder.iterdir()} == {".json", ".npz"}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 6_000_000
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    assert "careopinion" not in json.dumps(card)
