"""Make an encoder folder from the published all-MiniLM-L6-v2 weights: check, write ONNX, quantise to int8.

Needs the extra ``encoder`` (onnx, safetensors). The result needs neither.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from nlp.encoder.adapter import read_adapter
from nlp.encoder.graph import minilm

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WINDOW = 256  # tokens: the length the published model was trained for


class WrongWeightsError(Exception):
    """The weights are not the published ones."""


def build_encoder(weights: Path, out: Path) -> Path:
    """Build ``out`` from the folder ``weights`` (model.safetensors, tokenizer.json).

    Returns ``out``. Raises WrongWeightsError when the file's SHA-256 is not the published one. Nothing half-built
    is left behind: the folder appears only when it is whole.
    """
    source = weights / "model.safetensors"
    if not source.is_file():
        raise WrongWeightsError(f"{source} does not exist")
    if (found := _sha256(source)) != WEIGHTS_SHA256:
        raise WrongWeightsError(f"{source} has SHA-256 {found}, not the published {WEIGHTS_SHA256}")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as work:
        folder = Path(work) / "encoder"
        folder.mkdir()
        published = load_file(source)
        _write_graph(minilm(published), folder / "model.onnx")
        _write_graph(minilm(published, read_adapter()), folder / "tuned.onnx")
        shutil.copyfile(weights / "tokenizer.json", folder / "tokenizer.json")
        _write_card(folder)
        shutil.rmtree(out, ignore_errors=True)
        folder.rename(out)
    return out


def _write_graph(model: onnx.ModelProto, out: Path) -> None:
    quantize_dynamic(
        model,
        out,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Attention", "EmbedLayerNormalization"],
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def _write_card(folder: Path) -> None:
    card = {
        "name": "all-MiniLM-L6-v2-int8",
        "dimension": 384,
        "window": WINDOW,
        "pooling": "mean over tokens, unit length (in the graph)",
        "tuned": "tuned.onnx: the same, and a second output from layers that an adapter changed to file comments",
        "licence": "Apache-2.0",
        "weights_sha256": WEIGHTS_SHA256,
        "onnx_sha256": _sha256(folder / "model.onnx"),
    }
    (folder / "encoder.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
