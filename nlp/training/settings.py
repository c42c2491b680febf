"""Settings of training, read from settings.toml beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.mapping.features import Scales

FILE = Path(__file__).with_name("settings.toml")


@dataclass(frozen=True)
class Fit:
    """How a model is fitted."""

    penalty: float
    steps: int
    landmarks: int
    reach: float
    folds: int
    nothing_share: float | None
    seed: int


@dataclass(frozen=True)
class PlanWeights:
    """What one row of each source counts."""

    written: float
    real: float
    read: float
    confirmed: float


@dataclass(frozen=True)
class TrainingSettings:
    """All settings of training."""

    scales: Scales
    least: int
    most: int
    fit: Fit
    plan: PlanWeights


@cache
def read_training_settings(file: Path = FILE) -> TrainingSettings:
    """Settings from a TOML file."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    features = tables["features"]
    return TrainingSettings(
        scales=Scales(features["vector"], features["lexicon"]),
        least=features["least"],
        most=features["most"],
        fit=Fit(**tables["fit"]),
        plan=PlanWeights(**tables["plan"]),
    )
