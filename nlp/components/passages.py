"""Passages: the stretches of a text that can stand alone, and whether each would make a quote."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span


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
        doc.spans["passages"] = [
            Span(doc, start, end, label=self.judge(doc, start, end)) for start, end in _trimmed(doc)
        ]
        return doc

    def judge(self, doc: Doc, start: int, end: int) -> str:
        """Whether tokens ``start:end`` read as a whole remark of a length that people can take in."""
        words = sum(token.text[0].isalpha() for token in doc[start:end])
        return "quotable" if self.min_words <= words <= self.max_words else ""


def _trimmed(doc: Doc) -> list[tuple[int, int]]:
    """Token ranges of the sentences without the white space round them; empty ones are left out."""
    ranges = []
    for sentence in doc.sents:
        start, end = sentence.start, sentence.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if start < end:
            ranges.append((start, end))
    return ranges
