"""The rows that the models of concerns learn from."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.concerns.lexicon import load_lexicon
from nlp.concerns.windows import windows
from nlp.folding import fold
from nlp.names.train import comments

CORPUS = Path(__file__).parents[1] / "corpus"
STOP = re.compile(r"(?<=[.!?])\s+|\n+")
WINDOW = 400
HARM = ("self-harm", "risk-to-child", "risk-to-adult")
KINDS = (*HARM, "threat", "abuse", "complaint", "allegation", "advertising", "off-topic")
FOLDS = 5
OPENING = 6  # rows that begin with the same words are of one family and stay together


@dataclass(frozen=True)
class Row:
    """A folded text to learn from; kind "none" is one of our own that only looks alarming, "" an ordinary comment.

    ``whole`` is the comment that it is a part of, ``source`` where that is from: ours, lively or open.
    """

    text: str
    kind: str = ""
    level: str | None = None
    whole: str = ""
    source: str = "ours"


def our_rows() -> list[Row]:
    """The written corpus of concerns: harmless comments in windows, the others whole, for only part of one may be alarming."""
    lines = (CORPUS / "concerns.jsonl").read_text("utf-8").splitlines()
    return [
        Row(part, r["kind"], r["level"], r["text"])
        for r in map(json.loads, lines)
        for part in (parts(fold(r["text"]).text) if r["kind"] == "none" else [fold(r["text"]).text])
    ]


def ordinary_rows(data: Path, *, clear: bool = True) -> list[Row]:
    """Open comments and our own on the chapters, in windows; ``clear`` leaves out those that the lexicon stops at."""
    chapters = (CORPUS / "chapters.jsonl").read_text("utf-8").splitlines()
    texts = [
        *((text, "open") for text in comments(data)),
        *((json.loads(line)["text"], "lively") for line in chapters),
    ]
    return [
        Row(part, whole=text, source=source)
        for text, source in texts
        if not (clear and load_lexicon().find(fold(text).text))
        for part in parts(fold(text).text)
    ]


def parts(text: str) -> list[str]:
    """The windows of a comment, as it will be judged."""
    ends = [*(m.end() for m in STOP.finditer(text)), len(text)]
    sentences = [(a, b) for a, b in zip([0, *ends], ends, strict=False) if text[a:b].strip()]
    return [text[a:b] for a, b in windows(sentences, WINDOW)]


def folds(rows: Sequence[Row]) -> NDArray[np.intp]:
    """One of FOLDS numbers for each row; windows of one comment, and comments that open alike, have the same."""
    families = (" ".join(re.findall(r"\w+", row.whole.lower())[:OPENING]) for row in rows)
    return np.array([int(sha256(family.encode("utf-8", "replace")).hexdigest(), 16) % FOLDS for family in families])
