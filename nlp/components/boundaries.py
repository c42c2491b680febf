"""Sentence boundaries in informal writing: stops, new lines, bullets, and sentences run together."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof rev st sr jr dept approx appt no vs etc eg ie e.g i.e am pm hrs hr min mins tel ext inc ltd "
    "co rd ave fig vol jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
STOPS = frozenset(".!?…。")
CLOSERS = frozenset("\"'”’)]}»")


@Language.factory("engage_boundaries", assigns=["token.is_sent_start", "doc.sents"])
def create_boundaries(nlp: Language, name: str) -> Boundaries:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it."""
    return Boundaries()


class Boundaries:
    """Marks the token that starts each sentence."""

    def __call__(self, doc: Doc) -> Doc:
        starts = set(find_starts([token.text_with_ws for token in doc]))
        for token in doc:
            token.is_sent_start = token.i in starts or token.i == 0
        return doc


def find_starts(tokens: list[str]) -> list[int]:
    """Indices of the tokens that start a sentence; each token carries its trailing space."""
    starts, stopped, closed = [], False, False
    last = ""
    for i, token in enumerate(tokens):
        word = token.strip()
        if not word:
            stopped = stopped or ("\n" in token and _ends_line(token, last))
            continue
        if stopped and word not in STOPS and not (word in CLOSERS and not closed):
            starts.append(i)
            stopped = False
        closed = word in CLOSERS
        if word in STOPS:
            stopped = _ends_sentence(tokens, i, last)
        last = word
    return starts


def _ends_line(space: str, last: str) -> bool:
    """A new line ends a sentence unless the line before it plainly runs on."""
    return space.count("\n") > 1 or last not in {",", "and", "the", "of", "to", "a"}


def _ends_sentence(tokens: list[str], i: int, last: str) -> bool:
    """Whether the stop at token i ends a sentence."""
    following = tokens[i + 1].strip() if i + 1 < len(tokens) else ""
    if tokens[i][:1] != ".":
        return True
    if last.lower() in ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "I"):
        return False
    if tokens[i].endswith((" ", "\n")) or not following:
        return True
    return not (last.isdigit() and following.isdigit()) and (following[:1].isupper() or not following[:1].isalnum())
