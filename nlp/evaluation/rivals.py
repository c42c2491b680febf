"""``python -m nlp rivals``: our themes beside k-means that is told the number and BERTopic, on the same vectors, in one run."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from nlp.encoder.encoder import Encoder, Vectors, load_encoder
from nlp.errors import UnusableError
from nlp.evaluation.themes import LabelledTexts, kept_with_a_tenth_more, older_part, read_sets
from nlp.themes import discover_themes

FIT = Path(__file__).parent / "bertopic" / "fit.py"
BENCH_PYTHON = Path(".venv-bench/bin/python")
DATA = Path("../shared/data")
COMPARED = ("qdc", "consultation 1", "consultation 2", "banking77", "bowling-green", "biodiversity")
GUESSED_SHARE = 25  # texts in a group, where nobody has labelled them and k-means must be told some number
Labels = Sequence[int | str]


@dataclass(frozen=True)
class Row:
    """One method on one set; None where there is nothing to measure it by. ``kept``: theme and name both."""

    texts: str
    method: str
    groups: int
    nmi: float | None
    ari: float | None
    placed: float
    again: float
    after_a_tenth: float
    kept: float | None
    seconds: float


def add_commands(commands: Any) -> None:
    """Add the command to a parser."""
    parser = commands.add_parser("rivals", help="themes beside k-means and BERTopic on the same vectors: a table")
    parser.add_argument("sets", nargs="*", help=f"sets to compare on: {', '.join(COMPARED)}")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the developers' data")
    parser.add_argument("--bench", type=Path, default=BENCH_PYTHON, help="Python of the benchmark environment")
    parser.add_argument("--out", type=Path, default=Path("var/rivals.json"))
    parser.set_defaults(run=_rivals)


def _rivals(args: argparse.Namespace) -> int:
    if not args.bench.exists():
        raise UnusableError(f"there is no {args.bench}: make bench-themes makes it")
    wanted = args.sets or COMPARED
    encoder = load_encoder()
    rows: list[Row] = []
    console = Console(width=140)
    for labelled in read_sets(args.data):
        if labelled.name in wanted:
            with console.status(labelled.name):
                rows += compare(labelled, encoder, args.bench)
    console.print(_table(rows))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return 0


def compare(labelled: LabelledTexts, encoder: Encoder, bench: Path) -> Iterator[Row]:
    """The three methods on one set."""
    vectors = encoder.embed(labelled.texts)
    older = older_part(len(labelled.texts))
    yield _ours(labelled, vectors, older, encoder)
    yield _k_means(labelled, vectors, older)
    yield _bertopic(labelled, vectors, older, bench)


def _ours(labelled: LabelledTexts, vectors: Vectors, older: npt.NDArray[np.intp], encoder: Encoder) -> Row:
    discover = partial(discover_themes, embed=encoder.embed)
    started = time.perf_counter()
    found = discover(labelled.texts, vectors)
    seconds = time.perf_counter() - started
    first, again = (_keys(run.placed) for run in (found, discover(labelled.texts, vectors)))
    before = discover([labelled.texts[i] for i in older], vectors[older])
    after = discover(labelled.texts, vectors, like=before)
    on_older = [_keys(after.placed)[i] for i in older]
    row = _row(
        labelled, "ours", first, again, after=adjusted_rand_score(_keys(before.placed), on_older), seconds=seconds
    )
    return Row(**{**asdict(row), "kept": kept_with_a_tenth_more(before, after, older)})


def _keys(placed: Sequence[tuple[str, float] | None]) -> list[str]:
    return [place[0] if place else "" for place in placed]


def _k_means(labelled: LabelledTexts, vectors: Vectors, older: npt.NDArray[np.intp]) -> Row:
    count = len(set(labelled.labels)) or max(2, len(labelled.texts) // GUESSED_SHARE)

    def fit(rows: Vectors, seed: int) -> list[int]:
        labels: list[int] = KMeans(count, n_init=1, random_state=seed).fit_predict(rows).tolist()
        return labels

    started = time.perf_counter()
    first = fit(vectors, 1)
    seconds = time.perf_counter() - started
    after = adjusted_rand_score(fit(vectors[older], 1), [first[i] for i in older])
    return _row(labelled, f"k-means, {count}", first, fit(vectors, 2), after=after, seconds=seconds)


def _bertopic(labelled: LabelledTexts, vectors: Vectors, older: npt.NDArray[np.intp], bench: Path) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        given = {"texts": list(labelled.texts), "older": older.tolist()}
        Path(folder, "texts.json").write_text(json.dumps(given), encoding="utf-8")
        np.save(Path(folder, "vectors.npy"), vectors)
        subprocess.run([bench, FIT, folder], check=True, capture_output=True)  # noqa: S603 - our own script
        runs = json.loads(Path(folder, "labels.json").read_text("utf-8"))
    first = runs["first"]["labels"]
    after = adjusted_rand_score(runs["before"]["labels"], [first[i] for i in older])
    return _row(labelled, "BERTopic", first, runs["again"]["labels"], after=after, seconds=runs["first"]["seconds"])


def _row(labelled: LabelledTexts, method: str, first: Labels, again: Labels, *, after: float, seconds: float) -> Row:
    """What is unplaced ("" or -1) counts as one group when it is compared with people's labels."""
    truth = labelled.labels
    return Row(
        labelled.name,
        method,
        len({label for label in first if label not in ("", -1)}),
        float(normalized_mutual_info_score(truth, first)) if truth else None,
        float(adjusted_rand_score(truth, first)) if truth else None,
        float(np.mean([label not in ("", -1) for label in first])),
        float(adjusted_rand_score(first, again)),
        float(after),
        None,
        seconds,
    )


def _table(rows: Sequence[Row]) -> Table:
    heads = ("set", "method", "groups", "NMI", "ARI", "placed", "again", "after +10 %", "theme and name kept", "s")
    table = Table(*heads)
    for row in rows:
        shown = (row.nmi, row.ari, row.placed, row.again, row.after_a_tenth, row.kept)
        figures = ["" if value is None else f"{value:.3f}" for value in shown]
        table.add_row(row.texts, row.method, str(row.groups), *figures, f"{row.seconds:.1f}")
    return table
