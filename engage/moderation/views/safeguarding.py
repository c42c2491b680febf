"""What was referred, the steps that were taken, the restricted log, and raising a concern from any staff page."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, request, stream_with_context, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import StepKind, current_plan
from engage.moderation import item, queries, safeguarding
from engage.moderation.desk_forms import ConcernForm, StepForm
from engage.moderation.log import csv_lines
from engage.moderation.views.door import latest, page_address, page_number, room
from engage.moderation.working_hours import said_plainly
from engage.policies import Permission
from engage.submissions.intake import clean_text
from engage.web import requires

LOG = ("reference", "step", "at", "by", "told to", "note")


@room.get("/staff/referred")
@requires(Permission.SAFEGUARD)
def referred() -> str:
    """What was passed to the safeguarding lead, longest wait first."""
    plan = current_plan()
    page = queries.referred_page(plan, page_number())
    return render_template(
        "moderation/referred.html",
        page=page,
        cards=item.cards(page.rows, plan, current_user),
        counts=said_plainly(plan),
        no_mail=current_app.config["ENGAGE"].mail == "wait",
        dues={row.contribution.reference: safeguarding.due(plan, row.contribution) for row in page.rows},
        outcome=latest(),
        href=page_address,
    )


@room.get("/staff/referred/log.csv")
@requires(Permission.SAFEGUARD)
def safeguarding_log() -> Response:
    """Every step of every case, as a table for the leads."""
    lines = csv_lines(safeguarding.cases(current_plan(), current_user), LOG)
    headers = {"Content-Disposition": "attachment; filename=safeguarding-log.csv"}
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)


@room.post("/staff/referred/<reference>/step")
@requires(Permission.SAFEGUARD)
def step(reference: str) -> AnyResponse | tuple[str, int]:
    """Write down a step."""
    begin_writing()
    contribution = queries.find(current_plan(), reference, current_user, locked=True)
    form = StepForm()
    if not form.validate():
        return render_template("moderation/step.html", form=form, reference=contribution.reference), 400
    try:
        safeguarding.take_step(
            contribution,
            StepKind(form.step.data),
            by=current_user,
            note=form.happened.data or "",
            told_to=form.told_to.data or "",
        )
    except InputError as problem:
        db.session.rollback()
        form.form_errors.append(str(problem))
        return render_template("moderation/step.html", form=form, reference=reference), 400
    db.session.commit()
    flash("It is written down.")
    return redirect(url_for("moderation.review", reference=reference), 303)


@room.get("/staff/concern")
@requires(Permission.RAISE_CONCERN)
def concern() -> str:
    """Say that somebody may be in danger; the reference may stand in the address already."""
    form = ConcernForm(data={"reference": clean_text(request.args.get("reference", ""))})
    return render_template("moderation/concern.html", form=form)


@room.post("/staff/concern")
@requires(Permission.RAISE_CONCERN)
def raise_concern() -> AnyResponse | tuple[str, int]:
    """Hide it, and pass it to the safeguarding lead."""
    begin_writing()
    form = ConcernForm()
    if not form.validate():
        return render_template("moderation/concern.html", form=form), 400
    safeguarding.raise_concern(
        current_plan(),
        form.reference.data or "",
        by=current_user,
        reason=form.reason.data,
        note=form.note.data or "",
    )
    db.session.commit()
    flash("It is hidden now, and with the safeguarding lead.")
    return redirect(url_for("accounts.home"), 303)
