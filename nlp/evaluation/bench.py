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
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table

from nlp.duplicates import find_duplicates
from nlp.encoder.encoder import Encoder, EncoderSettings, Vectors, load_encoder
from nlp.frames import read_plan
from nlp.mapping.mapper import Mapper
from nlp.pipeline import screen, split_passages
from nlp.themes import discover_themes

SOURCE = "fft_phase1_train.jsonl"
STARTING = "from nlp import load_encoder, screen; load_encoder().embed(['a']); list(screen(['a']))"
PART = 250  # texts for which the stages take turns, so that what else the machine does falls on all of them alike
ONE = "My mum waited four hours in A&E on 12 May. The nurses were kind but nobody told us what was happening."
T = TypeVar("T")


@dataclass
class Stage:
    """One stage: how long it took over how many texts, and how much of that the encoder."""

    name: str
    texts: int
    seconds: float = 0.0
    encoding: float = 0.0

    @property
    def rate(self) -> float:
        """Texts a second."""
        return self.texts / max(self.seconds, 1e-9)


@dataclass(frozen=True)
class Bench:
    """All stages of one run.

    ``ratio`` is the time of all the stages to that of the encoder reading each text once; ``in_encoder`` is the share of
    their time that passes in the encoder.
    """

    stages: tuple[Stage, ...]
    ratio: float
    in_encoder: float
    one_text: float
    start_up: float
    megabytes: float


class Clock:
    """Adds up what each stage takes, and listens to the encoder meanwhile."""

    def __init__(self, encoder: Encoder, texts: int) -> None:
        self.stages: dict[str, Stage] = {}
        self._texts, self._encoding, self._inside = texts, 0.0, False
        for name in ("embed", "embed_both"):
            setattr(encoder, name, self._heard(getattr(encoder, name)))

    def time(self, name: str, work: Callable[[], T]) -> T:
        """What the work comes to."""
        stage = self.stages.setdefault(name, Stage(name, self._texts))
        encoding, started = self._encoding, time.perf_counter()
        result = work()
        stage.seconds += time.perf_counter() - started
        stage.encoding += self._encoding - encoding
        return result

    def _heard(self, embed: Callable[[list[str]], T]) -> Callable[[list[str]], T]:
        def heard(texts: list[str]) -> T:
            if self._inside:
                return embed(texts)
            self._inside, started = True, time.perf_counter()
            try:
                return embed(texts)
            finally:
                self._inside, self._encoding = False, self._encoding + time.perf_counter() - started

        return heard


def run_bench(data: Path, plan: Path, count: int) -> Bench:
    """Time every stage over the same real comments, in one run."""
    with (data / SOURCE).open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for _, line in zip(range(count), lines, strict=False)]
    encoder, mapper = load_encoder(), Mapper(read_plan(plan), load_encoder())
    # An encoder of its own, so that the stages gain nothing by what it has read.
    alone = Encoder(encoder.folder, EncoderSettings(remembered=0))
    clock = Clock(encoder, len(texts))
    _analyse(clock, alone, encoder, mapper, [ONE])  # so that all is loaded before the clock counts
    clock.stages.clear()
    parts = [_analyse(clock, alone, encoder, mapper, texts[i : i + PART]) for i in range(0, len(texts), PART)]
    clock.time("duplicates", lambda: find_duplicates(texts))
    clock.time("themes", lambda: discover_themes(texts, np.concatenate(parts), embed=alone.embed))
    once, *stages = clock.stages.values()
    whole = sum(stage.seconds for stage in stages)
    inside = sum(stage.encoding for stage in stages) / whole
    new = [f"{ONE} {texts[0]}"]
    one = _seconds(lambda: (list(screen(new)), list(split_passages(new)), mapper.map(new)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Bench((once, *stages), whole / once.seconds, inside, one, _seconds(_fresh_start), peak)


def _analyse(clock: Clock, alone: Encoder, encoder: Encoder, mapper: Mapper, texts: list[str]) -> Vectors:
    """The stages that read text by text, one after the other; the vectors."""
    clock.time("encoder alone", lambda: alone.embed(texts))
    both = clock.time("encode", lambda: encoder.embed_both(texts))
    clock.time("screen", lambda: list(screen(texts)))
    clock.time("passages", lambda: list(split_passages(texts)))
    clock.time("map", lambda: mapper.map(texts, both))
    return both[0]


def write_bench(bench: Bench, path: Path, console: Console) -> None:
    """Print the table and write the JSON."""
    table = Table("stage", "texts a second", "seconds", "of these the encoder")
    for stage in bench.stages:
        table.add_row(stage.name, f"{stage.rate:,.0f}", f"{stage.seconds:.2f}", f"{stage.encoding:.2f}")
    console.print(table)
    console.print(
        f"whole pipeline {bench.ratio:.2f} x the encoder reading each text once, {bench.in_encoder:.0%} of it in the "
        f"encoder; one text {bench.one_text:.2f} s; start-up {bench.start_up:.1f} s; {bench.megabytes:.0f} MB at most"
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
