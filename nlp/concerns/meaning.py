"""What a stretch means, beside what it says: how like our written examples it is, by sentence vectors.

A kernel model: each written example, alarming or harmless, speaks for and against each head as strongly as it is like the
stretch. It stands beside the model over words, and only where the encoder does.
"""

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
SHARPNESS = 4.0  # how fast likeness falls with the angle between two vectors


def likeness(vectors: Floats, examples: Floats) -> Floats:
    """From 0 to 1, (n, m): how like each of n unit vectors is to each of m examples."""
    alike: Floats = np.exp(SHARPNESS * (vectors @ examples.T - 1)).astype(np.float32)
    return alike


@dataclass(frozen=True, slots=True)
class Meaning:
    """``weights`` (m, heads) of unit ``examples`` (m, d); ``mix`` (heads, 3) joins words and meaning to log-odds.

    ``probe`` (3, d) is how PROBES looked in training.
    """

    heads: tuple[str, ...]
    examples: Floats
    weights: Floats
    mix: Floats
    probe: Floats

    @classmethod
    def load(cls, path: Path) -> Meaning:
        """Reads a model. Raises FileNotFoundError."""
        with np.load(path, allow_pickle=False) as kept:
            heads = tuple(str(head) for head in kept["heads"])
            return cls(heads, *(kept[name].astype(np.float32) for name in ("examples", "weights", "mix", "probe")))

    def save(self, path: Path) -> None:
        """Writes the weights at half precision."""
        half = {name: getattr(self, name).astype(np.float16) for name in ("examples", "weights", "probe")}
        np.savez_compressed(path, heads=np.array(self.heads), mix=self.mix, **half)

    def fits(self, encoder: Encoder) -> bool:
        """Whether this encoder sees texts as the one in training did; another's vectors would mean something else."""
        probe = encoder.embed(list(PROBES))
        return probe.shape == self.probe.shape and bool(((probe * self.probe).sum(axis=1) > ALIKE).all())

    def log_odds(self, words: Floats, vectors: Floats) -> Floats:
        """Evidence (n, heads), in nats, from that of the words (n, heads) and the vectors (n, d)."""
        meant = likeness(vectors, self.examples) @ self.weights
        joined: Floats = (self.mix[:, 0] * words + self.mix[:, 1] * meant + self.mix[:, 2]).astype(np.float32)
        return joined


@cache
def load_meaning(path: Path) -> tuple[Meaning, Encoder] | None:
    """The model with its encoder, or None where the encoder is missing or another one: then words judge alone."""
    try:
        encoder = load_encoder()
    except EncoderMissing:
        return None
    meaning = Meaning.load(path)
    return (meaning, encoder) if meaning.fits(encoder) else None
