"""Filing: this plan's chapters and goals against two people, any frame from its descriptions, labels from examples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.encoder.encoder import Encoder
from nlp.evaluation.report import Figure, Report, Rows, figure, reliability
from nlp.frames import read_frame, read_plan
from nlp.mapping.mapper import Mapper
from nlp.mapping.words import words_of
from nlp.training.fit import fold_of
from nlp.training.frame import Classifier, train_frame
from nlp.training.measures import overlap

Flags = npt.NDArray[np.bool_]
PEOPLE = ("annotator_a", "annotator_b")
FOLDS = 5


def chapters(data: Path, encoder: Encoder, plan: Path) -> Report:
    """Chapters and goals of the plan, on real comments that two people filed independently."""
    entries = _lines(data / "chapters_gold_dev.jsonl")
    found = Mapper(read_plan(plan), encoder).map([e["text"] for e in entries])
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    for kind, target in (("chapters", 0.80), ("goals", 0.80)):
        ours = [[label.slug for label in getattr(m, kind)] for m in found]
        theirs = [[e[who][kind] for who in PEOPLE] for e in entries]
        each = np.array([np.mean([overlap(o, t) for t in both]) for o, both in zip(ours, theirs, strict=True)])
        people = np.array([overlap(*both) for both in theirs])
        figures.append(figure(kind, "samples-F1", len(each), _mean(each), target))
        figures.append(figure(kind, "samples-F1, person against person", len(people), _mean(people)))
        first = np.array(
            [bool(o) and any(o[0] in t for t in both) for o, both in zip(ours, theirs, strict=True) if any(both)]
        )
        figures.append(figure(kind, "top-1 right", len(first), _mean(first), 0.88 if kind == "chapters" else None))
        details[f"{kind}_by_label"] = _by_label(ours, [set(both[0]) & set(both[1]) for both in theirs])
        labels = [(label, both) for m, both in zip(found, theirs, strict=True) for label in getattr(m, kind)]
        right = [any(label.slug in t for t in both) for label, both in labels]
        details[f"{kind}_reliability"] = reliability([label.score for label, _ in labels], right)
    return Report(figures, details)


def descriptions(data: Path, encoder: Encoder) -> Report:
    """The QDC frame from its names, definitions and examples, on comments that are not among the examples."""
    frame = read_frame(data / "qdc_framework.json")
    shown = {_plain(example) for label in frame.labels for example in label.examples}
    names = {label.title: label.slug for label in frame.labels}
    entries = [e for e in _lines(data / "fft_qdc_train.jsonl") if _plain(e["text"]) not in shown]
    entries = [e for e in entries if any(label in names for label in e["labels"])]
    found = Mapper(frame, encoder).map([e["text"] for e in entries])
    ours = [[label.slug for label in m.chapters] for m in found]
    truth = [{names[label] for label in e["labels"] if label in names} for e in entries]
    first = np.array([bool(o) and o[0] in t for o, t in zip(ours, truth, strict=True)])
    by_label = _by_label(ours, truth)
    slugs = [slug for slug, row in by_label.items() if row["support"] >= 10]
    chosen, targets = _flags(ours, slugs), _flags(truth, slugs)
    figures = [
        figure("frame from descriptions", "P@1", len(first), _mean(first), 0.62),
        figure("frame from descriptions", "macro-F1", len(first), _macro(chosen, targets), 0.42),
    ]
    return Report(figures, {"by_label": by_label})


def examples(data: Path, encoder: Encoder) -> Report:
    """Trained on four fifths of the QDC comments, tested on the rest; copies of a text stay on one side."""
    entries = _lines(data / "fft_qdc_train.jsonl")
    texts = [e["text"] for e in entries]
    held = np.array([fold_of(text, FOLDS) == 0 for text in texts])
    learnt = train_frame(
        [t for t, h in zip(texts, held, strict=True) if not h],
        [e["labels"] for e, h in zip(entries, held, strict=True) if not h],
        encoder,
    )
    tested = [e for e, h in zip(entries, held, strict=True) if h]
    ours = [labels for labels, _ in Classifier(learnt, encoder).apply([e["text"] for e in tested])]
    truth = [set(e["labels"]) for e in tested]
    common = [label for label, count in learnt.card["examples"].items() if count >= 20]
    chosen, targets = _flags(ours, common), _flags(truth, common)
    figures = [
        figure("frame from examples", "micro-F1", len(tested), _micro(chosen, targets), 0.76),
        figure("frame from examples", "macro-F1", len(tested), _macro(chosen, targets), 0.64),
    ]
    return Report(figures, {"by_label": _by_label(ours, truth)})


def single(data: Path, encoder: Encoder) -> Report:
    """Phase 1 of the Friends and Family Test: nine labels, one for each text."""
    entries = _lines(data / "fft_phase1_train.jsonl")
    held = [fold_of(e["text"], FOLDS) == 0 for e in entries]
    kept = [e for e, h in zip(entries, held, strict=True) if not h]
    learnt = train_frame([e["text"] for e in kept], [[e["label"]] for e in kept], encoder)
    tested = [e for e, h in zip(entries, held, strict=True) if h]
    ours = [labels[0] for labels, _ in Classifier(learnt, encoder).apply([e["text"] for e in tested])]
    truth = np.array([e["label"] for e in tested])
    right = np.array(ours) == truth

    def balanced(rows: Rows) -> float:
        return float(np.mean([right[rows][truth[rows] == label].mean() for label in np.unique(truth[rows])]))

    figures = [
        figure("phase 1, nine labels", "accuracy", len(tested), _mean(right), 0.75),
        figure("phase 1, nine labels", "class-balance accuracy", len(tested), balanced, 0.60),
    ]
    return Report(figures, {"by_label": _by_label([[o] for o in ours], [{t} for t in truth])})


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _plain(text: str) -> str:
    return " ".join(words_of(text))


def _mean(values: npt.NDArray[Any]) -> Any:
    return lambda rows: float(values[rows].mean())


def _flags(labels: Sequence[Any], names: Sequence[str]) -> Flags:
    return np.array([[name in given for name in names] for given in labels], bool)


def _micro(chosen: Flags, targets: Flags) -> Any:
    def of(rows: Rows) -> float:
        size = chosen[rows].sum() + targets[rows].sum()
        return float(2 * (chosen[rows] & targets[rows]).sum() / max(size, 1))

    return of


def _macro(chosen: Flags, targets: Flags) -> Any:
    def of(rows: Rows) -> float:
        hits = (chosen[rows] & targets[rows]).sum(axis=0)
        sizes = chosen[rows].sum(axis=0) + targets[rows].sum(axis=0)
        return float(np.mean(2 * hits / np.maximum(sizes, 1)))

    return of


def _by_label(ours: Sequence[Any], truth: Sequence[Any]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and support of every label that people used."""
    found: dict[str, dict[str, float]] = {}
    for label in sorted({label for given in truth for label in given}):
        said = np.array([label in given for given in ours])
        true = np.array([label in given for given in truth])
        hits = int((said & true).sum())
        found[label] = {
            "precision": round(hits / max(int(said.sum()), 1), 3),
            "recall": round(hits / int(true.sum()), 3),
            "f1": round(2 * hits / max(int(said.sum() + true.sum()), 1), 3),
            "support": int(true.sum()),
        }
    return found
