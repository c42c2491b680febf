"""Every rule for identifiers against the true and false cases written beside it."""

from pathlib import Path

import pytest
import yaml

import nlp
from nlp.patterns.identifiers import RULES

TABLE = yaml.safe_load(Path(RULES).read_text("utf-8"))["rules"]
FINDS = [(rule["kind"], text) for rule in TABLE for text in rule["finds"]]
PASSES = [(rule["kind"], text) for rule in TABLE for text in rule["passes"]]


@pytest.mark.parametrize(("kind", "marked"), FINDS)
def test_finds(kind: str, marked: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    wanted = (marked.index("«"), marked.index("»") - 1)
    (screening,) = nlp.screen([text])
    assert (*wanted, kind) in {(i.start, i.end, i.kind) for i in screening.identifiers}


@pytest.mark.parametrize(("kind", "text"), PASSES)
def test_passes_over(kind: str, text: str) -> None:
    (screening,) = nlp.screen([text])
    assert kind not in {i.kind for i in screening.identifiers}
