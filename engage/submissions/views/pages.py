"""The first page, and the pages that say how this place works."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engage.errors import NotFoundError
from engage.models import current_plan, now
from engage.outcomes import queries as outcomes
from engage.submissions import heard, queries, spoken
from engage.submissions.service import DRAFT_DAYS
from engage.submissions.views.caching import cacheable
from engage.submissions.views.door import room
from engage.web import UK, plan_or_none, public

ABOUT = ("moderation", "privacy", "accessibility", "computer", "contact")
TOP_THEMES = 5


@room.get("/")
@public
@cacheable
def home() -> ResponseReturnValue:
    """What this is, this week's question, what we have heard, and what changed."""
    if plan_or_none() is None:
        return render_template("submissions/no_plan.html")
    plan, today = current_plan(), now().astimezone(UK).date()
    return render_template(
        "submissions/home.html",
        week=queries.open_question(plan, today),
        voices=spoken.latest(plan),
        themes=heard.top(plan, TOP_THEMES),
        counts=queries.counts(plan),
        outcomes=outcomes.latest(plan),
        dates=queries.dates(plan, today),
    )


@room.get("/about/<page>")
@public
@cacheable
def about(page: str) -> ResponseReturnValue:
    """How we read, what we keep, who can use this, what the computer does, how to reach a person."""
    if page not in ABOUT:
        raise NotFoundError
    return render_template(f"submissions/about_{page}.html", draft_days=DRAFT_DAYS)
