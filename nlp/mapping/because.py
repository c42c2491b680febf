"""Which words of a text caused a label: those with the most weight in the model that chose it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.settings import Because
from nlp.mapping.words import WORD, Floats, WordFeatures, plain

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
    _known: dict[str, Floats] = field(default_factory=dict, repr=False)

    def because(self, text: str, label: int) -> tuple[str, ...]:
        """The words that spoke most for a label, strongest first, as they stand in the text."""
        written = WORD.findall(text)
        words = [plain(word) for word in written]
        power = self._power(words, label)
        first = dict(zip(words[::-1], written[::-1], strict=True))
        shown = [(power[word], word) for word in first if word not in NOT_SHOWN and not word.isdigit()]
        shown.sort(key=lambda item: -item[0])
        if not shown:
            return ()
        least = max(shown[0][0], 0) * self.settings.share
        strong = [word for weight, word in shown[: self.settings.most] if weight > least]
        return tuple(first[word] for word in strong or [shown[0][1]])

    def _power(self, words: list[str], label: int) -> dict[str, float]:
        power: dict[str, float] = defaultdict(float)
        for word in set(words):
            power[word] += float(self._weigh(word)[label])
        for a, b in pairwise(words):
            half = float(self._weigh(f"{a} {b}")[label]) / 2
            power[a] += half
            power[b] += half
        if self.hits is not None:
            for speaks_for, phrases in self.lexicon.find(words).items():
                weight = float(self.hits[self.lexicon.labels.index(speaks_for), label])
                for phrase in phrases:
                    for word in phrase.split():
                        power[word] += weight / len(phrase.split())
        return power

    def _weigh(self, term: str) -> Floats:
        """Weight of a word or word pair for every label, its pieces included."""
        if (known := self._known.get(term)) is not None:
            return known
        total = np.zeros(self.weights.shape[1], np.float32)
        if (place := self.words.terms.index.get(term)) is not None:
            total += self.words.terms.rarity[place] * self.weights[place]
        pieces = [] if " " in term else self.words.pieces_in(term)
        if pieces:
            start = len(self.words.terms.index)
            weights = self.weights[[start + piece for piece in pieces]]
            total += PIECES_SHARE * (self.words.pieces.rarity[pieces] @ weights)
        if len(self._known) < 200_000:
            self._known[term] = total
        return total
