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
from nlp.mapping.linear import PROBES, LinearModel, load_linear
from nlp.mapping.settings import Settings, read_settings
from nlp.mapping.words import WORD, Floats
from nlp.results import Frame, Label, LabelScore, Mapping

ANALYSIS_VERSION = "1"  # raised when the same text may be filed differently than before
SHIPPED = Path(__file__).parents[1] / "models" / "chapters"
Filed = tuple[LabelScore, ...]


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
        model = trained if trained.fits(encoder.embed(PROBES)) else None
        self._chapters = _Side(frame.labels, model, encoder, settings)
        self._goals = _Side(frame.goals, model, encoder, settings)
        self._model = model

    def map(self, texts: Sequence[str], vectors: Vectors | None = None) -> list[Mapping]:
        """One Mapping a text. ``vectors`` (n, d) are the encoder's for these texts, if they are to hand."""
        if not texts:
            return []
        if vectors is None:
            vectors = self._encoder.embed(texts)
        trained = self._model.scores(texts, vectors) if self._model and self._uses_model else None
        chapters = self._chapters.file(texts, vectors, trained)
        goals = self._goals.file(texts, vectors, trained)
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

    def file(self, texts: Sequence[str], vectors: Floats, trained: Floats | None) -> list[Filed]:
        """The labels of each text, best first."""
        if not self.labels:
            return [()] * len(texts)
        scores, kept = self._score(texts, vectors, trained)
        kept = kept & np.array([bool(WORD.search(text)) for text in texts])[:, None]
        return [self._best(text, row, keep) for text, row, keep in zip(texts, scores, kept, strict=True)]

    def _score(
        self, texts: Sequence[str], vectors: Floats, trained: Floats | None
    ) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Scores (n, labels), and which of them are high enough."""
        scores = np.zeros((len(texts), len(self.labels)), np.float32)
        kept = np.zeros(scores.shape, bool)
        if self.described is not None:
            settings = self.settings.descriptions
            scores, likeness = self.described.scores(texts, vectors)
            kept = scores >= settings.threshold
            kept[np.arange(len(texts)), scores.argmax(axis=1)] = True
            kept &= likeness >= settings.floor
            kept[:, list(self.known)] = False
        if trained is not None and self.model is not None:
            for group in self.model.card["rules"]:
                keep = self.model.keep(trained, group)
                for place, column in self.known.items():
                    scores[:, place] = trained[:, column]
                    kept[:, place] |= keep[:, column]
        return scores, kept

    def _best(self, text: str, scores: Floats, kept: npt.NDArray[np.bool_]) -> Filed:
        if not kept.any():
            return ()
        order = [int(i) for i in np.argsort(-scores, kind="stable") if kept[i]][: self.settings.most_labels]
        because = self._because(text, order)
        return tuple(LabelScore(self.labels[i].slug, round(float(scores[i]), 4), because[i]) for i in order)

    def _because(self, text: str, places: list[int]) -> dict[int, tuple[str, ...]]:
        trained = [i for i in places if i in self.known]
        described = [i for i in places if i not in self.known]
        found: dict[int, tuple[str, ...]] = {}
        if trained and self._trained_words:
            columns = [self.known[i] for i in trained]
            found |= zip(trained, self._trained_words.because(text, columns), strict=True)
        if described and self._described_words:
            found |= zip(described, self._described_words.because(text, described), strict=True)
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
