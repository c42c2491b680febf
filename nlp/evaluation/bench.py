"""How fast each stage is, how the whole compares with the encoder alone, how much memory, how long to start."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from nlp.duplicates import find_duplicates
from nlp.encoder.encoder import load_encoder
from nlp.frames import read_plan
from nlp.mapping.mapper import Mapper
from nlp.pipeline import screen, split_passages
from nlp.themes import discover_themes

SOURCE = "fft_phase1_train.jsonl"
STARTING = "from nlp import load_encoder, screen; load_encoder().embed(['a']); list(screen(['a']))"


@dataclass(frozen=True)
class Stage:
    """One stage: how long it took over how many texts."""

    name: str
    seconds: float
    texts: int

    @property
    def rate(self) -> float:
        """Texts a second."""
        return self.texts / max(self.seconds, 1e-9)


@dataclass(frozen=True)
class Bench:
    """All stages of one run. ``ratio`` is the whole pipeline's time to the encoder's own."""

    stages: tuple[Stage, ...]
    ratio: float
    one_text: float
    start_up: float
    megabytes: float


def run_bench(data: Path, plan: Path, count: int) -> Bench:
    """Time every stage over the same real comments, in one run."""
    with (data / SOURCE).open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for _, line in zip(range(count), lines, strict=False)]
    encoder, mapper = load_encoder(), Mapper(read_plan(plan), load_encoder())
    for warm in (list(screen(texts[:20])), list(split_passages(texts[:20])), mapper.map(texts[:20])):
        del warm
    vectors = encoder.embed(texts)
    stages = tuple(
        Stage(name, _seconds(work), len(texts))
        for name, work in (
            ("encode", lambda: encoder.embed(texts)),
            ("screen", lambda: list(screen(texts))),
            ("passages", lambda: list(split_passages(texts))),
            ("map", lambda: mapper.map(texts, vectors)),
            ("duplicates", lambda: find_duplicates(texts)),
            ("themes", lambda: discover_themes(texts, vectors)),
        )
    )
    whole = sum(stage.seconds for stage in stages)
    one = _seconds(lambda: (list(screen(texts[:1])), list(split_passages(texts[:1])), mapper.map(texts[:1])))
    start = _seconds(_fresh_start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Bench(stages, whole / stages[0].seconds, one, start, peak)


def write_bench(bench: Bench, path: Path, console: Console) -> None:
    """Print the table and write the JSON."""
    table = Table("stage", "texts a second", "seconds")
    for stage in bench.stages:
        table.add_row(stage.name, f"{stage.rate:,.0f}", f"{stage.seconds:.2f}")
    console.print(table)
    console.print(
        f"whole pipeline {bench.ratio:.2f} x the encoder; one text {bench.one_text:.2f} s; "
        f"start-up {bench.start_up:.1f} s; {bench.megabytes:.0f} MB at most"
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(bench), indent=1) + "\n", encoding="utf-8")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _fresh_start() -> Sequence[str]:
    """A new process to its first screened and encoded text."""
    command = [sys.executable, "-c", STARTING]
    subprocess.run(command, check=True)  # noqa: S603 - our own interpreter and our own words
    return command
