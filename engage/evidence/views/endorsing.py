"""The steering group's decisions and what is done about gaps, HTTP."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from engage.errors import NotFoundError
from engage.evidence.chapter_page import chapter_page
from engage.evidence.endorsing import find_outreach, minute, plan_outreach, set_done
from engage.evidence.forms import MinuteForm, OutreachForm
from engage.evidence.views.door import room
from engage.extensions import begin_writing, db
from engage.models import Chapter, Verdict, current_plan
from engage.policies import Permission
from engage.submissions.intake import clean_line
from engage.web import requires


def _chapter(slug: str) -> Chapter:
    found = next((row for row in current_plan().chapters if row.slug == slug), None)
    if found is None:
        raise NotFoundError("There is no such chapter in this plan.")
    return found


@room.get("/staff/evidence/<slug>/decide")
@requires(Permission.ENDORSE)
def decide_page(slug: str) -> ResponseReturnValue:
    """Where the group's decision is written down."""
    return render_template("evidence/decide.html", form=MinuteForm(), chapter=_chapter(slug))


@room.post("/staff/evidence/<slug>/decide")
@requires(Permission.ENDORSE)
def decide(slug: str) -> ResponseReturnValue:
    """Minute what the group decided, with the figures of that moment."""
    begin_writing()
    chapter, form = _chapter(slug), MinuteForm()
    if not form.validate_on_submit():
        return render_template("evidence/decide.html", form=form, chapter=chapter), 422
    page = chapter_page(current_plan(), slug)
    seen = {"people": page.people, "contributions": page.contributions, "at": page.at.isoformat()}
    minute(current_user, chapter, Verdict(form.verdict.data), form.note.data, met_on=form.met_on.data, figures=seen)
    db.session.commit()
    flash("The decision is minuted.")
    return redirect(url_for(".chapter", slug=slug), 303)


@room.get("/staff/evidence/<slug>/outreach")
@requires(Permission.PLAN_OUTREACH)
def outreach_page(slug: str) -> ResponseReturnValue:
    """Where a gap is written down; the page of coverage says which."""
    form = OutreachForm(data={"gap": clean_line(request.args.get("gap", ""))[:300]})
    return render_template("evidence/outreach.html", form=form, chapter=_chapter(slug))


@room.post("/staff/evidence/<slug>/outreach")
@requires(Permission.PLAN_OUTREACH)
def outreach(slug: str) -> ResponseReturnValue:
    """Write a gap down, with who goes after it."""
    begin_writing()
    chapter, form = _chapter(slug), OutreachForm()
    if not form.validate_on_submit():
        return render_template("evidence/outreach.html", form=form, chapter=chapter), 422
    plan_outreach(current_user, chapter, gap=form.gap.data, owner=form.owner.data, due=form.due.data)
    db.session.commit()
    flash("It is on the list.")
    return redirect(url_for(".chapter", slug=slug), 303)


@room.post("/staff/outreach/<int:id_>/<any(done,open):what>")
@requires(Permission.PLAN_OUTREACH)
def outreach_done(id_: int, what: str) -> ResponseReturnValue:
    """Say that it was done, or that it was not."""
    begin_writing()
    row = find_outreach(current_plan(), id_)
    set_done(current_user, row, done=what == "done")
    slug = db.session.get_one(Chapter, row.chapter_id).slug
    db.session.commit()
    return redirect(url_for(".chapter", slug=slug) + "#to-do", 303)
