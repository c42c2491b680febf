"""What else is on a moderator's desk: likely spam, reports, a second reading; and the figures that everybody may see."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import current_plan
from engage.moderation import agreement as second
from engage.moderation import item, letters, queries, queue, reports, spam
from engage.moderation.desk_forms import BulkForm, SecondReadingForm
from engage.moderation.marking import concern_names
from engage.moderation.numbers import numbers
from engage.moderation.views.door import page_address, page_number, room
from engage.policies import Permission
from engage.submissions.intake import clean_text
from engage.web import public, requires


@room.get("/staff/spam")
@requires(Permission.MODERATE)
def tray() -> str:
    """Likely spam, to be looked at together."""
    return _tray(BulkForm())


def _tray(form: BulkForm) -> str:
    plan = current_plan()
    page = queue.tray_page(plan, page_number())
    return render_template(
        "moderation/tray.html",
        page=page,
        cards=item.cards(page.rows, plan, current_user),
        form=form,
        batch=clean_text(request.args.get("batch", ""))[:32],
        href=page_address,
    )


@room.post("/staff/spam")
@requires(Permission.MODERATE)
def empty_tray() -> AnyResponse | tuple[str, int]:
    """Decline the ticked ones, or put them into the queue."""
    begin_writing()
    form, plan, batch = BulkForm(), current_plan(), None
    if not form.validate() or not form.references:
        form.form_errors.append("Tick those that you mean, and choose what shall become of them.")
        return _tray(form), 400
    if form.action.data == "queue":
        flash(f"{spam.not_spam(plan, form.references, by=current_user)} put into the queue.")
    else:
        batch, number = spam.decline_spam(plan, form.references, by=current_user)
        flash(f"{number} not published, as spam.")
    db.session.commit()
    return redirect(url_for("moderation.tray", batch=batch), 303)


@room.post("/staff/spam/undo")
@requires(Permission.MODERATE)
def undo_batch() -> AnyResponse:
    """Take a bulk decision back."""
    begin_writing()
    back = spam.undo_batch(clean_text(request.form.get("batch", ""))[:32], by=current_user)
    db.session.commit()
    flash(f"{back} are back in the tray.")
    return redirect(url_for("moderation.tray"), 303)


@room.get("/staff/reports", endpoint="reports")
@requires(Permission.MODERATE)
def reported() -> str:
    """What people say should not be shown."""
    return _reports()


def _reports(wrong: str = "", typed: str = "", problem: str = "") -> str:
    rows = reports.waiting_reports(current_plan())
    return render_template(
        "moderation/reports.html",
        rows=rows,
        reasons=reports.REASONS,
        wrong=wrong,
        typed=typed,
        problem=problem,
    )


@room.post("/staff/reports/<reference>")
@requires(Permission.MODERATE)
def answer_report(reference: str) -> AnyResponse | tuple[str, int]:
    """Say what was decided about a report."""
    begin_writing()
    row = reports.find_report(current_plan(), reference, lock=True)
    answer = clean_text(request.form.get("answer", ""))[: reports.MAX_NOTE]
    try:
        reports.answer_report(row, by=current_user, changed=request.form.get("changed") == "yes", answer=answer)
    except InputError as problem:
        db.session.rollback()
        return _reports(reference, answer, str(problem)), 400
    db.session.commit()
    flash("The report is answered.")
    return redirect(url_for("moderation.reports"), 303)


@room.get("/staff/second-reading")
@requires(Permission.MODERATE)
def second_reading() -> str:
    """One decision of the sample, without what was decided."""
    return _second(SecondReadingForm())


def _second(form: SecondReadingForm) -> str:
    plan = current_plan()
    row = second.to_read(plan, current_user)
    screening = queries.screening_of(row) if row else None
    return render_template(
        "moderation/second_reading.html",
        row=row,
        distress=concern_names(screening, distressing=True),
        left=second.how_many(plan, current_user),
        agreement=second.agreement(plan),
        form=form,
    )


@room.post("/staff/second-reading")
@requires(Permission.MODERATE)
def keep_second_reading() -> AnyResponse | tuple[str, int]:
    """Keep what the second reader would have decided."""
    begin_writing()
    form = SecondReadingForm()
    if not form.validate():
        return _second(form), 400
    alike = second.read_again(current_plan(), form.reference.data or "", form.verdict.data, by=current_user)
    db.session.commit()
    flash("You both decided alike." if alike else f"You decided otherwise. Talk about {form.reference.data} together.")
    return redirect(url_for("moderation.second_reading"), 303)


@room.get("/about/numbers")
@public
def public_numbers() -> str:
    """What the moderators did, in numbers."""
    plan = current_plan()
    return render_template("moderation/numbers.html", numbers=numbers(plan), policy=letters.policy(plan))
