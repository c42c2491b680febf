"""The encoder in PyTorch, with low-rank changes to its last layers that can be learnt (LoRA, Hu and others 2021)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

Array = npt.NDArray[Any]

WIDTH, HEADS, LAYERS, EPSILON = 384, 12, 6, 1e-12
LOUD = 8.0  # vectors have unit length: what the head reads is this much longer, so that it learns as fast
LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
    "i": "intermediate.dense",
    "u": "output.dense",
}
NORMS = {"n1": "attention.output.LayerNorm", "n2": "output.LayerNorm"}


class Linear(nn.Module):
    """A published linear map, and a low-rank change to it; without a rank it stays as published."""

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) * 2 / weight.shape[1] ** 0.5)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, state: Tensor) -> Tensor:
        return functional.linear(state, self.weight, self.bias) + state @ self.down.T @ self.up.T


class Layer(nn.Module):
    """One transformer block."""

    def __init__(self, weights: dict[str, Tensor], part: str, rank: int, drop: float) -> None:
        super().__init__()
        self.drop = drop
        for name, key in LINEAR.items():
            self.add_module(name, Linear(weights[f"{part}{key}.weight"], weights[f"{part}{key}.bias"], rank))
        for name, key in NORMS.items():
            norm = nn.LayerNorm(WIDTH, EPSILON)
            norm.load_state_dict({end: weights[f"{part}{key}.{end}"] for end in ("weight", "bias")})
            self.add_module(name, norm.requires_grad_(rank > 0))

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        drop = self.drop if self.training else 0.0
        texts, tokens, width = state.shape

        def heads(linear: nn.Module) -> Tensor:
            return linear(state).view(texts, tokens, HEADS, width // HEADS).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            heads(self.q), heads(self.k), heads(self.v), attn_mask=mask[:, None, None, :].bool(), dropout_p=drop
        )
        seen = self.o(seen.transpose(1, 2).reshape(texts, tokens, width))
        state = self.n1(state + functional.dropout(seen, drop))
        return self.n2(state + functional.dropout(self.u(functional.gelu(self.i(state))), drop))


class Trunk:
    """The embeddings and the layers before the first that is tuned, as published. Read once for all of training."""

    def __init__(self, weights: dict[str, Tensor], first: int) -> None:
        part = "embeddings."
        self.words = weights[f"{part}word_embeddings.weight"]
        kind = weights[f"{part}token_type_embeddings.weight"][0]  # every text is one segment
        self.positions = weights[f"{part}position_embeddings.weight"] + kind
        self.norm = [weights[f"{part}LayerNorm.{end}"] for end in ("weight", "bias")]
        self.layers = [Layer(weights, f"encoder.layer.{layer}.", 0, 0.0).eval() for layer in range(first)]

    @torch.no_grad()
    def read(self, ids: Sequence[int]) -> Tensor:
        """The state (tokens, d) of one text, half precision."""
        state = self.words[list(ids)] + self.positions[: len(ids)]
        state = functional.layer_norm(state, [WIDTH], *self.norm, EPSILON)[None]
        mask = torch.ones(1, len(ids))
        for layer in self.layers:
            state = layer(state, mask)
        return state[0].half()


class Branch(nn.Module):
    """The tuned layers, the mean over tokens, and one log-odds a label."""

    def __init__(self, weights: dict[str, Tensor], first: int, rank: int, drop: float, labels: int) -> None:
        super().__init__()
        self.first = first
        self.layers = nn.ModuleList(
            Layer(weights, f"encoder.layer.{layer}.", rank, drop) for layer in range(first, LAYERS)
        )
        self.head = nn.Linear(WIDTH, labels)
        self.head.weight.data *= 0.1

    def forward(self, states: Sequence[Tensor]) -> Tensor:
        """Log-odds (texts, labels) from the trunk's states of some texts."""
        state = nn.utils.rnn.pad_sequence([one.float() for one in states], batch_first=True)
        lengths = torch.tensor([len(one) for one in states])
        mask = (torch.arange(state.shape[1])[None] < lengths[:, None]).float()
        for layer in self.layers:
            state = layer(state, mask)
        vectors = functional.normalize((state * mask[:, :, None]).sum(dim=1), dim=1)
        return self.head(vectors * LOUD)

    def adapter(self) -> dict[str, Array]:
        """What differs from the published weights, under their names: what ``nlp.encoder.adapter`` reads."""
        arrays = {"first": np.array(self.first)}
        for number, layer in enumerate(self.layers, self.first):
            for name, key in LINEAR.items():
                linear = getattr(layer, name)
                arrays[f"encoder.layer.{number}.{key}.weight.up"] = _half(linear.up)
                arrays[f"encoder.layer.{number}.{key}.weight.down"] = _half(linear.down)
            for name, key in NORMS.items():
                for end in ("weight", "bias"):
                    arrays[f"encoder.layer.{number}.{key}.{end}"] = _half(getattr(getattr(layer, name), end))
        return arrays


def read_weights(folder: Path) -> dict[str, Tensor]:
    """The published weights."""
    return load_file(folder / "model.safetensors")


def _half(parameter: Tensor) -> Array:
    half: Array = parameter.detach().numpy().astype(np.float16)
    return half
