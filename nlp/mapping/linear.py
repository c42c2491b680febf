"""The trained model: one weight per feature and label."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.encoder.encoder import Encoder
from nlp.errors import UnusableError
from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.features import Features, Landmarks, Scales
from nlp.mapping.rule import Flags, Rule
from nlp.mapping.tfidf import Block, WordFeatures
from nlp.mapping.tokens import Tokens
from nlp.mapping.words import Floats

NOT_TUNED = np.zeros((0, 0), np.float32)


class ModelError(UnusableError):
    """A model folder cannot be used; the message says why and how to mend it."""


@dataclass
class LinearModel:
    """One score per label over shared features.

    ``weights`` (sparse features + landmarks, labels) and ``bias`` (labels,) give log-odds that are already calibrated.
    ``probe`` (branches, probes, d) holds the vectors of PROBES by the encoder it was trained with. ``tuned`` (d, labels) are the weights of
    the vectors by the encoder's tuned branch, of a model that uses it; (0, labels) of one that does not.
    """

    labels: tuple[str, ...]
    features: Features
    weights: Floats
    bias: Floats
    probe: Floats
    card: dict[str, Any]
    tuned: Floats = field(default_factory=NOT_TUNED.copy)

    def scores(self, tokens: Tokens, vectors: Floats, tuned: Floats | None = None) -> Floats:
        """Probability of every label for every text (n, labels)."""
        return sigmoid(self.log_odds(tokens, vectors, tuned))

    def log_odds(self, tokens: Tokens, vectors: Floats, tuned: Floats | None = None) -> Floats:
        """Evidence for every label (n, labels), in nats; 0 is even."""
        sparse = self.features.sparse(tokens)
        wide = sparse.shape[1]
        odds: Floats = sparse @ self.weights[:wide] + self.bias
        odds += self.features.dense(vectors) @ self.weights[wide:]
        if tuned is not None and len(self.tuned):
            odds += tuned @ self.tuned
        return odds

    def keep(self, scores: Floats, group: str) -> Flags:
        """Which labels (n, all labels) of a group the model's rule keeps; the others are False."""
        columns, rule = self.rule_of(group)
        kept = np.zeros(scores.shape, bool)
        kept[:, columns] = rule.keep(scores[:, columns], scores[:, self.labels.index(nothing_of(group))])
        return kept

    def rule_of(self, group: str) -> tuple[list[int], Rule]:
        """The columns of a group's labels, and the rule that chooses among them."""
        card = self.card["rules"][group]
        columns = [self.labels.index(label) for label in card["labels"]]
        return columns, Rule(card["threshold"], card["first"], tuple(card.get("lift", ())))

    def fits(self, probe: Floats) -> bool:
        """Does the encoder that gave these vectors of PROBES see texts as the one in training did?"""
        if probe.shape != self.probe.shape:
            return False
        return bool(np.all((probe * self.probe).sum(axis=-1) > 0.97))

    def save(self, folder: Path) -> None:
        """Write model.json, words.json and weights.npz: text and plain arrays, nothing that can run."""
        folder.mkdir(parents=True, exist_ok=True)
        words, landmarks = self.features.words, self.features.landmarks
        wide = len(self.weights) - len(landmarks.points)
        vocabulary = {"terms": list(words.terms.index), "pieces": list(words.pieces.index)}
        settings = {
            "labels": self.labels,
            "scales": asdict(self.features.scales),
            "reach": landmarks.reach,
            "lexicon": self.features.lexicon.labels,
            **self.card,
        }
        (folder / "words.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
        (folder / "model.json").write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        np.savez_compressed(
            folder / "weights.npz",
            weights=self.weights[:wide].astype(np.float16),
            near=self.weights[wide:],  # these outweigh one another: half precision is too coarse
            landmarks=landmarks.points.astype(np.float16),
            bias=self.bias,
            probe=self.probe,
            tuned=self.tuned,
            terms=words.terms.rarity.astype(np.float16),
            pieces=words.pieces.rarity.astype(np.float16),
        )


PROBES = ("I waited three weeks to see a doctor.", "The nurse was kind.", "Plant more trees along the high street.")


def probe_of(encoder: Encoder) -> Floats:
    """What an encoder makes of PROBES, by each branch that it has (branches, probes, d)."""
    return np.stack(encoder.embed_both(PROBES) if encoder.is_tuned else [encoder.embed(PROBES)])


def load_linear(folder: Path, lexicon: Lexicon) -> LinearModel:
    """A model that ``LinearModel.save`` wrote. Raises ModelError."""
    try:
        card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        vocabulary = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            parts = {name: np.asarray(arrays[name], np.float32) for name in arrays.files}
        terms, pieces = (
            Block({word: i for i, word in enumerate(vocabulary[name])}, parts[name]) for name in ("terms", "pieces")
        )
        words = WordFeatures(terms, pieces)
        known = tuple(card.pop("lexicon"))
        landmarks = Landmarks(parts["landmarks"], card.pop("reach"))
        features = Features(words, _only(lexicon, known), landmarks, Scales(**card.pop("scales")))
        weights = np.vstack([parts["weights"], parts["near"]])
        labels = tuple(card.pop("labels"))
        if "rules" not in card:
            raise KeyError("rules")
        probe = parts["probe"].reshape(-1, *parts["probe"].shape[-2:])
        return LinearModel(labels, features, weights, parts["bias"], probe, card, parts.get("tuned", NOT_TUNED))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{folder} is not a usable model ({error}). Train it again with `engage text train`."
        ) from error


def nothing_of(group: str) -> str:
    """The label that says that no label of a group fits."""
    return f"nothing in {group}"


def sigmoid(odds: npt.NDArray[np.float32]) -> Floats:
    """Log-odds to probability."""
    return (1 / (1 + np.exp(-np.clip(odds, -30, 30)))).astype(np.float32)


def _only(lexicon: Lexicon, labels: tuple[str, ...]) -> Lexicon:
    """The lexicon with exactly these labels in this order: the columns that the weights were learnt for."""
    phrases, beginnings = (
        {key: kept for key, names in part.items() if (kept := tuple(n for n in names if n in labels))}
        for part in (lexicon.phrases, lexicon.beginnings)
    )
    return Lexicon(labels, phrases, beginnings)
