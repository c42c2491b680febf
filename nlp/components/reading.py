"""A document as plain Python: its text, words and sentences, each made once and kept with it.

spaCy makes them anew, token by token, whenever they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import cast

from spacy.tokens import Doc
from spacy.vocab import Vocab

Ranges = list[tuple[int, int]]


def make_doc(vocab: Vocab, text: str, words: list[str], spaces: list[bool]) -> Doc:
    """A document of words, each with whether a space follows it; together they are the text."""
    spaced = [word + " " if space else word for word, space in zip(words, spaces, strict=True)]
    return Doc(vocab, words=words, spaces=spaces, user_data={"text": text, "words": words, "spaced": spaced})


def text_of(doc: Doc) -> str:
    """All of its text."""
    return cast("str", doc.user_data["text"])


def words_of(doc: Doc) -> list[str]:
    """Its tokens, without the spaces that follow them."""
    return cast("list[str]", doc.user_data["words"])


def spaced_words_of(doc: Doc) -> list[str]:
    """Its tokens, each with the space that follows it."""
    return cast("list[str]", doc.user_data["spaced"])


def keep_sentences(doc: Doc, starts: Sequence[int]) -> None:
    """Keeps the sentences that start at these tokens, in order, the first at 0."""
    doc.user_data["sentences"] = list(zip(starts, [*starts[1:], len(doc)], strict=False))


def sentences_of(doc: Doc) -> Ranges:
    """Token ranges of its sentences, together all of it."""
    return cast("Ranges", doc.user_data["sentences"])


def offsets_of(doc: Doc) -> list[int]:
    """Where each token begins in the text."""
    return [0, *accumulate(map(len, spaced_words_of(doc)))]
