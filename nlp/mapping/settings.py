"""Thresholds and weights of mapping, read from settings.toml beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("settings.toml")


@dataclass(frozen=True)
class Because:
    """Which words are shown as the cause of a label."""

    most: int
    share: float


@dataclass(frozen=True)
class Descriptions:
    """How a frame known only by its descriptions is scored; see settings.toml."""

    vector: float
    nearest: int
    likeness: float
    penalty: float
    temperature: float
    threshold: float
    floor: float


@dataclass(frozen=True)
class Settings:
    """All settings of mapping."""

    most_labels: int
    because: Because
    descriptions: Descriptions


@cache
def read_settings(file: Path = FILE) -> Settings:
    """Settings from a TOML file."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return Settings(
        **tables["mapping"],
        because=Because(**tables["because"]),
        descriptions=Descriptions(**tables["descriptions"]),
    )
