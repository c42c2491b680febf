"""The register of evidence, HTTP: the list, an entry, and writing events, surveys, complaints and reports down."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from engage.errors import InputError
from engage.evidence.forms import EventForm, RegisterForm, TypedEntryForm
from engage.evidence.register import (
    find_entry,
    find_event,
    read_lines,
    remove_entry,
    set_lines,
    typed_lines,
    write_entry,
    write_event,
)
from engage.evidence.register_page import KINDS, register, shown_base, shown_lines
from engage.evidence.suppression import limit_of
from engage.evidence.views.door import places_of, room
from engage.extensions import begin_writing, db
from engage.models import EntryKind, Event, Plan, RegisterEntry, current_plan
from engage.policies import Permission
from engage.web import requires


@room.get("/staff/register")
@requires(Permission.SEE_EVIDENCE)
def register_list() -> str:
    """Everything in the register, each kind by itself, and the voices beside it."""
    plan = current_plan()
    form = RegisterForm(request.args)
    form.offer(plan.chapters, plan.goals, places_of(plan))
    wanted = form.wanted()
    asked = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template("evidence/register.html", view=register(plan, wanted), form=form, asked=asked)


@room.get("/staff/register/<int:id_>")
@requires(Permission.SEE_EVIDENCE)
def entry(id_: int) -> str:
    """One survey, count of complaints or report."""
    plan = current_plan()
    row, limit = find_entry(plan, id_), limit_of(plan)
    return render_template(
        "evidence/entry.html",
        row=row,
        kind=KINDS[row.kind],
        lines=shown_lines(row, limit),
        base=shown_base(row, limit),
        limit=limit,
    )


@room.route("/staff/register/new/<any(survey,complaints,report):kind>", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def new_entry(kind: str) -> ResponseReturnValue:
    """Write a new entry."""
    return _write_entry(EntryKind(kind), None)


@room.route("/staff/register/<int:id_>/change", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def change_entry(id_: int) -> ResponseReturnValue:
    """Change an entry."""
    return _write_entry(None, id_)


def _write_entry(kind: EntryKind | None, id_: int | None) -> ResponseReturnValue:
    if request.method == "POST":
        begin_writing()
    plan = current_plan()
    row = find_entry(plan, id_) if id_ is not None else None
    form = TypedEntryForm(data=(TypedEntryForm.present(row) | {"table": typed_lines(row)}) if row else None)
    form.offer(plan, places_of(plan))
    kind = row.kind if row else kind or EntryKind.REPORT
    if form.validate_on_submit() and (saved := _save_entry(plan, form, kind, row)):
        flash("Saved in the register.")
        return redirect(url_for(".entry", id_=saved.id), 303)
    page = render_template("evidence/entry_edit.html", form=form, row=row, kind=KINDS[kind].lower())
    return page, 422 if form.errors else 200


def _save_entry(plan: Plan, form: TypedEntryForm, kind: EntryKind, row: RegisterEntry | None) -> RegisterEntry | None:
    """The entry as saved; None, with the table's fault on the form, when its lines cannot be read."""
    try:
        lines = read_lines(form.table.data or "")
        row = write_entry(current_user, plan, kind, form.words(), form.belongs(plan, places_of(plan)), entry=row)
    except InputError as problem:
        form.table.errors = [str(problem)]
        db.session.rollback()
        return None
    set_lines(plan, row, lines)
    db.session.commit()
    return row


@room.post("/staff/register/<int:id_>/remove")
@requires(Permission.KEEP_REGISTER)
def remove(id_: int) -> ResponseReturnValue:
    """Take an entry out of the register."""
    begin_writing()
    row = find_entry(current_plan(), id_)
    remove_entry(current_user, row)
    db.session.commit()
    flash(f"{row.identifier} is out of the register.")
    return redirect(url_for(".register_list"), 303)


@room.route("/staff/events/new", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def new_event() -> ResponseReturnValue:
    """Write an event down."""
    return _write_event(None)


@room.route("/staff/events/<int:id_>", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def change_event(id_: int) -> ResponseReturnValue:
    """Change what is written about an event."""
    return _write_event(id_)


def _write_event(id_: int | None) -> ResponseReturnValue:
    if request.method == "POST":
        begin_writing()
    plan = current_plan()
    row: Event | None = find_event(plan, id_) if id_ is not None else None
    form = EventForm(data=EventForm.present(row) if row else None)
    form.offer(plan, places_of(plan))
    if form.validate_on_submit():
        write_event(current_user, plan, form.words(), form.belongs(plan, places_of(plan)), event=row)
        db.session.commit()
        flash("The event is saved.")
        return redirect(url_for(".events"), 303)
    return render_template("evidence/event_edit.html", form=form, row=row), 422 if form.errors else 200
