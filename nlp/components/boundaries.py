"""Sentence boundaries in informal writing: stops, new lines, bullets, and sentences run together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.reading import keep_sentences, spaced_words_of
from nlp.names.lists import ordinary_words
from nlp.sentences.model import Gaps

MODELS = Path(__file__).parents[1] / "models"
ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof rev st sr jr dept approx appt no vs etc eg ie am pm hrs hr min mins tel ext inc ltd co rd ave "
    "fig vol jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
STOPS = frozenset(".!?…。")
CLOSERS = frozenset("\"'”’)]}»")
OPEN_ENDS = frozenset([",", "and", "the", "of", "to", "a", "my", "in", "for", "with"])
DOMAINS = frozenset("com org net uk co gov info html php".split())
COMMON = 1200
OPENERS = frozenset(  # the small words that a run-on sentence may begin with
    "i i'm im i've ive i'd it it's its the they he she we you my our there this that these would could very great thank thanks "
    "staff everyone everything nothing no not if when also please all never always just really definitely overall".split()
)
BULLETS = frozenset("-*•·‣▪●○–")


@Language.factory(
    "engage_boundaries",
    assigns=["token.is_sent_start", "doc.sents"],
    default_config={"model": "screening_gaps.npz", "threshold": 0.6},
)
def create_boundaries(nlp: Language, name: str, model: str, threshold: float) -> Boundaries:  # noqa: ARG001 - spaCy passes both
    """The component, as spaCy's config asks for it. Raises FileNotFoundError when the model is not there."""
    return Boundaries(Gaps(MODELS / model, threshold))


class Boundaries:
    """Marks the token that starts each sentence."""

    def __init__(self, gaps: Gaps) -> None:
        self.gaps = gaps

    def __call__(self, doc: Doc) -> Doc:
        starts = sorted(self.starts(spaced_words_of(doc)) | ({0} if len(doc) else set()))
        keep_sentences(doc, starts)
        marks = np.full((len(doc), 1), -1, np.int64)
        marks[starts] = 1
        doc.from_array(
            ["SENT_START"], cast("Any", marks.astype(np.uint64))
        )  # one by one, spaCy would take time in the square of them
        return doc

    def starts(self, tokens: Sequence[str]) -> set[int]:
        """Indices of the tokens that start a sentence; each token carries the space that follows it."""
        starts: set[int] = set()
        words = [token.strip() for token in tokens]
        stopped, begun, last = False, 0, -1
        for i, word in enumerate(words):
            if not word:
                stopped = stopped or ("\n" in tokens[i] and last >= 0 and _ends_line(tokens, i, words[last]))
                continue
            if stopped and word in STOPS | CLOSERS and tokens[i - 1] == words[i - 1]:
                continue
            if stopped or (last == i - 1 and self._runs_on(tokens, words, i, i - begun)):
                starts.add(i)
                begun = i
            stopped = word in STOPS and _ends_sentence(tokens, words, i)
            last = i
        return starts

    def _runs_on(self, tokens: Sequence[str], words: Sequence[str], i: int, since: int) -> bool:
        """Whether a sentence begins at word i though only a space parts it from the word before."""
        if i == 0 or not tokens[i - 1].endswith(" ") or since < 2:
            return False
        if not (words[i][0].isupper() or words[i].lower() in OPENERS) or not words[i - 1][-1].isalpha():
            return False
        return self.gaps.begins(words, i, since)


def _ends_line(tokens: Sequence[str], i: int, last: str) -> bool:
    """A new line ends a sentence unless the line before it plainly runs on and the next is no bullet."""
    following = tokens[i + 1].strip() if i + 1 < len(tokens) else ""
    return tokens[i].count("\n") > 1 or last.lower() not in OPEN_ENDS or following in BULLETS


def _ends_sentence(tokens: Sequence[str], words: Sequence[str], i: int) -> bool:
    """Whether the stop at token i ends a sentence."""
    last = words[i - 1] if i else ""
    following = words[i + 1] if i + 1 < len(words) else ""
    if words[i] != ".":
        return True
    if last.lower() in ABBREVIATIONS and following[:1] not in STOPS:
        return last.lower() in {"etc", "pm", "am", "no"} and following[:1].isupper()
    initial = len(last) == 1 and last.isalpha() and last not in {"I", "a"} and not tokens[i - 1].endswith(" ")
    listed = last.isdigit() and (i < 2 or not words[i - 2])  # the number of a list
    if initial or listed:
        return False
    return tokens[i] != "." or not following or _begins_close(last, following)


def _begins_close(last: str, following: str) -> bool:
    """Whether a sentence begins straight after a stop, with no space: "hours.no one came", but not "nhs.uk" or "3.5"."""
    if following.islower():
        return len(last) > 2 and following not in DOMAINS and ordinary_words().get(following, COMMON) < COMMON
    return following[:1].isupper() or following in STOPS or following in CLOSERS
