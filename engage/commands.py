"""The command line: everything that is done from outside the browser."""

from __future__ import annotations

import click
from flask.cli import FlaskGroup

group = click.Group("engage")


def main() -> None:
    """Entry point of ``engage``."""
    FlaskGroup(create_app=None)()
