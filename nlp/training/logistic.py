"""Logistic regressions for all labels at once: one pass over the data serves every label."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from nlp.mapping.words import Floats
from nlp.training.settings import Fit


def logistic(
    sparse: csr_matrix, dense: Floats, targets: npt.NDArray[np.bool_], counts: Floats, fit: Fit
) -> tuple[Floats, Floats]:
    """Weights (sparse columns + dense columns, labels) and bias (labels,), with an L2 penalty.

    ``counts`` (n,) says how many times each row counts. The labels are independent of one another.
    """
    labels, wide = targets.shape[1], sparse.shape[1]
    shape = (wide + dense.shape[1] + 1, labels)
    back = sparse.T.tocsr()
    truth = targets.astype(np.float32)
    # Every label starts from how common it is.
    share = np.clip(np.average(truth, axis=0, weights=counts), 1e-3, 1 - 1e-3)
    start = np.zeros(shape, np.float32)
    start[-1] = np.log(share / (1 - share))

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights = flat.reshape(shape).astype(np.float32)
        odds = sparse @ weights[:wide] + dense @ weights[wide:-1] + weights[-1]
        errors = (expit(odds) - truth) * (counts[:, None] * fit.penalty)
        misfit = np.logaddexp(0, np.where(truth > 0, -odds, odds)) * (counts[:, None] * fit.penalty)
        slope = np.vstack([back @ errors, dense.T @ errors, errors.sum(axis=0)])
        slope[:-1] += weights[:-1]
        total = float(misfit.sum(dtype=np.float64) + (weights[:-1].astype(np.float64) ** 2).sum() / 2)
        return total, slope.astype(np.float64).ravel()

    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": fit.steps, "ftol": 1e-6})
    weights = found.x.reshape(shape).astype(np.float32)
    return weights[:-1], weights[-1]
