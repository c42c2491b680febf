"""Which words of a text caused a label: those with the most weight in the model that chose it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.settings import Because
from nlp.mapping.words import LONGEST_WORD, WORD, Floats, WordFeatures, plain

PIECES_SHARE = 0.3  # a text has about ten times as many pieces as terms, so each weighs about a third
NOT_SHOWN = ENGLISH_STOP_WORDS | {"t", "s", "ve", "ll", "don't", "didn't", "wasn't", "it's", "i'm", "i've"}


@dataclass
class Explainer:
    """Weights of words (words.width, labels), and of lexicon hits (lexicon labels, labels) where there are any."""

    words: WordFeatures
    weights: Floats
    settings: Because
    lexicon: Lexicon = field(default_factory=lambda: Lexicon((), {}, {}))
    hits: Floats | None = None
    _known: dict[str, list[float]] = field(default_factory=dict, repr=False)

    def because(self, text: str, labels: Sequence[int]) -> list[tuple[str, ...]]:
        """For each label the words that spoke most for it, strongest first, as they stand in the text."""
        if not labels:
            return []
        written = WORD.findall(text)
        words = [plain(word)[:LONGEST_WORD] for word in written]
        first = dict(zip(words[::-1], written[::-1], strict=True))
        shown = [word for word in first if word not in NOT_SHOWN and not word.isdigit()]
        found = self.lexicon.find(words) if self.hits is not None else {}
        return [self._strongest(self._power(words, found, label), shown, first) for label in labels]

    def _strongest(self, power: Mapping[str, float], shown: list[str], first: Mapping[str, str]) -> tuple[str, ...]:
        if not shown:
            return ()
        ranked = sorted(shown, key=lambda word: -power[word])[: self.settings.most]
        least = max(power[ranked[0]], 0) * self.settings.share
        strong = [word for word in ranked if power[word] > least]
        return tuple(first[word] for word in strong or ranked[:1])

    def _power(self, words: list[str], found: Mapping[str, set[str]], label: int) -> dict[str, float]:
        """How much each word spoke for a label; a pair counts half for each of its words."""
        power: dict[str, float] = defaultdict(float)
        for word in set(words):
            power[word] += self._weigh(word)[label]
        for a, b in pairwise(words):
            pair = f"{a} {b}"
            if pair in self.words.terms.index:
                half = self._weigh(pair)[label] / 2
                power[a] += half
                power[b] += half
        if self.hits is not None:
            for speaks_for, phrases in found.items():
                weight = float(self.hits[self.lexicon.labels.index(speaks_for), label])
                for parts in map(str.split, phrases):
                    for word in parts:
                        power[word] += weight / len(parts)
        return power

    def _weigh(self, term: str) -> list[float]:
        """Weight of a word or word pair for every label, its pieces included."""
        if (known := self._known.get(term)) is not None:
            return known
        total = np.zeros(self.weights.shape[1], np.float32)
        if (place := self.words.terms.index.get(term)) is not None:
            total += self.words.terms.rarity[place] * self.weights[place]
        pieces = [] if " " in term else self.words.pieces_in(term)
        if pieces:
            start = len(self.words.terms.index)
            said = self.weights[[start + piece for piece in pieces]]
            total += PIECES_SHARE * (self.words.pieces.rarity[pieces] @ said)
        weights: list[float] = total.tolist()
        if len(self._known) < 200_000:
            self._known[term] = weights
        return weights
