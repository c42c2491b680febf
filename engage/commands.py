"""The command line: everything that is done from outside the browser."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from engage import create_app
from engage.accounts.service import invitation, invite
from engage.assets import build_assets
from engage.demonstration.loading import SignIn, confirm_filings, is_loaded, load_demonstration, sign_ins
from engage.demonstration.picking import pick_some
from engage.doctor import examine
from engage.errors import EngageError
from engage.extensions import begin_writing, db
from engage.models import Plan, Purpose, current_plan
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from engage.policies import RoleName
from engage.quotes.export import FORMATS, export_quotes
from engage.serving import serve
from engage.submissions.importing import Import, Outcome, run_import
from engage.theming.service import analyse_again, analyse_pending, encoder_problem, think, waiting
from engage.worker import drain_all, run
from nlp.commands import main as text_main

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
def _bar(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error; what is yielded moves it on by so many."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.advance(task, count)


# Set-up


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=int)
@with_appcontext
def serve_site(host: str, port: int) -> None:
    """Serve the site, with the worker in the same process."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    out.print(f"The site is at [bold]http://{host}:{port}[/bold]  (stop: Ctrl+C)")
    try:
        serve(app, host=host, port=port)
    except OSError as problem:
        raise click.ClickException(
            f"Port {port} cannot be used ({problem.strerror}). Try: make run PORT=8001"
        ) from problem


@main.command()
@with_appcontext
def worker() -> None:
    """Do background work until stopped: screening and analysis. Run as many as you like."""
    run(current_app._get_current_object(), threading.Event())  # type: ignore[attr-defined]  # noqa: SLF001


@main.command()
@with_appcontext
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it; exit 1 if anything is."""
    findings = examine(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    for finding in findings:
        out.print(
            f"{'good' if finding.good else 'BAD '}  {finding.name}: {finding.found}", soft_wrap=True, markup=False
        )
        if not finding.good:
            out.print(f"      To mend it: {finding.mend}", soft_wrap=True, markup=False)
    sys.exit(0 if all(finding.good for finding in findings) else 1)


@main.group()
def assets() -> None:
    """The design system's files."""


@assets.command("build")
@click.option(
    "--package", type=click.Path(path_type=Path), default=Path("node_modules/nhsuk-frontend"), show_default=True
)
@click.option("--out", "folder", type=click.Path(path_type=Path), default=Path("var/assets"), show_default=True)
def assets_build(package: Path, folder: Path) -> None:
    """Lay the design system's files out for serving."""
    try:
        build_assets(package, folder)
    except EngageError as problem:
        raise click.ClickException(str(problem)) from problem


@main.group()
def plan() -> None:
    """The plan: goals, chapters, questions, wording."""


@plan.command("load")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@in_app
def plan_load(file: Path | None) -> None:
    """Load a plan from FILE, or bring it up to date; without FILE the configured or the shipped one."""
    begin_writing()
    path = file or current_app.config["ENGAGE"].plan_file or SHIPPED
    loaded = load_plan(read_plan_file(path), today=datetime.now(UTC).date())
    db.session.commit()
    out.print(f"{loaded.name}: {len(loaded.goals)} goals, {len(loaded.chapters)} chapters.")


@main.group()
def staff() -> None:
    """Staff accounts."""


@staff.command("invite")
@click.argument("name")
@click.argument("email")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in RoleName]))
@click.option("--chapter", "chapters", multiple=True, help="Slug of a chapter that an author writes.")
@in_app
def staff_invite(name: str, email: str, roles: tuple[str, ...], chapters: tuple[str, ...]) -> None:
    """Invite somebody; prints the end of the link that sets their password."""
    begin_writing()
    mine = [chapter for chapter in current_plan().chapters if chapter.slug in chapters]
    user = invite(
        None,
        name=name,
        email=email,
        roles=[RoleName(role) for role in roles],
        chapters=mine,
        second_factor=current_app.config["ENGAGE"].production,
    )
    db.session.commit()
    out.print(
        f"Open this address on the site, within 7 days: /welcome/{invitation(user, current_app.config['SECRET_KEY'])}"
    )


