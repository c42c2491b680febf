"""Screening measured: names by origin, identifiers among ordinary comments, concerns, sentence boundaries."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import yaml
from numpy.typing import NDArray

from nlp.components.names import Names
from nlp.evaluation.report import Figure, Report, Rows, figure
from nlp.names.surrogates import HELD_OUT, held_out, misspell
from nlp.names.train import MARKER, comments
from nlp.pipeline import load_pipeline, screen
from nlp.results import Screening

STYLES = ("as written", "small letters", "capitals", "misspelt")
TITLES = ("dr", "mr", "mrs", "ms", "miss")
PEOPLE = {"person", "staff"}
HARMS = {"self-harm", "risk-to-child", "risk-to-adult"}
SEED = 3
Hits = dict[str, list[bool]]
REFILLS = 40  # comments refilled for each origin and style


@dataclass
class Refilled:
    """A comment whose redacted names were replaced by others, and where those stand."""

    text: str
    names: list[tuple[int, int]] = field(default_factory=list)


def refill(text: str, given: Sequence[str], surnames: Sequence[str], style: str, rng: random.Random) -> Refilled:
    """Puts names of one origin where staff had taken names out; a title before the place asks for a surname."""
    filled, done = Refilled(""), 0
    for match in MARKER.finditer(text):
        filled.text += text[done : match.start()]
        titled = filled.text.rstrip(" .").lower().endswith(TITLES)
        name = rng.choice(surnames if titled else given)
        if not titled and rng.random() < 0.3:
            name += " " + rng.choice(surnames)
        name = misspell(name, rng) if style == "misspelt" else name
        filled.names.append((len(filled.text), len(filled.text) + len(name)))
        filled.text += name
        done = match.end()
    filled.text += text[done:]
    if style in {"small letters", "capitals"}:
        filled.text = filled.text.lower() if style == "small letters" else filled.text.upper()
    return filled


def covered(filled: Refilled, screening: Screening) -> list[bool]:
    """For each name put in: whether every letter of it would be redacted."""
    spans = [(i.start, i.end) for i in screening.identifiers]
    return [
        all(any(a <= at < b for a, b in spans) for at in range(start, end) if filled.text[at].isalnum())
        for start, end in filled.names
    ]


def slots(data: Path) -> list[str]:
    """Real comments from which staff had taken names."""
    lines = (data / "redaction_slots_dev.jsonl").read_text("utf-8").splitlines()
    return [text for text in (json.loads(line)["text"] for line in lines) if MARKER.search(text)]


def names(data: Path) -> Report:
    """Recall of names put into real comments, by origin and style: with the lists as they ship, and hidden from them.

    The model has seen these comments with other names in them, and never these names.
    """
    recogniser = cast("Names", load_pipeline().get_pipe("names")).recogniser
    figures, details = [], {}
    for task, hidden in (("names", frozenset[str]()), ("names in no list", held_out())):
        recogniser.hidden = hidden
        by_origin, by_style = _recalls(slots(data), random.Random(SEED))  # noqa: S311 - nothing secret is drawn
        recogniser.hidden = frozenset()
        hits = np.array([hit for found in by_origin.values() for hit in found], float)
        figures.append(figure(task, "recall", len(hits), _mean(hits), 0.97))
        figures.append(_spread(task, by_origin))
        details[task] = {
            "by origin": {origin: _interval(found) for origin, found in by_origin.items()},
            "by style": {style: _interval(found) for style, found in by_style.items()},
        }
    return Report(figures, details)


def _mean(hits: NDArray[np.float64]) -> Callable[[Rows], float]:
    return lambda rows: float(hits[rows].mean())


def _recalls(texts: Sequence[str], rng: random.Random) -> tuple[Hits, Hits]:
    """Whether each name put into a comment was found, by origin and by style."""
    by_origin: Hits = defaultdict(list)
    by_style: Hits = defaultdict(list)
    for origin, known in yaml.safe_load(HELD_OUT.read_text("utf-8")).items():
        given, family = known["given"].split(), known["surnames"].split()
        for style in STYLES:
            filled = [refill(text, given, family, style, rng) for text in rng.sample(texts, min(REFILLS, len(texts)))]
            for each, screening in zip(filled, screen(f.text for f in filled), strict=True):
                found = covered(each, screening)
                by_origin[origin] += found
                by_style[style] += found
    return by_origin, by_style


def _spread(task: str, by_origin: Hits) -> Figure:
    """Best less worst recall of an origin."""
    origins = [np.array(found, float) for found in by_origin.values()]
    rng = np.random.default_rng(SEED)
    draws = []
    for _ in range(200):
        means = [float(rng.choice(found, len(found)).mean()) for found in origins]
        draws.append(max(means) - min(means))
    means = [float(found.mean()) for found in origins]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Figure(task, "spread between origins", max(means) - min(means), float(low), float(high), len(origins), 0.03)


def _interval(found: Sequence[bool]) -> dict[str, float]:
    """Recall with its 95 % interval, and of how many names."""
    hits = np.array(found, float)
    recall = figure("", "", len(hits), lambda rows: float(hits[rows].mean()))
    return {
        "recall": round(recall.value, 3),
        "low": round(recall.low, 3),
        "high": round(recall.high, 3),
        "n": len(hits),
    }


def ordinary(data: Path) -> Report:
    """What screening flags among ordinary comments. The models took most of these as ordinary when they learned."""
    texts = comments(data)
    kinds: list[set[str]] = [{i.kind for i in s.identifiers} | {c.kind for c in s.concerns} for s in screen(texts)]
    counts = Counter(kind for each in kinds for kind in each)
    harm = np.array([bool(each & HARMS) for each in kinds], float)
    people = np.array([bool(each & PEOPLE) for each in kinds], float)
    return Report(
        [
            figure("ordinary comments", "flagged for harm", len(texts), lambda rows: float(harm[rows].mean()), 0.015),
            figure("ordinary comments", "with a name found", len(texts), lambda rows: float(people[rows].mean())),
        ],
        {"comments with each kind, per thousand": {k: round(1000 * n / len(texts), 2) for k, n in counts.items()}},
    )
