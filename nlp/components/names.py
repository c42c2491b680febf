"""Names of people, and of staff."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from nlp.names.cues import CUES, NOT_PEOPLE, RELATIONS, STAFF, TITLES
from nlp.names.lists import given_names, ordinary_words, surnames


@Language.factory("engage_names", assigns=["doc.spans"])
def create_names(nlp: Language, name: str) -> Names:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it."""
    return Names()


class Names:
    """Adds the people named to ``doc.spans["identifiers"]``, as "person" or, of a named member of staff, "staff"."""

    def __call__(self, doc: Doc) -> Doc:
        words = [token.text for token in doc]
        lower = [word.lower().removesuffix("'s") for word in words]
        found = []
        i = 0
        while i < len(words):
            end = self.match(words, lower, i)
            if end > i:
                staff = i > 0 and lower[i - 1] in STAFF
                found.append(Span(doc, i, end, label="staff" if staff else "person"))
            i = max(end, i + 1)
        doc.spans["identifiers"] = filter_spans([*doc.spans["identifiers"], *found])
        return doc

    def match(self, words: list[str], lower: list[str], i: int) -> int:
        """Where the name that starts at word i ends; i when none does."""
        before = lower[i - 1] if i else ""
        if before == "." and i > 1 and lower[i - 2] in TITLES:
            before = lower[i - 2]
        cued = before in TITLES or before in STAFF or before in RELATIONS or before in CUES
        if not self.starts(words[i], lower[i], cued=cued):
            return i
        end = i + 1
        while end < len(words) and end < i + 4 and words[end][:1].isupper() and self.continues(lower[end]):
            end += 1
        return end

    def starts(self, word: str, lower: str, *, cued: bool) -> bool:
        """Whether a word could be the first of a name here."""
        if lower in NOT_PEOPLE or not lower.isalpha() or len(lower) < 2:
            return False
        rank = ordinary_words().get(lower)
        listed = lower in given_names() or (cued and lower in surnames())
        if rank is None:
            return listed or (cued and word[0].isupper())
        return listed and word.istitle() and (cued or rank > 2500)

    def continues(self, lower: str) -> bool:
        """Whether a capitalised word carries a name on."""
        return lower.isalpha() and lower not in NOT_PEOPLE and (lower in surnames() or lower in given_names())
