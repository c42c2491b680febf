"""Concerns: reasons for a person to read a text sooner or with care."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp.patterns.concerns import load_lexicon


@Language.factory("engage_concerns", requires=["doc.sents"], assigns=["doc.spans"])
def create_concerns(nlp: Language, name: str) -> Concerns:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it."""
    return Concerns()


class Concerns:
    """Keeps concerns under ``doc.spans["concerns"]``; a label is the kind, a slash and the level."""

    def __call__(self, doc: Doc) -> Doc:
        spans = []
        for kind, level, start, end in load_lexicon().find(doc.text):
            span = doc.char_span(start, end, label=f"{kind}/{level}", alignment_mode="expand")
            if span is not None:
                spans.append(span)
        if not any(token.text.isalnum() for token in doc):
            spans.append(Span(doc, 0, len(doc), label="off-topic/low"))
        doc.spans["concerns"] = spans
        return doc
