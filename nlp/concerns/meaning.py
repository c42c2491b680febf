"""A linear model of concerns over sentence vectors. It stands beside the one over words, and only where the encoder does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.encoder.encoder import Encoder, EncoderMissing, load_encoder

Floats = NDArray[np.float32]
PROBES = ("I cannot see a way through this.", "The nurse was kind.", "I shall make a formal complaint.")
ALIKE = 0.97  # cosine, above which an encoder sees a probe as the one in training did


@dataclass(frozen=True, slots=True)
class Meaning:
    """Weights (d, heads) and bias (heads,) over unit vectors; ``probe`` (3, d) is how PROBES looked in training."""

    heads: tuple[str, ...]
    weights: Floats
    bias: Floats
    probe: Floats

    @classmethod
    def load(cls, path: Path) -> Meaning:
        """Reads a model. Raises FileNotFoundError."""
        with np.load(path, allow_pickle=False) as kept:
            heads = tuple(str(head) for head in kept["heads"])
            weights, bias, probe = (kept[name].astype(np.float32) for name in ("weights", "bias", "probe"))
        return cls(heads, weights, bias, probe)

    def save(self, path: Path) -> None:
        """Writes the weights at half precision."""
        half = {name: getattr(self, name).astype(np.float16) for name in ("weights", "bias", "probe")}
        np.savez_compressed(path, heads=np.array(self.heads), **half)

    def fits(self, encoder: Encoder) -> bool:
        """Whether this encoder sees texts as the one in training did; another's vectors would mean something else."""
        probe = encoder.embed(list(PROBES))
        return probe.shape == self.probe.shape and bool(((probe * self.probe).sum(axis=1) > ALIKE).all())

    def log_odds(self, vectors: Floats) -> Floats:
        """Evidence (n, heads) for each head, in nats."""
        return np.asarray(vectors @ self.weights + self.bias, np.float32)


@cache
def load_meaning(path: Path) -> tuple[Meaning, Encoder] | None:
    """The model with its encoder, or None where the encoder is missing or another one: then words judge alone."""
    try:
        encoder = load_encoder()
    except EncoderMissing:
        return None
    meaning = Meaning.load(path)
    return (meaning, encoder) if meaning.fits(encoder) else None
