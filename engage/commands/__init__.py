"""The command line: everything that is done from outside the browser. A file for each thing that is done."""

from engage.commands import analysing, demonstrating, exporting, importing, setting_up  # noqa: F401 - they add themselves
from engage.commands.frame import main

__all__ = ["main"]
