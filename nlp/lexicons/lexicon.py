"""Look up the phrases of the lexicon files in a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.mapping.words import words_of

FOLDER = Path(__file__).parent
LONGEST_PHRASE = 5  # words
SHORTEST_BEGINNING = 2  # letters before a star
ENDINGS = ("s", "es", "'s", "ing", "ed")  # what a star at the end of several words stands for


@dataclass(frozen=True)
class Lexicon:
    """Phrases of every label. ``phrases`` and ``beginnings`` give the labels a phrase or word beginning speaks for."""

    labels: tuple[str, ...]
    phrases: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[str, ...]]

    def find(self, words: Sequence[str]) -> dict[str, set[str]]:
        """Label to the phrases that the words hold, as they stand there. Takes words as ``words_of`` gives them."""
        found: dict[str, set[str]] = {}
        for start in range(len(words)):
            for length in range(1, min(LONGEST_PHRASE, len(words) - start) + 1):
                phrase = " ".join(words[start : start + length])
                for label in self.phrases.get(phrase, ()):
                    found.setdefault(label, set()).add(phrase)
            for label, word in self._begun(words[start]):
                found.setdefault(label, set()).add(word)
        return found

    def _begun(self, word: str) -> Iterable[tuple[str, str]]:
        for length in range(SHORTEST_BEGINNING, len(word) + 1):
            for label in self.beginnings.get(word[:length], ()):
                yield label, word


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
