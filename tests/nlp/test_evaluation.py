"""Figures carry their interval, their target and how many texts they stand on."""

import json
from io import StringIO
from pathlib import Path

import numpy as np
from rich.console import Console

from nlp.concerns.rows import CORPUS
from nlp.evaluation.report import Report, figure, print_report, reliability, write_report
from nlp.evaluation.unseen import UNSEEN

RIGHT = np.array([1.0] * 70 + [0.0] * 30)


def test_interval_holds_the_value_and_narrows_with_more_texts() -> None:
    few = figure("t", "m", 100, lambda rows: float(RIGHT[rows].mean()))
    many = figure("t", "m", 2000, lambda rows: float(np.tile(RIGHT, 20)[rows].mean()))
    assert few.low < few.value == 0.7 < few.high
    assert many.high - many.low < few.high - few.low


def test_the_same_data_give_the_same_interval() -> None:
    assert figure("t", "m", 100, lambda rows: float(RIGHT[rows].mean())) == figure(
        "t", "m", 100, lambda rows: float(RIGHT[rows].mean())
    )


def test_reliability_sets_scores_beside_what_came_true() -> None:
    rows = reliability([0.05, 0.95, 0.92, 1.0], [False, True, True, False])
    assert [row["n"] for row in rows] == [1, 3]
    assert rows[1]["right"] == 0.667


def test_the_report_is_a_table_and_json(tmp_path: Path) -> None:
    out = StringIO()
    found = figure("chapters", "samples-F1", 100, lambda rows: float(RIGHT[rows].mean()), 0.8)
    reports = {"chapters": Report([found])}
    write_report(reports, tmp_path / "e.json")
    print_report(reports, Console(file=out, width=120))
    assert "0.700" in out.getvalue()
    assert json.loads((tmp_path / "e.json").read_text())["chapters"]["figures"][0]["target"] == 0.8


def test_nothing_learns_from_what_is_measured_unseen() -> None:
    def texts(path: Path) -> list[str]:
        rows = map(json.loads, path.read_text("utf-8").splitlines())
        return [" ".join(row["text"].lower().split()) for row in rows if "text" in row]

    unseen = texts(UNSEEN)
    assert len(set(unseen)) == len(unseen) > 500
    learnt = {text for path in CORPUS.glob("*.jsonl") if path != UNSEEN for text in texts(path)}
    assert not learnt & set(unseen)
