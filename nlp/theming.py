"""``engage text themes``: discover themes in the texts read, or continue earlier ones."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nlp.encoder.encoder import Encoder, Vectors, load_encoder
from nlp.errors import UnusableError
from nlp.jsonl import Entry, Reader, add_stream
from nlp.themes import (
    Discovered,
    Quote,
    ThemeModel,
    ThemesUnreadable,
    discover_themes,
    from_values,
    quote_themes,
    to_values,
)

QUOTES = 5  # of each theme in THEMES.json
PART = 16384  # texts read between one word of how far it is and the next


def add_commands(commands: Any) -> None:
    """Add the command to a parser."""
    parser = add_stream(commands, "themes", "themes of the texts, named; or continued from earlier ones")
    parser.add_argument("--like", type=Path, help="an earlier THEMES.json, whose themes keep their identity")
    parser.add_argument("--out", type=Path, help="THEMES.json to write")
    parser.set_defaults(work=_themes)


def _themes(reader: Reader, args: argparse.Namespace) -> Iterator[Entry]:
    if args.out and not args.out.parent.is_dir():
        raise UnusableError(f"there is no folder {args.out.parent} to write {args.out.name} in")
    entries = list(reader)
    texts = [entry["text"] for entry in entries]
    encoder = load_encoder()
    like = _read(args.like, encoder.name) if args.like else None
    vectors = _read_whole(encoder, texts)
    found = discover_themes(texts, vectors, like=like, embed=encoder.embed)
    if args.out:
        model = replace(found.model, encoder=encoder.name)
        values = to_values(model, _quotes(entries, texts, vectors, found))
        args.out.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    yield from _placed(entries, found)


def _read_whole(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """The vectors (n, d) of the texts; where they are many, says on standard error how far it is."""
    vectors = np.empty((len(texts), encoder.dimension), np.float32)
    for start in range(0, len(texts), PART):
        vectors[start : start + PART] = encoder.embed(texts[start : start + PART])
        if len(texts) > PART:
            sys.stderr.write(f"{min(start + PART, len(texts)):,} of {len(texts):,} texts read\n")
    if len(texts) > PART:
        sys.stderr.write("all read; now finding themes\n")
    return vectors


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
    """The most telling sentences of each theme, by the id of the text that they are in."""
    quotes = quote_themes(texts, vectors, found, QUOTES)
    return {theme: [(str(entries[quote.index]["id"]), quote) for quote in chosen] for theme, chosen in quotes.items()}
