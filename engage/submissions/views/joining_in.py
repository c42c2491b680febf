"""About what somebody else said: it matters to me too, a comment, a report."""

from __future__ import annotations

import secrets

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError
from engage.extensions import begin_writing, csrf, db, limiter
from engage.flooding import flood, suspicion
from engage.models import Contribution, ReportReason, current_plan, now
from engage.moderation import reports
from engage.submissions import joining_in, spoken
from engage.submissions.intake import MAX_COMMENT
from engage.submissions.joining_in_forms import CommentForm, ReportForm
from engage.submissions.views.door import RECEIPT_SECONDS, held_code, keep_code, room, site_key
from engage.web import UK, public

YEAR = 365 * 24 * 3600
PRESS_LIMIT = "60 per minute; 600 per hour"
SEND_LIMIT = "30 per minute; 200 per hour"


def own_token() -> str | None:
    """This browser's token, if it has one that we made."""
    try:
        return str(_signer().loads(request.cookies.get(_cookie(), "")))
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(site_key(), salt="matters")


def _cookie() -> str:
    return "__Host-matters" if current_app.config["SESSION_COOKIE_SECURE"] else "matters"


def _from_here() -> None:
    """These buttons need no session, so that their page can be kept by caches; no other site may press them."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    if site not in {"same-origin", "none"} or origin not in {None, request.host_url.rstrip("/")}:
        abort(403)


@room.post("/voices/<reference>/matters")
@public
@limiter.limit(PRESS_LIMIT)
@csrf.exempt  # no session here: _from_here looks where the press comes from
def matters(reference: str) -> ResponseReturnValue:
    """It matters to me too."""
    _from_here()
    begin_writing()
    said = spoken.voice(current_plan(), reference)
    token = own_token() or secrets.token_urlsafe(16)
    try:
        browser = joining_in.Browser(token, get_remote_address())
        joining_in.say_it_matters(said.id, browser, key=site_key(), today=now().astimezone(UK).date())
    except InputError as problem:
        return render_template("submissions/busy.html", voice=said, message=str(problem)), 429
    db.session.commit()
    return _keep_token(_back(said), token)


@room.post("/voices/<reference>/matters/undo")
@public
@limiter.limit(PRESS_LIMIT)
@csrf.exempt  # as above
def matters_no_more(reference: str) -> ResponseReturnValue:
    """Take that back."""
    _from_here()
    begin_writing()
    said = spoken.voice(current_plan(), reference)
    joining_in.take_it_back(said.id, own_token(), key=site_key())
    db.session.commit()
    return _back(said)


def _back(said: spoken.Voice) -> AnyResponse:
    return redirect(url_for(".voice", reference=said.reference, _anchor="matters"), 303)


def _keep_token(response: AnyResponse, token: str) -> AnyResponse:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        _cookie(), _signer().dumps(token), max_age=YEAR, path="/", httponly=True, samesite="Lax", secure=secure
    )
    return response


@room.get("/voices/<reference>/comment")
@public
def comment(reference: str) -> ResponseReturnValue:
    """Ask for a comment."""
    form = CommentForm()
    form.form_token.data = secrets.token_urlsafe(32)
    return _comment_page(reference, form)


@room.post("/voices/<reference>/comment")
@public
@limiter.limit(SEND_LIMIT)
@csrf.exempt  # the form checks the token itself and gives the words back
def send_comment(reference: str) -> ResponseReturnValue:
    """Take the comment in; a person reads it before it is shown. The receipt is the same as for an idea."""
    form = CommentForm()
    if not form.validate():
        return _comment_page(reference, form), 400
    begin_writing()
    plan = current_plan()
    said = spoken.voice(plan, reference)
    parent = db.session.get_one(Contribution, said.id)
    receipt = joining_in.comment(
        plan, parent, form.text.data or "", quote=bool(form.quote.data), form_token=form.form_token.data or "",
        key=site_key(), code=held_code(),
    )  # fmt: skip
    receipt.contribution.suspicion = suspicion() or flood()
    db.session.commit()
    answer = redirect(url_for(".sent"), 303)
    return keep_code(answer, receipt.code, seconds=RECEIPT_SECONDS) if receipt.code else answer


def _comment_page(reference: str, form: CommentForm) -> str:
    said = spoken.voice(current_plan(), reference)
    return render_template("submissions/comment.html", voice=said, form=form, limit=MAX_COMMENT)


@room.get("/voices/<reference>/report")
@public
def report(reference: str) -> ResponseReturnValue:
    """Ask what is wrong with it."""
    form = ReportForm(data={"again": request.args.get("again", "")})
    return render_template("submissions/report.html", voice=spoken.voice(current_plan(), reference), form=form)


@room.post("/voices/<reference>/report")
@public
@limiter.limit(SEND_LIMIT)
@csrf.exempt  # the form checks the token itself and gives the words back
def send_report(reference: str) -> ResponseReturnValue:
    """Keep the report for a moderator."""
    form = ReportForm()
    if not form.validate():
        said = spoken.voice(current_plan(), reference)
        return render_template("submissions/report.html", voice=said, form=form), 400
    begin_writing()
    plan = current_plan()
    said = spoken.voice(plan, reference)
    row = db.session.scalars(select(Contribution).where(Contribution.id == said.id)).one()
    again = reports.find_report(plan, form.again.data) if form.again.data else None
    made = reports.report(row, ReportReason(form.reason.data), form.note.data or "", again=again)
    db.session.commit()
    flash("Thank you. We have your report.")
    return redirect(url_for(".reported", reference=made.reference), 303)


@room.get("/reports/<reference>")
@public
def reported(reference: str) -> ResponseReturnValue:
    """Where a report stands, for whoever holds its reference."""
    plan = current_plan()
    row = reports.find_report(plan, reference)
    shown = db.session.scalar(spoken.shown(plan, comments=True).where(Contribution.id == row.contribution_id))
    return render_template("submissions/reported.html", report=row, voice=shown)
