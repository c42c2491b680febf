"""Sheets as they are published, HTTP: choose a file, say what its columns are, check, bring in, take out again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from engage.errors import InputError
from engage.evidence.forms import EntryForm, SheetForm
from engage.evidence.register_page import KINDS
from engage.evidence.sheet_import import (
    ROLES,
    Column,
    Reading,
    bring_in,
    columns,
    find_import,
    imports,
    read_sheet,
    take_in,
    take_out,
)
from engage.evidence.views.door import places_of, room
from engage.extensions import begin_writing, db
from engage.models import EntryKind, Plan, RegisterImport, current_plan
from engage.policies import Permission
from engage.web import requires


@room.route("/staff/register/sheets", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def sheets() -> ResponseReturnValue:
    """Choose a file; the files before it."""
    if request.method == "POST":
        begin_writing()
    plan = current_plan()
    form = SheetForm()
    if form.validate_on_submit():
        try:
            run = take_in(current_user, plan, EntryKind(form.kind.data), form.file.data.filename, form.file.data.read())
        except InputError as problem:
            form.file.errors = [str(problem)]
        else:
            db.session.commit()
            return redirect(url_for(".sheet", id_=run.id), 303)
    return render_template("evidence/sheets.html", form=form, runs=imports(plan)), 422 if form.errors else 200


@room.route("/staff/register/sheets/<int:id_>", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def sheet(id_: int) -> ResponseReturnValue:
    """Say what each column is and what the sheet is; check it as often as you like, then bring it in."""
    if request.method == "POST":
        begin_writing()
    plan = current_plan()
    run = find_import(plan, id_)
    if run.content is None:
        return redirect(url_for(".sheets"), 303)
    found = columns(run)
    roles = _roles(found)
    form = EntryForm()
    form.offer(plan, places_of(plan))
    reading, problem = None, ""
    if request.method == "POST":
        try:
            reading = read_sheet(run, roles)
            if "bring" in request.form and form.validate_on_submit():
                return _bring(plan, run, form, roles)
        except InputError as fault:
            problem = str(fault)
    page = render_template(
        "evidence/sheet.html", run=run, kind=KINDS[run.kind].lower(), columns=_offered(found, roles),
        role_names=list(ROLES.items()), form=form, found=reading, problem=problem,
    )  # fmt: skip
    return page, 422 if problem or form.errors else 200


def _roles(found: list[Column]) -> dict[str, str]:
    """What each column is: as chosen on the page, or as guessed when it is opened."""
    if request.method == "GET":
        return {column.name: column.guess for column in found}
    return {column.name: request.form.get(f"role{number}", "") for number, column in enumerate(found)}


def _offered(found: list[Column], roles: dict[str, str]) -> list[tuple[Column, str]]:
    return [(column, roles[column.name]) for column in found]


def _bring(plan: Plan, run: RegisterImport, form: EntryForm, roles: dict[str, str]) -> ResponseReturnValue:
    belongs = form.belongs(plan, places_of(plan))
    entry, reading = bring_in(current_user, plan, run, roles, words=form.words(), belongs=belongs)
    db.session.commit()
    flash(_told(reading))
    return redirect(url_for(".entry", id_=entry.id), 303)


def _told(reading: Reading) -> str:
    used = reading.rows - reading.refused
    return f"{used:,} of {reading.rows:,} rows were brought in. You can take all of it out again under Sheets."


@room.post("/staff/register/sheets/<int:id_>/out")
@requires(Permission.KEEP_REGISTER)
def undo_sheet(id_: int) -> ResponseReturnValue:
    """Take a whole import out again, or throw a waiting file away."""
    begin_writing()
    run = find_import(current_plan(), id_)
    take_out(current_user, run)
    db.session.commit()
    flash(f"Everything that came with {run.filename} is out of the register.")
    return redirect(url_for(".sheets"), 303)
