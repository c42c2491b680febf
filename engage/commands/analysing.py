"""Analysis: of everything that is published, or of any texts without the site."""

from __future__ import annotations

import sys

import click

from engage.commands.frame import bar, in_app, main, out
from engage.models import current_plan
from engage.theming.service import analyse_again, analyse_pending, encoder_problem, think, waiting
from engage.worker import drain_all
from nlp.commands import main as text_main


@main.command()
@click.option("--all", "everything", is_flag=True, help="Analyse everything again, and look for themes again.")
@in_app
def analyse(*, everything: bool) -> None:
    """Bring every contribution's screening and analysis up to date."""
    if problem := encoder_problem():
        raise click.ClickException(problem)
    if everything:
        analyse_again()
    with bar("Analysing", waiting(current_plan())) as progress:
        while done := analyse_pending():
            progress(done)
    drain_all()
    if everything:
        think()
    left = waiting(current_plan())
    out.print("Everything is up to date." if not left else f"{left} could not be analysed. See: engage doctor")
    sys.exit(1 if left else 0)


@main.command(
    "text", add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def text_command(arguments: tuple[str, ...]) -> None:
    """Analyse texts without the site: screen, passages, map, train, apply, themes, duplicates."""
    sys.exit(text_main(arguments))
