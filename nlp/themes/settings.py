"""Thresholds of theme discovery, read once from ``settings.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).with_name("settings.toml")


@dataclass(frozen=True, slots=True)
class Grouping:
    """How texts become groups; see settings.toml for each field's meaning."""

    dimensions: int
    weight_of_words: float
    neighbours: int
    smoothing_steps: int
    most_read: int
    resolution: float
    cost_of_more: float
    wide_resolution: float
    siblings: float
    mean_size: int
    squared: float
    most_themes: int
    smallest: int
    texts_per_landmark: int
    most_landmarks: int
    least_likeness: float


@dataclass(frozen=True, slots=True)
class Naming:
    """What may stand in a name."""

    people: int
    fewest: int
    people_share: float
    longest: int
    most_texts: int
    keywords: int
    alike: float
    alike_at_worst: float
    lift_of_all: float
    place: float
    said_by: float
    word_said_by: float
    of_it: float
    say_several: float
    paired_by: float
    saying: float
    tried: int
    speaks: float
    vague: float
    tells: float
    better: float
    as_well: float
    of_each: float
    part: float
    clumsy: float
    place_said_by: float
    kinds: dict[str, float]
    reads: dict[str, float]


@dataclass(frozen=True, slots=True)
class Quoting:
    """Which sentences stand for a theme."""

    central: int
    fewest_words: int
    most_words: int
    diversity: float
    easily_read: int
    per_rank: float
    per_word: float
    like: float


@dataclass(frozen=True, slots=True)
class Continuing:
    """When a theme of a new run is an earlier one."""

    novel_share: float
    members_kept: float
    grown: float
    part_of_split: float


@dataclass(frozen=True, slots=True)
class ThemeSettings:
    """All of them."""

    grouping: Grouping
    naming: Naming
    quoting: Quoting
    continuing: Continuing


@cache
def load_settings(path: Path = SHIPPED) -> ThemeSettings:
    """The settings of a file; the shipped ones when none is given."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return ThemeSettings(
        Grouping(**table["grouping"]),
        Naming(**table["naming"]),
        Quoting(**table["quoting"]),
        Continuing(**table["continuing"]),
    )
