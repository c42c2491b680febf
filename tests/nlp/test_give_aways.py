"""Small-number give-aways against the true and false cases written beside their phrases."""

from pathlib import Path

import pytest
import yaml

import nlp
from nlp.patterns.give_aways import LISTS

TABLE = yaml.safe_load(Path(LISTS).read_text("utf-8"))


@pytest.mark.parametrize("text", TABLE["finds"])
def test_warns(text: str) -> None:
    (screening,) = nlp.screen([text])
    assert {w.kind for w in screening.warnings} == {"small-number"}
    assert all(0 <= w.start < w.end <= len(text) for w in screening.warnings)


@pytest.mark.parametrize("text", TABLE["passes"])
def test_does_not_warn(text: str) -> None:
    (screening,) = nlp.screen([text])
    assert not screening.warnings
