"""Passages as points: which lie near to what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engage.theming.pipeline import Vector

NEAR = 0.3
"""Cosine below which a passage is not offered as saying the like."""
ALIKE = 0.85
"""Cosine from which two passages say the same, so that the second is not offered beside the first."""


@dataclass(frozen=True, slots=True)
class Space:
    """The passages that may be quoted in a chapter, with their vectors (n, d) and whose words they are."""

    passages: tuple[int, ...]
    people: tuple[int, ...]
    vectors: Vector
    lengths: tuple[int, ...] = ()
    """Characters of each; empty where they do not matter."""


_AROUND = 0.35
"""What the rest of a person's words count for beside the passage itself: a sentence alone can be about anything."""
_SHORT, _TOO_SHORT = 45, 0.1
"""Characters under which a passage seldom says enough to stand in a plan, and what that takes off."""


def fitting(
    space: Space, wanted: Vector, most: int, *, least: float = NEAR, one_each: bool = True
) -> list[tuple[int, float]]:
    """Passages that would stand well behind words with the vector ``wanted``: near by themselves, and in what is around."""
    if not space.passages:
        return []
    people, row_of = np.unique(np.array(space.people), return_inverse=True)
    whole = np.zeros((len(people), space.vectors.shape[1]), np.float32)
    np.add.at(whole, row_of, space.vectors)
    whole /= np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-9)
    bonus = _AROUND * (whole @ wanted)[row_of]
    if space.lengths:
        bonus -= _TOO_SHORT * (np.array(space.lengths) < _SHORT)
    return nearest(space, wanted, most, bonus=bonus, least=least, one_each=one_each)


def nearest(
    space: Space,
    wanted: Vector,
    most: int,
    *,
    one_each: bool = True,
    least: float = NEAR,
    bonus: Vector | None = None,
) -> list[tuple[int, float]]:
    """Passages (id, cosine) nearest to the vector ``wanted`` (d,), different ones, with ``one_each`` one of a person."""
    if not space.passages:
        return []
    likeness = space.vectors @ wanted
    chosen: list[int] = []
    people: set[int] = set()
    worth = likeness if bonus is None else likeness + bonus
    for index in np.argsort(-worth, kind="stable"):
        if len(chosen) == most:
            break
        if likeness[index] < least:
            continue
        if one_each and space.people[index] in people:
            continue
        if chosen and float((space.vectors[chosen] @ space.vectors[index]).max()) >= ALIKE:
            continue
        chosen.append(int(index))
        people.add(space.people[index])
    return [(space.passages[index], float(likeness[index])) for index in chosen]
