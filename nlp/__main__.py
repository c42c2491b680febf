"""``python -m nlp``: the text pipeline without the web application."""

import sys

from nlp.commands import main

if __name__ == "__main__":
    sys.exit(main())
