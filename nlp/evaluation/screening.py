"""Screening measured: names by origin, identifiers among ordinary comments, concerns, sentence boundaries."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import yaml

from nlp.evaluation.report import Figure, Report, figure
from nlp.names.surrogates import misspell
from nlp.names.train import MARKER, comments
from nlp.pipeline import screen
from nlp.results import Screening

ORIGINS = Path(__file__).with_name("name_origins.yaml")
STYLES = ("as written", "small letters", "capitals", "misspelt")
TITLES = ("dr", "mr", "mrs", "ms", "miss")
PEOPLE = {"person", "staff"}
HARMS = {"self-harm", "risk-to-child", "risk-to-adult"}
SEED = 3
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
    """Recall of names put into real comments, by origin and style. The model has seen these comments, not these names."""
    rng = random.Random(SEED)  # noqa: S311 - nothing secret is drawn
    texts = slots(data)
    hits: dict[str, list[bool]] = defaultdict(list)
    by_style: dict[str, list[bool]] = defaultdict(list)
    for origin, known in yaml.safe_load(ORIGINS.read_text("utf-8")).items():
        given, family = known["given"].split(), known["surnames"].split()
        for style in STYLES:
            filled = [refill(text, given, family, style, rng) for text in rng.sample(texts, min(REFILLS, len(texts)))]
            for each, screening in zip(filled, screen(f.text for f in filled), strict=True):
                found = covered(each, screening)
                hits[origin] += found
                by_style[style] += found
    everything = np.array([hit for found in hits.values() for hit in found], float)
    recalls = {origin: float(np.mean(found)) for origin, found in hits.items()}
    figures = [figure("names", "recall", len(everything), lambda rows: float(everything[rows].mean()), 0.97)]
    spread = max(recalls.values()) - min(recalls.values())
    figures.append(Figure("names", "spread between origins", spread, spread, spread, len(recalls), 0.03))
    return Report(figures, {"by origin": recalls, "by style": {s: float(np.mean(h)) for s, h in by_style.items()}})


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
