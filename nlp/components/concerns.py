"""Concerns: reasons for a person to read a text sooner or with care."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp.components.reading import offsets_of, sentences_of, text_of, words_of
from nlp.concerns.features import words_of as said_in
from nlp.concerns.keyboard import struck
from nlp.concerns.lexicon import Found, load_lexicon
from nlp.concerns.meaning import load_meaning
from nlp.concerns.model import Model
from nlp.concerns.windows import windows
from nlp.results import ConcernKind

MODELS = Path(__file__).parents[1] / "models"
HARMS = ("self-harm", "risk-to-child", "risk-to-adult")
HIGH = frozenset({"risk-to-child", "risk-to-adult", "threat", "abuse", "allegation"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of words that is judged: which document it is of, its text and its words with their places."""

    doc: int
    text: str
    words: list[tuple[str, int, int]]


@Language.factory(
    "engage_concerns",
    requires=["doc.sents"],
    assigns=["doc.spans"],
    default_config={
        "words": "concerns_words.npz",
        "meaning": "concerns_meaning.npz",
        "alone": {},
        "together": {},
        "glance": -4.0,
        "window": 400,
    },
)
def create_concerns(
    nlp: Language,  # noqa: ARG001 - spaCy passes both
    name: str,  # noqa: ARG001
    *,
    words: str,
    meaning: str,
    alone: dict[str, float],
    together: dict[str, float],
    glance: float,
    window: int,
) -> Concerns:
    """The component, as spaCy's config asks for it. Raises FileNotFoundError when a model is not there."""
    return Concerns(Judge(Model.load(MODELS / words), MODELS / meaning, alone, together, glance), window)


@dataclass(frozen=True, slots=True)
class Judge:
    """How far each kind of concern is over its threshold, in nats: by words alone, or with meaning where there is an encoder.

    The encoder reads only what the words, at a glance, do not rule out.
    """

    model: Model
    meaning: Path
    alone: dict[str, float]
    together: dict[str, float]
    glance: float

    def margins(self, stretches: Sequence[Stretch]) -> list[dict[str, float]]:
        """For each stretch the margin of each kind, above 0 where it is raised, and how "near" self-harm is, in nats."""
        odds = np.stack([self.model.log_odds([word for word, _, _ in stretch.words]) for stretch in stretches])
        beside = load_meaning(self.meaning)
        thresholds = self.together if beside else self.alone
        if beside:
            meaning, encoder = beside
            read = np.flatnonzero(odds[:, self.model.heads.index("any")] >= self.glance)
            joined = np.full_like(odds, -np.inf)
            joined[read] = meaning.log_odds(odds[read], encoder.embed([stretches[int(i)].text for i in read]))
            odds = joined
        heads = self.model.heads
        return [
            {head: float(row[at] - thresholds.get(head, 0.0)) for at, head in enumerate(heads) if head != "any"}
            for row in odds
        ]


class Concerns:
    """Keeps concerns under ``doc.spans["concerns"]``; a label is the kind, a slash and the level."""

    def __init__(self, judge: Judge, window: int) -> None:
        self.judge, self.window = judge, window

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Many documents at a time: their stretches are embedded together."""
        waiting = iter(stream)
        while docs := list(islice(waiting, batch_size)):
            found: list[list[Found]] = [[] for _ in docs]
            stretches = [stretch for at, doc in enumerate(docs) for stretch in self._stretches(at, doc)]
            for stretch, concern in self._judged(stretches):
                found[stretch.doc].append(concern)
            for doc, judged in zip(docs, found, strict=True):
                _keep(doc, judged)
                yield doc

    def _stretches(self, at: int, doc: Doc) -> Iterator[Stretch]:
        text, tokens, offsets = text_of(doc), words_of(doc), offsets_of(doc)
        words = said_in(text)
        sentences = [
            (offsets[first], offsets[last - 1] + len(tokens[last - 1]))
            for first, last in sentences_of(doc)
            if not all(map(str.isspace, tokens[first:last]))
        ]
        starts = [start for _, start, _ in words]
        for start, end in windows(sentences, self.window):
            inside = words[bisect_left(starts, start) : bisect_left(starts, end)]
            if inside:
                yield Stretch(at, text[start:end], inside)

    def _judged(self, stretches: list[Stretch]) -> Iterator[tuple[Stretch, Found]]:
        if not stretches:
            return
        heads = self.judge.model.heads
        for stretch, margins in zip(stretches, self.judge.margins(stretches), strict=True):
            near = margins.pop("near")
            for kind in _raised(margins):
                high = near >= 0 if kind == "self-harm" else kind in HIGH
                first, last = self.judge.model.cause([word for word, _, _ in stretch.words], heads.index(kind))
                start, end = stretch.words[first][1], stretch.words[last - 1][2]
                yield stretch, (cast("ConcernKind", kind), "high" if high else "low", start, end)


def _raised(margins: dict[str, float]) -> Iterator[str]:
    """The kinds over their threshold; where only harm of some kind is, the likeliest of its kinds."""
    raised = [kind for kind, margin in margins.items() if margin >= 0 and kind != "harm"]
    if margins["harm"] >= 0 and not set(raised) & set(HARMS):
        yield max(HARMS, key=lambda kind: margins[kind])
    yield from raised


def _keep(doc: Doc, judged: list[Found]) -> None:
    """What the lexicon and the model found, as spans; the lexicon's harmless phrases silence all but harm."""
    text = text_of(doc)
    listed, innocent = load_lexicon().read(text)
    heard = (f for f in judged if f[0] in HARMS or not any(f[2] < e and s < f[3] for s, e in innocent))
    spans = [
        doc.char_span(start, end, label=f"{kind}/{level}", alignment_mode="expand")
        for kind, level, start, end in _merged([*listed, *heard])
    ]
    if struck(text) or not any(map(str.isalnum, text)):
        spans = [Span(doc, 0, len(doc), label="off-topic/low")]
    doc.spans["concerns"] = [span for span in spans if span is not None]


def _merged(found: Iterable[Found]) -> list[Found]:
    """Concerns of one kind that overlap, as one: it is high when either is, and names the words of the first found."""
    kept: list[Found] = []
    for kind, level, start, end in found:
        for i, other in enumerate(kept):
            if other[0] == kind and other[2] < end and start < other[3]:
                kept[i] = (kind, "high" if "high" in {level, other[1]} else "low", other[2], other[3])
                break
        else:
            kept.append((kind, level, start, end))
    return sorted(kept, key=lambda each: (each[2], each[3], each[0]))
