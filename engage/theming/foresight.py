"""What a text that still waits may be about, for the moderator who reads it. Its vector is never kept, nor given away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engage.models import Plan
from engage.theming import pipeline

LONGEST = 4_000
"""Characters that are read of a text: what it is about is said by then, and reading takes time."""


def chapters_of(plan: Plan, texts: Sequence[str]) -> list[list[dict[str, Any]]]:
    """The likely chapters of each text, the surest first: ``{slug, score, because}``, where the words are its own.

    Raises:
        EncoderMissing: there is no usable encoder.
    """
    mapped = pipeline.load(plan).file([text[:LONGEST] for text in texts])
    return [
        [
            {"slug": each.slug, "score": round(float(each.score), 3), "because": list(each.because)}
            for each in one.chapters
        ]
        for one in mapped
    ]
