"""Which words of a text caused a label: those with the most weight in the model that chose it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.settings import Because
from nlp.mapping.tfidf import WordFeatures
from nlp.mapping.tokens import Numbers, Tokens
from nlp.mapping.words import Floats

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

    def because(self, tokens: Tokens, texts: Numbers, labels: Numbers) -> list[tuple[str, ...]]:
        """For each text and label beside it, the words that spoke most for it, strongest first, as they stand there."""
        if not len(texts) or not len(tokens.kinds):
            return [()] * len(texts)
        keys, first = tokens.distinct
        owners, kinds = np.divmod(keys, len(tokens.forms))
        shown = self._shown(tokens)[kinds]
        of_text = np.searchsorted(owners, np.arange(len(tokens) + 1))
        counts = of_text[texts + 1] - of_text[texts]
        asked = np.repeat(np.arange(len(texts)), counts)
        words = np.arange(len(asked)) - np.repeat(np.cumsum(counts) - counts, counts) + of_text[texts][asked]
        asked, words = asked[shown[words]], words[shown[words]]
        power = self._powers(tokens, keys, kinds)[words, labels[asked]]
        found: list[list[str]] = [[] for _ in texts]
        for which, word in zip(*self._strongest(asked, words, power), strict=True):
            found[which].append(tokens.written[first[word]])
        return [tuple(strongest) for strongest in found]

    def _strongest(self, asked: Numbers, words: Numbers, power: Floats) -> tuple[list[int], list[int]]:
        """Of all words asked about, the strongest for each question; weak ones only where there is no other."""
        order = np.lexsort((-power, asked))
        asked, words, power = asked[order], words[order], power[order]
        opens = np.flatnonzero(np.r_[True, asked[1:] != asked[:-1]]) if len(asked) else np.zeros(0, np.int64)
        lengths = np.diff(np.r_[opens, len(asked)])
        rank = np.arange(len(asked)) - np.repeat(opens, lengths)
        least = np.repeat(np.maximum(power[opens], 0), lengths) * self.settings.share
        kept = (rank < self.settings.most) & ((power > least) | (rank == 0))
        return asked[kept].tolist(), words[kept].tolist()

    def _powers(self, tokens: Tokens, keys: Numbers, kinds: Numbers) -> Floats:
        """How much each text's each word speaks for each label; a pair or phrase counts in parts for its words."""
        terms, pieces = self.words.terms, self.words.pieces
        start = len(terms.index)
        singles = self.words.singles_in(tokens)
        known = singles >= 0
        forms = PIECES_SHARE * (self.words.pieces_in(tokens) @ (pieces.rarity[:, None] * self.weights[start:]))
        forms[known] += terms.rarity[singles[known], None] * self.weights[singles[known]]
        if self.hits is not None:
            forms += self.lexicon.of_forms(tokens) @ self.hits
        powers: Floats = forms[kinds]
        places, pairs = self.words.pairs_in(tokens)
        halves = terms.rarity[pairs] / 2
        for step in (0, 1):
            rows = self._rows(tokens, keys, places + step)
            powers += csr_matrix((halves, (rows, pairs)), (len(keys), start)) @ self.weights[:start]
        if self.hits is not None:
            self._add_phrases(powers, tokens, keys, self.hits)
        return powers

    def _add_phrases(self, powers: Floats, tokens: Tokens, keys: Numbers, hits: Floats) -> None:
        parts = [
            (place + step, hits[list(labels)].sum(axis=0) / length)
            for place, length, labels in self.lexicon.phrases_in(tokens)
            for step in range(length)
        ]
        if parts:
            rows = self._rows(tokens, keys, np.array([place for place, _ in parts]))
            np.add.at(powers, rows, np.stack([share for _, share in parts]))

    def _rows(self, tokens: Tokens, keys: Numbers, places: Numbers) -> Numbers:
        """Where the words at some places stand among the different words of all texts."""
        return np.searchsorted(keys, tokens.owners[places] * len(tokens.forms) + tokens.kinds[places])

    def _shown(self, tokens: Tokens) -> npt.NDArray[np.bool_]:
        return np.array([form not in NOT_SHOWN and not form.isdigit() for form in tokens.forms], bool)
