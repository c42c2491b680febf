"""The command ``engage``. What it does with texts alone needs nothing of the site, and starts without it."""

import sys
from importlib import import_module

from nlp.commands import main as text_main


def main() -> None:
    """Run what the command line asks for."""
    if sys.argv[1:2] == ["text"]:
        sys.exit(text_main(sys.argv[2:]))
    import_module("engage.commands").main()


if __name__ == "__main__":
    main()
