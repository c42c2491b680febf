"""Texts to groups by meaning, number of groups not given.

Each vector is drawn towards its nearest neighbours until groups of like texts stand apart; a tree (Ward) is grown
over the result, and cut where the neighbour graph's modularity is highest. No step draws lots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.cluster.hierarchy import cut_tree, linkage

from nlp.themes.settings import Grouping

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.intp]

CHUNK = 1024  # rows compared at a time: bounds memory
STEEPNESS = 4  # power that makes near neighbours count for more than far ones


@dataclass(frozen=True, slots=True)
class Groups:
    """Labels (n,) at three depths of one tree: each landmark lies in one theme, each theme in one wider theme."""

    landmarks: Labels
    themes: Labels
    wider: Labels


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def group(vectors: Vectors, settings: Grouping) -> Groups:
    """Groups of unit vectors (n, d), n at least 3."""
    reduced = _reduce(vectors, settings.dimensions)
    graph = _neighbour_graph(reduced, min(settings.neighbours, len(reduced) - 1))
    tree = linkage(_smooth(reduced, graph, settings.smoothing_steps), "ward")
    counts = _candidate_counts(len(vectors))
    most = min(settings.most_landmarks, max(2, len(vectors) // settings.texts_per_landmark))
    cuts = cut_tree(tree, n_clusters=sorted({*counts, max(most, *counts)})).astype(np.intp).T
    themes = _best_cut(graph, cuts[: len(counts)], settings.resolution)
    wider = _best_cut(graph, [cut for cut in cuts if cut.max() <= themes.max()], settings.wide_resolution)
    return Groups(cuts[-1], themes, wider)


def _reduce(vectors: Vectors, dimensions: int) -> Vectors:
    """Centred vectors on their main axes, of unit length."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return unit(centred @ axes[:, ::-1][:, :dimensions])


def _neighbour_graph(vectors: Vectors, count: int) -> sp.csr_array:
    """Symmetric weights (n, n) between each row and its nearest rows."""
    size = len(vectors)
    near = np.empty((size, count), np.intp)
    weight = np.empty((size, count), np.float64)
    for start in range(0, size, CHUNK):
        likeness = vectors[start : start + CHUNK] @ vectors.T
        rows = np.arange(len(likeness))
        likeness[rows, start + rows] = -2
        found = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        near[start : start + CHUNK] = found
        weight[start : start + CHUNK] = np.maximum(np.take_along_axis(likeness, found, 1), 1e-3) ** STEEPNESS
    graph = sp.csr_array((weight.ravel(), (np.repeat(np.arange(size), count), near.ravel())), (size, size))
    return graph.maximum(graph.T).tocsr()


def _smooth(vectors: Vectors, graph: sp.csr_array, steps: int) -> Vectors:
    """Vectors drawn towards their neighbours, which sharpens the edges between groups."""
    share = sp.diags_array(1 / graph.sum(axis=1)) @ graph
    for _ in range(steps):
        vectors = unit(vectors + share @ vectors)
    return vectors


def _candidate_counts(size: int) -> list[int]:
    """Numbers of groups worth trying: every one while small, then in steps of about a twentieth."""
    most = max(2, min(size // 3, 400))
    return sorted({*range(2, min(20, most) + 1), *np.geomspace(2, most, 80).astype(int).tolist()})


def _best_cut(graph: sp.csr_array, cuts: list[Labels], resolution: float) -> Labels:
    """The cut under which most weight lies inside groups, beyond what their sizes would bring by chance."""
    edges = graph.tocoo()
    degree = graph.sum(axis=1)
    total = degree.sum()

    def modularity(cut: Labels) -> float:
        inside = edges.data[cut[edges.row] == cut[edges.col]].sum() / total
        return float(inside - resolution * ((np.bincount(cut, degree) / total) ** 2).sum())

    return max(cuts, key=modularity)
