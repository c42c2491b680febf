"""What the text pipeline gives back: plain, frozen values.

Offsets are Python string indices into exactly the text that was given; ``end`` is exclusive. No spaCy, NumPy
or database type appears here except the vectors, which are handed round as float32 arrays beside the results.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

IdentifierKind = Literal[
    "person", "phone", "email", "url", "address", "postcode", "nhs-number", "ni-number",
    "date-of-birth", "date", "vehicle", "account", "staff",
]  # fmt: skip
ConcernKind = Literal[
    "self-harm", "risk-to-child", "risk-to-adult", "threat", "abuse", "complaint", "allegation", "advertising",
    "off-topic",
]  # fmt: skip
Level = Literal["high", "low"]
WarningKind = Literal["small-number"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A stretch of text that could tell a reader who somebody is."""

    start: int
    end: int
    kind: IdentifierKind


@dataclass(frozen=True, slots=True)
class Concern:
    """A reason for a person to look sooner or with care; ``start``/``end`` are the words that caused it."""

    kind: ConcernKind
    level: Level
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GiveAway:
    """Words that together may tell who somebody is, though none of them is an identifier: a person weighs them."""

    start: int
    end: int
    kind: WarningKind


@dataclass(frozen=True, slots=True)
class Screening:
    """What screening found in one text as received. ``warnings`` may lie over identifiers and concerns."""

    identifiers: tuple[Identifier, ...] = ()
    concerns: tuple[Concern, ...] = ()
    warnings: tuple[GiveAway, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that can stand alone; together a text's passages cover every character that is not white space."""

    start: int
    end: int
    quotable: bool


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label of a code frame (a chapter, a goal) for a text; ``score`` is a calibrated probability, 0 to 1."""

    slug: str
    score: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where one text belongs, best first; both may be empty."""

    chapters: tuple[LabelScore, ...] = ()
    goals: tuple[LabelScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """One entry of a code frame: a chapter, a goal or a category."""

    slug: str
    title: str
    about: str = ""
    includes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A code frame: the labels that texts are filed under. A plan has two: its chapters and its goals."""

    labels: tuple[Label, ...]
    goals: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of passages under one name.

    ``id`` is stable from run to run when the run continues an earlier one. ``parent`` is the id of the wider
    theme it belongs to, or None. ``size`` counts texts, ``people`` who wrote them. ``central`` lists member indices,
    most central first. A wider theme's members are those of the themes in it.
    """

    id: str
    name: str
    description: str
    keywords: tuple[str, ...]
    size: int
    central: tuple[int, ...]
    parent: str | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes of one set of texts. ``placed[i]`` is the theme id of text i and its score, or None (not grouped yet)."""

    themes: tuple[Theme, ...]
    placed: tuple[tuple[str, float] | None, ...]
