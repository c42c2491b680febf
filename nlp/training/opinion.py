"""The tuned encoder's opinion of texts, for training to weigh beside words: fair also about texts it was tuned on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.encoder.encoder import Encoder
from nlp.mapping.corpus import key_of
from nlp.mapping.words import Floats

SHIPPED = Path(__file__).parents[1] / "models" / "chapters" / "tuned.npz"


@dataclass(frozen=True)
class Opinion:
    """``head`` (d, labels) and ``bias`` (labels,) turn tuned vectors into log-odds; ``odds`` (n, labels) are those of
    the examples, each by a network that had not seen it."""

    head: Floats
    bias: Floats
    odds: Floats


def opinion_of(texts: Sequence[str], encoder: Encoder, labels: Sequence[str], path: Path = SHIPPED) -> Opinion | None:
    """What the encoder's tuned branch says of each label.

    The file holds the log-odds of every text that the branch was tuned on, by another that was tuned without it,
    under the text's key. None when there is no such branch, or it was not tuned for all of these labels.
    """
    if not encoder.is_tuned:
        return None
    with np.load(path, allow_pickle=False) as arrays:
        kept = {name: np.asarray(arrays[name]) for name in arrays.files}
    known = {label: column for column, label in enumerate(kept["labels"].tolist())}
    if not set(labels) <= set(known):
        return None
    columns = [known[label] for label in labels]
    head, bias = kept["head"][:, columns].astype(np.float32), kept["bias"][columns].astype(np.float32)
    crosswise = dict(zip(kept["keys"].tolist(), kept["odds"][:, columns].astype(np.float32), strict=True))
    odds = encoder.embed_both(texts)[1] @ head + bias
    for row, text in enumerate(texts):
        odds[row] = crosswise.get(int(key_of(text), 16), odds[row])
    return Opinion(head, bias, odds)
