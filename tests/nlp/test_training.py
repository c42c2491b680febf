"""Learning from examples: any labels, one or several; models that stay until a better one comes."""

from pathlib import Path

import numpy as np
import pytest

from nlp import load_encoder, read_plan
from nlp.mapping.corpus import Row
from nlp.mapping.linear import ModelError
from nlp.training.fit import fold_of
from nlp.training.frame import load_classifier, train_frame
from nlp.training.measures import overlap, samples_f1
from nlp.training.plan import train_plan

FOOD = [
    "The dinner was cold",
    "Lovely breakfast",
    "More choice on the menu",
    "The soup had no taste",
    "Hot meals please",
]
ROOM = ["My room was too warm", "The bed was hard", "A clean room", "No curtain round the bed", "The window was stuck"]


def test_copies_of_a_text_share_a_fold() -> None:
    assert fold_of("Very good!", 5) == fold_of("  very GOOD ", 5)


def test_overlap_of_empty_sets_is_agreement() -> None:
    assert overlap([], []) == 1
    assert overlap(["a"], []) == 0
    assert overlap(["a", "b"], ["b"]) == pytest.approx(2 / 3)
    flags = np.array([[True, False], [False, False]])
    assert samples_f1(flags, flags, np.ones(2, np.float32)) == 1


@pytest.mark.encoder
def test_learns_saves_and_applies_labels(tmp_path: Path) -> None:
    texts, labels = FOOD * 3 + ROOM * 3, [["food"]] * 15 + [["room"]] * 15
    train_frame(texts, labels, load_encoder()).save(tmp_path)
    found = load_classifier(tmp_path, load_encoder()).apply(["The meals were cold", "The bed in my room"])
    assert [labels for labels, _ in found] == [["food"], ["room"]]
    assert set(found[0][1]) == {"food", "room"}


@pytest.mark.encoder
def test_one_label_cannot_be_learnt() -> None:
    with pytest.raises(ModelError, match="two different labels"):
        train_frame(FOOD, [["food"]] * 5, load_encoder())


def test_a_folder_that_is_no_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="train"):
        load_classifier(tmp_path, None)  # type: ignore[arg-type]


@pytest.mark.encoder
def test_the_old_model_stays_until_the_new_one_is_as_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Row(text, ("cancer",), ("healthy-life",)) for text in FOOD]
    rows += [Row(text, ("digital",), ()) for text in ROOM]
    monkeypatch.setattr("nlp.training.plan.read_corpus", lambda *_: rows)
    monkeypatch.setattr("nlp.training.plan.FILED", tmp_path / "absent")
    plan, encoder = read_plan("engage/plan/norfolk-waveney.yaml"), load_encoder()

    gold = tmp_path / "gold.jsonl"
    gold.touch()
    model = tmp_path / "model"
    monkeypatch.setattr("nlp.training.plan.agreement", lambda *_: 0.5)
    assert train_plan(plan, encoder, model, data=None, gold=gold).kept_new
    before = (model / "weights.npz").read_bytes()
    values = iter([0.4, 0.6])
    monkeypatch.setattr("nlp.training.plan.agreement", lambda *_: next(values))
    outcome = train_plan(plan, encoder, model, data=None, gold=gold)
    assert not outcome.kept_new
    assert (model / "weights.npz").read_bytes() == before
