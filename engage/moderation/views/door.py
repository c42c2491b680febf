"""The moderators' blueprint, and what several of its pages need."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, request
from flask_security import current_user

from engage.moderation.changes import Outcome, outcome
from engage.moderation.filters import Filters
from engage.submissions.intake import clean_text

room = Blueprint("moderation", __name__)
FILTERS = ("kind", "place", "channel", "concern", "waiting", "language", "mine")


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
