"""Texts to groups by meaning, number of groups not given.

Each text is drawn towards its nearest neighbours until groups of like texts stand apart; a tree (Ward) is grown over
the result, and cut where the groups are both well apart and well knit. No step draws lots.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.cluster.hierarchy import cut_tree, linkage

from nlp.themes.settings import Grouping
from nlp.themes.space import Vectors, build_space, neighbour_graph, smooth, unit

Labels = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Groups:
    """Labels (n,) at three depths of one tree: each landmark lies in one theme, each theme in one wider theme."""

    landmarks: Labels
    themes: Labels
    wider: Labels


def group(texts: Sequence[str], vectors: Vectors, settings: Grouping, writers: int | None = None) -> Groups:
    """Groups of texts with unit vectors (n, d), n at least 3; ``writers`` is how many people wrote them."""
    size = len(texts)
    rows = build_space(texts, vectors, settings.dimensions, settings.weight_of_words)
    graph = neighbour_graph(rows, min(settings.neighbours, size - 1))
    smoothed = smooth(rows, graph, settings.smoothing_steps)
    counts = _candidate_counts(size, writers or size, settings)
    finest = max(counts[-1], min(settings.most_landmarks, size // settings.texts_per_landmark))
    tree = linkage(smoothed, "ward")
    *cuts, landmarks = cut_tree(tree, n_clusters=[*counts, finest]).astype(np.intp).T
    knit = _modularity(graph)

    def worth(cut: Labels) -> float:
        plainness = 1 - settings.cost_of_more * math.log(cut.max() + 1)
        apart = max(separation(smoothed, cut, settings.smallest), 0)
        return apart * max(knit(cut, settings.resolution), 0.01) * plainness

    themes = max(cuts, key=worth)
    coarser = [cut for cut in cuts if 2 * (cut.max() + 1) <= themes.max() + 1]
    wider = max(coarser, key=lambda cut: knit(cut, settings.wide_resolution), default=themes)
    return Groups(landmarks, themes, wider)


def _candidate_counts(size: int, writers: int, settings: Grouping) -> list[int]:
    """Numbers of groups worth trying: every one while small, then in steps of about a twentieth.

    The more people, the more themes, but by the root: with four times as many there is twice as much to tell apart.
    """
    told_apart = int(math.sqrt(settings.squared * writers))
    most = max(2, min(size // settings.mean_size, told_apart, settings.most_themes))
    return sorted({*range(2, min(20, most) + 1), *np.geomspace(2, most, 80).astype(int).tolist()})


def separation(rows: Vectors, cut: Labels, smallest: int = 2) -> float:
    """Mean simplified silhouette: how much nearer each row is to its own group's middle than to the next one's.

    A group of fewer than ``smallest`` is no theme, however well apart, and counts nothing.
    """
    own_group = sp.csr_array((np.ones(len(cut), np.float32), cut, np.arange(len(cut) + 1)))
    sums = own_group.T @ rows
    distance = 1 - rows @ unit(sums).T
    own = np.arange(len(rows)), cut
    inside = distance[own].copy()
    distance[own] = np.inf
    beside = distance.min(axis=1)
    widths = (beside - inside) / np.maximum(np.maximum(inside, beside), 1e-9)
    return float(np.where(np.bincount(cut)[cut] >= smallest, widths, 0).mean())


def _modularity(graph: sp.csr_array) -> Callable[[Labels, float], float]:
    """Weight inside groups beyond what their sizes would bring by chance, at a resolution."""
    edges = graph.tocoo()
    degree = graph.sum(axis=1)
    total = degree.sum()

    def modularity(cut: Labels, resolution: float) -> float:
        inside = edges.data[cut[edges.row] == cut[edges.col]].sum() / total
        return float(inside - resolution * ((np.bincount(cut, degree) / total) ** 2).sum())

    return modularity
