"""The demonstration: loading it and its sign-ins."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import current_app
from rich.panel import Panel
from rich.table import Table

from engage.commands.frame import bar, err, in_app, main, out
from engage.demonstration.answering import answer_people, put_out_draft
from engage.demonstration.dating import move_milestones
from engage.demonstration.joining import join_in
from engage.demonstration.listening import plan_listening
from engage.demonstration.loading import (
    SignIn,
    confirm_filings,
    is_loaded,
    load_demonstration,
    person_called,
    sign_ins,
)
from engage.demonstration.moderating import work_the_desk
from engage.demonstration.picking import pick_some
from engage.demonstration.registering import fill_register
from engage.extensions import begin_writing, db
from engage.models import Plan, current_plan
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from engage.theming.service import encoder_problem
from engage.worker import drain_all


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
    today = datetime.now(UTC).date()
    loaded = load_plan(read_plan_file(current_app.config["ENGAGE"].plan_file or SHIPPED), today=today)
    if current_app.config["ENGAGE"].plan_file is None:  # somebody's own plan has dates of its own
        move_milestones(loaded, today)
    people = sign_ins(loaded)
    db.session.commit()
    with bar("Contributions", None) as progress:
        load_demonstration(loaded, progress=progress)
    begin_writing()
    join_in(loaded)
    moderator, lead = (person_called(mailbox) for mailbox in ("moderator", "safeguarding"))
    work_the_desk(loaded, moderator=moderator, lead=lead, key=current_app.config["SECRET_KEY"])
    fill_register(loaded)
    db.session.commit()
    try:
        _read_and_pick(loaded)
    finally:
        _welcome(people, port)


def _read_and_pick(loaded: Plan) -> None:
    """Analyse what was said, then let staff have picked some of it and answered."""
    if problem := encoder_problem():
        err.print(f"Analysis waits: {problem}")
        return
    with err.status("Analysing what was said"):
        drain_all()
    begin_writing()
    confirm_filings(loaded)
    pick_some(loaded)
    plan_listening(loaded, datetime.now(UTC).date())
    answer_people(loaded)
    put_out_draft(loaded)
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
