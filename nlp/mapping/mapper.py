"""File texts under the chapters and goals of a plan, or the labels of any frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlp.encoder.encoder import Encoder, Vectors
from nlp.lexicons.lexicon import read_lexicon
from nlp.mapping.because import Explainer
from nlp.mapping.corpus import read_corpus
from nlp.mapping.descriptions import DescriptionModel
from nlp.mapping.linear import LinearModel, load_linear, probe_of
from nlp.mapping.settings import Settings, read_settings
from nlp.mapping.tokens import Numbers, Tokens, tokens_of
from nlp.mapping.words import Floats
from nlp.results import Frame, Label, LabelScore, Mapping

ANALYSIS_VERSION = "3"  # raised when the same text may be filed differently than before
SHIPPED = Path(__file__).parents[1] / "models" / "chapters"
Filed = tuple[LabelScore, ...]
BATCH = 2048  # texts whose features are held at a time: bounds memory


class Mapper:
    """Files texts under a frame.

    Labels that the trained model knows are scored by it; the others from their descriptions. ``model_dir`` is
    a folder of a trained model; without one the shipped model is used where slugs match. A model that was
    trained with an encoder unlike this one is left aside. Raises ModelError when ``model_dir`` is not usable.
    """

    def __init__(self, frame: Frame, encoder: Encoder, model_dir: Path | None = None) -> None:
        settings = read_settings()
        self._encoder = encoder
        self._settings = settings
        trained = load_linear(model_dir or SHIPPED, read_lexicon())
        model = trained if trained.fits(probe_of(encoder)) else None
        self._chapters = _Side(frame.labels, model, encoder, settings)
        self._goals = _Side(frame.goals, model, encoder, settings)
        self._model = model

    def map(self, texts: Sequence[str], both: tuple[Vectors, Vectors] | None = None) -> list[Mapping]:
        """One Mapping a text. ``both`` are what the encoder's ``embed_both`` says of these texts, if it is to hand."""
        found: list[Mapping] = []
        for start in range(0, len(texts), BATCH):
            part = texts[start : start + BATCH]
            vectors, tuned = both or self._encoder.embed_both(part)
            known = slice(start, start + BATCH) if both else slice(None)
            found += self._map(tokens_of(part), vectors[known], tuned[known])
        return found

    def _map(self, tokens: Tokens, vectors: Vectors, tuned: Vectors) -> list[Mapping]:
        trained = self._model.scores(tokens, vectors, tuned) if self._model and self._uses_model else None
        chapters = self._chapters.file(tokens, vectors, trained)
        goals = self._goals.file(tokens, vectors, trained)
        return [Mapping(*both) for both in zip(chapters, goals, strict=True)]

    @property
    def _uses_model(self) -> bool:
        return bool(self._chapters.known or self._goals.known)


@dataclass
class _Side:
    """One half of a frame: its chapters or its goals."""

    labels: tuple[Label, ...]
    model: LinearModel | None
    encoder: Encoder
    settings: Settings

    @cached_property
    def known(self) -> dict[int, int]:
        """Place of a label to its column in the trained model."""
        columns = {slug: i for i, slug in enumerate(self.model.labels)} if self.model else {}
        return {i: columns[label.slug] for i, label in enumerate(self.labels) if label.slug in columns}

    @cached_property
    def described(self) -> DescriptionModel | None:
        """The model from descriptions, when there is a label that no trained model knows."""
        if len(self.known) == len(self.labels):
            return None
        background = [row.text for row in read_corpus()]
        return DescriptionModel.build(self.labels, self.encoder, background, self.settings.descriptions)

    def file(self, tokens: Tokens, vectors: Floats, trained: Floats | None) -> list[Filed]:
        """The labels of each text, best first."""
        filed: list[list[LabelScore]] = [[] for _ in range(len(tokens))]
        if not self.labels:
            return [()] * len(tokens)
        scores, kept = self._score(tokens, vectors, trained)
        kept &= (np.diff(tokens.starts) > 0)[:, None]
        order = np.argsort(np.where(kept, -scores, np.inf), axis=1, kind="stable")[:, : self.settings.most_labels]
        texts, ranks = np.nonzero(np.take_along_axis(kept, order, axis=1))
        places = order[texts, ranks]
        because = self._because(tokens, texts, places)
        for text, place, score, words in zip(
            texts.tolist(), places.tolist(), scores[texts, places].tolist(), because, strict=True
        ):
            filed[text].append(LabelScore(self.labels[place].slug, round(score, 4), words))
        return [tuple(labels) for labels in filed]

    def _score(self, tokens: Tokens, vectors: Floats, trained: Floats | None) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Scores (n, labels), and which of them are high enough."""
        scores = np.zeros((len(tokens), len(self.labels)), np.float32)
        kept = np.zeros(scores.shape, bool)
        if self.described is not None:
            settings = self.settings.descriptions
            scores, likeness = self.described.scores(tokens, vectors)
            kept = scores >= settings.threshold
            kept[np.arange(len(tokens)), scores.argmax(axis=1)] = True
            kept &= likeness >= settings.floor
            kept[:, list(self.known)] = False
        if trained is not None and self.model is not None:
            for group in self.model.card["rules"]:
                keep = self.model.keep(trained, group)
                for place, column in self.known.items():
                    scores[:, place] = trained[:, column]
                    kept[:, place] |= keep[:, column]
        return scores, kept

    def _because(self, tokens: Tokens, texts: Numbers, places: Numbers) -> list[tuple[str, ...]]:
        """The words that caused each filing: text and place of the label, side by side."""
        columns = np.array([self.known.get(i, -1) for i in range(len(self.labels))])[places]
        found: list[tuple[str, ...]] = [()] * len(texts)
        for words, which, labels in (
            (self._trained_words, columns >= 0, columns),
            (self._described_words, columns < 0, places),
        ):
            if words is not None and which.any():
                asked = np.flatnonzero(which)
                answers = words.because(tokens, texts[asked], labels[asked])
                for i, answer in zip(asked.tolist(), answers, strict=True):
                    found[i] = answer
        return found

    @cached_property
    def _trained_words(self) -> Explainer | None:
        if self.model is None:
            return None
        features, width = self.model.features, self.model.features.words.width
        hits = self.model.weights[width : width + len(features.lexicon.labels)]
        return Explainer(features.words, self.model.weights[:width], self.settings.because, features.lexicon, hits)

    @cached_property
    def _described_words(self) -> Explainer | None:
        if self.described is None:
            return None
        return Explainer(self.described.words, self.described.word_weights(), self.settings.because)
