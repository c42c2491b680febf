"""``python -m nlp evaluate`` and ``python -m nlp bench``: a table, and the same as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from nlp.encoder.encoder import load_encoder
from nlp.errors import UnusableError
from nlp.evaluation import concerns, filing, passages, screening, themes, unseen
from nlp.evaluation.bench import run_bench, write_bench
from nlp.evaluation.report import Report, print_report, write_report

PLAN = Path("engage/plan/norfolk-waveney.yaml")
DATA = Path("../shared/data")


def tasks(data: Path, plan: Path) -> dict[str, Callable[[], Report]]:
    """Every task by name. A task reads what it needs from ``data`` when it is run."""
    return {
        "chapters": lambda: filing.chapters(data, load_encoder(), plan),
        "descriptions": lambda: filing.descriptions(data, load_encoder()),
        "examples": lambda: filing.examples(data, load_encoder()),
        "single": lambda: filing.single(data, load_encoder()),
        "names": lambda: screening.names(data),
        "ordinary": lambda: screening.ordinary(data),
        "concerns": lambda: concerns.concerns(data),
        "unseen": unseen.unseen,
        "sentences": lambda: passages.boundaries(data),
        "themes": lambda: themes.themes(data, load_encoder()),
    }


def add_commands(commands: Any) -> None:
    """Add the commands to a parser."""
    evaluate = commands.add_parser("evaluate", help="measure every task on the developers' data")
    evaluate.add_argument("tasks", nargs="*", help=f"tasks to run (all): {', '.join(tasks(DATA, PLAN))}")
    evaluate.add_argument("--out", type=Path, default=Path("var/evaluation.json"))
    evaluate.set_defaults(run=_evaluate)
    bench = commands.add_parser("bench", help="texts a second by stage, memory, start-up")
    bench.add_argument("--texts", type=int, default=2000, help="how many texts to time (2000)")
    bench.add_argument("--out", type=Path, default=Path("var/bench.json"))
    bench.set_defaults(run=_bench)
    for parser in (evaluate, bench):
        parser.add_argument("--data", type=Path, default=DATA, help="folder of the developers' data")
        parser.add_argument("--plan", type=Path, default=PLAN, help="the plan")


def _evaluate(args: argparse.Namespace) -> int:
    known = tasks(args.data, args.plan)
    if unknown := set(args.tasks) - set(known):
        raise UnusableError(f"no such task: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    console = Console()
    reports = {}
    for name in args.tasks or known:
        with console.status(name):
            reports[name] = known[name]()
        write_report(reports, args.out)  # after each, so that one that fails late takes nothing with it
    print_report(reports, console)
    return 0


def _bench(args: argparse.Namespace) -> int:
    write_bench(run_bench(args.data, args.plan, args.texts), args.out, Console())
    return 0
