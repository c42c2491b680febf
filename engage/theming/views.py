"""Themes, and where contributions belong, HTTP."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import AssignmentStatus, PassageAssignment, Plan, current_plan
from engage.policies import Permission, allows
from engage.theming import queries, service
from engage.theming.forms import AnswerForm, ChapterForm, NameForm, PressForm
from engage.theming.where_it_belongs import where_it_belongs
from engage.web import requires

room = Blueprint("theming", __name__)


@room.get("/staff/themes")
@requires(Permission.SEE_EVIDENCE)
def themes() -> str:
    """What people talk about, in their words."""
    plan = current_plan()
    return render_template("theming/themes.html", found=queries.themes(plan), press=PressForm(), **_state(plan))


def _state(plan: Plan) -> dict[str, object]:
    return {
        "problem": service.encoder_problem(),
        "unread": service.waiting(plan),
        "set_aside": service.set_aside(plan),
    }


@room.post("/staff/themes/look")
@requires(Permission.CONFIRM)
def look() -> Response:
    """Ask for a new look at everything said so far."""
    begin_writing()
    if PressForm().validate_on_submit():
        service.ask_to_think(current_plan(), by=current_user)
        db.session.commit()
        flash("We are looking for themes in everything said so far. Open this page again in a minute.")
    return redirect(url_for(".themes"))


@room.post("/staff/themes/set-aside")
@requires(Permission.CONFIRM)
def try_again() -> Response:
    """Give texts that could not be analysed another try."""
    begin_writing()
    if PressForm().validate_on_submit():
        service.retry_set_aside(current_plan())
        db.session.commit()
        flash("The computer will try them again.")
    return redirect(url_for(".themes"))


@room.route("/staff/themes/<int(max=2147483647):theme_id>", methods=["GET", "POST"])
@requires(Permission.SEE_EVIDENCE)
def theme(theme_id: int) -> str | Response:
    """A theme with its passages; posting gives it a name."""
    if request.method == "POST":
        begin_writing()
    plan = current_plan()
    found = queries.theme_of(plan, theme_id)
    form = NameForm(obj=found)
    if form.validate_on_submit():
        service.rename(found, form.name.data or "", by=current_user)
        db.session.commit()
        flash("The theme has its new name.")
        return redirect(url_for(".theme", theme_id=theme_id))
    page = queries.theme_page(plan, theme_id, page=request.args.get("page", 1, type=int))
    return render_template("theming/theme.html", page=page, form=form)


@room.route("/staff/contributions/<reference>", methods=["GET", "POST"])
@requires(Permission.SEE_EVIDENCE)
def contribution(reference: str) -> str | Response:
    """The approved words, where they belong and why; posting adds a chapter by hand."""
    if request.method == "POST":
        begin_writing()
    plan = current_plan()
    view = where_it_belongs(plan, reference)
    form = ChapterForm()
    form.offer(view.others)
    if form.validate_on_submit():
        chapter = next(row for row in view.others if row.slug == form.chapter.data)
        service.file_under(view.contribution, chapter, by=current_user)
        db.session.commit()
        flash(f"Added to {chapter.title}.")
        return redirect(url_for(".contribution", reference=reference))
    shown = view.contribution.consent.show or allows(current_user, Permission.CONFIRM)
    return render_template("theming/contribution.html", view=view, form=form, shown=shown)


@room.post("/staff/assignments/<int(max=2147483647):assignment_id>/answer")
@requires(Permission.CONFIRM)
def answer(assignment_id: int) -> Response:
    """Yes or no to one suggestion."""
    begin_writing()
    form = AnswerForm()
    if not form.validate_on_submit():
        raise InputError("Go back, and say yes or no again.")
    given = queries.assignment_of(current_plan(), assignment_id, of_passage=form.of.data == "passage")
    service.answer(given, AssignmentStatus(form.answer.data), by=current_user)
    db.session.commit()
    flash("Thank you. Your answer is kept.")
    if form.theme.data and form.theme.data.isdecimal():
        return redirect(url_for(".theme", theme_id=min(int(form.theme.data), 2**31 - 1)))
    row = given.passage.contribution if isinstance(given, PassageAssignment) else given.contribution
    return redirect(url_for(".contribution", reference=row.reference))
