"""Themes against people's labels, with the number of themes not given, and beside k-means that is told it."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from nlp.encoder.encoder import Encoder, Vectors
from nlp.evaluation.report import Figure, Report
from nlp.themes import Discovered, discover_themes

SEED = 11
OLD_SHARE = 10 / 11  # of texts there before a tenth as many came on top
REACH = {"qdc": (0.35, 0.14), "banking77": (0.82, 0.53)}


@dataclass(frozen=True)
class LabelledTexts:
    """A set to find themes in; ``labels`` is empty where nobody has filed its texts."""

    name: str
    texts: Sequence[str]
    labels: Sequence[str] = ()


def themes(data: Path, encoder: Encoder) -> Report:
    """Every set of the developers' data: agreement with labels, share placed, and what stays when more comes."""
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    for labelled in read_sets(data):
        vectors = encoder.embed(labelled.texts)
        started = time.perf_counter()
        found = discover_themes(labelled.texts, vectors, embed=encoder.embed)
        seconds = time.perf_counter() - started
        figures += _figures(labelled, vectors, found, encoder)
        details[labelled.name] = {
            "seconds": round(seconds, 1),
            "themes": len(found.themes),
            "names": [theme.name for theme in sorted(found.themes, key=lambda t: -t.size)[:20]],
        }
    return Report(figures, details)


def read_sets(data: Path) -> list[LabelledTexts]:
    """QDC comments with one label, phase 1 by subcategory, banking77, a consultation, two conversations without labels."""
    qdc = [r for r in _lines(data / "fft_qdc_train.jsonl") if len(r["labels"]) == 1]
    qdc = [r for r in qdc if "not possible" not in r["labels"][0].lower()]
    phase1 = [r for r in _lines(data / "fft_phase1_train.jsonl") if r["subcategory"]]
    with (data / "banking77_train.csv").open(encoding="utf-8", newline="") as rows:
        banking = list(csv.DictReader(rows))
    ideas = _lines(data / "civic_ideas.jsonl")
    return [
        LabelledTexts("qdc", [r["text"] for r in qdc], [r["labels"][0] for r in qdc]),
        LabelledTexts("phase 1", [r["text"] for r in phase1], [r["subcategory"] for r in phase1]),
        LabelledTexts("banking77", [r["text"] for r in banking], [r["category"] for r in banking]),
        *_consultation(data),
        *(
            LabelledTexts(name, [r["text"] for r in ideas if r["conversation"].endswith(name)])
            for name in ("bowling-green", "biodiversity")
        ),
    ]


def _consultation(data: Path) -> Iterator[LabelledTexts]:
    """Each question of the small consultation, its answers under the first theme that people gave them."""
    questions = json.loads((data / "consultation_small.json").read_text("utf-8"))
    for number, question in enumerate(questions, 1):
        answers = question["responses"]
        yield LabelledTexts(f"consultation {number}", [a["text"] for a in answers], [a["themes"][0] for a in answers])


def _figures(labelled: LabelledTexts, vectors: Vectors, found: Discovered, encoder: Encoder) -> list[Figure]:
    size = len(labelled.texts)
    ours = [place[0] if place else "" for place in found.placed]
    again = [
        place[0] if place else "" for place in discover_themes(labelled.texts, vectors, embed=encoder.embed).placed
    ]

    def plain(measure: str, value: float, target: float | None = None) -> Figure:
        return Figure(f"themes, {labelled.name}", measure, value, value, value, size, target)

    figures = [
        plain("placed", float(np.mean([bool(key) for key in ours])), 0.90),
        plain("same again", float(np.mean([a == b for a, b in zip(ours, again, strict=True)])), 1.0),
        plain("kept when a tenth came", _kept(labelled.texts, vectors), 0.95),
    ]
    if labelled.labels:
        means = KMeans(len(set(labelled.labels)), n_init=1, random_state=SEED).fit_predict(vectors).tolist()
        reach = REACH.get(labelled.name, (None, None))
        measures: list[tuple[str, Callable[[Any, Any], float], float | None]] = [
            ("NMI", normalized_mutual_info_score, reach[0]),
            ("ARI", adjusted_rand_score, reach[1]),
        ]
        for name, of, target in measures:
            figures.append(plain(name, float(of(labelled.labels, ours)), target))
            figures.append(plain(f"{name}, k-means told the number", float(of(labelled.labels, means))))
    return figures


def _kept(texts: Sequence[str], vectors: Vectors) -> float:
    older = older_part(len(texts))
    before = discover_themes([texts[i] for i in older], vectors[older])
    return kept_with_a_tenth_more(before, discover_themes(texts, vectors, like=before), older)


def older_part(size: int) -> npt.NDArray[np.intp]:
    """Rows that were there before a tenth as many came on top, chosen by a fixed seed."""
    return np.sort(np.random.default_rng(SEED).permutation(size)[: int(size * OLD_SHARE)])


def kept_with_a_tenth_more(before: Discovered, after: Discovered, older: npt.NDArray[np.intp]) -> float:
    """Share of the older texts that keep theme and name."""
    return float(np.mean([_named(before, row) == _named(after, int(i)) for row, i in enumerate(older)]))


def _named(found: Discovered, index: int) -> tuple[str, str] | None:
    place = found.placed[index]
    return place and (place[0], next(theme.name for theme in found.themes if theme.id == place[0]))


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
