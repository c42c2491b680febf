"""Fit a model, calibrate it, and choose its rule by cross-validation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.features import Features, Landmarks
from nlp.mapping.linear import LinearModel, nothing_of, sigmoid
from nlp.mapping.rule import Flags, Rule
from nlp.mapping.tfidf import WordFeatures
from nlp.mapping.tokens import tokens_of
from nlp.mapping.words import Floats, words_of
from nlp.training.ridge import ridge
from nlp.training.settings import Fit, TrainingSettings

THRESHOLDS = np.arange(0.16, 0.62, 0.03)
SMALLEST = 1e-2  # directions weaker than this are not stretched further
FIRSTS = (0.4, 0.55, 0.7, 0.85, 1.0, 1.25)
Measure = Callable[[Flags, Flags, Floats], float]


@dataclass(frozen=True)
class Examples:
    """Texts, their vectors (n, d), which labels each has (n, labels), and what each counts (n,)."""

    texts: Sequence[str]
    vectors: Floats
    targets: Flags
    weights: Floats

    def __getitem__(self, rows: npt.NDArray[Any]) -> Examples:
        texts = [self.texts[row] for row in np.arange(len(self.texts))[rows]]
        return Examples(texts, self.vectors[rows], self.targets[rows], self.weights[rows])


def fold_of(text: str, folds: int) -> int:
    """Which fold a text belongs to: the same for texts that differ only in case, spaces and marks."""
    digest = hashlib.sha256(" ".join(words_of(text)).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") % folds


def fit_model(
    examples: Examples, labels: Sequence[str], lexicon: Lexicon, probe: Floats, settings: TrainingSettings
) -> LinearModel:
    """A model whose log-odds are not calibrated yet."""
    words = WordFeatures.learn(examples.texts, settings.least, settings.most)
    landmarks = _landmarks(examples, settings.fit)
    features = Features(words, lexicon, landmarks, settings.scales)
    apart = _apart(landmarks)
    weights, bias = ridge(
        features.sparse(tokens_of(examples.texts)),
        features.dense(examples.vectors) @ apart,
        examples.targets,
        examples.weights,
        settings.fit,
    )
    wide = len(weights) - len(apart)
    weights = np.vstack([weights[:wide], apart @ weights[wide:]])
    return LinearModel(tuple(labels), features, weights, bias, probe, {})


def _landmarks(examples: Examples, fit: Fit) -> Landmarks:
    """Some of the examples; each different vector is as likely as any other."""
    points = np.unique(examples.vectors.astype(np.float16), axis=0).astype(np.float32)
    chosen = np.random.default_rng(fit.seed).permutation(len(points))[: fit.landmarks]
    return Landmarks(points[np.sort(chosen)], fit.reach)


def _apart(landmarks: Landmarks) -> Floats:
    """Turns nearness to landmarks, which are near one another, into as many directions at right angles (m, m)."""
    strengths, axes = np.linalg.eigh(landmarks.near(landmarks.points).astype(np.float64))
    apart: Floats = ((axes / np.sqrt(np.maximum(strengths, SMALLEST))) @ axes.T).astype(np.float32)
    return apart


def out_of_fold(examples: Examples, labels: Sequence[str], lexicon: Lexicon, settings: TrainingSettings) -> Floats:
    """Log-odds (n, labels) of every example by a model that has not seen it, nor a copy of it."""
    folds = np.array([fold_of(text, settings.fit.folds) for text in examples.texts])
    odds = np.zeros(examples.targets.shape, np.float32)
    for fold in np.unique(folds):
        inside = folds == fold
        if inside.all():
            continue
        model = fit_model(examples[~inside], labels, lexicon, np.zeros((0, 0), np.float32), settings)
        part = examples[inside]
        odds[inside] = model.log_odds(tokens_of(part.texts), part.vectors)
    return odds


def calibrate(odds: Floats, examples: Examples) -> tuple[float, float]:
    """Slope and shift that turn log-odds into probabilities that come true as often as they say (Platt)."""
    targets = examples.targets.ravel()
    if targets.all() or not targets.any():
        return 1.0, 0.0
    weights = np.repeat(examples.weights, examples.targets.shape[1])
    model = LogisticRegression(C=1e6).fit(odds.reshape(-1, 1), targets, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def choose_rule(probabilities: Floats, nothing: Floats, examples: Examples, measure: Measure) -> Rule:
    """The one rule for all labels that ``measure(chosen, targets, weights)`` likes best."""
    targets, weights = examples.targets, examples.weights
    table = np.array(
        [[measure(Rule(t, f).keep(probabilities, nothing), targets, weights) for t in THRESHOLDS] for f in FIRSTS]
    )
    # A lone peak is luck: each value is judged with its neighbours.
    smooth = np.stack([np.convolve(np.pad(row, 2, mode="edge"), np.full(5, 0.2), mode="valid") for row in table])
    first, threshold = np.unravel_index(int(smooth.argmax()), smooth.shape)
    return Rule(round(float(THRESHOLDS[threshold]), 2), float(FIRSTS[first]))


def _as_expected(examples: Examples, nothing_share: float | None) -> Floats:
    """Weights under which texts that fit nowhere have the share that they have among what people send in.

    Those who gathered the examples took more of them, or fewer. None leaves the weights as they are.
    """
    empty = ~examples.targets.any(axis=1)
    some, none = float(examples.weights[~empty].sum()), float(examples.weights[empty].sum())
    if nothing_share is None or not some or not none:
        return examples.weights
    factors = np.where(empty, nothing_share / none, (1 - nothing_share) / some)
    return np.asarray(examples.weights * factors, np.float32)


def train(
    examples: Examples,
    groups: Mapping[str, Sequence[str]],
    *,
    lexicon: Lexicon,
    probe: Floats,
    settings: TrainingSettings,
    measure: Measure,
) -> tuple[LinearModel, Floats]:
    """A calibrated model with a rule per group of labels, and out-of-fold probabilities of its labels.

    Each group has one label more than its own, which says that none of them fits.
    """
    labels: list[str] = []
    columns: list[Flags] = []
    start = 0
    for name, names in groups.items():
        named = examples.targets[:, start : start + len(names)]
        start += len(names)
        labels += [*names, nothing_of(name)]
        columns += [named, np.logical_not(named.any(axis=1, keepdims=True))]
    full = replace(examples, targets=np.hstack(columns))
    odds = out_of_fold(full, labels, lexicon, settings)
    model = fit_model(full, labels, lexicon, probe, settings)
    model.card["rules"] = {}
    for name, names in groups.items():
        first = labels.index(names[0])
        part = slice(first, first + len(names) + 1)
        group = replace(full, targets=full.targets[:, part])
        slope, shift = calibrate(odds[:, part], group)
        odds[:, part] = odds[:, part] * slope + shift
        model.weights[:, part] *= slope
        model.bias[part] = model.bias[part] * slope + shift
        scores = sigmoid(odds[:, part])
        own = replace(group, targets=group.targets[:, :-1])
        own = replace(own, weights=_as_expected(own, settings.fit.nothing_share))
        rule = choose_rule(scores[:, :-1], scores[:, -1], own, measure)
        model.card["rules"][name] = {"labels": list(names), **asdict(rule)}
    return model, sigmoid(odds)
