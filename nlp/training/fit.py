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
from nlp.training.opinion import Opinion
from nlp.training.ridge import ridge
from nlp.training.settings import Fit, TrainingSettings

THRESHOLDS = tuple(round(0.16 + 0.03 * step, 2) for step in range(16))
SMALLEST = 1e-2  # directions weaker than this are not stretched further
CALIBRATION = 100.0  # inverse regularisation
LEAST_SLOPE = 0.5
FIRSTS = (0.4, 0.55, 0.7, 0.85, 1.0, 1.25)
Measure = Callable[[Flags, Flags, Floats], float]


@dataclass(frozen=True)
class Aim:
    """What a rule is chosen for: a ``measure(chosen, targets, weights)``, and the values tried."""

    measure: Measure
    lifts: tuple[float, ...] = (0.0,)
    thresholds: tuple[float, ...] = THRESHOLDS


@dataclass(frozen=True)
class Examples:
    """Texts, their vectors (n, d), which labels each has (n, labels), and what each counts (n,).

    ``public`` (n,) says whose vectors the model may keep: text can be guessed from its vector. Examples of one
    family, as variants of one text are, never stand on both sides of a split, nor do copies of a text.
    """

    texts: Sequence[str]
    vectors: Floats
    targets: Flags
    weights: Floats
    public: Flags
    families: Sequence[str] = ()

    def __getitem__(self, rows: npt.NDArray[Any]) -> Examples:
        places = np.arange(len(self.texts))[rows]
        texts, families = ([part[i] for i in places] if part else () for part in (self.texts, self.families))
        return Examples(texts, self.vectors[rows], self.targets[rows], self.weights[rows], self.public[rows], families)

    def folds(self, count: int) -> npt.NDArray[np.int64]:
        """The fold of each example (n,)."""
        families = self.families or ("",) * len(self.texts)
        return np.array([fold_of(family or text, count) for family, text in zip(families, self.texts, strict=True)])


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
    """Some of the public examples; each different vector is as likely as any other."""
    points = np.unique(examples.vectors[examples.public].astype(np.float16), axis=0).astype(np.float32)
    chosen = np.random.default_rng(fit.seed).permutation(len(points))[: fit.landmarks]
    return Landmarks(points[np.sort(chosen)], fit.reach)


def _apart(landmarks: Landmarks) -> Floats:
    """Turns nearness to landmarks, which are near one another, into as many directions at right angles (m, m)."""
    strengths, axes = np.linalg.eigh(landmarks.near(landmarks.points).astype(np.float64))
    apart: Floats = ((axes / np.sqrt(np.maximum(strengths, SMALLEST))) @ axes.T).astype(np.float32)
    return apart


def out_of_fold(examples: Examples, labels: Sequence[str], lexicon: Lexicon, settings: TrainingSettings) -> Floats:
    """Log-odds (n, labels) of every example by a model that has not seen it, nor a copy of it."""
    folds = examples.folds(settings.fit.folds)
    odds = np.zeros(examples.targets.shape, np.float32)
    for fold in np.unique(folds):
        inside = folds == fold
        if inside.all():
            continue
        model = fit_model(examples[~inside], labels, lexicon, np.zeros((0, 0), np.float32), settings)
        part = examples[inside]
        odds[inside] = model.log_odds(tokens_of(part.texts), part.vectors)
    return odds


def calibrate(odds: Floats, targets: Flags, weights: Floats) -> tuple[Floats, Floats]:
    """Slopes (k, labels) and shifts (labels,) that join k sorts of scores (k, n, labels) into log-odds that come true
    as often as they say.

    Platt's method for all labels at once, where all may depend on how rare a label is: the scores of rare labels
    are too small, and there are too few examples to learn a slope for each label by itself.
    """
    sorts, labels = len(odds), targets.shape[1]
    if targets.all() or not targets.any():
        return np.full((sorts, labels), 1 / sorts, np.float32), np.zeros(labels, np.float32)
    rare = rarity(targets, weights)
    spread = np.tile(rare, (len(targets), 1))
    seen = np.stack([*odds, *(odds * spread), spread], axis=-1).reshape(-1, 2 * sorts + 1)
    model = LogisticRegression(C=CALIBRATION, max_iter=300)
    model.fit(seen, targets.ravel(), sample_weight=np.repeat(weights, labels))
    slope, steeper, by_rarity = np.split(model.coef_[0], [sorts, 2 * sorts])
    slopes = np.maximum(slope[:, None] + steeper[:, None] * rare, LEAST_SLOPE / sorts)
    return slopes.astype(np.float32), (model.intercept_[0] + by_rarity * rare).astype(np.float32)


