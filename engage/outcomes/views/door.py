"""The room's blueprint."""

from __future__ import annotations

from datetime import date

from flask import Blueprint

from engage.models import now
from engage.web import UK

room = Blueprint("outcomes", __name__)
LAST_PAGE = 1_000


def today() -> date:
    """The day it is where people read this."""
    return now().astimezone(UK).date()
