"""Look up the phrases of the lexicon files in a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nlp.mapping.words import words_of

FOLDER = Path(__file__).parent
MOST_REMEMBERED = 200_000  # words
SHORTEST_BEGINNING = 2  # letters before a star
ENDINGS = ("s", "es", "'s", "ing", "ed")  # what a star at the end of several words stands for


@dataclass(frozen=True)
class Lexicon:
    """Phrases of every label. ``phrases`` and ``beginnings`` give the labels a phrase or word beginning speaks for."""

    labels: tuple[str, ...]
    phrases: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[str, ...]]
    _words: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def find(self, words: Sequence[str]) -> dict[str, set[str]]:
        """Label to the phrases that the words hold, as they stand there. Takes words as ``words_of`` gives them."""
        found: dict[str, set[str]] = {}
        for start, word in enumerate(words):
            for label in self._of_word(word):
                found.setdefault(label, set()).add(word)
            for length in range(2, min(self._longest.get(word, 1), len(words) - start) + 1):
                phrase = " ".join(words[start : start + length])
                for label in self.phrases.get(phrase, ()):
                    found.setdefault(label, set()).add(phrase)
        return found

    @cached_property
    def _longest(self) -> dict[str, int]:
        """How many words the longest phrase has that begins with a word."""
        longest: dict[str, int] = {}
        for phrase in self.phrases:
            first, count = phrase.partition(" ")[0], phrase.count(" ") + 1
            longest[first] = max(longest.get(first, 1), count)
        return longest

    def _of_word(self, word: str) -> frozenset[str]:
        """The labels that one word speaks for. Worked out once per word."""
        if (known := self._words.get(word)) is None:
            beginnings = (self.beginnings.get(word[:n], ()) for n in range(SHORTEST_BEGINNING, len(word) + 1))
            known = frozenset(self.phrases.get(word, ())).union(*beginnings)
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
