"""Finds the words of a text that are names of people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.names.features import Word, features, index, is_candidate, read_words, style_of, unlisted
from nlp.names.places import AFTER, not_people

PARTICLES = frozenset(
    "van der den de del della da dos di du la le el al bin bint ibn abu ben st o mac mc ap von".split()
)
LEADS = {"title", "staff", "relation"}
CUES = {"staff", "relation", "cue"}  # what stands beside names does not begin one: "Dad", "Physio"


class Recogniser:
    """A linear model over the features of each word, and rules that join words to names.

    ``hidden`` words, in small letters, are read as if no list held them: so it is measured on names that it does not know.
    """

    def __init__(self, path: Path, threshold: float, joining: float) -> None:
        self.hidden: frozenset[str] = frozenset()
        with np.load(path, allow_pickle=False) as model:
            self.weights: NDArray[np.float32] = model["weights"].astype(np.float32) * model["scale"]
            self.bias = float(model["bias"])
        self.threshold = np.log(threshold / (1 - threshold))
        self.joining = np.log(joining / (1 - joining))

    def find(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Token ranges of the names."""
        words, kept = read_words(tokens)
        if self.hidden:
            words = [unlisted(word) if word.lower in self.hidden else word for word in words]
        scores = self.score(words)
        if not scores:
            return []
        certain = {words[i].lower for i, z in scores.items() if z > 2 * abs(self.threshold) and words[i].rank is None}
        barred = not_people([word.lower for word in words])
        found = []
        i = 0
        while i < len(words):
            likely = i in scores or words[i].lower in certain
            end = self.extend(words, scores, barred, certain, i) if likely else i
            if end > i:
                found.append((kept[self._initial(words, i)], kept[end - 1] + 1))
            i = max(end, i + 1)
        return found

    def score(self, words: Sequence[Word]) -> dict[int, float]:
        """The log-odds of each candidate word."""
        style = style_of(words)
        return {
            i: float(self.weights[[index(f) for f in features(words, i, style)]].sum()) + self.bias
            for i in range(len(words))
            if is_candidate(words, i, style)
        }

    def extend(
        self, words: Sequence[Word], scores: dict[int, float], barred: set[int], certain: set[str], i: int
    ) -> int:
        """Where the name that starts at word i ends; i when none does."""
        led = i > 0 and (
            words[i - 1].kind in LEADS or (words[i - 1].text == "." and words[max(i - 2, 0)].kind == "title")
        )
        if (i in barred or words[i].kind in CUES) and not led:
            return i
        if scores.get(i, -99.0) < self.threshold and words[i].lower not in certain:
            return i
        end = i + 1
        while (step := self._step(words, scores, end)) and end - i < 8:
            end += step
        last = words[end] if end < len(words) else None
        return i if last and last.lower in AFTER and last.form == words[end - 1].form and not led else end

    def _step(self, words: Sequence[Word], scores: dict[int, float], end: int) -> int:
        """How many words more belong to a name that has reached ``end``."""
        for ahead in (0, 1, 2):
            at = end + ahead
            if at >= len(words):
                return 0
            if scores.get(at, -99.0) >= (self.joining if ahead == 0 else self.threshold):
                return ahead + 1
            word = words[at]
            if ahead == 1 and words[end].text == "-" and word.surname and word.form == words[end - 1].form:
                return 2
            if not (
                (word.text in {"-", "."} and words[at - 1].form != "newline")
                or word.lower in PARTICLES
                or word.form == "I"
            ):
                return 0
            if word.text == "." and words[at - 1].form != "I":
                return 0
        return 0

    @staticmethod
    def _initial(words: Sequence[Word], i: int) -> int:
        """Takes in the initials before a surname: "J. Smith", "J K Smith"."""
        while i > 0:
            step = 2 if i > 1 and words[i - 1].text == "." else 1
            if words[i - step].form != "I" or words[i - step].lower in {"i", "a"}:
                break
            i -= step
        return i
