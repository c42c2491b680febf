"""The first page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engage.caching import cacheable
from engage.models import current_plan, now
from engage.outcomes import queries as outcomes
from engage.submissions import heard, queries, spoken
from engage.submissions.views.door import room
from engage.web import UK, plan_or_none, public

TOP_THEMES = 5


@room.get("/")
@public
@cacheable
def home() -> ResponseReturnValue:
    """What this is, this week's question, what we have heard, and what changed."""
    if plan_or_none() is None:
        return render_template("submissions/no_plan.html")
    plan, today = current_plan(), now().astimezone(UK).date()
    lead, _, more = plan.about.partition(". ")
    return render_template(
        "submissions/home.html",
        lead=f"{lead}." if more else lead,
        more=more,
        week=queries.open_question(plan, today),
        voices=spoken.latest(plan),
        themes=heard.top(plan, TOP_THEMES),
        counts=queries.counts(plan),
        outcomes=outcomes.latest(plan),
        dates=queries.dates(plan, today),
    )
