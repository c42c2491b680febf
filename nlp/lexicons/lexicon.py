"""Look up the phrases of the lexicon files in a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.mapping.tokens import PairIndex, Tokens
from nlp.mapping.words import words_of

FOLDER = Path(__file__).parent
MOST_REMEMBERED = 200_000  # words
SHORTEST_BEGINNING = 2  # letters before a star
ENDINGS = ("s", "es", "'s", "ing", "ed")  # what a star at the end of several words stands for
Floats = npt.NDArray[np.float32]


class Found(NamedTuple):
    """A phrase of several words: where it begins among the batch's words, how many it has, for which labels it speaks."""

    place: int
    length: int
    labels: tuple[int, ...]


@dataclass(frozen=True)
class Lexicon:
    """Phrases of every label. ``phrases`` and ``beginnings`` give the labels a phrase or word beginning speaks for."""

    labels: tuple[str, ...]
    phrases: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[str, ...]]
    _words: dict[str, Floats] = field(default_factory=dict, repr=False, compare=False)

    def hits(self, tokens: Tokens) -> Floats:
        """How many different words and phrases of each label each text holds (texts, labels)."""
        there = tokens.counts.sign()
        hits: Floats = np.asarray(there @ self.of_forms(tokens), np.float32)
        seen = set()
        for place, length, labels in self.phrases_in(tokens):
            text = int(tokens.owners[place])
            phrase = (text, *tokens.kinds[place : place + length])
            if phrase not in seen:
                seen.add(phrase)
                hits[text, list(labels)] += 1
        return hits

    def of_forms(self, tokens: Tokens) -> Floats:
        """1 where a form by itself speaks for a label (forms, labels)."""
        rows = [self._of_word(form) for form in tokens.forms]
        return np.array(rows, np.float32).reshape(len(rows), len(self.labels))

    def phrases_in(self, tokens: Tokens) -> Iterator[Found]:
        """Every phrase of two words or more."""
        column = {label: i for i, label in enumerate(self.labels)}
        places, longest = self._openings.find(tokens)
        ends = tokens.starts[tokens.owners[places] + 1]
        for place, most, end in zip(places.tolist(), longest.tolist(), ends.tolist(), strict=True):
            words = [tokens.forms[kind] for kind in tokens.kinds[place : min(place + most, end)]]
            for length in range(2, len(words) + 1):
                if labels := self.phrases.get(" ".join(words[:length])):
                    yield Found(place, length, tuple(column[label] for label in labels))

    @cached_property
    def _openings(self) -> PairIndex:
        """How many words the longest phrase has that begins with a pair of words."""
        longest: dict[str, int] = {}
        for phrase in self.phrases:
            words = phrase.split(" ")
            if len(words) > 1:
                opening = " ".join(words[:2])
                longest[opening] = max(longest.get(opening, 2), len(words))
        return PairIndex.of(longest)

    def _of_word(self, word: str) -> Floats:
        """1 for every label that one word speaks for. Worked out once per word."""
        if (known := self._words.get(word)) is None:
            beginnings = (self.beginnings.get(word[:n], ()) for n in range(SHORTEST_BEGINNING, len(word) + 1))
            named = set(self.phrases.get(word, ())).union(*beginnings)
            known = np.array([label in named for label in self.labels], np.float32)
            if len(self._words) < MOST_REMEMBERED:
                self._words[word] = known
        return known


def read_lexicon(folder: Path = FOLDER) -> Lexicon:
    """All ``<label>.txt`` files of a folder."""
    phrases: dict[str, tuple[str, ...]] = {}
    beginnings: dict[str, tuple[str, ...]] = {}
    files = sorted(folder.glob("*.txt"))
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = line.partition("#")[0].strip()
            key = " ".join(words_of(entry))
            starred = entry.endswith("*")
            if starred and " " not in key:
                beginnings[key] = (*beginnings.get(key, ()), file.stem)
            elif key:
                for form in (key, *(key + end for end in ENDINGS if starred)):
                    phrases[form] = (*phrases.get(form, ()), file.stem)
    return Lexicon(tuple(file.stem for file in files), phrases, beginnings)
