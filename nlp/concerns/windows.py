"""The stretches of a text that are judged, so that what is said in one place counts wherever that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Stretch = tuple[int, int]


def windows(sentences: Sequence[Stretch], size: int) -> Iterator[Stretch]:
    """Runs of sentences about ``size`` characters long, each overlapping the next by about half.

    A text no longer than that is one window; so is a sentence that is longer.
    """
    start = 0
    while start < len(sentences):
        end = start + 1
        while end < len(sentences) and sentences[end][1] - sentences[start][0] <= size:
            end += 1
        yield sentences[start][0], sentences[end - 1][1]
        if end == len(sentences):
            return
        start = max(start + 1, (start + end) // 2)
