"""Words, word pairs and pieces of words as numbers: two TF-IDF blocks that a linear model can weigh."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

Floats = npt.NDArray[np.float32]

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d{1,6}")
PIECE_LENGTHS = (3, 4, 5)
LONGEST_WORD = 30  # letters: longer ones are noise, and would be slow to cut up


def words_of(text: str) -> list[str]:
    """The words of a text, lower-case, typographic apostrophes made plain."""
    return [word[:LONGEST_WORD] for word in WORD.findall(plain(text))]


def plain(word: str) -> str:
    """A word, or a text of them, as features know it."""
    return word.lower().replace("’", "'")


def terms_of(words: Sequence[str]) -> list[str]:
    """Words and pairs of neighbouring words."""
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def pieces_of(word: str) -> list[str]:
    """Runs of 3 to 5 letters of a word with its edges marked: what survives a misspelling."""
    edged = f" {word} "
    return [edged[i : i + n] for n in PIECE_LENGTHS for i in range(len(edged) - n + 1)]


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

    def weigh(self, rows: Sequence[Sequence[int]]) -> csr_matrix:
        """Feature numbers of each row to a matrix (n, features) with rows of unit length."""
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        columns = np.fromiter((i for row in rows for i in row), np.int64, starts[-1])
        matrix = csr_matrix((np.ones(len(columns), np.float32), columns, starts), (len(rows), len(self.index)))
        matrix.sum_duplicates()
        matrix.data = (1 + np.log(matrix.data)) * self.rarity[matrix.indices]
        owner = np.repeat(np.arange(len(rows)), np.diff(matrix.indptr))
        length = np.sqrt(np.bincount(owner, matrix.data**2, len(rows)))
        matrix.data = (matrix.data / np.maximum(length, 1e-9)[owner]).astype(np.float32)
        return matrix


@dataclass
class WordFeatures:
    """Terms and pieces together. Pieces of a word are worked out once per word."""

    terms: Block
    pieces: Block
    _known: dict[str, list[int]] = field(default_factory=dict, repr=False)

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

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """TF-IDF (n, width): terms, then pieces; each block's rows have unit length."""
        return self.matrix_of([words_of(text) for text in texts])

    def matrix_of(self, words: Sequence[Sequence[str]]) -> csr_matrix:
        """The same for texts whose words are known."""
        lookup: Callable[[str], int | None] = self.terms.index.get
        found = [[i for term in terms_of(w) if (i := lookup(term)) is not None] for w in words]
        pieces = [[i for word in w for i in self.pieces_in(word)] for w in words]
        return hstack([self.terms.weigh(found), self.pieces.weigh(pieces)]).tocsr()

    def pieces_in(self, word: str) -> list[int]:
        """The numbers of the known pieces of a word."""
        if (known := self._known.get(word)) is None:
            known = [i for piece in pieces_of(word) if (i := self.pieces.index.get(piece)) is not None]
            if len(self._known) < 200_000:
                self._known[word] = known
        return known
