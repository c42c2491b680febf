"""Words, numbers and single marks, in time linear in the text."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from nlp.components.reading import make_doc
from nlp.tokens import TOKEN


@registry.callbacks("engage.bare_words.v1")
def create_bare() -> Callable[[Language], Language]:
    """What makes a new pipeline keep nothing of a word but its letters: no component asks spaCy for more."""
    return _bare


def _bare(nlp: Language) -> Language:
    nlp.vocab.lex_attr_getters.clear()  # type: ignore[attr-defined]
    return nlp


@registry.tokenizers("engage.words.v1")
def create_words() -> Callable[[Language], Callable[[str], Doc]]:
    """The tokenizer's factory, as spaCy's config asks for it."""
    return Words


class Words:
    """Splits at every mark except an apostrophe within a word, so that no later rule needs to cut a token."""

    def __init__(self, nlp: Language) -> None:
        self.vocab = nlp.vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for token in TOKEN.findall(text):
            if token[0] == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
                token = token[1:]  # noqa: PLW2901 - what is left of a run of white space
            if token:
                words.append(token)
                spaces.append(False)
        return make_doc(self.vocab, text, words, spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to keep: spaCy asks every tokenizer."""
        return b""

    def from_bytes(self, _: bytes, **__: object) -> Words:
        """Nothing to restore: spaCy asks every tokenizer."""
        return self
