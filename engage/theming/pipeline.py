"""All talking to the text pipeline: approved texts in, plain results out. Loaded once, kept for the process."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from flask import current_app

import nlp
from engage.models import Plan
from nlp.results import Frame, Label, Mapping, Theme

if TYPE_CHECKING:
    from nlp import Discovered, ThemeModel

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """text[start:end] with its vector (d,) and where it belongs."""

    start: int
    end: int
    quotable: bool
    vector: Vector
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text came to: where it belongs as a whole, and its passages in order."""

    mapping: Mapping
    passages: tuple[ReadPassage, ...]


@dataclass(frozen=True, slots=True)
class KeptTheme:
    """A theme as the database keeps it; ``landmarks`` are float16 rows of the encoder's length."""

    key: str
    name: str
    keywords: tuple[str, ...]
    parent: str | None
    landmarks: bytes
    belongs: float
    familiar: float
    size: int


class Pipeline:
    """The encoder and the plan's code frame, ready to read texts."""

    def __init__(self, encoder: nlp.Encoder, frame: Frame) -> None:
        self.encoder = encoder.name
        self.version = f"{nlp.ANALYSIS_VERSION}/{encoder.name}/{_fingerprint(frame)}"
        self._encoder = encoder
        self._mapper = nlp.Mapper(frame, encoder)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Passages, vectors and mappings of approved texts, in the same order. Equal wordings are read once."""
        splits = list(nlp.split_passages(texts))
        parts = [
            text[passage.start : passage.end] for text, found in zip(texts, splits, strict=True) for passage in found
        ]
        wordings = list(dict.fromkeys([*texts, *parts]))
        both = vectors, _ = self._encoder.embed_both(wordings)
        mapped = self._mapper.map(wordings, both)
        known = {wording: (vectors[row], mapped[row]) for row, wording in enumerate(wordings)}
        return [
            Reading(
                known[text][1],
                tuple(
                    ReadPassage(part.start, part.end, part.quotable, *known[text[part.start : part.end]])
                    for part in found
                ),
            )
            for text, found in zip(texts, splits, strict=True)
        ]

    def vector(self, text: str) -> Vector:
        """The vector (d,) of one text, to look for others like it."""
        return self.vectors([text])[0]

    def vectors(self, texts: Sequence[str]) -> Vector:
        """The vectors (n, d) of some texts."""
        return self._encoder.embed(list(texts))

    def file(self, texts: Sequence[str]) -> list[Mapping]:
        """Where each of some texts belongs."""
        return self._mapper.map(list(texts))

    def discover(
        self, texts: Sequence[str], vectors: Vector, people: Sequence[str], like: ThemeModel | None
    ) -> Discovered:
        """Themes of passages with vectors (n, d); with ``like`` the earlier ones keep their keys and names."""
        return nlp.discover_themes(texts, vectors, people=people, like=like, embed=self._encoder.embed)


def frame_of(plan: Plan) -> Frame:
    """The plan's chapters and goals as a code frame."""
    return Frame(
        labels=tuple(
            Label(chapter.slug, chapter.title, f"{chapter.about} {chapter.plain}".strip(), tuple(chapter.includes))
            for chapter in plan.chapters
        ),
        goals=tuple(Label(goal.slug, goal.title, f"{goal.plain}. {goal.about}") for goal in plan.goals),
    )


def load(plan: Plan) -> Pipeline:
    """The pipeline for this plan with the encoder that is configured, made on first use.

    Raises:
        EncoderMissing: there is no usable encoder; the message says how to mend it.
    """
    return _load(_folder(), frame_of(plan))


def _folder() -> Path:
    return Path(current_app.config["ENGAGE"].encoder)


@lru_cache(maxsize=4)
def _load(folder: Path, frame: Frame) -> Pipeline:
    return Pipeline(nlp.load_encoder(folder), frame)


def encoder_problem() -> str | None:
    """What is wrong with the encoder, in words that say how to mend it; None when all is well."""
    try:
        nlp.load_encoder(_folder())
    except nlp.EncoderMissing as missing:
        return str(missing)
    return None


def _fingerprint(frame: Frame) -> str:
    return hashlib.sha256(repr(frame).encode()).hexdigest()[:8]


def same_words(texts: Sequence[str]) -> list[str | None]:
    """One group for each text that has a copy or a variant among the texts; None for one that stands alone."""
    return nlp.find_duplicates(texts)


def own_words(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """For the copies and variants of one letter: the stretches (start, end) of each that no other has."""
    return nlp.personal_parts(texts)


def telling_words(text: str) -> Words[str, float]:
    """The stems by which a text can be known again in another's words, with how rare each is."""
    return nlp.telling_words(text)


def central(vectors: Vector, count: int) -> list[int]:
    """Row numbers of vectors (n, d) that stand for all, and are unlike each other."""
    return nlp.representative(vectors, count)


def on_the_other_side(texts: Sequence[str], vectors: Vector, count: int) -> list[int]:
    """Row numbers of texts that speak against what most are for, or for what most are against; unlike each other."""
    return nlp.dissenting(vectors, count, [nlp.leaning(text) for text in texts])


def leanings(texts: Sequence[str]) -> list[float]:
    """From -1, speaks against something, to 1, speaks for it. Only good for telling two sides of one theme apart."""
    return [nlp.leaning(text) for text in texts]


def to_bytes(vector: Vector) -> bytes:
    """A vector, or rows of them, as kept: float16."""
    return vector.astype(np.float16).tobytes()


def from_bytes(kept: Sequence[bytes]) -> Vector:
    """Kept vectors as rows (n, d), float32."""
    return np.frombuffer(b"".join(kept), np.float16).reshape(len(kept), -1).astype(np.float32)


def model_of(themes: Sequence[KeptTheme], encoder: str, dimension: int) -> ThemeModel | None:
    """The kept themes as a model that places passages; None when there are no landmarks."""
    rows = [np.frombuffer(theme.landmarks, np.float16).reshape(-1, dimension) for theme in themes]
    if not sum(map(len, rows)):
        return None
    return nlp.ThemeModel(
        themes=tuple(
            Theme(theme.key, theme.name, "", theme.keywords, theme.size, (), theme.parent) for theme in themes
        ),
        landmarks=np.concatenate(rows).astype(np.float32),
        owners=tuple(theme.key for theme, mine in zip(themes, rows, strict=True) for _ in mine),
        least_likeness=max(theme.belongs for theme in themes),
        familiar=max(theme.familiar for theme in themes),
        encoder=encoder,
    )
