"""The encoder: position does not matter, a missing folder says how to mend it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import EncoderMissing, load_encoder
from nlp.commands import main
from nlp.encoder.encoder import Encoder, EncoderSettings


def test_missing_folder_says_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissing, match=r"make encoder.*ENGAGE_ENCODER"):
        load_encoder(tmp_path)


def test_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGAGE_ENCODER", str(tmp_path))
    with pytest.raises(EncoderMissing, match=str(tmp_path)):
        load_encoder()


@pytest.mark.encoder
def test_alike_texts_are_near() -> None:
    a, b, c = load_encoder().embed(["I cannot get a GP appointment", "No doctor can see me", "Cake is lovely"])
    assert a @ b > a @ c


@pytest.mark.encoder
def test_order_and_company_do_not_change_a_vector() -> None:
    texts = ["short", "a rather longer comment about the ward at night " * 3, "", "medium length text here"]
    forgetful = Encoder(load_encoder().folder, EncoderSettings(remembered=0))
    together = forgetful.embed(texts)
    backwards = forgetful.embed(texts[::-1])[::-1]
    np.testing.assert_allclose((together * backwards).sum(axis=1)[[0, 1, 3]], 1, atol=0.02)


@pytest.mark.encoder
def test_a_text_read_before_has_the_same_vector() -> None:
    first = load_encoder().embed(["The ward was clean.", "Nobody rang me."])
    again = load_encoder().embed(["Nobody rang me.", "Something new.", "The ward was clean."])
    assert (first == again[[2, 0]]).all()


@pytest.mark.encoder
def test_the_end_of_a_long_text_counts() -> None:
    filler = "The weather was fine and the garden grew. " * 200
    subject = "My chemotherapy was late and the cancer clinic never rang. " * 40
    about, first, last = load_encoder().embed([subject, subject + filler, filler + subject])
    assert first @ about == pytest.approx(last @ about, abs=0.05)


@pytest.mark.encoder
@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_gives_unit_rows(texts: list[str]) -> None:
    vectors = load_encoder().embed(texts)
    assert vectors.shape == (len(texts), load_encoder().dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


@pytest.mark.encoder
def test_check_names_the_encoder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["encoder", "check"]) == 0
    assert load_encoder().name in capsys.readouterr().out


def test_wrong_weights_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    assert main(["encoder", "build", "--weights", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "not the published" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
