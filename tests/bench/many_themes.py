"""Seconds and peak memory of themes of many short texts, on the command line and in the database:
python -m tests.bench.many_themes [--texts 300000] [--stored 30000]

The texts are made of the developers' data, each with a word of its own put in, so that none is a copy of another.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from rich.console import Console

from engage.extensions import db
from engage.models import PassageAssignment, Theme, ThemeProposal, current_plan
from engage.theming import pipeline, rethink
from tests.bench.public_pages import filled_app

SEED = 4
SHORT = 300  # characters
SETS = ("fft_phase1_train.jsonl", "fft_qdc_train.jsonl", "civic_ideas.jsonl")


def main() -> None:
    """Measure both, and print what each took."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=Path("../shared/data"))
    options.add_argument("--texts", type=int, default=300_000, help="through the command line; 0 for none")
    options.add_argument("--stored", type=int, default=30_000, help="contributions of five passages each; 0 for none")
    wanted = options.parse_args()
    if wanted.texts:
        _command_line(wanted.data, wanted.texts)
    if wanted.stored:
        _database(wanted.stored)


def _command_line(data: Path, number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "texts.jsonl", Path(folder) / "placed.jsonl"
        with given.open("w", encoding="utf-8") as lines:
            for number_, text in enumerate(islice(_texts(data), number)):
                lines.write(json.dumps({"id": str(number_), "text": text}) + "\n")
        started = time.perf_counter()
        command = [sys.executable, "-m", "nlp", "themes", "--out", str(Path(folder) / "themes.json")]
        with given.open("rb") as texts, out.open("wb") as placed:
            subprocess.run(command, stdin=texts, stdout=placed, check=True)
        seconds = time.perf_counter() - started
        themes = len(json.loads((Path(folder) / "themes.json").read_text("utf-8")))
    _tell(f"{number:,} texts on the command line", seconds, resource.RUSAGE_CHILDREN, themes)


def _texts(data: Path) -> Iterator[str]:
    """Real comments over and over, each time with another word put in."""
    said = [json.loads(line)["text"] for name in SETS for line in (data / name).open(encoding="utf-8")]
    with (data / "banking77_train.csv").open(encoding="utf-8", newline="") as rows:
        said += [row["text"] for row in csv.DictReader(rows)]
    said = list(dict.fromkeys(text for text in said if len(text) < SHORT))
    pick = random.Random(SEED)
    words = sorted({word for text in said for word in text.split() if word.isalpha()})
    while True:
        for text in said:
            parts = text.split()
            parts.insert(pick.randrange(len(parts) + 1), pick.choice(words))
            yield " ".join(parts)


def _database(contributions: int) -> None:
    """A first look at a site that has passages and no themes yet, and then a second, which proposes changes."""
    with tempfile.TemporaryDirectory() as folder:
        app = filled_app(Path(folder), f"sqlite:///{folder}/many.db", contributions)
        with app.app_context():
            plan = current_plan()
            db.session.query(PassageAssignment).filter(PassageAssignment.theme_id.is_not(None)).delete()
            db.session.query(Theme).update({"retired_at": db.func.now()})
            db.session.commit()
            reader = pipeline.load(plan)
            for what in ("first look", "second look"):
                started = time.perf_counter()
                rethink.think(plan, reader)
                placed = db.session.query(PassageAssignment).filter(PassageAssignment.theme_id.is_not(None)).count()
                waiting = db.session.query(ThemeProposal).count()
                living = db.session.query(Theme).filter(Theme.retired_at.is_(None)).count()
                seconds = time.perf_counter() - started
                _tell(f"{what}, {placed:,} passages placed, {waiting} proposals", seconds, resource.RUSAGE_SELF, living)
            db.session.remove()
            db.engine.dispose()


def _tell(what: str, seconds: float, whose: int, themes: int) -> None:
    memory = resource.getrusage(whose).ru_maxrss / 2**20
    Console().print(f"{what}: {themes} themes, {seconds:,.0f} s, {memory:.1f} GB at the peak", highlight=False)


if __name__ == "__main__":
    main()
