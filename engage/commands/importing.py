"""Bringing contributions in from files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from engage.commands.frame import bar, err, in_app, main, out
from engage.models import Purpose, current_plan
from engage.submissions.importing import Import, Outcome, run_import


@main.group("import")
def import_() -> None:
    """Bring material in from files."""


@import_.command("contributions")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--channel", required=True, help="How these reached us: a channel of the plan.")
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="text, title, kind, locality, respondent, date, source-id.",
)
@click.option("--consent", type=click.Choice([purpose.value for purpose in Purpose]), default="use", show_default=True)
@click.option("--source", help="Name of the source; the file's name when not given. With it a repeat is recognised.")
@click.option(
    "--moderated-at-source", metavar="WHY", help="Publish what screening does not flag, with this as the decision."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@in_app
def import_contributions(file: Path, columns: tuple[str, ...], consent: str, **options: Any) -> None:
    """Bring contributions in from a CSV, Excel or JSON Lines FILE. Repeating it adds nothing twice."""
    pairs = dict(pair.split("=", 1) for pair in columns if "=" in pair)
    if len(pairs) != len(columns):
        raise click.BadParameter("give each as FIELD=COLUMN", param_hint="--map")
    wanted = Import(path=file, columns=pairs, consent=Purpose(consent), **options)
    with bar("Checking" if wanted.dry_run else "Bringing in", None) as progress:
        outcome = run_import(current_plan(), wanted, progress=progress)
    _report(outcome, dry_run=wanted.dry_run)
    sys.exit(1 if outcome.problems else 0)


def _report(outcome: Outcome, *, dry_run: bool) -> None:
    verb = "would be " if dry_run else ""
    out.print(f"{outcome.read} rows read. {outcome.added} {verb}added, {outcome.already} here already.")
    out.print(
        f"{outcome.published} {verb}published, {outcome.waiting} {verb}sent to the queue, {len(outcome.problems)} refused."
    )
    for why, count in sorted(outcome.queued.items(), key=lambda item: -item[1]):
        out.print(f"  {count:6}  {why}")
    for line, problem in outcome.problems[:50]:
        err.print(f"line {line}: {problem}", markup=False)
    if len(outcome.problems) > 50:
        err.print(f"and {len(outcome.problems) - 50} more lines")