# Contributions


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
    with _bar("Checking" if wanted.dry_run else "Bringing in", None) as progress:
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


@main.command()
@click.option("--all", "everything", is_flag=True, help="Analyse everything again, and look for themes again.")
@in_app
def analyse(*, everything: bool) -> None:
    """Bring every contribution's screening and analysis up to date."""
    if problem := encoder_problem():
        raise click.ClickException(problem)
    if everything:
        analyse_again()
    with _bar("Analysing", waiting(current_plan())) as progress:
        while done := analyse_pending():
            progress(done)
    drain_all()
    if everything:
        think()
    left = waiting(current_plan())
    out.print("Everything is up to date." if not left else f"{left} could not be analysed. See: engage doctor")
    sys.exit(1 if left else 0)


@main.group()
def export() -> None:
    """Take published material out."""


@export.command("quotes")
@click.option("--chapter", required=True, help="Slug of the chapter.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@in_app
def export_chapter_quotes(chapter: str, form: str, output: Path) -> None:
    """Write every quotable passage of a chapter to a file."""
    chapters = {row.slug: row for row in current_plan().chapters}
    if chapter not in chapters:
        raise click.BadParameter(f"choose one of: {', '.join(chapters)}", param_hint="--chapter")
    output.write_bytes(export_quotes(chapters[chapter], form))
    out.print(f"Written: {output}")


@main.command(
    "text", add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def text_command(arguments: tuple[str, ...]) -> None:
    """Analyse texts without the site: screen, passages, map, train, apply, themes, duplicates."""
    sys.exit(text_main(arguments))


# The demonstration


@main.group()
def demonstration() -> None:
    """A site with something to show. Not for production."""


def _not_in_production() -> None:
    if current_app.config["ENGAGE"].production:
        raise click.ClickException("The demonstration is never loaded in production.")


@demonstration.command("load")
@click.option("--port", default=8000, type=int, help="Where the site will be, for the words on the screen.")
@in_app
def demonstration_load(port: int) -> None:
    """Load the plan and the demonstration on the first run; later runs change nothing."""
    _not_in_production()
    if is_loaded():
        out.print(
            "The demonstration is loaded. Its sign-ins were shown at the first run; new ones: engage demonstration sign-ins"
        )
        return
    begin_writing()
    loaded = load_plan(
        read_plan_file(current_app.config["ENGAGE"].plan_file or SHIPPED), today=datetime.now(UTC).date()
    )
    people = sign_ins(loaded)
    db.session.commit()
    with _bar("Contributions", None) as progress:
        load_demonstration(loaded, progress=progress)
    try:
        _read_and_pick(loaded)
    finally:
        _welcome(people, port)


def _read_and_pick(loaded: Plan) -> None:
    """Analyse what was said, then let the author have picked some of it."""
    if problem := encoder_problem():
        err.print(f"Analysis waits: {problem}")
        return
    with err.status("Analysing what was said"):
        drain_all()
    begin_writing()
    confirm_filings(loaded)
    pick_some(loaded)
    db.session.commit()


@demonstration.command("sign-ins")
@click.option("--port", default=8000, type=int)
@in_app
def demonstration_sign_ins(port: int) -> None:
    """Give the demonstration people new passwords and show them once."""
    _not_in_production()
    begin_writing()
    people = sign_ins(current_plan())
    db.session.commit()
    _welcome(people, port)


def _welcome(people: list[SignIn], port: int) -> None:
    table = Table("Role", "E-mail", "Password", title="Demonstration sign-ins, shown this once")
    for person in people:
        table.add_row(person.role, person.email, person.password)
    out.print(table)
    site = f"http://127.0.0.1:{port}"
    out.print(
        Panel(
            f"Give an idea or a story:   {site}/\n"
            f"Read and publish it:       sign in as the moderator, {site}/staff\n"
            f"See the evidence:          sign in as the steering group\n"
            f"Pick quotes for Word:      sign in as the author",
            title="What to try first",
        )
    )
