"""The staff menu: what each person may open, in the order of the walk."""

from __future__ import annotations

from flask import request, url_for
from flask_security import current_user

from engage.policies import Permission, allows

MENU = (
    ("Home", "accounts.home", Permission.STAFF_HOME),
    ("Queue", "moderation.queue", Permission.MODERATE),
    ("Referred", "moderation.referred", Permission.SAFEGUARD),
    ("Evidence", "evidence.overview", Permission.SEE_EVIDENCE),
    ("Themes", "theming.themes", Permission.SEE_EVIDENCE),
    ("Quotes", "quotes.chapters", Permission.FIND_QUOTES),
    ("Outcomes", "outcomes.overview", Permission.EDIT_OUTCOMES),
    ("Write down", "recording.entry", Permission.RECORD),
    ("Plan", "plan.overview", Permission.EDIT_PLAN),
    ("Staff", "accounts.staff", Permission.MANAGE_STAFF),
)


def staff_navigation() -> list[dict[str, object]]:
    """Menu items as the NHS header takes them; pages below an item's own keep it marked."""
    here = _item_of(request.endpoint or "")
    return [
        {"text": text, "href": url_for(endpoint), "active": endpoint == here}
        for text, endpoint, permission in MENU
        if allows(current_user, permission)
    ]


def _item_of(endpoint: str) -> str:
    """The menu item that a page belongs to: its own, or the first of its room."""
    room = endpoint.split(".", maxsplit=1)[0]
    items = [item for _, item, _ in MENU if item.split(".")[0] == room]
    return endpoint if endpoint in items else next(iter(items), "")
