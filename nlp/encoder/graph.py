"""The all-MiniLM-L6-v2 network written as an ONNX graph with ONNX Runtime's fused operators.

Needs the extra ``encoder`` (onnx); only the build imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from nlp.encoder.adapter import Adapter, Weights

FUSED = "com.microsoft"
LAYERS = 6
HEADS = 12
EPSILON = 1e-12


class _Graph:
    """Nodes and constants in the order they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        outputs = [output, f"{output}_mask"] if operator == "EmbedLayerNormalization" else [output]
        name = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=name, domain=domain, **attributes))
        return output


def minilm(weights: Weights, adapter: Adapter | None = None) -> onnx.ModelProto:
    """The graph: ``input_ids`` and ``attention_mask`` (B, S) int64; ``embedding`` (B, d), unit length.

    With an adapter the network forks before the first layer that it changes, and has a second output, ``tuned`` (B, d).
    What lies before is worked out once for both.
    """
    graph = _Graph()
    states = [_embeddings(graph, weights)]
    for layer in range(LAYERS):
        states.append(_layer(graph, weights, layer, states[-1]))
    graph.add("Cast", ["attention_mask"], "weight", to=TensorProto.FLOAT)
    graph.add("Unsqueeze", ["weight", graph.constant("last_axis", np.array([2]))], "weight3")
    graph.constant("token_axis", np.array([1]))
    outputs = [_mean_pooling(graph, states[-1], "embedding")]
    if adapter is not None:
        tuned, state = adapter.applied(weights), states[adapter.first]
        for layer in range(adapter.first, LAYERS):
            state = _layer(graph, tuned, layer, state, "tuned.")
        outputs.append(_mean_pooling(graph, state, "tuned"))
    shape = ["B", "S"]
    width = weights["embeddings.word_embeddings.weight"].shape[1]
    body = helper.make_graph(
        graph.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["B", width]) for n in outputs],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=9)


def _embeddings(graph: _Graph, weights: Weights) -> str:
    part = "embeddings."
    # Every text is one segment, so the segment vector is folded into the positions.
    positions = weights[part + "position_embeddings.weight"] + weights[part + "token_type_embeddings.weight"][0]
    graph.add("Cast", ["input_ids"], "ids", to=TensorProto.INT32)
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    inputs = [
        "ids",
        "",
        graph.constant("words", weights[part + "word_embeddings.weight"]),
        graph.constant("positions", positions),
        "",
        graph.constant("embed_scale", weights[part + "LayerNorm.weight"]),
        graph.constant("embed_shift", weights[part + "LayerNorm.bias"]),
    ]
    return graph.add("EmbedLayerNormalization", inputs, "embedded", FUSED, epsilon=EPSILON)


def _layer(graph: _Graph, weights: Weights, layer: int, state: str, branch: str = "") -> str:
    """One transformer block: attention, then the feed-forward pair, each with residual and norm."""
    keys = f"encoder.layer.{layer}."
    part = branch + keys

    def const(key: str, transpose: bool = False) -> str:
        value = weights[keys + key]
        return graph.constant(part + key, value.T if transpose else value)

    heads = [f"attention.self.{name}" for name in ("query", "key", "value")]
    joined = np.concatenate([weights[f"{keys}{head}.weight"].T for head in heads], axis=1)
    shift = np.concatenate([weights[f"{keys}{head}.bias"] for head in heads])
    inputs = [state, graph.constant(f"{part}qkv", joined), graph.constant(f"{part}qkv_shift", shift), "mask"]
    seen = graph.add("Attention", inputs, f"{part}seen", FUSED, num_heads=HEADS)
    mixed = graph.add("MatMul", [seen, const("attention.output.dense.weight", True)], f"{part}mixed")
    state = _residual(graph, const, [mixed, state], "attention.output", f"{part}attended")
    wide = graph.add("MatMul", [state, const("intermediate.dense.weight", True)], f"{part}wide")
    active = graph.add("BiasGelu", [wide, const("intermediate.dense.bias")], f"{part}active", FUSED)
    narrow = graph.add("MatMul", [active, const("output.dense.weight", True)], f"{part}narrow")
    return _residual(graph, const, [narrow, state], "output", f"{part}out")


def _residual(graph: _Graph, const: Callable[[str], str], added: list[str], key: str, output: str) -> str:
    inputs = [
        *added,
        const(f"{key}.LayerNorm.weight"),
        const(f"{key}.LayerNorm.bias"),
        const(f"{key}.dense.bias"),
    ]
    return graph.add("SkipLayerNormalization", inputs, output, FUSED, epsilon=EPSILON)


def _mean_pooling(graph: _Graph, state: str, output: str) -> str:
    """Sum over real tokens, then unit length: the mean's divisor does not change the direction."""
    graph.add("Mul", [state, "weight3"], f"{output}_kept")
    graph.add("ReduceSum", [f"{output}_kept", "token_axis"], f"{output}_summed", keepdims=0)
    return graph.add("LpNormalization", [f"{output}_summed"], output, axis=1, p=2)
