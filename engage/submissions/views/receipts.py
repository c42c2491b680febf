"""With the private code: where my words stand, take them back, take a copy."""

from __future__ import annotations

from flask import flash, json, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engage.codes import tidy
from engage.errors import InvalidTransitionError, NotFoundError, StaleError
from engage.extensions import begin_writing, csrf, db, limiter
from engage.models import Contribution, current_plan
from engage.moderation import enquiries
from engage.submissions import receipts, service
from engage.submissions.correcting import correct, may_correct
from engage.submissions.erasing import erase
from engage.submissions.intake import MAX_TEXT
from engage.submissions.own_data import about_in_words, copy_in_words, own_data
from engage.submissions.receipt_forms import AnswerForm, CodeForm, CorrectForm
from engage.submissions.views import helping
from engage.submissions.views.door import drop_code, keep_code, room, site_key
from engage.web import public

CODE_LIMIT = "30 per minute; 300 per hour"
UNKNOWN = _l("We do not know this code. Check each letter and number, or ask us for help.")
_OPEN = "receipt"


@room.get("/receipt")
@public
def receipt_sign_in() -> ResponseReturnValue:
    """Ask for the private code."""
    return render_template("submissions/receipt_sign_in.html", form=CodeForm())


@room.post("/receipt")
@public
@limiter.limit(CODE_LIMIT)
@csrf.exempt  # PatientForm checks the token itself and gives the typed code back
def receipt_open() -> ResponseReturnValue:
    """Open the receipt, or the unsent answers, that the code belongs to. Any wrong code gets the same answer."""
    form = CodeForm()
    if form.validate():
        code = tidy(form.code.data or "")
        contributor = service.find_contributor(code, key=site_key())
        if contributor:
            session[_OPEN] = contributor.id
            return redirect(url_for(".receipt"), 303)
        if service.find_draft(code, key=site_key()):
            return keep_code(redirect(url_for(".check"), 303), code)
        form.code.errors = [str(UNKNOWN)]
    return render_template("submissions/receipt_sign_in.html", form=form), 400


@room.get("/receipt/mine")
@public
def receipt() -> ResponseReturnValue:
    """Everything that this person gave, and where it stands."""
    contributor_id = session.get(_OPEN)
    if contributor_id is None:
        return redirect(url_for(".receipt_sign_in"))
    rows = receipts.standings(current_plan(), contributor_id)
    return render_template("submissions/receipt.html", rows=rows, times=receipts.times_in_words)


@room.get("/receipt/mine/<reference>/withdraw")
@public
def withdraw(reference: str) -> ResponseReturnValue:
    """Ask before taking it back: this cannot be undone."""
    return render_template("submissions/withdraw.html", row=service.own_contribution(_opened(), reference))


@room.post("/receipt/mine/<reference>/withdraw")
@public
def withdrawn(reference: str) -> ResponseReturnValue:
    """Take it back."""
    begin_writing()
    service.withdraw(service.own_contribution(_opened(), reference, lock=True))
    db.session.commit()
    return redirect(url_for(".receipt"), 303)


@room.get("/receipt/mine/<reference>/correct")
@public
def correction(reference: str) -> ResponseReturnValue:
    """The words again, to put a slip right."""
    row = service.own_contribution(_opened(), reference)
    if not may_correct(row) or row.original is None:
        return _too_late(row, ""), 409
    form = CorrectForm(data={"title": row.original.title, "text": row.original.text, "seen": row.original.digest})
    return _correction_page(row, form)


