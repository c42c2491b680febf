"""Whether words speak for something or against it: a linear model over words, small and readable (polarity.tsv).

Only good for telling the two sides of one theme apart; it is not shown, and nothing is counted by it.
"""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

LEARNT = Path(__file__).with_name("polarity.tsv")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
TURNING = frozenset(
    "no not never nothing none without hardly isn't wasn't don't didn't can't couldn't doesn't won't".split()
)
REACH = 3  # words after "not" that are turned by it


def features(text: str) -> list[str]:
    """Lower-case words and pairs of words; those just after "not" and its like are marked."""
    words, left = [], 0
    for word in WORD.findall(text.lower().replace("’", "'")):
        words.append(f"not_{word}" if left else word)
        left = REACH if word in TURNING else max(0, left - 1)
    return words + [f"{one} {other}" for one, other in pairwise(words)]


@cache
def _weights() -> dict[str, float]:
    lines = (line for line in LEARNT.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {word: float(weight) for word, _, weight in (line.partition("\t") for line in lines)}


def leaning(text: str) -> float:
    """From -1, speaks against, to 1, speaks for; near 0 when it does neither."""
    weights = _weights()
    total = weights[""] + sum(weights.get(feature, 0.0) for feature in set(features(text)))
    return math.tanh(total / 2)
