"""The staff's pages for somebody who asks without their private code, such as by phone."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from engage.codes import in_groups
from engage.errors import InputError, InvalidTransitionError, NotFoundError, StaleError
from engage.extensions import begin_writing, db
from engage.models import Contribution, Done, current_plan
from engage.policies import Permission
from engage.private_code import site_key
from engage.submissions import standing_in
from engage.submissions.desk_forms import FindForm, PutRightForm, StandInForm
from engage.submissions.intake import MAX_TEXT
from engage.submissions.views.desk import room
from engage.web import requires

_CODE = "stand-in-code"
SAID = {
    Done.NEW_CODE: "They have a new private code. The old one opens nothing any more.",
    Done.WITHDRAWN: "Taken back. Nobody can see it now.",
    Done.ERASED: "Everything about them is erased.",
}


@room.get("/for-somebody")
@requires(Permission.STAND_IN)
def stand_in_find() -> ResponseReturnValue:
    """Find what somebody rings about, and what was done for people lately."""
    plan, form = current_plan(), FindForm(request.args)
    wanted, problem = form.reference.data or "", ""
    if not wanted and "reference" in request.args:
        problem = "Enter their reference."
    elif wanted:
        try:
            found = standing_in.find(current_user, plan, wanted)
            return redirect(url_for(".stand_in", reference=found.reference))
        except NotFoundError as error:
            problem = str(error)
    form.reference.errors = [problem] if problem else []
    code = session.pop(_CODE, None)
    page = render_template(
        "submissions/stand_in_find.html", form=form, problem=problem, lately=standing_in.lately(plan),
        code_parts=in_groups(code) if code else [],
    )  # fmt: skip
    return page, 404 if wanted and problem else 200


@room.get("/for-somebody/<reference>")
@requires(Permission.STAND_IN)
def stand_in(reference: str) -> str:
    """What can be done about it."""
    return _page(standing_in.find(current_user, current_plan(), reference), StandInForm())


@room.post("/for-somebody/<reference>")
@requires(Permission.STAND_IN)
def stand_in_done(reference: str) -> ResponseReturnValue:
    """Do it, and note who did it, for whom and why."""
    begin_writing()
    row, form = standing_in.find(current_user, current_plan(), reference, lock=True), StandInForm()
    if not form.validate():
        return _page(row, form), 400
    did = Done(form.did.data)
    try:
        code = standing_in.stand_in(current_user, row, did, form.call(), key=site_key())
    except InputError as problem:
        return _refused(reference, form, problem)
    db.session.commit()
    if code:
        session[_CODE] = code
    flash(SAID[did])
    return redirect(url_for(".stand_in_find"), 303)


@room.get("/for-somebody/<reference>/words")
@requires(Permission.STAND_IN)
def stand_in_words(reference: str) -> ResponseReturnValue:
    """The words, to put a slip right as the person says it."""
    row = standing_in.find(current_user, current_plan(), reference)
    if row.original is None or Done.CORRECTED not in standing_in.describe(row).possible:
        raise NotFoundError("These words cannot be put right any more.")
    form = PutRightForm(data={"title": row.original.title, "text": row.original.text, "seen": row.original.digest})
    return _words_page(row, form)


@room.post("/for-somebody/<reference>/words")
@requires(Permission.STAND_IN)
def stand_in_corrected(reference: str) -> ResponseReturnValue:
    """Take the better words; the moderator sees both."""
    begin_writing()
    row, form = standing_in.find(current_user, current_plan(), reference, lock=True), PutRightForm()
    if not form.validate():
        return _words_page(row, form), 400
    words = {"title": form.title.data or "", "text": form.text.data or "", "seen": form.seen.data or ""}
    try:
        changed = standing_in.put_right(current_user, row, form.call(), **words)
    except (InputError, InvalidTransitionError, StaleError) as problem:
        db.session.rollback()
        form.form_errors.append(str(problem))
        return _words_page(standing_in.find(current_user, current_plan(), reference), form), 409
    db.session.commit()
    flash("The new words are in. A moderator reads them like new ones." if changed else "Nothing was changed.")
    return redirect(url_for(".stand_in_find"), 303)


def _refused(reference: str, form: StandInForm, problem: Exception) -> ResponseReturnValue:
    db.session.rollback()
    form.form_errors.append(str(problem))
    return _page(standing_in.find(current_user, current_plan(), reference), form), 409


def _page(row: Contribution, form: StandInForm) -> str:
    found = standing_in.describe(row)
    form.offer(found.possible)
    return render_template("submissions/stand_in.html", found=found, row=row, form=form, correct=Done.CORRECTED)


def _words_page(row: Contribution, form: PutRightForm) -> str:
    return render_template("submissions/stand_in_words.html", row=row, form=form, limit=MAX_TEXT)
