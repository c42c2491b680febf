"""The comments written for this project to learn from, each filed under chapters and goals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nlp.mapping.words import words_of

WRITTEN = Path(__file__).parents[1] / "corpus" / "chapters.jsonl"


@dataclass(frozen=True, slots=True)
class Row:
    """A text and where people filed it. Texts of one ``family`` are variants of each other."""

    text: str
    chapters: tuple[str, ...]
    goals: tuple[str, ...]
    family: str = ""


def read_corpus(path: Path = WRITTEN) -> list[Row]:
    """Rows of a JSON Lines file with text, chapters and goals."""
    with path.open(encoding="utf-8") as lines:
        return [row_of(json.loads(line)) for line in lines if line.strip()]


def row_of(entry: dict[str, Iterable[str]]) -> Row:
    """One row from its JSON form."""
    chapters, goals = (tuple(entry.get(name) or ()) for name in ("chapters", "goals"))
    return Row(str(entry["text"]), chapters, goals, str(entry.get("family") or ""))


def key_of(text: str) -> str:
    """What stands for a text that may not be copied here; the same for texts that differ only in case and marks."""
    return hashlib.sha256(" ".join(words_of(text)).encode("utf-8", "replace")).hexdigest()[:16]
