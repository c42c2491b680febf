"""``python -m nlp.training.tuning``: learn the adapter anew, and what crosswise networks say of each comment."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from nlp.encoder import adapter
from nlp.frames import read_plan
from nlp.mapping.corpus import key_of
from nlp.mapping.linear import nothing_of
from nlp.training import opinion
from nlp.training.fit import fold_of
from nlp.training.plan import gather, latest
from nlp.training.settings import read_training_settings
from nlp.training.tuning.learn import Comments, Tuning, crosswise, learn
from nlp.training.tuning.network import LOUD, Trunk, read_weights

LONGEST = 128  # tokens of a comment that are learnt from


def main() -> None:
    """Write both files of the shipped model."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.tuning", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="the plan, YAML")
    parser.add_argument("--data", type=Path, required=True, help="folder of real filed comments")
    parser.add_argument("--weights", type=Path, required=True, help="folder of the encoder's published weights")
    args = parser.parse_args()
    tuning, frame = Tuning(), read_plan(args.plan)
    kept = latest(gather(args.data, None, read_training_settings().plan))
    texts = [row.text for row, _ in kept]
    labels, targets = [], []
    for group, names in (("chapters", [c.slug for c in frame.labels]), ("goals", [g.slug for g in frame.goals])):
        filed = np.array([[name in (*row.chapters, *row.goals) for name in names] for row, _ in kept])
        labels += [*names, nothing_of(group)]
        targets += [filed, ~filed.any(axis=1, keepdims=True)]
    weights = read_weights(args.weights)
    counts = torch.tensor([source.weight for _, source in kept])
    comments = Comments(
        states=_states(texts, args.weights, Trunk(weights, tuning.first)),
        targets=torch.tensor(np.hstack(targets), dtype=torch.float32),
        counts=counts / counts.mean(),
        folds=np.array([fold_of(row.family or row.text, tuning.folds) for row, _ in kept]),
    )
    odds = crosswise(weights, comments, tuning)
    branch = learn(weights, comments, np.arange(len(texts)), tuning, "on all")
    _save(adapter.SHIPPED, branch.adapter())
    _save(
        opinion.SHIPPED,
        {
            "labels": np.array(labels),
            "head": branch.head.weight.detach().numpy().T * LOUD,
            "bias": branch.head.bias.detach().numpy(),
            "keys": np.array([int(key_of(text), 16) for text in texts], np.uint64),
            "odds": odds.astype(np.float16),
        },
    )


def _save(path: Path, arrays: dict[str, Any]) -> None:
    np.savez_compressed(path, **arrays)


def _states(texts: list[str], folder: Path, trunk: Trunk) -> list[torch.Tensor]:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return [trunk.read(encoding.ids) for encoding in tokenizer.encode_batch(texts)]


if __name__ == "__main__":
    main()
