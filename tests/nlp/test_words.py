"""Words, their pieces and the lexicon: any text, misspellings, and files that anybody can edit."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp.lexicons.lexicon import FOLDER, read_lexicon
from nlp.mapping.tfidf import WordFeatures
from nlp.mapping.tokens import tokens_of

LEARNT = WordFeatures.learn(
    ["The nurse changed my dressing", "A nurse rang me", "My dressing fell off", "Nurses are kind"]
)


def test_a_misspelt_word_shares_pieces_with_the_right_one() -> None:
    right, wrong, other = LEARNT.matrix(tokens_of(["dressing", "dresing", "kind"]))
    assert (right @ wrong.T).toarray()[0, 0] > (right @ other.T).toarray()[0, 0]


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_text_has_finite_features(texts: list[str]) -> None:
    matrix = LEARNT.matrix(tokens_of(texts))
    assert matrix.shape == (len(texts), LEARNT.width)
    assert np.isfinite(matrix.data).all()


def test_phrases_and_stars(tmp_path: Path) -> None:
    (tmp_path / "eyes.txt").write_text("# about eyes\ncataract*\neye clinic  # a remark\n\n", encoding="utf-8")
    lexicon = read_lexicon(tmp_path)
    said = tokens_of(["Both CATARACTS were done at the eye clinic", "my eye, the clinic", "Eye\nclinic, eye clinic"])
    assert lexicon.labels == ("eyes",)
    assert lexicon.hits(said).ravel().tolist() == [2, 0, 1]


def test_every_chapter_has_a_lexicon_that_says_something() -> None:
    lexicon = read_lexicon()
    assert len(lexicon.labels) == 14
    for label in lexicon.labels:
        lines = (FOLDER / f"{label}.txt").read_text(encoding="utf-8").splitlines()
        assert sum(1 for line in lines if line and not line.startswith("#")) > 40
