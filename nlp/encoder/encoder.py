"""Texts to vectors with any exported ONNX sentence encoder: ``model.onnx`` and ``tokenizer.json``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from tokenizers import Encoding, Tokenizer

from nlp.encoder.memory import Memory
from nlp.errors import UnusableError

Vectors = npt.NDArray[np.float32]

DEFAULT_FOLDER = Path("var/encoder")
THREADS = "ENGAGE_ENCODER_THREADS"
DEFAULT_THREADS = 2
POOLED = ("embedding", "sentence_embedding")  # output names that are already one vector per text
TUNED = "tuned"  # the second output of tuned.onnx, where there is one: a branch tuned to file comments
BATCH = 32
CHUNK = 2048  # texts tokenised at a time: bounds memory
INTEGERS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}


class EncoderMissing(UnusableError):  # noqa: N818 - the name says it
    """There is no usable encoder folder; the message says how to mend it."""


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How an encoder folder is run. ``window`` is in tokens, special tokens included; ``remembered`` in texts."""

    threads: int = DEFAULT_THREADS
    window: int = 256
    remembered: int = 16384  # 25 MB of vectors


class Encoder:
    """A loaded encoder. ``name`` changes whenever the folder's graph or tokenizer does."""

    def __init__(self, folder: Path, settings: EncoderSettings) -> None:
        self.folder = folder
        self.name = f"{_card(folder).get('name', folder.name)}:{_fingerprint(folder)}"
        self._window = settings.window
        self._memory = Memory(settings.remembered)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._special: list[int] = self._tokenizer.encode("").ids  # what it puts round an empty text
        self._threads = settings.threads
        self._session = self._open("model.onnx")
        self._inputs = {i.name: INTEGERS.get(i.type, np.int64) for i in self._session.get_inputs()}
        outputs = [o.name for o in self._session.get_outputs()]
        self._output = next((name for name in POOLED if name in outputs), outputs[0])
        self.is_tuned = (folder / "tuned.onnx").is_file()
        self.dimension = int(self._run([self._special], [self._output]).shape[-1])

    def _open(self, graph: str) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.intra_op_num_threads = self._threads
        return ort.InferenceSession(str(self.folder / graph), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _both(self) -> ort.InferenceSession:
        """The graph with both outputs: apart from the other, because an output not asked for is worked out all the same."""
        return self._open("tuned.onnx")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d) float32, rows of unit length.

        A text longer than the window is the mean of its windows, each weighed by its tokens, so what is said
        last counts as much as what is said first. Equal texts are read once, those of late not again.
        """
        (vectors,) = self._embed(texts, [self._output])
        return vectors

    def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """The vectors (n, d), and those of the branch that was tuned to file comments, read together.

        Dearer than the first alone by what the branch is long. Without such a branch the second are zeros.
        """
        if not self.is_tuned:
            vectors = self.embed(texts)
            return vectors, np.zeros_like(vectors)
        vectors, tuned = self._embed(texts, [self._output, TUNED])
        return vectors, tuned

    def _embed(self, texts: Sequence[str], outputs: list[str]) -> list[Vectors]:
        """Vectors (n, d) of each output."""
        once = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        different = list(once)
        out = np.zeros((len(outputs), len(different), self.dimension), np.float32)
        for start in range(0, len(different), CHUNK):
            part = different[start : start + CHUNK]
            out[:, start : start + CHUNK] = self._memory.recall(part, outputs, self._embed_chunk)
        return list(out if len(different) == len(texts) else out[:, [once[text] for text in texts]])

    def _embed_chunk(self, texts: Sequence[str], outputs: list[str]) -> Vectors:
        owners: list[int] = []
        windows: list[list[int]] = []
        # Half of a surrogate pair can come out of JSON; the tokenizer takes none.
        sound = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        for index, encoding in enumerate(self._tokenizer.encode_batch(sound, add_special_tokens=False)):
            for window in self._windows(encoding):
                owners.append(index)
                windows.append(window)
        vectors = np.zeros((len(outputs), len(texts), self.dimension), np.float32)
        lengths = np.array([len(window) for window in windows])
        by_length = np.argsort(lengths, kind="stable")
        for start in range(0, len(by_length), BATCH):
            rows = by_length[start : start + BATCH]
            batch = self._run([windows[row] for row in rows], outputs)
            for found, windowed in zip(vectors, batch, strict=True):
                np.add.at(found, np.array(owners)[rows], windowed * lengths[rows, None])
        return _unit(vectors)

    def _windows(self, encoding: Encoding) -> Iterator[list[int]]:
        """Token ids cut into equal windows, each with the model's own start and end tokens."""
        half = len(self._special) // 2
        start, end = self._special[:half], self._special[half:]
        ids = encoding.ids
        room = self._window - len(self._special)
        count = max(1, -(-len(ids) // room))
        size = -(-len(ids) // count) if ids else 0
        for part in range(count):
            yield [*start, *ids[part * size : (part + 1) * size], *end]

    def _run(self, windows: Sequence[Sequence[int]], outputs: list[str]) -> Vectors:
        """Vectors (outputs, windows, d)."""
        ids = np.zeros((len(windows), max(map(len, windows))), np.int64)
        mask = np.zeros_like(ids)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        feed = {name: given[name].astype(kind, copy=False) for name, kind in self._inputs.items()}
        session = self._both if TUNED in outputs else self._session
        states: Vectors = np.stack(session.run(outputs, feed))
        if states.ndim == 4:
            states = (states * mask[:, :, None]).sum(axis=2)
        return _unit(states)


def load_encoder(folder: Path | None = None) -> Encoder:
    """The encoder in ``folder``, else where ENGAGE_ENCODER points, else in var/encoder; loaded once.

    Raises EncoderMissing.
    """
    return _load((folder or Path(os.environ.get("ENGAGE_ENCODER") or DEFAULT_FOLDER)).resolve())


@cache
def _load(folder: Path) -> Encoder:
    absent = [name for name in ("model.onnx", "tokenizer.json") if not (folder / name).is_file()]
    if absent:
        raise EncoderMissing(
            f"No sentence encoder in {folder} ({', '.join(absent)} missing). Run `make encoder`, or set "
            "ENGAGE_ENCODER to a folder with model.onnx and tokenizer.json."
        )
    return Encoder(folder, EncoderSettings(_threads(), window=int(_card(folder).get("window", 256))))


def _threads() -> int:
    given = os.environ.get(THREADS) or str(DEFAULT_THREADS)
    if not given.isdecimal() or int(given) < 1:
        raise UnusableError(f"{THREADS} is {given!r}. Give the number of threads for the encoder, such as 2.")
    return int(given)


def _card(folder: Path) -> dict[str, Any]:
    path = folder / "encoder.json"
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return card


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in ("model.onnx", "tokenizer.json", "tuned.onnx"):
        if (folder / name).is_file():
            digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
