"""How the chapters go on listening: for everybody to read, and for authors to plan."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError, NotFoundError
from engage.extensions import begin_writing, db
from engage.models import Activity, Chapter, current_plan
from engage.outcomes import activities
from engage.outcomes.activity_form import ActivityForm
from engage.outcomes.views.door import room, today
from engage.policies import Permission, require
from engage.web import public, requires

_OVERTAKEN = (
    "Somebody else changed this while you had it open. What they saved is in the form below. Change it again, and save."
)


def _chapter(slug: str) -> Chapter:
    found = next((chapter for chapter in current_plan().chapters if chapter.slug == slug), None)
    if found is None:
        raise NotFoundError("There is no such chapter in this plan.")
    return found


def _own(slug: str) -> Chapter:
    chapter = _chapter(slug)
    require(current_user, Permission.EDIT_OUTCOMES, chapter)
    return chapter


@room.get("/going-on-listening")
@public
def listening() -> ResponseReturnValue:
    """What each part of the plan does to go on listening."""
    return render_template("outcomes/listening.html", rows=activities.listening(current_plan(), today()))


@room.get("/going-on-listening/<slug>")
@public
def listening_in(slug: str) -> ResponseReturnValue:
    """One part of the plan: what it promises, and how it goes on listening."""
    row = activities.listening_in(_chapter(slug), today())
    return render_template("outcomes/listening_in.html", row=row, chapter=row.chapter, today=today())


@room.get("/staff/listening/<slug>/new")
@requires(Permission.EDIT_OUTCOMES)
def new_activity(slug: str) -> ResponseReturnValue:
    """An empty form."""
    return render_template("outcomes/activity.html", form=ActivityForm(), chapter=_own(slug), row=None)


@room.post("/staff/listening/<slug>/new")
@requires(Permission.EDIT_OUTCOMES)
def add_activity(slug: str) -> ResponseReturnValue:
    """Put an activity into the chapter's plan."""
    begin_writing()
    return _keep(_own(slug), None)


@room.get("/staff/listening/<int:id_>")
@requires(Permission.EDIT_OUTCOMES)
def edit_activity(id_: int) -> ResponseReturnValue:
    """An activity in its form."""
    row = activities.activity(current_plan(), id_)
    require(current_user, Permission.EDIT_OUTCOMES, row.chapter)
    return render_template("outcomes/activity.html", form=ActivityForm(obj=row), chapter=row.chapter, row=row)


@room.post("/staff/listening/<int:id_>")
@requires(Permission.EDIT_OUTCOMES)
def change_activity(id_: int) -> ResponseReturnValue:
    """Change an activity; whoever saves second is shown what the first one saved."""
    begin_writing()
    row = activities.activity(current_plan(), id_)
    require(current_user, Permission.EDIT_OUTCOMES, row.chapter)
    form = ActivityForm()
    if form.version.data and form.version.data != str(row.version):
        fresh = ActivityForm(formdata=None, obj=row)
        fresh.form_errors.append(_OVERTAKEN)
        return render_template("outcomes/activity.html", form=fresh, chapter=row.chapter, row=row), 409
    return _keep(row.chapter, row)


def _keep(chapter: Chapter, row: Activity | None) -> ResponseReturnValue:
    form = ActivityForm()
    if not form.validate():
        return render_template("outcomes/activity.html", form=form, chapter=chapter, row=row), 400
    try:
        activities.keep(current_user, chapter, form.planned(), row)
    except InputError as problem:
        form.until.errors = [str(problem)]
        return render_template("outcomes/activity.html", form=form, chapter=chapter, row=row), 400
    db.session.commit()
    flash("It was saved. Everybody can read it now.")
    return redirect(url_for(".listening_in", slug=chapter.slug))


@room.post("/staff/listening/<int:id_>/remove")
@requires(Permission.EDIT_OUTCOMES)
def remove_activity(id_: int) -> AnyResponse:
    """Take an activity out."""
    begin_writing()
    row = activities.activity(current_plan(), id_)
    slug = row.chapter.slug
    activities.take_out(current_user, row)
    db.session.commit()
    flash("It was taken out of the plan.")
    return redirect(url_for(".listening_in", slug=slug))
