"""Sentence boundaries measured: in informal writing of our own, and in real comments that one person marked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import spacy

from nlp.evaluation.report import Figure, Report, Rows, figure
from nlp.names.train import comments
from nlp.pipeline import split_passages

OURS = Path(__file__).with_name("sentences.txt")  # texts with marks between their sentences
MARKS = Path(__file__).with_name(
    "sentence_marks.json"
)  # by hash of a comment, where its sentences after the first begin
BETWEEN, NEW_LINE = "‖", "⏎"
Marked = tuple[str, frozenset[int]]
Measure = Callable[[Rows], float]


def boundaries(data: Path) -> Report:
    """F1 of the places where a sentence begins, beside spaCy's plain sentencizer."""
    figures: list[Figure] = []
    for task, marked in (("sentences, our own informal", ours()), ("sentences, real comments", real(data))):
        texts = [text for text, _ in marked]
        gold = [starts for _, starts in marked]
        found = [frozenset(p.start for p in passages[1:]) for passages in split_passages(texts)]
        figures.append(figure(task, "boundary F1", len(texts), _f1(found, gold), 0.93))
        figures.append(figure(task, "boundary precision", len(texts), _share(found, gold, of=found)))
        figures.append(figure(task, "boundary recall", len(texts), _share(found, gold, of=gold)))
        figures.append(figure(task, "boundary F1, spaCy's sentencizer", len(texts), _f1(_plain(texts), gold)))
    return Report(figures)


def ours() -> list[Marked]:
    """Our own texts, their marks taken out."""
    return [_unmark(line) for line in OURS.read_text("utf-8").splitlines() if not line.startswith("#")]


def real(data: Path) -> list[Marked]:
    """The comments that were marked, known by their hash."""
    marks = json.loads(MARKS.read_text("utf-8"))
    keyed = ((sha256(text.encode()).hexdigest(), text) for text in comments(data))
    return [(text, frozenset(marks[key])) for key, text in keyed if key in marks]


def _unmark(line: str) -> Marked:
    text, starts = "", []
    for sentence in line.replace(NEW_LINE, "\n").split(BETWEEN):
        if text and text[-1].isalnum() and sentence[:1].isalnum():
            text += " "
        starts.append(len(text) + len(sentence) - len(sentence.lstrip()))
        text += sentence
    return text, frozenset(starts[1:])


def _plain(texts: Sequence[str]) -> list[frozenset[int]]:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return [frozenset(s.start_char for s in list(nlp(text).sents)[1:]) for text in texts]


def _f1(found: Sequence[frozenset[int]], gold: Sequence[frozenset[int]]) -> Measure:
    both, sizes = _counts(found, gold)
    return lambda rows: float(2 * both[rows].sum() / max(sizes[rows].sum(), 1))


def _share(found: Sequence[frozenset[int]], gold: Sequence[frozenset[int]], *, of: Sequence[frozenset[int]]) -> Measure:
    both, _ = _counts(found, gold)
    sizes = np.array([len(each) for each in of])
    return lambda rows: float(both[rows].sum() / max(sizes[rows].sum(), 1))


def _counts(found: Sequence[frozenset[int]], gold: Sequence[frozenset[int]]) -> tuple[Rows, Rows]:
    both = np.array([len(f & g) for f, g in zip(found, gold, strict=True)])
    return both, np.array([len(f) + len(g) for f, g in zip(found, gold, strict=True)])
