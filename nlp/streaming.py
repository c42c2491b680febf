"""``engage text screen``, ``passages`` and ``duplicates``: one result for each text."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from nlp.duplicates import find_duplicates
from nlp.jsonl import Entry, Reader, add_stream
from nlp.pipeline import screen, split_passages


def add_commands(commands: Any) -> None:
    """Add the commands to a parser."""
    for name, meaning, work in (
        ("screen", "identifiers and concerns of each text as received", _screen),
        ("passages", "each text cut into passages that can stand alone", _passages),
        ("duplicates", "copies and variants of one letter", _duplicates),
    ):
        add_stream(commands, name, meaning).set_defaults(work=work)


def _screen(reader: Reader, _: argparse.Namespace) -> Iterator[Entry]:
    for batch in reader.batches():
        found = screen(entry["text"] for entry in batch)
        for entry, result in zip(batch, found, strict=True):
            yield {"id": entry["id"], "screened": True, **asdict(result)}


def _passages(reader: Reader, _: argparse.Namespace) -> Iterator[Entry]:
    for batch in reader.batches():
        found = split_passages(entry["text"] for entry in batch)
        for entry, passages in zip(batch, found, strict=True):
            yield {"id": entry["id"], "passages": [asdict(passage) for passage in passages]}


def _duplicates(reader: Reader, _: argparse.Namespace) -> Iterator[Entry]:
    entries = list(reader)
    groups = find_duplicates([entry["text"] for entry in entries])
    for entry, group in zip(entries, groups, strict=True):
        yield {"id": entry["id"], "group": group}
