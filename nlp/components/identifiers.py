"""Identifiers that have a form of their own: numbers, addresses, links, dates."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from nlp.patterns.identifiers import RULES


@Language.factory("engage_identifiers", assigns=["doc.spans"])
def create_identifiers(nlp: Language, name: str) -> Identifiers:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it."""
    return Identifiers()


class Identifiers:
    """Keeps what the rules find under ``doc.spans["identifiers"]``, labelled by kind; longest first, none overlapping."""

    def __call__(self, doc: Doc) -> Doc:
        found: list[Span] = []
        if any(c.isdigit() for c in doc.text) or "@" in doc.text or "." in doc.text or "one" in doc.text.lower():
            for rule in RULES:
                for start, end in rule.find(doc.text):
                    span = doc.char_span(start, end, label=rule.kind, alignment_mode="expand")
                    if span is not None:
                        found.append(span)
        doc.spans["identifiers"] = filter_spans(found)
        return doc
