"""Concerns: reasons for a person to read a text sooner or with care."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp.concerns.features import words_of
from nlp.concerns.lexicon import Found, load_lexicon
from nlp.concerns.model import Model
from nlp.concerns.windows import windows
from nlp.results import ConcernKind

MODELS = Path(__file__).parents[1] / "models"
HARMS = ("self-harm", "risk-to-child", "risk-to-adult")  # the first heads of the model
HIGH = frozenset({"risk-to-child", "risk-to-adult", "threat", "abuse", "allegation"})


@Language.factory(
    "engage_concerns",
    requires=["doc.sents"],
    assigns=["doc.spans"],
    default_config={"model": "concerns_words.npz", "thresholds": {}, "near": 0.5, "window": 400},
)
def create_concerns(
    nlp: Language,  # noqa: ARG001 - spaCy passes both
    name: str,  # noqa: ARG001
    *,
    model: str,
    thresholds: dict[str, float],
    near: float,
    window: int,
) -> Concerns:
    """The component, as spaCy's config asks for it. Raises FileNotFoundError when the model is not there."""
    return Concerns(Model.load(MODELS / model), thresholds, near, window)


class Concerns:
    """Keeps concerns under ``doc.spans["concerns"]``; a label is the kind, a slash and the level."""

    def __init__(self, model: Model, thresholds: dict[str, float], near: float, window: int) -> None:
        self.model, self.near, self.window = model, near, window
        self.thresholds = thresholds

    def __call__(self, doc: Doc) -> Doc:
        listed, innocent = load_lexicon().read(doc.text)
        judged = (f for f in self.judge(doc) if f[0] in HARMS or not any(f[2] < e and s < f[3] for s, e in innocent))
        found = _merged([*listed, *judged])
        spans = [
            doc.char_span(start, end, label=f"{kind}/{level}", alignment_mode="expand")
            for kind, level, start, end in found
        ]
        if not any(c.isalnum() for c in doc.text):
            spans.append(Span(doc, 0, len(doc), label="off-topic/low"))
        doc.spans["concerns"] = [span for span in spans if span is not None]
        return doc

    def judge(self, doc: Doc) -> Iterator[Found]:
        """What the model finds, stretch by stretch."""
        words = words_of(doc.text)
        sentences = [(s.start_char, s.end_char) for s in doc.sents if not s.text.isspace()]
        starts = [start for _, start, _ in words]
        for start, end in windows(sentences, self.window):
            inside = words[bisect_left(starts, start) : bisect_left(starts, end)]
            if inside:
                yield from self._judge(inside)

    def _judge(self, words: list[tuple[str, int, int]]) -> Iterator[Found]:
        plain = [word for word, _, _ in words]
        scores = dict(zip(self.model.heads, self.model.score(plain).tolist(), strict=True))
        for kind in self.kinds(scores):
            high = scores["near"] >= self.near if kind == "self-harm" else kind in HIGH
            start, end = self.model.cause(plain, self.model.heads.index(kind))
            yield cast("ConcernKind", kind), "high" if high else "low", words[start][1], words[end - 1][2]

    def kinds(self, scores: dict[str, float]) -> Iterator[str]:
        """The kinds of concern that the scores raise; when any harm is near, at least the likeliest of its kinds."""
        ratios = {kind: scores[kind] / threshold for kind, threshold in self.thresholds.items() if kind != "harm"}
        harms = {kind: ratios[kind] for kind in HARMS}
        if scores["harm"] >= self.thresholds["harm"]:
            yield max(harms, key=lambda kind: harms[kind])
        yield from (kind for kind, ratio in ratios.items() if ratio >= 1 and kind not in HARMS)


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
