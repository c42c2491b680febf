"""Measures of filing: how near a machine's labels come to people's."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from nlp.mapping.rule import Flags
from nlp.mapping.words import Floats


def overlap(ours: Collection[str], theirs: Collection[str]) -> float:
    """F1 of one text's labels; two empty sets agree wholly."""
    if not ours and not theirs:
        return 1.0
    return 2 * len(set(ours) & set(theirs)) / (len(set(ours)) + len(set(theirs)))


def samples_f1(chosen: Flags, targets: Flags, weights: Floats) -> float:
    """Weighted mean of each text's F1 (n, labels)."""
    sizes = chosen.sum(axis=1) + targets.sum(axis=1)
    scores = np.where(sizes == 0, 1.0, 2 * (chosen & targets).sum(axis=1) / np.maximum(sizes, 1))
    return float(np.average(scores, weights=weights))


def micro_macro_f1(chosen: Flags, targets: Flags, weights: Floats) -> float:
    """Three parts micro-F1, one part macro-F1: what is right over all, without giving up the rare labels."""
    hits = ((chosen & targets) * weights[:, None]).sum(axis=0)
    sizes = ((chosen.astype(np.float32) + targets) * weights[:, None]).sum(axis=0)
    present = sizes > 0
    macro = float(np.mean(2 * hits[present] / sizes[present])) if present.any() else 0.0
    micro = float(2 * hits.sum() / max(sizes.sum(), 1e-9))
    return (3 * micro + macro) / 4


def right_and_balanced(chosen: Flags, targets: Flags, weights: Floats) -> float:
    """Three parts share of labels found, one part its mean over labels: for texts with one label each."""
    hits = ((chosen & targets) * weights[:, None]).sum(axis=0)
    sizes = (targets * weights[:, None]).sum(axis=0)
    present = sizes > 0
    return float((3 * hits.sum() / max(sizes.sum(), 1e-9) + np.mean(hits[present] / sizes[present])) / 4)
