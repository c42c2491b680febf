"""Names and concerns against tables of true and false cases, and what screening promises of itself."""

import json
from pathlib import Path

import pytest

import nlp
from nlp.concerns.lexicon import load_lexicon
from nlp.patterns.give_aways import load_give_aways
from nlp.results import Screening

CASES = Path(__file__).with_name("cases")


def cases(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]


def screened(text: str) -> Screening:
    (screening,) = nlp.screen([text])
    return screening


@pytest.mark.parametrize("case", cases("names"), ids=lambda case: case["text"])
def test_names(case: dict[str, str]) -> None:
    pieces = case["text"].replace("»", "«").split("«")
    text, wanted, at = "".join(pieces), [], 0
    for number, piece in enumerate(pieces):
        if number % 2:
            wanted.append((at, at + len(piece), case["kind"]))
        at += len(piece)
    people = [(i.start, i.end, i.kind) for i in screened(text).identifiers if i.kind in {"person", "staff"}]
    assert people == wanted


@pytest.mark.parametrize("case", cases("concerns"), ids=lambda case: case["text"])
def test_concerns(case: dict[str, str]) -> None:
    found = {(c.kind, c.level) for c in screened(case["text"]).concerns}
    assert (case["kind"], case.get("level")) in found if case["kind"] else not found


def test_a_concern_names_its_words() -> None:
    text = "The parking is dear. I want to kill myself. The bus is late."
    (concern,) = (c for c in screened(text).concerns if c.kind == "self-harm")
    assert "kill myself" in text[concern.start : concern.end]


@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
def test_place_does_not_matter_in_a_long_text(place: float) -> None:
    filler = "The clinic was clean and the wait was short. " * 1100
    at = filler.find(". ", int(place * (len(filler) - 3))) + 2
    told = "I have saved up my tablets and tonight I will end my life. Ring Agnieszka on 07700 900123. "
    text = filler[:at] + told + filler[at:]
    found = screened(text)
    assert {"person", "phone"} <= {i.kind for i in found.identifiers}
    assert any(c.kind == "self-harm" and at <= c.start < at + len(told) for c in found.concerns)


def test_alarming_is_quick_and_says_when_to_show_help() -> None:
    assert nlp.alarming("i want to die")
    assert nlp.alarming("I w\u200bant to k\u200bill myself")
    assert not nlp.alarming("Parking is dear and the bus is late.")


def test_every_written_phrase_can_be_read() -> None:
    books = (load_lexicon().book, load_lexicon().whole, load_give_aways())
    assert all(phrase.pattern.groups == 0 for book in books for phrase in book.phrases)


def test_screening_keeps_order_and_number() -> None:
    texts = ["ring 07700 900123", "", "nothing here", "NR33 0AB"] * 100
    found = list(nlp.screen(texts))
    assert [len(s.identifiers) for s in found] == [1, 0, 0, 1] * 100


def test_screening_fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    from nlp.components import identifiers  # noqa: PLC0415

    def broken(text: str) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(identifiers, "find_identifiers", broken)
    with pytest.raises(RuntimeError):
        list(nlp.screen(["a text"]))
