"""Seeing and changing the plan."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import Chapter, current_plan
from engage.plan import editing, queries
from engage.plan.forms import WordingForm, data_of, form_for
from engage.plan.parts import Part, part_called
from engage.plan.seen import OVERTAKEN, overtaken, stamp, theirs
from engage.plan.trust_form import TrustForm
from engage.policies import Permission
from engage.web import requires

room = Blueprint("plan", __name__, url_prefix="/staff/plan")


@room.get("")
@requires(Permission.EDIT_PLAN)
def overview() -> str:
    """The whole plan at a glance."""
    return render_template("plan/overview.html", sections=queries.overview(current_plan()))


def _form_page(part: Part, form: Any, row: Any = None, status: int = 200) -> tuple[str, int]:
    objectives = queries.objectives(row) if isinstance(row, Chapter) else None
    stored = _stored(part, row) if row is not None else {}
    page = render_template(
        "plan/edit.html", part=part, form=form, row=row, objectives=objectives, seen=stamp(stored),
        theirs=theirs(form, stored) if row is not None and overtaken(stored) else [],
    )  # fmt: skip
    return page, status


def _stored(part: Part, row: Any) -> dict[str, Any]:
    """An entry as its form takes it."""
    return data_of(row, part.key) | ({"chapter": _chapter_of(row)} if part.key == "objectives" else {})


@room.get("/<key>/new")
@requires(Permission.EDIT_PLAN)
def new(key: str) -> tuple[str, int]:
    """An empty form; an objective starts with its chapter and the next free number."""
    part, plan, data = part_called(key), current_plan(), {}
    slug = request.args.get("chapter", "")
    if part.key == "objectives" and slug:
        chapter = editing.chapter_called(plan, slug)
        data = {"chapter": slug, "number": editing.next_number(chapter.id)}
    elif part.key == "goals":
        data = {"number": len(plan.goals) + 1}
    return _form_page(part, form_for(key, plan, data))


@room.get("/<key>/<int:id_>")
@requires(Permission.EDIT_PLAN)
def edit(key: str, id_: int) -> tuple[str, int]:
    """An entry in its form."""
    part, plan = part_called(key), current_plan()
    row = editing.entry(plan, part, id_)
    return _form_page(part, form_for(key, plan, _stored(part, row)), row)


def _chapter_of(objective: Any) -> str:
    return db.session.get_one(Chapter, objective.chapter_id).slug


@room.post("/<key>/new")
@requires(Permission.EDIT_PLAN)
def add(key: str) -> tuple[str, int] | AnyResponse:
    """Add an entry."""
    begin_writing()
    return _save(part_called(key), None)


@room.post("/<key>/<int:id_>")
@requires(Permission.EDIT_PLAN)
def change(key: str, id_: int) -> tuple[str, int] | AnyResponse:
    """Change an entry."""
    begin_writing()
    part = part_called(key)
    return _save(part, editing.entry(current_plan(), part, id_, lock=True))


def _save(part: Part, row: Any) -> tuple[str, int] | AnyResponse:
    """Keep what was filled in, or show the form again with what is wrong and everything that was typed."""
    plan = current_plan()
    form: Any = form_for(part.key, plan)
    if not form.validate():
        return _form_page(part, form, row, 400)
    if row is not None and overtaken(_stored(part, row)):
        form.form_errors.append(OVERTAKEN)
        return _form_page(part, form, row, 409)
    values = {field.name: field.data for field in form if field.name != "csrf_token"}
    try:
        editing.save(current_user, plan, part, row, values)
    except InputError as problem:
        form.form_errors.append(str(problem))
        return _form_page(part, form, row, 400)
    db.session.commit()
    flash(f"The {part.one} was saved.")
    return redirect(url_for(".overview", _anchor=part.key))


@room.post("/<key>/<int:id_>/remove")
@requires(Permission.EDIT_PLAN)
def remove(key: str, id_: int) -> AnyResponse:
    """Take an entry out."""
    begin_writing()
    part = part_called(key)
    plan = current_plan()
    editing.remove(current_user, plan, part, editing.entry(plan, part, id_))
    db.session.commit()
    flash(f"The {part.one} was removed.")
    return redirect(url_for(".overview", _anchor=part.key))


@room.get("/wording")
@requires(Permission.EDIT_PLAN)
def wording() -> str:
    """The plan's names and the site's wording."""
    return _wording_page("plan/wording.html", WordingForm, WordingForm(data=WordingForm.present(current_plan())))


def _wording_page(template: str, kind: Any, form: Any) -> str:
    stored = kind.present(current_plan())
    told = theirs(form, stored) if overtaken(stored) else []
    return render_template(template, form=form, seen=stamp(stored), theirs=told)


def _wording_refused(kind: Any, form: Any) -> int:
    """The status with which the form is shown again: it does not hold, or somebody else was quicker; 0 when all is well."""
    if not form.validate():
        return 400
    if overtaken(kind.present(current_plan())):
        form.form_errors.append(OVERTAKEN)
        return 409
    return 0


@room.post("/wording")
@requires(Permission.EDIT_PLAN)
def change_wording() -> tuple[str, int] | AnyResponse:
    """Keep the wording."""
    begin_writing()
    form = WordingForm()
    if refused := _wording_refused(WordingForm, form):
        return _wording_page("plan/wording.html", WordingForm, form), refused
    editing.change_wording(current_user, current_plan(), form.facts(), form.wording())
    db.session.commit()
    flash("The wording was saved.")
    return redirect(url_for(".overview"))


@room.get("/trust")
@requires(Permission.EDIT_PLAN)
def trust() -> str:
    """What the pages on privacy, access, complaints and licence say."""
    return _wording_page("plan/trust.html", TrustForm, TrustForm(data=TrustForm.present(current_plan())))


@room.post("/trust")
@requires(Permission.EDIT_PLAN)
def change_trust() -> tuple[str, int] | AnyResponse:
    """Keep what they say."""
    begin_writing()
    form = TrustForm()
    if refused := _wording_refused(TrustForm, form):
        return _wording_page("plan/trust.html", TrustForm, form), refused
    editing.change_wording(current_user, current_plan(), {}, form.trust())
    db.session.commit()
    flash("The wording was saved.")
    return redirect(url_for(".overview"))
