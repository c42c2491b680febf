"""Screening as it ships, lexicon and all, on comments of our own that nothing is ever trained or chosen on."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.concerns.rows import CORPUS, HARM
from nlp.evaluation.report import Figure, Report, figure
from nlp.pipeline import screen

UNSEEN = CORPUS / "unseen.jsonl"
LONG = 100  # words, from which a comment counts as long
HARMLESS = ("ordinary", "look-alike", "not-complaint")


@dataclass(frozen=True)
class Judged:
    """A comment with the kinds of concern that it holds and those that screening raised; for self-harm the level too."""

    group: str
    words: int
    holds: frozenset[str]
    level: str | None
    raised: frozenset[str]
    called: frozenset[str]

    @property
    def harm(self) -> bool:
        """Whether screening raised harm to anybody."""
        return bool(self.raised & set(HARM))


def unseen(path: Path = UNSEEN) -> Report:
    """What is found of each kind, how right a complaint is, and how many harmless comments are flagged for harm, short and long."""
    rows = _judged(path)
    figures = [
        _share(f"unseen, {kind}", "found", [kind in row.raised for row in rows if kind in row.holds])
        for kind in sorted({kind for row in rows for kind in row.holds})
    ]
    figures.append(_share("unseen, harm", "found", [row.harm for row in rows if row.holds & set(HARM)]))
    for level in ("high", "low"):
        among = [row for row in rows if row.level == level]
        figures.append(_share("unseen, harm", f"found, {level} self-harm", [row.harm for row in among]))
        figures.append(
            _share("unseen, level", f"{level} called {level}", [level in row.called for row in among if row.called])
        )
    raised = [row for row in rows if "complaint" in row.raised]
    figures.append(_share("unseen, complaint", "right when raised", ["complaint" in row.holds for row in raised]))
    harmless: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if row.group in HARMLESS:
            harmless[f"{row.group}, {'long' if row.words > LONG else 'short'}"].append(row.harm)
    figures += [_share("unseen, harm", f"flagged, {name}", hits) for name, hits in sorted(harmless.items())]
    return Report(figures)


def _judged(path: Path) -> list[Judged]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Judged(
            row["group"],
            len(row["text"].split()),
            frozenset(row["kinds"]),
            row["level"],
            frozenset(concern.kind for concern in found.concerns),
            frozenset(concern.level for concern in found.concerns if concern.kind == "self-harm"),
        )
        for row, found in zip(rows, screen(row["text"] for row in rows), strict=True)
    ]


def _share(task: str, measure: str, hits: list[bool]) -> Figure:
    values = np.array(hits, float)
    return figure(task, measure, len(values), lambda rows: float(values[rows].mean()))
