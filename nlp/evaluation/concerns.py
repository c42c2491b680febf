"""Concerns measured crosswise: each row is judged by models, and at thresholds, that were chosen without its fold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nlp.concerns.meaning import Floats
from nlp.concerns.rows import FOLDS, KINDS, folds, ordinary_rows, our_rows
from nlp.concerns.thresholds import BUDGET, BUDGETS, Wholes, threshold, wholes_of
from nlp.concerns.train import HEADS, Flags, Seen, crossed, see
from nlp.encoder.encoder import load_encoder
from nlp.evaluation.report import Figure, Report, figure


def concerns(data: Path) -> Report:
    """Recall of each kind, and what it flags among open comments, lively ones of our own, and look-alikes.

    The models alone, without the lexicon; learning takes some minutes.
    """
    rows = [*our_rows(), *ordinary_rows(data)]
    seen, parts = see(rows, load_encoder().embed([row.text for row in rows])), folds(rows)
    odds = _joined(seen, *crossed(seen, parts), parts)
    wholes, sources = wholes_of(rows), np.array([row.source for row in rows])
    kinds, levels = np.array([row.kind for row in rows]), np.array([row.level or "" for row in rows])
    figures: list[Figure] = []
    for kind in ("harm", *KINDS):
        head = HEADS.index(kind)
        raised = _raised(odds[:, head], sources == "open", wholes, parts, BUDGETS.get(kind, BUDGET))
        groups = {"found": seen.wanted[:, head], "look-alikes flagged": kinds == "none"}
        if kind == "harm":
            groups |= {f"{level} self-harm found": levels == level for level in ("high", "low")}
        figures += [_share(kind, name, raised[among]) for name, among in groups.items()]
        for source in ("open", "lively"):
            among = sources == source
            figures.append(_share(kind, f"{source} comments flagged", _any(raised[among], wholes[among])))
    near, self_harm = odds[:, HEADS.index("near")] >= 0, kinds == "self-harm"
    for level, said in (("high", near), ("low", ~near)):
        figures.append(_share("level", f"{level} called {level}", said[self_harm & (levels == level)]))
    return Report(figures)


def _joined(seen: Seen, words: Floats, meant: Floats, parts: NDArray[np.intp]) -> Floats:
    """Log-odds of each head, words and meaning joined as learnt from the other folds."""
    odds = np.zeros_like(words)
    for part in range(FOLDS):
        for head in range(len(HEADS)):
            rows, held = (parts != part) & seen.counts[:, head], parts == part
            both = np.stack([words[:, head], meant[:, head]], axis=1)
            model = LogisticRegression(C=1.0).fit(both[rows], seen.wanted[rows, head])
            odds[held, head] = model.decision_function(both[held])
    return odds


def _raised(odds: Floats, ordinary: Flags, wholes: Wholes, parts: NDArray[np.intp], budget: float) -> Flags:
    """Which rows are over the threshold that flags a ``budget`` of the ordinary comments of the other folds."""
    raised = np.zeros(len(odds), bool)
    for part in range(FOLDS):
        others = ordinary & (parts != part)
        raised |= (parts == part) & (odds >= threshold(odds[others], wholes[others], budget))
    return raised


def _any(raised: Flags, wholes: Wholes) -> Flags:
    """Whether any window of each comment is raised."""
    return np.array([raised[wholes == whole].any() for whole in np.unique(wholes)])


def _share(kind: str, measure: str, hits: Flags) -> Figure:
    values = hits.astype(float)
    return figure(f"concerns, {kind}", measure, len(values), lambda rows: float(values[rows].mean()))
