"""When a score is high enough: one rule for training, mapping and evaluation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from nlp.mapping.words import Floats

LEAST = 1e-6  # probability
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rule:
    """Labels are kept from ``threshold`` on.

    The best label is also kept below it, as long as it is at least ``first`` times as likely as that nothing
    fits; when it is not, nothing is kept. So a comment that is plainly about something is filed although no
    single label is sure, and a sure-looking label does not carry a comment that says nothing.

    ``lift`` (labels,), where there is any, is added to the log-odds before: rare labels are chosen sooner than their
    probability alone would have it, so that each label is found, not only the common ones.
    """

    threshold: float
    first: float
    lift: tuple[float, ...] = ()

    def lifted(self, scores: Floats) -> Floats:
        """The scores that are compared, from probabilities (n, labels)."""
        if not self.lift:
            return scores
        lifted: Floats = expit(logit(np.clip(scores, LEAST, 1 - LEAST)) + np.array(self.lift, np.float32))
        return lifted

    def keep(self, scores: Floats, nothing: Floats) -> Flags:
        """Which labels (n, labels) to keep; ``nothing`` (n,) is the probability that none fits."""
        scores = self.lifted(scores)
        best = scores.argmax(axis=1)
        rows = np.arange(len(scores))
        kept = scores >= self.threshold
        kept[rows, best] = True
        kept[scores[rows, best] < self.first * nothing] = False
        return kept
