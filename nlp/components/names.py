"""Names of people, and of staff."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from nlp.components.reading import words_of
from nlp.names.cues import STAFF
from nlp.names.recogniser import Recogniser

MODELS = Path(__file__).parents[1] / "models"
LINKS = frozenset([",", "(", '"', "'", "-", ".", "called", "named", "the", "my", "our", "a", "is", "lovely", "and"])


@Language.factory(
    "engage_names",
    requires=["doc.spans"],
    assigns=["doc.spans"],
    default_config={"model": "names_words.npz", "threshold": 0.2, "joining": 0.1},
)
def create_names(nlp: Language, name: str, model: str, threshold: float, joining: float) -> Names:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it. Raises FileNotFoundError when the model is not there."""
    return Names(Recogniser(MODELS / model, threshold, joining))


class Names:
    """Adds the people named to ``doc.spans["identifiers"]``, as "person" or, of a named member of staff, "staff"."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.recogniser = recogniser

    def __call__(self, doc: Doc) -> Doc:
        tokens = words_of(doc)
        taken = list(doc.spans["identifiers"])
        found = [
            Span(doc, start, end, label="staff" if is_staff(tokens, start, end) else "person")
            for start, end in self.recogniser.find(tokens)
            if not any(start < other.end and other.start < end for other in taken)
        ]
        doc.spans["identifiers"] = filter_spans([*taken, *found])
        return doc


def is_staff(tokens: Sequence[str], start: int, end: int) -> bool:
    """Whether the words beside a name say that its bearer works in care: "nurse Jackie", "Ana, our physio"."""
    before, after = tokens[max(start - 4, 0) : start], tokens[end : end + 5]
    return _role_near(before[::-1]) or _role_near(after)


def _role_near(words: Sequence[str]) -> bool:
    """Whether a role comes first among words, but for linking ones."""
    for word in words:
        if word.lower() in STAFF:
            return True
        if word.lower() not in LINKS:
            return False
    return False
