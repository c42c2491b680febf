"""What is in no theme yet, HTTP."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from engage.errors import InputError, StaleError
from engage.extensions import begin_writing, db
from engage.models import current_plan
from engage.policies import Permission
from engage.theming import placing, shaping, theme_page
from engage.theming.forms import PlaceForm
from engage.theming.ungrouped import ungrouped
from engage.theming.views.door import room
from engage.web import requires


@room.get("/staff/themes/not-grouped")
@requires(Permission.SEE_EVIDENCE)
def not_grouped() -> str:
    """What people said about the plan that is in no theme yet."""
    return _page(PlaceForm())


@room.post("/staff/themes/not-grouped")
@requires(Permission.CONFIRM)
def place() -> str | Response:
    """Put the passages that are ticked into a theme."""
    begin_writing()
    plan, form = current_plan(), PlaceForm()
    ticked = [int(id_) for id_ in request.form.getlist("ticked")[:100] if id_.isascii() and id_.isdecimal()]
    form.offer(ungrouped(plan).themes)
    if not form.validate_on_submit():
        return _page(form)
    try:
        to = shaping.theme_to_change(plan, int(form.to.data))
        placing.add(to, theme_page.passages_of(plan, [id_ for id_ in ticked if id_ < 2**31]), by=current_user)
    except (InputError, StaleError) as error:
        db.session.rollback()
        return _page(form, problem=str(error))
    db.session.commit()
    flash(f"Added to {to.name}.")
    return redirect(url_for(".not_grouped"))


def _page(form: PlaceForm, *, problem: str = "") -> str:
    """The passages, with what was ticked and chosen there still."""
    found = ungrouped(current_plan(), page=request.values.get("page", 1, type=int))
    form.offer(found.themes)
    ticked = set(request.form.getlist("ticked"))
    return render_template("theming/not_grouped.html", found=found, form=form, problem=problem, ticked=ticked)
