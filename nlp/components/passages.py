"""Passages: the stretches of a text that can stand alone, and whether each would make a quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp.components.reading import sentences_of, words_of


@Language.factory(
    "engage_passages",
    requires=["doc.sents"],
    assigns=["doc.spans"],
    default_config={"min_words": 5, "max_words": 80},
)
def create_passages(nlp: Language, name: str, min_words: int, max_words: int) -> Passages:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it."""
    return Passages(min_words, max_words)


class Passages:
    """Keeps each sentence, trimmed of white space, under ``doc.spans["passages"]``; label "quotable" or none."""

    def __init__(self, min_words: int, max_words: int) -> None:
        self.min_words = min_words
        self.max_words = max_words

    def __call__(self, doc: Doc) -> Doc:
        words = words_of(doc)
        doc.spans["passages"] = [
            Span(doc, start, end, label=self.judge(words[start:end]))
            for start, end in _trimmed(words, sentences_of(doc))
        ]
        return doc

    def judge(self, tokens: Sequence[str]) -> str:
        """Whether these read as a whole remark of a length that people can take in."""
        words = sum([token[0].isalpha() for token in tokens])
        return "quotable" if self.min_words <= words <= self.max_words else ""


def _trimmed(words: Sequence[str], sentences: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Token ranges of the sentences without the white space round them; empty ones are left out."""
    for first, last in sentences:
        start, end = first, last
        while start < end and words[start].isspace():
            start += 1
        while end > start and words[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end
