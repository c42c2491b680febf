"""Where one contribution belongs, and yes or no to each suggestion, HTTP."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import AssignmentStatus, PassageAssignment, current_plan
from engage.policies import Permission, allows
from engage.theming import placing, queries, service, shaping
from engage.theming.forms import AnswerForm, ChapterForm
from engage.theming.views.door import NUMBER, room
from engage.theming.where_it_belongs import where_it_belongs
from engage.web import requires


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
    shown = (view.contribution.consent.show and not view.contribution.use_only) or allows(
        current_user, Permission.CONFIRM
    )
    return render_template("theming/contribution.html", view=view, form=form, shown=shown)


@room.post(f"/staff/assignments/<{NUMBER}:assignment_id>/answer")
@requires(Permission.CONFIRM)
def answer(assignment_id: int) -> Response:
    """Yes or no to one suggestion."""
    begin_writing()
    form = AnswerForm()
    if not form.validate_on_submit():
        raise InputError("Go back, and say yes or no again.")
    if form.page is not None:
        shaping.theme_to_change(current_plan(), form.page, seen=form.version)
    given = queries.assignment_of(current_plan(), assignment_id, of_passage=form.of.data == "passage")
    status = AssignmentStatus(form.answer.data)
    if isinstance(given, PassageAssignment) and given.theme:
        placing.answer(given.theme, [given], status, by=current_user)
    else:
        service.answer(given, status, by=current_user)
    db.session.commit()
    flash("Thank you. Your answer is kept.")
    if form.page is not None:
        return redirect(url_for(".theme", theme_id=form.page, page=request.form.get("page", 1, type=int)))
    row = given.passage.contribution if isinstance(given, PassageAssignment) else given.contribution
    return redirect(url_for(".contribution", reference=row.reference))
