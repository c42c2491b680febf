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


def nearest(
    space: Space, wanted: Vector, most: int, *, one_each: bool = True, least: float = NEAR
) -> list[tuple[int, float]]:
    """Passages (id, cosine) nearest to the vector ``wanted`` (d,), different ones, with ``one_each`` one of a person."""
    if not space.passages:
        return []
    likeness = space.vectors @ wanted
    chosen: list[int] = []
    people: set[int] = set()
    for index in np.argsort(-likeness, kind="stable"):
        if likeness[index] < least or len(chosen) == most:
            break
        if one_each and space.people[index] in people:
            continue
        if chosen and float((space.vectors[chosen] @ space.vectors[index]).max()) >= ALIKE:
            continue
        chosen.append(int(index))
        people.add(space.people[index])
    return [(space.passages[index], float(likeness[index])) for index in chosen]
