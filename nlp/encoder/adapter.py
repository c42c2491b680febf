"""An adapter: low-rank changes (LoRA, Hu and others 2021) to the encoder's last layers, learnt from filed comments.

It holds what differs from the published weights and nothing else, so it is small. ``nlp/training/tuning`` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Weights = Mapping[str, npt.NDArray[np.float32]]

SHIPPED = Path(__file__).parents[1] / "models" / "chapters" / "adapter.npz"


@dataclass(frozen=True)
class Adapter:
    """``changes`` by the published weight's name: a pair (out, r) and (r, in) to be multiplied and added to it, or a whole
    new array. ``first`` is the first layer that differs."""

    first: int
    pairs: Mapping[str, tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]
    whole: Weights

    def applied(self, weights: Weights) -> Weights:
        """The published weights with the changes made."""
        changed = {name: weights[name] + up @ down for name, (up, down) in self.pairs.items()}
        return {**weights, **changed, **self.whole}


def read_adapter(path: Path = SHIPPED) -> Adapter:
    """An adapter from its file of plain arrays."""
    with np.load(path, allow_pickle=False) as arrays:
        kept = {name: np.asarray(arrays[name]) for name in arrays.files}
    parts = {name: value.astype(np.float32) for name, value in kept.items() if name != "first"}
    paired = {name.removesuffix(".up") for name in parts if name.endswith(".up")}
    return Adapter(
        first=int(kept["first"]),
        pairs={name: (parts[f"{name}.up"], parts[f"{name}.down"]) for name in paired},
        whole={name: value for name, value in parts.items() if not name.endswith((".up", ".down"))},
    )
