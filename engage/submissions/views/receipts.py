"""With the private code: where my words stand, take them back, take a copy."""

from __future__ import annotations

from flask import json, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from engage.codes import tidy
from engage.errors import NotFoundError
from engage.extensions import begin_writing, csrf, db, limiter
from engage.models import current_plan
from engage.submissions import receipts, service
from engage.submissions.forms import CodeForm
from engage.submissions.views.door import drop_code, keep_code, room, site_key
from engage.web import public

CODE_LIMIT = "30 per minute; 300 per hour"
UNKNOWN = "We do not know this code. Check each letter and number, or ask us for help."
_OPEN = "receipt"


@room.get("/receipt")
@public
def receipt_sign_in() -> ResponseReturnValue:
    """Ask for the private code."""
    return render_template("submissions/receipt_sign_in.html", form=CodeForm())


@room.post("/receipt")
@public
@limiter.limit(CODE_LIMIT)
@csrf.exempt  # GiveForm checks the token itself and gives the typed code back
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
        form.code.errors = [UNKNOWN]
    return render_template("submissions/receipt_sign_in.html", form=form), 400


@room.get("/receipt/mine")
@public
def receipt() -> ResponseReturnValue:
    """Everything that this person gave, and where it stands."""
    contributor_id = session.get(_OPEN)
    if contributor_id is None:
        return redirect(url_for(".receipt_sign_in"))
    rows = receipts.standings(current_plan(), contributor_id)
    return render_template("submissions/receipt.html", rows=rows)


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


@room.get("/receipt/mine/copy")
@public
def copy() -> ResponseReturnValue:
    """A copy of what we keep about this person, as a file."""
    response = make_response(json.dumps(receipts.own_data(_opened()), indent=2, ensure_ascii=False))
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
