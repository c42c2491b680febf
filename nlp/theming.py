"""``engage text themes``: discover themes in the texts read, or continue earlier ones."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nlp.encoder.encoder import Vectors, load_encoder
from nlp.errors import UnusableError
from nlp.jsonl import Entry, Reader, add_stream
from nlp.pipeline import split_passages
from nlp.themes import (
    Discovered,
    Quote,
    ThemeModel,
    ThemesUnreadable,
    discover_themes,
    from_values,
    representative,
    to_values,
)

QUOTES = 5  # of each theme in THEMES.json


def add_commands(commands: Any) -> None:
    """Add the command to a parser."""
    parser = add_stream(commands, "themes", "themes of the texts, named; or continued from earlier ones")
    parser.add_argument("--like", type=Path, help="an earlier THEMES.json, whose themes keep their identity")
    parser.add_argument("--out", type=Path, help="THEMES.json to write")
    parser.set_defaults(work=_themes)


def _themes(reader: Reader, args: argparse.Namespace) -> Iterator[Entry]:
    entries = list(reader)
    texts = [entry["text"] for entry in entries]
    encoder = load_encoder()
    like = _read(args.like, encoder.name) if args.like else None
    vectors = encoder.embed(texts)
    found = discover_themes(texts, vectors, like=like)
    if args.out:
        model = replace(found.model, encoder=encoder.name)
        values = to_values(model, _quotes(entries, texts, vectors, found))
        args.out.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    yield from _placed(entries, found)


def _read(path: Path, encoder: str) -> ThemeModel:
    try:
        model = from_values(json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, ThemesUnreadable) as error:
        raise UnusableError(f"{path} holds no themes: {error}") from error
    if model.encoder not in ("", encoder):
        raise UnusableError(f"{path} was made with another encoder ({model.encoder}): discover the themes anew")
    return model


def _placed(entries: Sequence[Entry], found: Discovered) -> Iterator[Entry]:
    for entry, place in zip(entries, found.placed, strict=True):
        theme, score = place or (None, 0.0)
        yield {"id": entry["id"], "theme": theme, "score": round(score, 4)}


def _quotes(
    entries: Sequence[Entry], texts: Sequence[str], vectors: Vectors, found: Discovered
) -> dict[str, list[tuple[str, Quote]]]:
    """The most telling quotable passages of each theme: stretches of the texts, letter for letter."""
    quotes: dict[str, list[tuple[str, Quote]]] = {}
    for theme in found.themes:
        members = [i for i, place in enumerate(found.placed) if place and place[0] == theme.id]
        if not members:
            continue
        chosen = [members[row] for row in representative(vectors[np.array(members)], QUOTES)]
        passages = split_passages(texts[i] for i in chosen)
        for index, split in zip(chosen, passages, strict=True):
            if passage := next((p for p in split if p.quotable), None):
                quote = Quote(index, passage.start, passage.end)
                quotes.setdefault(theme.id, []).append((str(entries[index]["id"]), quote))
    return quotes
