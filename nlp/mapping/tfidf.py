"""Words, word pairs and pieces of words as numbers: two TF-IDF blocks that a linear model can weigh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix, hstack

from nlp.mapping.tokens import Numbers, PairIndex, Tokens
from nlp.mapping.words import Floats, pieces_of, terms_of, words_of

MOST_REMEMBERED = 200_000  # words whose pieces are kept to hand


@dataclass
class Block:
    """One TF-IDF block: which features it knows, and how rare each is."""

    index: dict[str, int]
    rarity: Floats

    @classmethod
    def learn(cls, documents: Iterable[Iterable[str]], least: int, most: int) -> Block:
        """Features in at least ``least`` documents, the ``most`` frequent of them."""
        seen: Counter[str] = Counter()
        count = 0
        for document in documents:
            seen.update(set(document))
            count += 1
        kept = sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:most]
        kept = [(name, n) for name, n in kept if n >= least]
        frequency = np.array([n for _, n in kept], np.float32)
        rarity = np.log((1 + count) / (1 + frequency)) + 1
        return cls({name: i for i, (name, _) in enumerate(kept)}, rarity.astype(np.float32))

    def weigh(self, counts: csr_matrix) -> csr_matrix:
        """How often each row has each feature, to TF-IDF with rows of unit length (n, features)."""
        weights = (1 + np.log(counts.data)) * self.rarity[counts.indices]
        owner = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        length = np.sqrt(np.bincount(owner, weights**2, counts.shape[0]))
        weights = (weights / np.maximum(length, 1e-9)[owner]).astype(np.float32)
        return csr_matrix((weights, counts.indices, counts.indptr), counts.shape)


@dataclass
class WordFeatures:
    """Terms and pieces together. Pieces of a word are worked out once per word."""

    terms: Block
    pieces: Block
    _known: dict[str, Numbers] = field(default_factory=dict, repr=False)

    @classmethod
    def learn(cls, texts: Sequence[str], least: int = 2, most: int = 40_000) -> WordFeatures:
        """Learn which terms and pieces occur in the texts."""
        words = [words_of(text) for text in texts]
        terms = Block.learn((terms_of(w) for w in words), least, most)
        pieces = Block.learn(({p for word in set(w) for p in pieces_of(word)} for w in words), least + 1, most)
        return cls(terms, pieces)

    @property
    def width(self) -> int:
        """How many columns ``matrix`` has."""
        return len(self.terms.index) + len(self.pieces.index)

    def matrix(self, tokens: Tokens) -> csr_matrix:
        """TF-IDF (n, width): terms, then pieces; each block's rows have unit length."""
        singles = self.singles_in(tokens)[tokens.kinds]
        places, pairs = self.pairs_in(tokens)
        single = np.flatnonzero(singles >= 0)
        rows = np.concatenate([tokens.owners[single], tokens.owners[places]])
        columns = np.concatenate([singles[single], pairs])
        ones = np.ones(len(rows), np.float32)
        terms = csr_matrix((ones, (rows, columns)), (len(tokens), len(self.terms.index)))
        pieces = (tokens.counts @ self.pieces_in(tokens)).tocsr()
        return hstack([self.terms.weigh(terms), self.pieces.weigh(pieces)]).tocsr()

    def singles_in(self, tokens: Tokens) -> Numbers:
        """The term that each form is (forms,), or -1."""
        index = self.terms.index
        return np.fromiter((index.get(form, -1) for form in tokens.forms), np.int64, len(tokens.forms))

    def pairs_in(self, tokens: Tokens) -> tuple[Numbers, Numbers]:
        """Where a known pair of words begins, and the term that it is."""
        return self._pairs.find(tokens)

    def pieces_in(self, tokens: Tokens) -> csr_matrix:
        """How often each form has each known piece (forms, pieces)."""
        of_forms = [self._pieces_of(form) for form in tokens.forms]
        starts = np.zeros(len(of_forms) + 1, np.int64)
        np.cumsum([len(pieces) for pieces in of_forms], out=starts[1:])
        columns = np.concatenate(of_forms) if of_forms else np.zeros(0, np.int64)
        ones = np.ones(len(columns), np.float32)
        return csr_matrix((ones, columns, starts), (len(of_forms), len(self.pieces.index)))

    @cached_property
    def _pairs(self) -> PairIndex:
        return PairIndex.of({term: i for term, i in self.terms.index.items() if " " in term})

    def _pieces_of(self, word: str) -> Numbers:
        if (known := self._known.get(word)) is None:
            numbers = (self.pieces.index.get(piece) for piece in pieces_of(word))
            known = np.array([i for i in numbers if i is not None], np.int64)
            if len(self._known) < MOST_REMEMBERED:
                self._known[word] = known
        return known
