"""What the encoder read last, so that a text which several steps look at is read once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from threading import Lock

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Read = Callable[[Sequence[str], list[str]], Vectors]


class Memory:
    """What came of at most ``most`` texts, by a digest of each; the longest unused are forgotten first.

    No text is kept, so nothing that people wrote outlives the step that read it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, dict[str, Vectors]] = OrderedDict()
        self._changing = Lock()

    def recall(self, texts: Sequence[str], outputs: list[str], read: Read) -> Vectors:
        """Vectors (outputs, n, d) of n texts, at least one: ``read(texts, outputs)`` makes those not remembered."""
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        with self._changing:
            found = {row: known for row, key in enumerate(keys) if (known := self._look_up(key, outputs)) is not None}
        new = [row for row in range(len(texts)) if row not in found]
        if new:
            fresh = read([texts[row] for row in new], outputs)
            found.update((row, fresh[:, at].copy()) for at, row in enumerate(new))  # a view would keep them all
            with self._changing:
                for row in new:
                    self._keep(keys[row], outputs, found[row])
        return np.stack([found[row] for row in range(len(texts))], axis=1)

    def _look_up(self, key: bytes, outputs: list[str]) -> Vectors | None:
        known = self._kept.get(key, {})
        if not known.keys() >= set(outputs):
            return None
        self._kept.move_to_end(key)
        return np.stack([known[output] for output in outputs])

    def _keep(self, key: bytes, outputs: list[str], vectors: Vectors) -> None:
        self._kept.setdefault(key, {}).update(zip(outputs, vectors, strict=True))
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
