"""Setting up and serving: the server, the worker, the plan, staff, and what is wrong with the installation."""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from engage.accounts.service import invitation, invite
from engage.assets import build_assets
from engage.commands.frame import in_app, main, out
from engage.doctor import examine
from engage.errors import EngageError
from engage.extensions import begin_writing, db
from engage.models import current_plan
from engage.moderation.sealing import check_seals
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from engage.policies import RoleName
from engage.serving import serve
from engage.worker import run


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


@main.command("check-log")
@click.argument("seal", default="")
@in_app
def check_log(seal: str) -> None:
    """Go through the seals on the log of decisions; SEAL, from a log that was downloaded, has to be among them."""
    check = check_seals(str(current_app.config["SECRET_KEY"]), seal.strip().lower())
    out.print(
        f"{check.sealed} decisions are sealed, {check.waiting} wait for it. The latest seal: {check.latest or 'none'}"
    )
    for decision in check.broken:
        out.print(f"Decision {decision} is not as it was sealed.", highlight=False)
    if not check.noted:
        out.print("The seal that you gave is not in the log: its end was cut off, or this is another site's.")
    sys.exit(0 if check.good else 1)


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
