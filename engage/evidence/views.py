"""Evidence of engagement, HTTP: all chapters on one page, a page for each, and the events."""

from __future__ import annotations

from flask import Blueprint, render_template

from engage.evidence import queries
from engage.evidence.chapter_page import chapter_page
from engage.evidence.charts import bars, columns
from engage.evidence.thinness import FEW_PEOPLE
from engage.models import current_plan
from engage.outcomes.queries import outcomes_in_chapter
from engage.policies import Permission
from engage.theming.service import encoder_problem, set_aside, waiting
from engage.web import requires

room = Blueprint("evidence", __name__)


@room.get("/staff/evidence")
@requires(Permission.SEE_EVIDENCE)
def overview() -> str:
    """Chapters by goals: how many people, how lately, from where; thin spots stand out."""
    plan = current_plan()
    return render_template(
        "evidence/overview.html",
        view=queries.overview(plan),
        problem=encoder_problem(),
        unread=waiting(plan),
        set_aside=set_aside(plan),
        few=FEW_PEOPLE,
    )


@room.get("/staff/evidence/<slug>")
@requires(Permission.SEE_EVIDENCE)
def chapter(slug: str) -> str:
    """One chapter's evidence, to read or to print."""
    plan = current_plan()
    page = chapter_page(plan, slug)
    return render_template(
        "evidence/chapter.html",
        page=page,
        outcomes=outcomes_in_chapter(plan, page.chapter),
        charts=[(breakdown, bars(breakdown)) for breakdown in page.breakdowns],
        weeks=columns(page.weeks),
    )


@room.get("/staff/events")
@requires(Permission.SEE_EVIDENCE)
def events() -> str:
    """Events, the latest first, and what came of each."""
    return render_template("evidence/events.html", rows=queries.events(current_plan()))
