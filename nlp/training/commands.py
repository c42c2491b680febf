"""``engage text train`` for any labels, ``engage text train-plan`` for the chapters and goals of a plan."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nlp.encoder.encoder import load_encoder
from nlp.frames import read_plan
from nlp.jsonl import Reader
from nlp.mapping.mapper import SHIPPED
from nlp.training.frame import train_frame
from nlp.training.plan import train_plan


def add_commands(commands: Any) -> None:
    """Add the commands to a parser."""
    frame = commands.add_parser("train", help="learn labels from texts that carry them")
    frame.add_argument("--model", type=Path, required=True, help="folder to write")
    frame.add_argument("--skip-bad", action="store_true", help="count malformed lines and go on")
    frame.set_defaults(run=_train)
    plan = commands.add_parser("train-plan", help="learn to file under a plan's chapters and goals")
    plan.add_argument("--plan", type=Path, required=True, help="the plan, YAML")
    plan.add_argument("--data", type=Path, help="folder of real filed comments")
    plan.add_argument("--confirmations", type=Path, help="filings that people confirmed: text, chapters, goals")
    plan.add_argument("--gold", type=Path, help="what both models are compared on (the data's own gold set)")
    plan.add_argument("--model", type=Path, default=SHIPPED, help="folder of the model (the shipped one)")
    plan.set_defaults(run=_train_plan)


def _train(args: argparse.Namespace) -> int:
    reader = Reader(sys.stdin, args.skip_bad, labels=True)
    entries = list(reader)
    texts, labels = [e["text"] for e in entries], [e["labels"] for e in entries]
    model = train_frame(texts, labels, load_encoder())
    model.save(args.model)
    skipped = f", {reader.skipped} malformed lines skipped" if reader.skipped else ""
    sys.stderr.write(f"{len(model.labels)} labels learnt from {len(texts)} texts{skipped}: {args.model}\n")
    return 0


def _train_plan(args: argparse.Namespace) -> int:
    outcome = train_plan(
        read_plan(args.plan),
        load_encoder(),
        args.model,
        data=args.data,
        confirmations=args.confirmations,
        gold=args.gold,
    )
    old = "none before" if outcome.old is None else f"{outcome.old:.3f} before"
    verdict = "the new model is in place" if outcome.kept_new else "the old model is better and stays"
    sys.stdout.write(f"{outcome.rows} rows; agreement with people {outcome.new:.3f} ({old}): {verdict}\n")
    return 0
