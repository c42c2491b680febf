"""Learn the branch: once on all comments, and crosswise, so that each has the opinion of a network that never saw it."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nlp.training.tuning.network import Array, Branch


@dataclass(frozen=True)
class Tuning:
    """How the branch is learnt. ``first`` is the first layer that changes."""

    first: int = 4
    rank: int = 32
    epochs: int = 4
    rate: float = 1.5e-3
    head_rate: float = 5e-3
    batch: int = 32
    warm: float = 0.06  # share of the steps in which the rate grows
    drop: float = 0.1
    decay: float = 0.01
    folds: int = 3
    seed: int = 7


@dataclass(frozen=True)
class Comments:
    """The trunk's states of the comments, their labels (n, labels), what each counts (n,), and their folds (n,)."""

    states: Sequence[Tensor]
    targets: Tensor
    counts: Tensor
    folds: Array


def learn(weights: dict[str, Tensor], comments: Comments, rows: Array, tuning: Tuning, say: str) -> Branch:
    """A branch learnt from some rows of the comments."""
    torch.manual_seed(tuning.seed)
    random.seed(tuning.seed)
    branch = Branch(weights, tuning.first, tuning.rank, tuning.drop, comments.targets.shape[1])
    share = comments.targets[rows].mean(dim=0).clamp(1e-4, 1 - 1e-4)
    branch.head.bias.data = torch.log(share / (1 - share))
    head = list(branch.head.parameters())
    rest = [p for p in branch.parameters() if p.requires_grad and not any(p is h for h in head)]
    optimiser = torch.optim.AdamW(
        [{"params": rest, "lr": tuning.rate}, {"params": head, "lr": tuning.head_rate}], weight_decay=tuning.decay
    )
    steps = tuning.epochs * -(-len(rows) // tuning.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: max(0.0, min(1.0, step / (tuning.warm * steps)) * (1 - step / steps))
    )
    for epoch in range(tuning.epochs):
        losses = [_step(branch, comments, part, optimiser, schedule) for part in _batches(comments, rows, tuning.batch)]
        sys.stderr.write(f"{say}, round {epoch + 1} of {tuning.epochs}: loss {np.mean(losses):.3f}\n")
    branch.eval()
    return branch


def crosswise(weights: dict[str, Tensor], comments: Comments, tuning: Tuning) -> Array:
    """Log-odds (n, labels) of each comment by a branch learnt without its fold."""
    odds = np.zeros(comments.targets.shape, np.float32)
    for fold in range(tuning.folds):
        inside = np.flatnonzero(comments.folds == fold)
        branch = learn(weights, comments, np.flatnonzero(comments.folds != fold), tuning, f"without part {fold + 1}")
        odds[inside] = judge(branch, [comments.states[i] for i in inside.tolist()])
    return odds


@torch.no_grad()
def judge(branch: Branch, states: Sequence[Tensor], batch: int = 64) -> Array:
    """Log-odds (n, labels) of some texts."""
    order = sorted(range(len(states)), key=lambda i: len(states[i]))
    parts = [order[start : start + batch] for start in range(0, len(order), batch)]
    odds = np.zeros((len(states), branch.head.out_features), np.float32)
    for part in parts:
        odds[part] = branch([states[i] for i in part]).numpy()
    return odds


def _step(
    branch: Branch,
    comments: Comments,
    part: Sequence[int],
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
) -> float:
    branch.train()
    odds = branch([comments.states[i] for i in part])
    each = functional.binary_cross_entropy_with_logits(odds, comments.targets[part], reduction="none").sum(dim=1)
    loss = (each * comments.counts[part]).mean()
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
    optimiser.step()
    schedule.step()
    return float(loss.detach())


def _batches(comments: Comments, rows: Array, size: int) -> list[list[int]]:
    """Rows in random batches of like length, in random order."""
    mixed = random.sample(rows.tolist(), len(rows))
    batches = []
    for start in range(0, len(mixed), size * 20):
        near = sorted(mixed[start : start + size * 20], key=lambda i: len(comments.states[i]))
        batches += [near[i : i + size] for i in range(0, len(near), size)]
    random.shuffle(batches)
    return batches
