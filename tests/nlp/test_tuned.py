"""The branch of the encoder that was tuned to file comments: small, beside the published one, and judged fairly."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from nlp import Mapper, load_encoder, read_plan
from nlp.encoder.adapter import read_adapter
from nlp.encoder.encoder import Encoder, EncoderSettings
from nlp.mapping.corpus import key_of
from nlp.mapping.linear import sigmoid
from nlp.training.fit import calibrate
from nlp.training.opinion import opinion_of

TEXTS = ["They drew the arrow on my leg and then said there was no bed.", "Plant more trees."]


@pytest.fixture
def untuned(tmp_path: Path) -> Encoder:
    """The same encoder from a folder without the tuned branch, as an exported one has."""
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to((load_encoder().folder / name).resolve())
    return Encoder(tmp_path, EncoderSettings())


def test_an_adapter_changes_only_what_it_names(tmp_path: Path) -> None:
    up, down = np.ones((3, 1), np.float16), np.array([[0.0, 2.0]], np.float16)
    np.savez(tmp_path / "a.npz", first=np.array(1), **{"one.up": up, "one.down": down, "two": np.zeros(2, np.float16)})
    adapter = read_adapter(tmp_path / "a.npz")
    published = {"one": np.ones((3, 2), np.float32), "two": np.ones(2, np.float32), "three": np.ones(1, np.float32)}
    changed = adapter.applied(published)
    assert adapter.first == 1
    assert changed["one"].tolist() == [[1, 3]] * 3
    assert changed["two"].tolist() == [0, 0]
    assert changed["three"] is published["three"]


@pytest.mark.encoder
def test_both_branches_are_read_together() -> None:
    vectors, tuned = load_encoder().embed_both(TEXTS)
    np.testing.assert_allclose((vectors * load_encoder().embed(TEXTS)).sum(axis=1), 1, atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(tuned, axis=1), 1, atol=1e-3)
    assert ((vectors * tuned).sum(axis=1) < 0.99).all()


@pytest.mark.encoder
def test_an_encoder_without_the_branch_files_from_descriptions(untuned: Encoder) -> None:
    assert not untuned.embed_both(TEXTS)[1].any()
    plan = read_plan("engage/plan/norfolk-waveney.yaml")
    (mapping,) = Mapper(plan, untuned).map(["The midwife who delivered my baby on the maternity ward was kind."])
    assert mapping.chapters[0].slug == "maternity"
    assert opinion_of(TEXTS, untuned, ["maternity"]) is None


def test_a_text_that_was_learnt_from_is_judged_by_a_network_that_never_saw_it(tmp_path: Path) -> None:
    np.savez(
        tmp_path / "tuned.npz",
        labels=np.array(["a", "b"]),
        head=np.eye(2),
        bias=np.array([0.5, 0.0]),
        keys=np.array([int(key_of("I was seen"), 16)], np.uint64),
        odds=np.array([[-3.0, 3.0]], np.float16),
    )
    encoder = SimpleNamespace(is_tuned=True, embed_both=lambda texts: (None, np.tile([1.0, 2.0], (len(texts), 1))))
    found = opinion_of(["I was SEEN!", "A new one"], encoder, ["b", "a"], tmp_path / "tuned.npz")
    assert found is not None
    assert found.odds.tolist() == [[3.0, -3.0], [2.0, 1.5]]
    assert opinion_of(["x"], encoder, ["a", "c"], tmp_path / "tuned.npz") is None


def test_two_opinions_are_weighed_by_what_they_are_worth() -> None:
    rng = np.random.default_rng(3)
    truth = rng.normal(size=(3000, 2)).astype(np.float32) * 2
    targets = rng.random((3000, 2)) < sigmoid(truth - 1)
    sorts = np.stack([truth + rng.normal(size=truth.shape), rng.normal(size=truth.shape)]).astype(np.float32)
    slopes, shifts = calibrate(sorts, targets, np.ones(3000, np.float32))
    assert (slopes[0] > 2 * slopes[1]).all()
    joined = sigmoid((sorts * slopes[:, None]).sum(axis=0) + shifts)
    assert joined.mean(axis=0) == pytest.approx(targets.mean(axis=0), abs=0.02)
