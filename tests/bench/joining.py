"""How soon a new contribution is in its themes, on a site that has 10,000 passages: python -m tests.bench.joining"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from sqlalchemy import func, select

from engage.extensions import db
from engage.models import Passage, PassageAssignment, PassageVector, Theme, current_plan
from engage.theming import service
from engage.theming.pipeline import from_bytes, to_bytes
from engage.theming.pipeline import load as load_pipeline
from tests import factories
from tests.bench.public_pages import filled_app

PASSAGES, PASSAGES_EACH = 10_000, 5
LONGEST = 1.0
"""Seconds from approval to a place in a theme, of work: the worker's pause comes on top."""
LANDMARKS = 8
SAID = "The bus to the hospital comes once an hour. It took three weeks to see a nurse at the surgery, day {number}."


def main() -> None:
    """Measure, print, keep the figures; exit 1 when it takes too long or what came in is not in a theme."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=Path("var/bench-joining.json"))
    options.add_argument("--rounds", type=int, default=9)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = filled_app(Path(folder), f"sqlite:///{folder}/bench.db", PASSAGES // PASSAGES_EACH)
        with app.app_context():
            spent = _measure(wanted.rounds)
            number = db.session.scalar(select(func.count(Passage.id))) or 0
            db.session.remove()
            db.engine.dispose()
    middle = statistics.median(spent)
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    wanted.out.write_text(json.dumps({"passages": number, "seconds": [round(each, 3) for each in spent]}))
    told = f"{number:,} passages: one new contribution in its themes in {middle:.2f} s, at most {max(spent):.2f} s"
    Console().print(told, highlight=False)
    sys.exit(middle > LONGEST)


def _measure(rounds: int) -> list[float]:
    """Seconds of each round after one to warm up."""
    _give_landmarks()
    load_pipeline(current_plan())
    spent = []
    for number in range(rounds + 1):
        row = factories.published(SAID.format(number=number))
        db.session.commit()
        started = time.perf_counter()
        service.analyse_pending(limit=1)
        spent.append(time.perf_counter() - started)
        places = select(PassageAssignment.id).join(Passage, Passage.id == PassageAssignment.passage_id)
        joined = places.where(Passage.contribution_id == row.id, PassageAssignment.theme_id.is_not(None))
        assert db.session.scalar(joined.limit(1)) is not None, "it is in no theme"
    return spent[1:]


def _give_landmarks() -> None:
    """Themes get landmarks from what is in them, and take in anything: here only time is measured."""
    for theme in db.session.scalars(select(Theme)):
        query = select(PassageVector.vector).join(
            PassageAssignment, PassageAssignment.passage_id == PassageVector.passage_id
        )
        kept = db.session.scalars(query.where(PassageAssignment.theme_id == theme.id).limit(LANDMARKS)).all()
        theme.centroid = to_bytes(from_bytes(kept) if kept else np.zeros((0, 1), np.float32))
        theme.belongs = -1.0
    db.session.commit()


if __name__ == "__main__":
    main()
