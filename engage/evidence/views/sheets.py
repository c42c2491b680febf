"""Sheets as they are published, HTTP: choose a file, say what its columns are, check, bring in, take out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.datastructures import MultiDict

from engage.errors import InputError
from engage.evidence.forms import EntryForm, SheetForm
from engage.evidence.register_page import KINDS
from engage.evidence.sheet_columns import ROLES, columns
from engage.evidence.sheet_import import (
    Reading,
    bring_in,
    entry_of,
    find_import,
    imports,
    read_sheet,
    take_in,
    take_out,
)
from engage.evidence.sheet_places import guess_places, shown_places
from engage.evidence.sheet_work import as_found, ask, is_long, rows_in
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
    if run.asked is not None and request.method == "GET":
        return render_template("evidence/sheet_progress.html", run=run, rows=rows_in(run))
    if run.content is None:
        made = entry_of(run)
        return redirect(url_for(".entry", id_=made.id) if made else url_for(".sheets"), 303)
    typed = _typed(run)
    form = EntryForm(typed.form)
    form.offer(plan, places_of(plan))
    found, problem = run.found, run.found["problem"] if run.found else ""
    if request.method == "POST":
        try:
            answer = _read(plan, run, typed, form)
        except InputError as fault:
            answer, problem = None, str(fault)
        if not isinstance(answer, Reading | None):
            return answer
        found = as_found(answer) if answer else None
    return _page(run, typed, form, found, problem)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was chosen and typed on the page: now, before the worker was asked, or nothing yet."""

    roles: dict[str, str]
    places: dict[str, str]
    only_ours: bool
    form: MultiDict[str, str]


def _typed(run: RegisterImport) -> Typed:
    form: MultiDict[str, str] = MultiDict(request.form)
    if request.method == "GET" and run.found:
        form = MultiDict((name, value) for name, values in run.found["form"].items() for value in values)
    found = columns(run)
    roles = {column.name: form.get(f"role{n}", "" if form else column.guess) for n, column in enumerate(found)}
    places = dict(zip(form.getlist("place"), form.getlist("is"), strict=False))
    return Typed(roles, places, "only_ours" in form, form)


def _read(plan: Plan, run: RegisterImport, typed: Typed, form: EntryForm) -> Reading | ResponseReturnValue | None:
    """What the sheet gives; or the answer, once it was brought in or handed to the worker."""
    bring = "bring" in request.form
    if bring and not form.validate_on_submit():
        return None if is_long(run) else read_sheet(run, typed.roles, places=typed.places, only_ours=typed.only_ours)
    words, belongs = (form.words(), form.belongs(plan, places_of(plan))) if bring else (None, None)
    if is_long(run):
        ask(
            current_user, run, roles=typed.roles, places=typed.places, only_ours=typed.only_ours, words=words,
            belongs=belongs, form={name: request.form.getlist(name) for name in request.form if name != "csrf_token"},
        )  # fmt: skip
        db.session.commit()
        return redirect(url_for(".sheet", id_=run.id), 303)
    reading = read_sheet(run, typed.roles, places=typed.places, only_ours=typed.only_ours)
    if words is None or belongs is None:
        return reading
    entry = bring_in(
        current_user, plan, run, reading, words=words, belongs=belongs, roles=typed.roles, places=typed.places
    )
    db.session.commit()
    flash(_told(reading))
    return redirect(url_for(".entry", id_=entry.id), 303)


def _page(
    run: RegisterImport, typed: Typed, form: EntryForm, found: dict[str, Any] | None, problem: str
) -> ResponseReturnValue:
    plan = current_plan()
    listed = [(column, typed.roles[column.name]) for column in columns(run)]
    guessed = guess_places(plan, found["places"]) if found else {}
    page = render_template(
        "evidence/sheet.html", run=run, kind=KINDS[run.kind].lower(), columns=listed, role_names=list(ROLES.items()),
        form=form, found=found, problem=problem, places=shown_places(guessed | typed.places), every=len(guessed),
        ours=places_of(plan), only_ours=typed.only_ours, long=is_long(run),
    )  # fmt: skip
    return page, 422 if request.method == "POST" and (problem or form.errors) else 200


def _told(reading: Reading) -> str:
    used = reading.rows - reading.refused - reading.left_out
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
