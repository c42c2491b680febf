"""Put a draft chapter out, version after version, and see what people said about each paragraph."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import Chapter, current_plan
from engage.outcomes import desk, documents, draft_pages, drafting
from engage.outcomes.forms import DaysForm, DraftForm
from engage.outcomes.views.door import room, today
from engage.policies import Permission, require
from engage.web import requires

WEEKS_OPEN = 4


def _own(slug: str) -> Chapter:
    chapter = draft_pages.chapter_called(current_plan(), slug)
    require(current_user, Permission.EDIT_OUTCOMES, chapter)
    return chapter


def _new_page(chapter: Chapter, form: DraftForm, status: int = 200) -> tuple[str, int]:
    last = drafting.published_draft(chapter)
    return render_template("outcomes/draft_new.html", chapter=chapter, form=form, last=last), status


@room.get("/staff/drafts/<slug>/new")
@requires(Permission.EDIT_OUTCOMES)
def new_draft(slug: str) -> tuple[str, int]:
    """Upload or paste the next version."""
    days = {"opens": today(), "closes": today() + timedelta(weeks=WEEKS_OPEN)}
    return _new_page(_own(slug), DraftForm(data=days))


@room.post("/staff/drafts/<slug>/new")
@requires(Permission.EDIT_OUTCOMES)
def add_draft(slug: str) -> ResponseReturnValue:
    """Read the next version in, to be looked at before anybody else sees it."""
    request.max_content_length = documents.MAX_FILE + 1024 * 1024
    request.max_form_memory_size = 2 * 1024 * 1024
    begin_writing()
    chapter, form = _own(slug), DraftForm()
    if not form.validate():
        return _new_page(chapter, form, 400)
    try:
        document = _document(form)
        draft = drafting.prepare(current_user, chapter, document, **_days(form))
    except InputError as problem:
        db.session.rollback()
        form.form_errors.append(str(problem))
        return _new_page(_own(slug), form, 400)
    db.session.commit()
    flash(f"Version {draft.number} is ready to be looked at. Nobody else sees it yet." + _left_out(document))
    return redirect(url_for(".look_at_draft", id_=draft.id), 303)


def _document(form: DraftForm) -> documents.Document:
    return documents.from_word(form.file.data.read()) if form.file.data else documents.from_text(form.text.data or "")


def _left_out(document: documents.Document) -> str:
    return f" {document.left_out} paragraphs in tables or boxes were left out." if document.left_out else ""


def _days(form: DaysForm) -> dict[str, Any]:
    return {"about": form.about.data or "", "opens": form.opens.data, "closes": form.closes.data}


@room.get("/staff/drafts/<int:id_>")
@requires(Permission.EDIT_OUTCOMES)
def look_at_draft(id_: int) -> tuple[str, int]:
    """A version as its authors see it."""
    return _draft_page(id_, None)


def _draft_page(id_: int, form: DaysForm | None, status: int = 200) -> tuple[str, int]:
    plan = current_plan()
    draft = drafting.find_draft(plan, id_)
    require(current_user, Permission.EDIT_OUTCOMES, draft.chapter)
    page = draft_pages.reading_of(plan, draft, today())
    return render_template("outcomes/draft_edit.html", page=page, draft=draft, form=form or DaysForm(obj=draft)), status


@room.post("/staff/drafts/<int:id_>")
@requires(Permission.EDIT_OUTCOMES)
def change_draft(id_: int) -> ResponseReturnValue:
    """Change the days and the words above the draft."""
    begin_writing()
    form = DaysForm()
    if not form.validate():
        return _draft_page(id_, form, 400)
    drafting.change_days(current_user, drafting.find_draft(current_plan(), id_), **_days(form))
    db.session.commit()
    flash("Saved.")
    return redirect(url_for(".look_at_draft", id_=id_), 303)


@room.post("/staff/drafts/<int:id_>/<any(publish, discard):what>")
@requires(Permission.EDIT_OUTCOMES)
def finish_draft(id_: int, what: str) -> AnyResponse:
    """Let everybody read a version, or delete one that nobody has seen."""
    begin_writing()
    draft = drafting.find_draft(current_plan(), id_)
    (drafting.publish if what == "publish" else drafting.discard)(current_user, draft)
    db.session.commit()
    flash("Everybody can read it now." if what == "publish" else "The version was deleted.")
    return redirect(url_for(".look_at_draft", id_=id_) if what == "publish" else url_for(".overview"), 303)


@room.get("/staff/drafts/<slug>/comments")
@requires(Permission.EDIT_OUTCOMES)
def draft_comments(slug: str) -> str:
    """What people said about each paragraph, and what was done with it."""
    chapter = draft_pages.chapter_called(current_plan(), slug)
    rows = desk.discussed(current_plan(), chapter)
    return render_template("outcomes/comments.html", chapter=chapter, rows=rows)
