"""The moderators' blueprint, what several of its pages need, and what is kept when a sign-in has run out."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, redirect, request, session, url_for
from flask_security import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from engage.moderation.changes import Outcome, outcome
from engage.moderation.filters import Filters
from engage.submissions.intake import clean_text

room = Blueprint("moderation", __name__)
FILTERS = ("kind", "place", "channel", "concern", "waiting", "language", "mine")
_UNSAVED = "unsaved-decision"
_MOST = 2_500
"""What a cookie can hold. It stays in this browser, and goes with the next page that shows it."""


@room.before_request
def _keep_what_cannot_be_saved() -> AnyResponse | None:
    """A decision sent after the sign-in ran out: keep it in this browser, sign in, go on with it."""
    if current_user.is_authenticated or request.endpoint != "moderation.act":
        return None
    reference = (request.view_args or {})["reference"]
    values = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if sum(len(name) + len(value) for name, value in values) <= _MOST:
        session[_UNSAVED] = [reference, values]
    return redirect(url_for("security.login", next=url_for("moderation.review", reference=reference)))


def unsaved(reference: str) -> MultiDict[str, str] | None:
    """What this browser kept for this item when the sign-in had run out; given once."""
    kept = session.pop(_UNSAVED, None)
    return MultiDict(kept[1]) if kept and kept[0] == reference else None


def latest() -> Outcome | None:
    """What the reader has just decided."""
    return outcome(request.args.get("done", type=int), current_user)


def filters() -> Filters:
    """How the list in the address is narrowed."""
    return Filters(**{name: clean_text(request.args.get(name, "")) for name in FILTERS})


def page_number() -> int:
    """The page in the address."""
    return min(max(request.args.get("page", 1, type=int), 1), 1_000_000)


def page_address(number: int) -> str:
    """This list at another page, with the same filters."""
    kept = {name: request.args[name] for name in (*FILTERS, "state") if request.args.get(name)}
    return f"{request.path}?{urlencode({**kept, 'page': number})}"
