"""The space in which texts are near one another: what they mean, and beside it the words they use."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.themes.words import meaningful_stems

Vectors = npt.NDArray[np.float32]

CHUNK = 1024  # rows compared at a time: bounds memory
STEEPNESS = 4  # power that makes near neighbours count for more than far ones
FEWEST_WORDS = 3  # different words below which words tell nothing


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def build_space(texts: Sequence[str], vectors: Vectors, dimensions: int, weight_of_words: float) -> Vectors:
    """Texts as unit rows: encoder vectors (n, d) and word vectors side by side, each on its main axes."""
    meaning = _main_axes(vectors, dimensions)
    words = _word_vectors(texts, dimensions)
    return unit(np.hstack([meaning, weight_of_words * words]))


def _main_axes(vectors: Vectors, dimensions: int) -> Vectors:
    """Centred vectors on their main axes, of unit length."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return unit(centred @ axes[:, ::-1][:, :dimensions])


def _word_vectors(texts: Sequence[str], dimensions: int) -> Vectors:
    """Latent semantic vectors of words and pairs of words that two or more texts use; no columns if none do."""
    most_used = max(2, int(0.3 * len(texts)))
    words = TfidfVectorizer(analyzer=_words_and_pairs, sublinear_tf=True, min_df=2, max_df=most_used)
    try:
        table = words.fit_transform(texts)
    except ValueError:  # no word is left
        return np.zeros((len(texts), 0), np.float32)
    rank = min(dimensions, table.shape[0] - 1, table.shape[1] - 1)
    if rank < FEWEST_WORDS:
        return np.zeros((len(texts), 0), np.float32)
    return unit(TruncatedSVD(rank, algorithm="arpack", random_state=0).fit_transform(table))


def _words_and_pairs(text: str) -> list[str]:
    stems = meaningful_stems(text)
    return stems + [f"{a} {b}" for a, b in pairwise(stems)]


def neighbour_graph(rows: Vectors, count: int) -> sp.csr_array:
    """Symmetric weights (n, n) between each row and its ``count`` nearest rows."""
    size = len(rows)
    near = np.empty((size, count), np.intp)
    weight = np.empty((size, count), np.float64)
    for start in range(0, size, CHUNK):
        likeness = rows[start : start + CHUNK] @ rows.T
        own = np.arange(len(likeness))
        likeness[own, start + own] = -2
        found = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        near[start : start + CHUNK] = found
        weight[start : start + CHUNK] = np.maximum(np.take_along_axis(likeness, found, 1), 1e-3) ** STEEPNESS
    graph = sp.csr_array((weight.ravel(), (np.repeat(np.arange(size), count), near.ravel())), (size, size))
    return graph.maximum(graph.T).tocsr()


def smooth(rows: Vectors, graph: sp.csr_array, steps: int) -> Vectors:
    """Rows drawn half way to their neighbours, step by step, until groups of like texts stand apart."""
    share = sp.diags_array(1 / graph.sum(axis=1)) @ graph
    for _ in range(steps):
        rows = unit(rows + share @ rows)
    return rows
