"""``engage text screen``, ``passages`` and ``duplicates``: one result for each text."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import chain
from multiprocessing import get_context
from typing import Any

from nlp.duplicates import find_duplicates
from nlp.encoder.encoder import THREADS
from nlp.jsonl import Entry, Reader, add_stream
from nlp.pipeline import screen, split_passages

Batch = list[Entry]


def add_commands(commands: Any) -> None:
    """Add the commands to a parser."""
    for name, meaning, work in (
        ("screen", "identifiers and concerns of each text as received", screened),
        ("passages", "each text cut into passages that can stand alone", cut),
    ):
        parser = add_stream(commands, name, meaning)
        parser.add_argument(
            "--processes", type=_some, default=1, help="how many work side by side (1); one keeps two cores busy"
        )
        parser.set_defaults(work=_shared_out, each=work)
    add_stream(commands, "duplicates", "copies and variants of one letter").set_defaults(work=_duplicates)


def screened(batch: Batch) -> Batch:
    """What the screening finds in each text of a batch."""
    found = screen(entry["text"] for entry in batch)
    return [{"id": entry["id"], "screened": True, **asdict(one)} for entry, one in zip(batch, found, strict=True)]


def cut(batch: Batch) -> Batch:
    """The passages of each text of a batch."""
    found = split_passages(entry["text"] for entry in batch)
    return [
        {"id": entry["id"], "passages": [asdict(passage) for passage in passages]}
        for entry, passages in zip(batch, found, strict=True)
    ]


def _shared_out(reader: Reader, args: argparse.Namespace) -> Iterator[Entry]:
    return chain.from_iterable(in_processes(args.each, reader.batches(), args.processes))


def in_processes(work: Callable[[Batch], Batch], batches: Iterator[Batch], processes: int) -> Iterator[Batch]:
    """The result of each batch, in order, worked out by so many processes; the encoder's threads are shared out among them."""
    if processes <= 1:
        yield from map(work, batches)
        return
    threads = max(1, (os.cpu_count() or 1) // processes)
    with get_context("spawn").Pool(processes, _begin, (threads,)) as pool:
        yield from pool.imap(work, batches)


def _some(given: str) -> int:
    if not given.isdecimal() or int(given) < 1:
        raise argparse.ArgumentTypeError(f"{given!r} is not a number of processes, such as 2")
    return int(given)


def _begin(threads: int) -> None:
    os.environ[THREADS] = str(threads)


def _duplicates(reader: Reader, _: argparse.Namespace) -> Iterator[Entry]:
    entries = list(reader)
    groups = find_duplicates([entry["text"] for entry in entries])
    for entry, group in zip(entries, groups, strict=True):
        yield {"id": entry["id"], "group": group}
