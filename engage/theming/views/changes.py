"""What a fresh look proposes, and the answers to it, HTTP."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from engage.errors import InputError, StaleError
from engage.extensions import begin_writing, db
from engage.models import current_plan
from engage.policies import Permission
from engage.theming import accepting, rethink
from engage.theming.forms import DecideForm
from engage.theming.views.door import NUMBER, room
from engage.web import requires


@room.get("/staff/themes/changes")
@requires(Permission.SEE_EVIDENCE)
def changes() -> str:
    """What a fresh look proposes."""
    return render_template("theming/changes.html", rows=accepting.listed(current_plan()), form=DecideForm())


@room.post("/staff/themes/changes")
@requires(Permission.CONFIRM)
def decide_all() -> Response:
    """Accept or reject every proposal, each in a transaction of its own."""
    form = DecideForm()
    if not form.validate_on_submit():
        raise InputError("Go back, and say yes or no again.")
    done = left = 0
    for proposal_id in [proposal.id for proposal in rethink.waiting(current_plan())]:
        try:
            _decide(proposal_id, form.answer.data or "")
            done += 1
        except StaleError:
            db.session.rollback()
            left += 1
    flash(f"Done: {done}." + (f" {left} could not be made, because the themes have changed since." if left else ""))
    return redirect(url_for(".changes"))


@room.post(f"/staff/themes/changes/<{NUMBER}:proposal_id>")
@requires(Permission.CONFIRM)
def decide(proposal_id: int) -> Response:
    """Accept or reject one proposal."""
    form = DecideForm()
    if not form.validate_on_submit():
        raise InputError("Go back, and say yes or no again.")
    _decide(proposal_id, form.answer.data or "")
    flash("The change is made." if form.answer.data == "accept" else "The change is not made.")
    return redirect(url_for(".changes"))


def _decide(proposal_id: int, answer: str) -> None:
    begin_writing()
    proposal = accepting.proposal_to_decide(current_plan(), proposal_id)
    (accepting.accept if answer == "accept" else accepting.reject)(proposal, by=current_user)
    db.session.commit()
