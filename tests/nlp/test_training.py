"""Learning from examples: any labels, one or several; models that stay until a better one comes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp import load_encoder, read_plan
from nlp.commands import main
from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.corpus import Row
from nlp.mapping.linear import ModelError, sigmoid
from nlp.mapping.rule import Rule
from nlp.training.fit import Examples, calibrate, fit_model, fold_of
from nlp.training.frame import load_classifier, train_frame
from nlp.training.measures import overlap, right_and_balanced, samples_f1
from nlp.training.plan import Outcome, train_plan
from nlp.training.ridge import ridge
from nlp.training.settings import read_training_settings

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


@pytest.mark.parametrize(
    ("kept_new", "said"), [(True, "the new model is in place"), (False, "the old model is better and stays")]
)
def test_training_says_which_model_it_kept(
    kept_new: bool, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("nlp.training.commands.load_encoder", lambda: None)
    monkeypatch.setattr("nlp.training.commands.train_plan", lambda *_, **__: Outcome(0.7, 0.6, kept_new, 12))
    assert main(["train-plan", "--plan", "engage/plan/norfolk-waveney.yaml"]) == 0
    assert said in capsys.readouterr().out


def random_examples(count: int, labels: int) -> Examples:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(count, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    targets = rng.random((count, labels)) < 0.4
    return Examples(["a text"] * count, vectors, targets, np.ones(count, np.float32), np.arange(count) < count // 2)


def test_a_model_keeps_no_vector_of_what_is_not_public() -> None:
    examples = random_examples(40, 2)
    settings = read_training_settings()
    model = fit_model(examples, ["a", "b"], Lexicon((), {}, {}), np.zeros((0, 8), np.float32), settings)
    near = model.features.landmarks.points @ examples.vectors.T
    assert (near[:, :20].max(axis=1) > 0.999).all()
    assert (near[:, 20:] < 0.999).all()


def test_ridge_finds_the_exact_solution() -> None:
    examples = random_examples(60, 3)
    sparse = csr_matrix(np.random.default_rng(1).random((60, 5)).astype(np.float32))
    fit = read_training_settings().fit
    weights, bias = ridge(sparse, examples.vectors, examples.targets, examples.weights, fit)
    features = np.hstack([sparse.toarray(), examples.vectors])
    exact = np.linalg.solve(
        features.T @ features + fit.penalty * np.eye(13),
        features.T @ (examples.targets - examples.targets.mean(axis=0)),
    )
    assert weights == pytest.approx(exact, abs=0.01)
    assert bias == pytest.approx(examples.targets.mean(axis=0))


def test_calibrated_scores_come_true_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    truth = np.tile(np.array([0.4, 0.1]), (4000, 1)) * rng.random((4000, 2)) * 2
    targets = rng.random((4000, 2)) < truth
    odds = (truth - 0.2).astype(np.float32) * 3
    slopes, shifts = calibrate(odds[None], targets, np.ones(4000, np.float32))
    assert sigmoid(odds * slopes[0] + shifts).mean(axis=0) == pytest.approx(targets.mean(axis=0), abs=0.03)


def test_a_lift_lets_a_rare_label_through() -> None:
    scores, nothing = np.array([[0.6, 0.35]], np.float32), np.zeros(1, np.float32)
    assert Rule(0.5, 1.0).keep(scores, nothing).tolist() == [[True, False]]
    assert Rule(0.5, 1.0, lift=(0.0, 1.0)).keep(scores, nothing).tolist() == [[True, True]]


def test_balance_counts_each_label_alike() -> None:
    targets = np.array([[True, False]] * 3 + [[False, True]])
    always = np.array([[True, False]] * 4)
    assert right_and_balanced(always, targets, np.ones(4, np.float32)) == pytest.approx((3 * 0.75 + 0.5) / 4)


def test_variants_of_a_text_stay_on_one_side() -> None:
    examples = replace(
        random_examples(40, 2), families=["pair"] * 20 + [""] * 20, texts=[f"text {i}" for i in range(40)]
    )
    folds = examples.folds(4)
    assert len(set(folds[:20])) == 1
    assert set(folds[20:]) == {0, 1, 2, 3}
    assert examples[folds == folds[0]].families[:20] == ["pair"] * 20
