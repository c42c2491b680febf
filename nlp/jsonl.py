"""JSON Lines in and out: the same order, and nothing written unless every line read was good."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TextIO

BATCH = 512  # entries handled at a time
Entry = dict[str, Any]


class BadLineError(ValueError):
    """A line is not what the command reads; the message holds its number."""


@dataclass
class Reader:
    """Entries of a stream, each with an id and a text; ``labels`` asks for those too.

    Lines that are not so raise BadLineError, or are counted in ``skipped`` when ``skip_bad`` is set.
    """

    stream: Iterable[str]
    skip_bad: bool = False
    labels: bool = False
    skipped: int = 0

    def __iter__(self) -> Iterator[Entry]:
        for number, line in enumerate(self.stream, start=1):
            if not line.strip():
                continue
            try:
                yield self._entry(line)
            except ValueError as error:
                if not self.skip_bad:
                    raise BadLineError(f"line {number}: {error}") from error
                self.skipped += 1

    def batches(self) -> Iterator[list[Entry]]:
        """The entries, some hundreds at a time."""
        entries = iter(self)
        while batch := list(islice(entries, BATCH)):
            yield batch

    def _entry(self, line: str) -> Entry:
        try:
            entry = json.loads(line)
        except RecursionError:
            raise ValueError("nested too deeply") from None
        if not isinstance(entry, dict):
            raise ValueError("not a JSON object")
        if not isinstance(entry.get("id"), str | int):
            raise ValueError('needs an "id", a string or a whole number')
        if not isinstance(entry.get("text"), str):
            raise ValueError('needs a "text", a string')
        if self.labels and not _strings(entry.get("labels")):
            raise ValueError('needs "labels", a list of strings')
        return entry


def add_stream(commands: Any, name: str, meaning: str) -> argparse.ArgumentParser:
    """A command that gives ``work(reader, args)`` the entries and writes the results that come back."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=meaning, description=meaning)
    parser.add_argument("--skip-bad", action="store_true", help="count malformed lines and go on")
    parser.set_defaults(run=_run)
    return parser


def _run(args: argparse.Namespace) -> int:
    reader = Reader(sys.stdin, args.skip_bad)
    write_all(args.work(reader, args), sys.stdout)
    if reader.skipped:
        sys.stderr.write(f"{reader.skipped} malformed lines skipped\n")
    return 0


def write_all(results: Iterable[Mapping[str, Any]], out: TextIO) -> None:
    """Write results once all of them are known to be there."""
    with tempfile.SpooledTemporaryFile(max_size=1 << 24, mode="w+", encoding="utf-8") as kept:
        for result in results:
            kept.write(json.dumps(result) + "\n")
        kept.seek(0)
        shutil.copyfileobj(kept, out)
    out.flush()


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
