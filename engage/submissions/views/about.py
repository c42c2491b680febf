"""The pages that say how this place works, and what people can trust it to do."""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from engage.caching import cacheable
from engage.cookies import COOKIES
from engage.errors import NotFoundError
from engage.models import current_plan
from engage.moderation.letters import published_letters
from engage.submissions.figures import figures
from engage.submissions.service import DRAFT_DAYS
from engage.submissions.views.door import room
from engage.web import public

ABOUT = ("moderation", "privacy", "accessibility", "computer", "contact", "cookies", "terms")


@room.get("/about/<page>")
@public
@cacheable
def about(page: str) -> ResponseReturnValue:
    """How we read, what we keep, who can use this, what the computer does, how to reach a person."""
    if page not in ABOUT:
        raise NotFoundError
    return render_template(
        f"submissions/about_{page}.html",
        draft_days=DRAFT_DAYS,
        cookies=COOKIES,
        cookie_mark="__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else "",
        figures=figures(),
        letters=published_letters(current_plan()) if page == "moderation" else [],
    )
