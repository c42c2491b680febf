"""The list of themes, HTTP."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from engage.extensions import begin_writing, db
from engage.models import current_plan
from engage.policies import Permission
from engage.submissions import tallies
from engage.theming import counting, queries, rethink, service
from engage.theming.forms import ListForm, PressForm
from engage.theming.views.door import room
from engage.web import requires


@room.get("/staff/themes")
@requires(Permission.SEE_EVIDENCE)
def themes() -> str:
    """What people talk about, in their words."""
    plan = current_plan()
    form = ListForm(request.args)
    form.offer(plan.chapters)
    wanted = queries.Wanted(form.chapter.data or "", form.show.data or "", form.sort.data or "")
    return render_template(
        "theming/themes.html",
        found=queries.themes(plan, wanted),
        form=form,
        press=PressForm(),
        proposals=rethink.how_many_wait(plan),
        problem=service.encoder_problem(),
        at=tallies.counted_at(plan, counting.WORKBENCH),
    )


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
