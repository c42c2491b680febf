"""The command line of the text pipeline: ``engage text ...`` and ``python -m nlp ...``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from nlp.encoder.commands import add_encoder


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 cannot be done as things stand, 2 the input is wrong."""
    parser = argparse.ArgumentParser(
        prog="engage text", description="Analyse texts: JSON Lines in, JSON Lines out."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_encoder(commands)
    args = parser.parse_args(argv)
    code: int = args.run(args)
    return code