@room.post("/receipt/mine/<reference>/correct")
@public
@limiter.limit(CODE_LIMIT)
@csrf.exempt  # as above: the words come back
def corrected(reference: str) -> ResponseReturnValue:
    """Take the better words, unless somebody decided meanwhile; then show what was written, so that it can be kept."""
    form, contributor_id = CorrectForm(), _opened()
    if not form.validate():
        return _correction_page(service.own_contribution(contributor_id, reference), form), 400
    begin_writing()
    row = service.own_contribution(contributor_id, reference, lock=True)
    try:
        changed = correct(row, title=form.title.data or "", text=form.text.data or "", seen=form.seen.data or "")
    except (InvalidTransitionError, StaleError):
        db.session.rollback()
        return _too_late(service.own_contribution(contributor_id, reference), form.text.data or ""), 409
    db.session.commit()
    words = f"{form.title.data}\n{form.text.data}"
    if changed and helping.needed(words):
        return helping.help_page(words, onward=url_for(".receipt"), behind=url_for(".receipt"))
    flash(_("Your new words were saved. A person reads them like new ones.") if changed else _("Nothing was changed."))
    return redirect(url_for(".receipt"), 303)


def _correction_page(row: Contribution, form: CorrectForm) -> str:
    return render_template("submissions/correct.html", row=row, form=form, limit=MAX_TEXT)


def _too_late(row: Contribution, typed: str) -> str:
    return render_template("submissions/correct_too_late.html", row=row, typed=typed, still=may_correct(row))


@room.get("/receipt/mine/<reference>/answer")
@public
def answering(reference: str) -> ResponseReturnValue:
    """What the moderator asks, and a place to answer."""
    return _answer_page(service.own_contribution(_opened(), reference), AnswerForm())


@room.post("/receipt/mine/<reference>/answer")
@public
@limiter.limit(CODE_LIMIT)
@csrf.exempt  # as above
def answered(reference: str) -> ResponseReturnValue:
    """Take the answer; it goes to the moderator with the words."""
    form, contributor_id = AnswerForm(), _opened()
    if not form.validate():
        return _answer_page(service.own_contribution(contributor_id, reference), form), 400
    begin_writing()
    enquiries.answer(service.own_contribution(contributor_id, reference, lock=True), form.answer.data or "")
    db.session.commit()
    flash(_("Your answer was sent. Thank you."))
    return redirect(url_for(".receipt"), 303)


def _answer_page(row: Contribution, form: AnswerForm) -> str:
    asked = enquiries.open_question(row)
    if asked is None:
        raise NotFoundError
    return render_template("submissions/answer.html", row=row, form=form, question=asked.question)


@room.get("/receipt/mine/erase")
@public
def erasure() -> ResponseReturnValue:
    """Say what goes and what stays, and ask before erasing."""
    return render_template("submissions/erase.html", rows=receipts.own_rows(_opened()))


@room.post("/receipt/mine/erase")
@public
def erased() -> ResponseReturnValue:
    """Erase everything about this person, and close the receipt for good."""
    contributor_id = _opened()
    begin_writing()
    erase(service.lock_contributor(contributor_id))
    db.session.commit()
    session.pop(_OPEN, None)
    return drop_code(make_response(render_template("submissions/erased.html")))


@room.get("/receipt/mine/data")
@public
def data() -> ResponseReturnValue:
    """What we keep about this person, to read."""
    kept = own_data(_opened())
    return render_template(
        "submissions/own_data.html",
        kept=kept,
        about=about_in_words(current_plan(), kept["about_you"]),
        copies=[(one["reference"], copy_in_words(one)) for one in kept["contributions"]],
    )


@room.get("/receipt/mine/copy")
@public
def copy() -> ResponseReturnValue:
    """A copy of what we keep about this person, as a file."""
    response = make_response(json.dumps(own_data(_opened()), indent=2, ensure_ascii=False))
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="my-words.json"'
    return response


@room.post("/receipt/leave")
@public
def leave() -> ResponseReturnValue:
    """Close the receipt, so that nobody else at this computer can see it."""
    session.pop(_OPEN, None)
    return drop_code(redirect(url_for(".home"), 303))


def _opened() -> int:
    """The contributor whose receipt is open here; without one there is nothing to find."""
    contributor_id = session.get(_OPEN)
    if contributor_id is None:
        raise NotFoundError
    return int(contributor_id)
