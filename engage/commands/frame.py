"""What every command stands in: the group, the application round it, the screen and the progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
from flask.cli import FlaskGroup, with_appcontext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from engage import create_app
from engage.errors import EngageError

out, err = Console(), Console(stderr=True)


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=True)
def main() -> None:
    """Run the engagement site: serve it, load a plan, bring contributions in, export quotes."""


def in_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application; the product's own errors end it with a clear line, not a traceback."""

    @with_appcontext
    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except EngageError as problem:
            raise click.ClickException(str(problem)) from problem

    return guarded


@contextmanager
def bar(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; what is yielded moves it on by so many."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.advance(task, count)
