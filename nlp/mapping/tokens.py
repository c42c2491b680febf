"""The words of a batch of texts as arrays, so that what follows needs no loop over texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from nlp.mapping.words import LONGEST_WORD, WORD, plain

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tokens:
    """Every word of a batch, text after text.

    ``written[i]`` is the i-th word as it stands; ``kinds[i]`` its number among ``forms``, the different words as
    features know them; ``starts`` (texts + 1,) says where each text's words begin and, last, where they end.
    """

    written: Sequence[str]
    kinds: Numbers
    starts: Numbers
    forms: Sequence[str]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def owners(self) -> Numbers:
        """The text of each word."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def pairs(self) -> Numbers:
        """Where each word stands that has a next one in the same text."""
        return np.flatnonzero(self.owners[1:] == self.owners[:-1])

    @cached_property
    def distinct(self) -> tuple[Numbers, Numbers]:
        """The different words of each text, as text * forms + form in order, and where each stands first."""
        keys, first = np.unique(self.owners * len(self.forms) + self.kinds, return_index=True)
        return keys, first

    @cached_property
    def counts(self) -> csr_matrix:
        """How often each text has each form (texts, forms)."""
        ones = np.ones(len(self.kinds), np.float32)
        counts = csr_matrix((ones, self.kinds, self.starts), (len(self), len(self.forms)))
        counts.sum_duplicates()
        return counts


def tokens_of(texts: Sequence[str]) -> Tokens:
    """The words of some texts."""
    found = [WORD.findall(text) for text in texts]
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(words) for words in found], out=starts[1:])
    written = [word for words in found for word in words]
    forms: dict[str, int] = {}
    numbers = {word: forms.setdefault(plain(word)[:LONGEST_WORD], len(forms)) for word in dict.fromkeys(written)}
    kinds = np.fromiter(map(numbers.__getitem__, written), np.int64, len(written))
    return Tokens(written, kinds, starts, list(forms))


@dataclass(frozen=True)
class PairIndex:
    """Finds known pairs of neighbouring words in a whole batch at once."""

    words: Mapping[str, int]
    codes: Numbers
    numbers: Numbers

    @classmethod
    def of(cls, pairs: Mapping[str, int]) -> PairIndex:
        """From "first second" to the number that stands for it."""
        split = [pair.split(" ") for pair in pairs]
        words = {word: i for i, word in enumerate(dict.fromkeys(word for pair in split for word in pair))}
        codes = np.array([words[first] * len(words) + words[second] for first, second in split], np.int64)
        order = np.argsort(codes)
        return cls(words, codes[order], np.fromiter(pairs.values(), np.int64, len(pairs))[order])

    def find(self, tokens: Tokens) -> tuple[Numbers, Numbers]:
        """Where a known pair begins, as places among the batch's words, and its number."""
        if not len(self.codes):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        known = np.fromiter((self.words.get(form, -1) for form in tokens.forms), np.int64, len(tokens.forms))
        first, second = known[tokens.kinds[tokens.pairs]], known[tokens.kinds[tokens.pairs + 1]]
        codes = np.where((first < 0) | (second < 0), -1, first * len(self.words) + second)
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        hit = self.codes[at] == codes
        return tokens.pairs[hit], self.numbers[at[hit]]
