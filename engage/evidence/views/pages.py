"""Evidence of engagement, HTTP: all chapters on one page, a page for each, and the events."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from engage.evidence import queries
from engage.evidence.beside import beside
from engage.evidence.changes import changes, looked
from engage.evidence.chapter_page import chapter_page
from engage.evidence.charts import bars, columns
from engage.evidence.coverage import coverage
from engage.evidence.endorsing import VERDICTS
from engage.evidence.groups import ENOUGH
from engage.evidence.seldom_heard import seldom_heard
from engage.evidence.showing import as_shown
from engage.evidence.suppression import limit_of
from engage.evidence.thinness import FEW_PEOPLE
from engage.evidence.views.door import room
from engage.extensions import begin_writing, db
from engage.models import current_plan
from engage.outcomes.queries import outcomes_in_chapter
from engage.policies import Permission
from engage.theming.counting import totals
from engage.theming.service import encoder_problem
from engage.web import requires


@room.get("/staff/evidence")
@requires(Permission.SEE_EVIDENCE)
def overview() -> str:
    """Chapters by goals: how many people, how lately, from where; thin spots stand out."""
    plan = current_plan()
    view, sorting, cover = queries.overview(plan), totals(plan), coverage(plan)
    return render_template(
        "evidence/overview.html",
        view=view,
        since=changes(current_user, plan, view),
        problem=encoder_problem(),
        unread=sorting.unread,
        set_aside=sorting.set_aside,
        few=FEW_PEOPLE,
        missing=cover.missing,
        nobody=[one.name for one in seldom_heard(plan, cover) if one.nobody],
        verdicts=VERDICTS,
    )


@room.post("/staff/evidence/seen")
@requires(Permission.SEE_EVIDENCE)
def seen() -> ResponseReturnValue:
    """Remember what this person has seen, to say next time what changed."""
    begin_writing()
    plan = current_plan()
    looked(current_user, plan, queries.overview(plan))
    db.session.commit()
    flash("Kept. Next time this page says what has changed.")
    return redirect(url_for(".overview"), 303)


@room.get("/staff/evidence/<slug>")
@requires(Permission.SEE_EVIDENCE)
def chapter(slug: str) -> str:
    """One chapter's evidence, to read or to print."""
    plan = current_plan()
    page = as_shown(plan, chapter_page(plan, slug))
    return render_template(
        "evidence/chapter.html",
        page=page,
        outcomes=outcomes_in_chapter(plan, page.chapter),
        beside=beside(plan, page.chapter),
        cover=coverage(plan, page.chapter),
        few=ENOUGH,
        limit=limit_of(plan),
        charts=[(breakdown, bars(breakdown)) for breakdown in page.breakdowns],
        weeks=columns(page.weeks),
    )


@room.get("/staff/events")
@requires(Permission.SEE_EVIDENCE)
def events() -> str:
    """Events, the latest first, and what came of each."""
    return render_template("evidence/events.html", rows=queries.events(current_plan()))
