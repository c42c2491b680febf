"""The words of a text that a name may be made of: runs without redactions, and stems to compare by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp.tokens import SPOKEN

WORD = SPOKEN
REDACTED = re.compile(r"&#?\w{1,10};|\[[^\]\n]{0,60}\]|\b[xX]{2,20}\b|[*_]{2,20}|\S{0,80}(?:@|://)\S{0,200}")
TITLED = re.compile(r"\b(?:[DM]rs?|Ms|Miss|Prof|Rev)\b\.?\s{1,3}[A-Z][^\W\d_]{1,30}")  # "Dr Fawkes": somebody's name
BREAK = re.compile(r"[.!?;:,()\[\]\n\r\"“”|/…•]|\s[-–—]\s|(?<![0-9])[0-9]{1,2}(?![0-9])|[0-9]{4,40}")
LONGEST_WORD = 30

STOPWORDS = frozenset(Path(__file__).with_name("stopwords.txt").read_text(encoding="utf-8").split())
UNTELLING = frozenset(Path(__file__).with_name("untelling.txt").read_text(encoding="utf-8").split())
"""Words that every story holds - times, numbers, relations, plain verbs: none tells by itself what a theme is about."""
NO_ANSWER = frozenset({"answer", "comment", "comments", "idea", "nil", "none", "nope", "nothing", "sorry"})
OPENING = frozenset({"better", "less", "more", "no"})  # empty words that a name may open with, and that make it another


def runs(text: str) -> Iterator[list[str]]:
    """Runs of words that nothing interrupts: no stop, no bracket, no redaction, nobody's name with a title."""
    unnamed = TITLED.sub("\n", REDACTED.sub("\n", text)).replace(" & ", " and ")
    for stretch in BREAK.split(unnamed):
        run = [word.replace("’", "'") for word in WORD.findall(stretch)]
        if run and max(map(len, run)) <= LONGEST_WORD:
            yield run


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A rough stem: enough to see that "appointments" and "appointment" are one word."""
    word = word.lower().removesuffix("'s")
    for suffix in ("ingly", "edly", "ings", "ing", "ies", "ied", "es", "ed", "ly", "s", "y", "e"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word.removesuffix(suffix)
    return word


def meaningful_stems(text: str) -> list[str]:
    """Stems, in order, of the words that carry meaning and are not redacted."""
    return [stem(word) for run in runs(text) for word in run if word.lower() not in STOPWORDS]


def different(texts: Sequence[str]) -> npt.NDArray[np.intp]:
    """Index of the first text of each wording that has a word in it; case and punctuation make no difference."""
    first: dict[str, int] = {}
    for index, text in enumerate(texts):
        if wording := " ".join(WORD.findall(text.lower())):
            first.setdefault(wording, index)
    return np.fromiter(first.values(), np.intp, len(first))


def is_no_answer(said: Sequence[Sequence[str]]) -> bool:
    """Whether runs of words say that there is nothing to say: "no idea sorry", "nothing really"."""
    words = {word.lower() for run in said for word in run}
    return bool(words & NO_ANSWER) and words <= NO_ANSWER | STOPWORDS


def content(words: tuple[str, ...]) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(stem(word) for word in words if word.lower() not in STOPWORDS or word.lower() in OPENING)
