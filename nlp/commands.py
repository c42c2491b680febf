"""The command line of the text pipeline: ``engage text ...`` and ``python -m nlp ...``.

JSON Lines on standard input, JSON Lines on standard output in the same order.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from nlp.errors import UnusableError
from nlp.jsonl import BadLineError

# Each command's module is imported when that command is run: some need seconds for their libraries.
HOMES = {
    "screen": "nlp.streaming",
    "passages": "nlp.streaming",
    "duplicates": "nlp.streaming",
    "map": "nlp.mapping.commands",
    "apply": "nlp.mapping.commands",
    "train": "nlp.training.commands",
    "train-plan": "nlp.training.commands",
    "themes": "nlp.theming",
    "encoder": "nlp.encoder.commands",
    "evaluate": "nlp.evaluation.commands",
    "bench": "nlp.evaluation.commands",
    "rivals": "nlp.evaluation.rivals",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 cannot be done as things stand, 2 the input is wrong."""
    given = sys.argv[1:] if argv is None else list(argv)
    parser = argparse.ArgumentParser(prog="engage text", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    homes = [HOMES[given[0]]] if given and given[0] in HOMES else list(dict.fromkeys(HOMES.values()))
    for home in homes:
        import_module(home).add_commands(commands)
    args = parser.parse_args(given)
    try:
        code: int = args.run(args)
    except BadLineError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (UnusableError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return code