def rarity(targets: Flags, weights: Floats) -> Floats:
    """How rare each label is (labels,), in nats: 0 where every example has it."""
    share = np.average(targets, axis=0, weights=weights)
    rare: Floats = -np.log(np.maximum(share, 1 / (1 + len(targets)))).astype(np.float32)
    return rare


def choose_rule(odds: Floats, nothing: Floats, examples: Examples, aim: Aim) -> Rule:
    """The one rule for all labels that the aim's measure likes best."""
    targets, weights = examples.targets, examples.weights
    rare, scores = rarity(targets, weights), sigmoid(odds)
    found: list[tuple[float, Rule]] = []
    for lift in aim.lifts:
        extra = tuple(round(float(by), 3) for by in lift * rare) if lift else ()
        rules = [[Rule(t, f, extra) for t in aim.thresholds] for f in FIRSTS]
        table = np.array([[aim.measure(r.keep(scores, nothing), targets, weights) for r in row] for row in rules])
        # A lone peak is luck: each value is judged with its neighbours.
        smooth = np.stack([np.convolve(np.pad(row, 2, mode="edge"), np.full(5, 0.2), mode="valid") for row in table])
        first, threshold = np.unravel_index(int(smooth.argmax()), smooth.shape)
        found.append((float(smooth.max()), rules[first][threshold]))
    return max(found, key=lambda each: each[0])[1]


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
    aim: Aim,
    opinion: Callable[[Sequence[str]], Opinion | None] = lambda _: None,
) -> tuple[LinearModel, Floats]:
    """A calibrated model with a rule per group of labels, and out-of-fold probabilities of its labels.

    Each group has one label more than its own, which says that none of them fits. ``opinion`` tells what a tuned
    encoder says of the examples' labels, where there is one that was tuned for them.
    """
    labels, targets = _with_nothing(examples.targets, groups)
    full = replace(examples, targets=targets)
    sorts = [out_of_fold(full, labels, lexicon, settings)]
    model = fit_model(full, labels, lexicon, probe, settings)
    if (tuned := opinion(labels)) is not None:
        sorts.append(tuned.odds)
        model.tuned = tuned.head
    model.card["rules"] = {}
    odds = np.zeros_like(sorts[0])
    for name, names in groups.items():
        first = labels.index(names[0])
        part = slice(first, first + len(names) + 1)
        group = replace(full, targets=full.targets[:, part])
        own_sorts = np.stack(sorts)[:, :, part]
        slopes, shifts = calibrate(own_sorts, group.targets, group.weights)
        odds[:, part] = (own_sorts * slopes[:, None]).sum(axis=0) + shifts
        model.weights[:, part] *= slopes[0]
        model.bias[part] = model.bias[part] * slopes[0] + shifts
        if tuned is not None:
            model.tuned[:, part] *= slopes[1]
            model.bias[part] += tuned.bias[part] * slopes[1]
        own = replace(group, targets=group.targets[:, :-1])
        own = replace(own, weights=_as_expected(own, settings.fit.nothing_share))
        rule = choose_rule(odds[:, part][:, :-1], sigmoid(odds[:, part][:, -1]), own, aim)
        model.card["rules"][name] = {"labels": list(names), **asdict(rule)}
    return model, sigmoid(odds)


def _with_nothing(targets: Flags, groups: Mapping[str, Sequence[str]]) -> tuple[list[str], Flags]:
    """The labels and the targets (n, labels) of all groups, each with one more, where none of the group's fits."""
    labels: list[str] = []
    columns: list[Flags] = []
    start = 0
    for name, names in groups.items():
        named = targets[:, start : start + len(names)]
        start += len(names)
        labels += [*names, nothing_of(name)]
        columns += [named, np.logical_not(named.any(axis=1, keepdims=True))]
    return labels, np.hstack(columns)
