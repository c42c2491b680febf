"""``engage text map`` and ``engage text apply``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nlp.encoder.encoder import load_encoder
from nlp.frames import read_frame, read_plan
from nlp.jsonl import Entry, Reader, add_stream
from nlp.mapping.mapper import Mapper
from nlp.results import LabelScore
from nlp.training.frame import load_classifier


def add_commands(commands: Any) -> None:
    """Add the commands to a parser."""
    mapping = add_stream(commands, "map", "chapters and goals of a plan, or labels of a frame, for each text")
    frame = mapping.add_mutually_exclusive_group(required=True)
    frame.add_argument("--plan", type=Path, help="a plan, YAML")
    frame.add_argument("--frame", type=Path, help="a code frame, JSON")
    mapping.add_argument("--model", type=Path, help="folder of a trained model (the shipped one)")
    mapping.set_defaults(work=_map)
    apply = add_stream(commands, "apply", "labels of a model that `train` made, for each text")
    apply.add_argument("--model", type=Path, required=True, help="folder of the model")
    apply.set_defaults(work=_apply)


def _map(reader: Reader, args: argparse.Namespace) -> Iterator[Entry]:
    frame = read_plan(args.plan) if args.plan else read_frame(args.frame)
    mapper = Mapper(frame, load_encoder(), args.model)
    for batch in reader.batches():
        for entry, mapping in zip(batch, mapper.map([e["text"] for e in batch]), strict=True):
            chapters = [_label(label) for label in mapping.chapters]
            if args.frame:
                yield {"id": entry["id"], "labels": chapters}
            else:
                goals = [{"slug": goal.slug, "score": goal.score} for goal in mapping.goals]
                yield {"id": entry["id"], "chapters": chapters, "goals": goals}


def _label(label: LabelScore) -> Entry:
    return {"slug": label.slug, "score": label.score, "because": list(label.because)}


def _apply(reader: Reader, args: argparse.Namespace) -> Iterator[Entry]:
    classifier = load_classifier(args.model, load_encoder())
    for batch in reader.batches():
        for entry, (labels, scores) in zip(batch, classifier.apply([e["text"] for e in batch]), strict=True):
            yield {"id": entry["id"], "labels": labels, "scores": scores}
