"""Ridge regression for all labels at once, by conjugate gradients: sparse and dense features side by side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from nlp.mapping.words import Floats
from nlp.training.settings import Fit

CLOSE = 1e-3  # of the first error: where the search ends


def ridge(
    sparse: csr_matrix, dense: Floats, targets: npt.NDArray[np.bool_], counts: Floats, fit: Fit
) -> tuple[Floats, Floats]:
    """Weights (sparse columns + dense columns, labels) and bias (labels,) that come nearest to 0 and 1.

    ``counts`` (n,) says how many times each row counts. The labels are independent of one another.
    """
    wide, back, many = sparse.shape[1], sparse.T.tocsr(), counts[:, None].astype(np.float32)
    bias = np.average(targets, axis=0, weights=counts).astype(np.float32)

    def gather(errors: Floats) -> Floats:
        return np.vstack([back @ errors, dense.T @ errors])

    def curve(weights: Floats) -> Floats:
        return gather(many * (sparse @ weights[:wide] + dense @ weights[wide:])) + fit.penalty * weights

    left = gather((many * (targets - bias)).astype(np.float32))
    weights, step = np.zeros_like(left), left.copy()
    error = first = (left**2).sum(axis=0)
    for _ in range(fit.steps):
        if np.all(error <= CLOSE**2 * first):
            break
        curved = curve(step)
        length = error / np.maximum((step * curved).sum(axis=0), 1e-12)
        weights += length * step
        left -= length * curved
        error, before = (left**2).sum(axis=0), error
        step = left + error / np.maximum(before, 1e-12) * step
    return weights, bias
