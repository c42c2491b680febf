"""Learn any labels from texts that carry them, and give new texts labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nlp.encoder.encoder import Encoder, Vectors
from nlp.lexicons.lexicon import Lexicon
from nlp.mapping.linear import PROBES, LinearModel, ModelError, load_linear
from nlp.mapping.tokens import tokens_of
from nlp.training.fit import Aim, Examples, train
from nlp.training.measures import micro_macro_f1, right_and_balanced
from nlp.training.settings import read_training_settings

GROUP = "labels"
LIFTS = (0.0, 0.2, 0.4, 0.6, 0.8)  # how much sooner a rare label is chosen: tried, and the best kept
SEVERAL = Aim(micro_macro_f1, LIFTS)
ONE = Aim(right_and_balanced, LIFTS, thresholds=(1.1,))  # never reached: the best label alone is kept
NO_LEXICON = Lexicon((), {}, {})


@dataclass(frozen=True)
class Classifier:
    """A trained model beside the encoder that it needs."""

    model: LinearModel
    encoder: Encoder

    def apply(self, texts: Sequence[str], vectors: Vectors | None = None) -> list[tuple[list[str], dict[str, float]]]:
        """Labels of each text, best first, and the score of every label.

        Where every example in training had exactly one label, so has every text here.
        """
        if not texts:
            return []
        scores = self.model.scores(tokens_of(texts), self.encoder.embed(texts) if vectors is None else vectors)
        columns, rule = self.model.rule_of(GROUP)
        kept = self.model.keep(scores, GROUP)[:, columns]
        scores = scores[:, columns]
        labels = self.model.card["rules"][GROUP]["labels"]
        found = []
        for row, lifted, keep in zip(scores, rule.lifted(scores), kept, strict=True):
            order = np.argsort(-lifted, kind="stable")
            chosen = order[:1] if self.model.card["one_label"] else [i for i in order if keep[i]]
            named = {labels[i]: round(float(row[i]), 4) for i in np.argsort(-row, kind="stable")}
            found.append(([labels[i] for i in chosen], named))
        return found


def train_frame(
    texts: Sequence[str], labels: Sequence[Sequence[str]], encoder: Encoder, vectors: Vectors | None = None
) -> LinearModel:
    """A model of the labels of these texts. Raises ModelError when there are fewer than two labels to learn."""
    counts = Counter(label for names in labels for label in set(names))
    if len(counts) < 2:
        raise ModelError("training needs texts with at least two different labels")
    names = [label for label, _ in counts.most_common()]
    one = all(len(set(given)) == 1 for given in labels)
    targets = np.array([[name in given for name in names] for given in labels], bool)
    settings = read_training_settings()
    scales = replace(settings.scales, lexicon=0.0)
    vectors = encoder.embed(texts) if vectors is None else vectors
    examples = Examples(texts, vectors, targets, np.ones(len(texts), np.float32), np.ones(len(texts), bool))
    model, _ = train(
        examples,
        {GROUP: names},
        lexicon=NO_LEXICON,
        probe=encoder.embed(PROBES)[None],
        settings=replace(settings, scales=scales, fit=replace(settings.fit, nothing_share=None)),
        aim=ONE if one else SEVERAL,
    )
    model.card |= {"one_label": one, "encoder": encoder.name, "examples": dict(counts.most_common())}
    return model


def load_classifier(folder: Path, encoder: Encoder) -> Classifier:
    """A model folder that ``train`` wrote. Raises ModelError when it is unusable or learnt with another encoder."""
    model = load_linear(folder, NO_LEXICON)
    if "one_label" not in model.card:
        raise ModelError(f"{folder} is a plan's model: use it with `map --plan ... --model`")
    if not model.fits(encoder.embed(PROBES)[None]):
        raise ModelError(f"{folder} was trained with another encoder ({model.card['encoder']}): train it again")
    return Classifier(model, encoder)
