"""Warnings: words that together may tell who somebody is."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.reading import text_of
from nlp.patterns.give_aways import find_give_aways


@Language.factory("engage_give_aways", assigns=["doc.spans"], default_config={"near": 160})
def create_give_aways(nlp: Language, name: str, near: int) -> GiveAways:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it."""
    return GiveAways(near)


class GiveAways:
    """Keeps what may point to one person under ``doc.spans["warnings"]``; they may lie over identifiers."""

    def __init__(self, near: int) -> None:
        self.near = near

    def __call__(self, doc: Doc) -> Doc:
        found = find_give_aways(text_of(doc), self.near)
        spans = [doc.char_span(start, end, label="small-number", alignment_mode="expand") for start, end in found]
        doc.spans["warnings"] = [span for span in spans if span is not None]
        return doc
