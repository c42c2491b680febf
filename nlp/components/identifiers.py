"""Identifiers that have a form of their own: numbers, addresses, links, dates."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from nlp.components.reading import text_of
from nlp.patterns.identifiers import find_identifiers


@Language.factory("engage_identifiers", assigns=["doc.spans"])
def create_identifiers(nlp: Language, name: str) -> Identifiers:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it."""
    return Identifiers()


class Identifiers:
    """Keeps what the rules find under ``doc.spans["identifiers"]``, labelled by kind; longest first, none overlapping."""

    def __call__(self, doc: Doc) -> Doc:
        found = [
            doc.char_span(start, end, label=kind, alignment_mode="expand")
            for start, end, kind in find_identifiers(text_of(doc))
        ]
        doc.spans["identifiers"] = filter_spans([span for span in found if span is not None])
        return doc
