"""Say what was done: for officers and, in their own chapters, authors."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError, NotFoundError
from engage.extensions import begin_writing, db
from engage.models import DraftParagraph, Outcome, OutcomeStatus, Plan, current_plan
from engage.outcomes import desk, draft_pages, queries, service
from engage.outcomes.forms import FindForm, LinkForm, OutcomeForm
from engage.outcomes.views.door import room, today
from engage.outcomes.voices import people_behind
from engage.policies import Permission, require
from engage.web import requires


@room.get("/staff/outcomes")
@requires(Permission.EDIT_OUTCOMES)
def overview() -> str:
    """Outcomes and drafts by chapter, one's own first."""
    return render_template("outcomes/desk.html", rows=desk.desk(current_user, current_plan()))


def _form(plan: Plan, data: dict[str, object] | None = None) -> OutcomeForm:
    form = OutcomeForm(data=data)
    form.offer(desk.chapters_of(current_user, plan), desk.groups(plan))
    return form


def _page(
    form: OutcomeForm, row: Outcome | None, paragraph: DraftParagraph | None = None, status: int = 200
) -> tuple[str, int]:
    words = desk.last_words(paragraph) if paragraph else ""
    page = render_template(
        "outcomes/edit.html", form=form, row=row, paragraph=words,
        about_paragraphs=[desk.last_words(one) for one in row.paragraphs] if row else [],
        people=people_behind(current_plan(), row.id) if row else 0,
    )  # fmt: skip
    return page, status


@room.get("/staff/outcomes/new")
@requires(Permission.EDIT_OUTCOMES)
def new() -> tuple[str, int]:
    """An empty form; with the chapter, and the paragraph whose comments it answers, when it is known."""
    plan, slug = current_plan(), request.args.get("chapter", "")
    paragraph = _paragraph(plan, slug, request.args.get("paragraph", type=int))
    data = {"chapter": slug, "status": OutcomeStatus.THINKING, "on": today(), "paragraph": paragraph and paragraph.id}
    return _page(_form(plan, data), None, paragraph)


def _paragraph(plan: Plan, slug: str | None, id_: int | None) -> DraftParagraph | None:
    return draft_pages.paragraph_of(plan, slug or "", id_) if id_ else None


@room.post("/staff/outcomes/new")
@requires(Permission.EDIT_OUTCOMES)
def add() -> ResponseReturnValue:
    """Keep a new outcome; nobody else sees it yet."""
    begin_writing()
    return _save(None)


@room.get("/staff/outcomes/<int:id_>")
@requires(Permission.EDIT_OUTCOMES)
def edit(id_: int) -> tuple[str, int]:
    """An outcome in its form."""
    plan = current_plan()
    row = _own(plan, id_)
    return _page(_form(plan, OutcomeForm.present(row)), row)


@room.post("/staff/outcomes/<int:id_>")
@requires(Permission.EDIT_OUTCOMES)
def change(id_: int) -> ResponseReturnValue:
    """Keep what was changed."""
    begin_writing()
    return _save(_own(current_plan(), id_))


def _own(plan: Plan, id_: int) -> Outcome:
    row = service.find(plan, id_)
    require(current_user, Permission.EDIT_OUTCOMES, row.chapter)
    return row


def _save(row: Outcome | None) -> ResponseReturnValue:
    """Keep it, or show the form again with what is wrong and everything that was typed."""
    plan = current_plan()
    form = _form(plan)
    paragraph = _paragraph(plan, form.chapter.data, form.paragraph.data) if row is None else None
    if not form.validate():
        return _page(form, row, paragraph, 400)
    try:
        saved = service.write(current_user, plan, _words(plan, form), row)
    except InputError as problem:
        form.form_errors.append(str(problem))
        return _page(form, row, paragraph, 400)
    service.link_groups(
        current_user,
        saved,
        themes=service.themes_by_id(plan, [int(one) for one in form.themes.data or []]),
        questions=service.questions_by_id(plan, [int(one) for one in form.questions.data or []]),
        paragraphs=[paragraph] if paragraph else None,
    )
    db.session.commit()
    flash("Saved." if saved.shown_at else "Saved. Nobody else sees it until you show it to everybody.")
    return redirect(url_for(".voices" if row is None else ".edit", id_=saved.id), 303)


def _words(plan: Plan, form: OutcomeForm) -> service.Words:
    return service.Words(
        chapter=draft_pages.chapter_called(plan, form.chapter.data),
        status=OutcomeStatus(form.status.data),
        said=form.said.data or "",
        did=form.did.data or "",
        responsible=form.responsible.data or "",
        on=form.on.data or today(),
        next_on=form.next_on.data,
    )


@room.post("/staff/outcomes/<int:id_>/<any(show, hide):what>")
@requires(Permission.EDIT_OUTCOMES)
def set_shown(id_: int, what: str) -> AnyResponse:
    """Let everybody see it, or nobody."""
    begin_writing()
    row = service.find(current_plan(), id_)
    (service.show if what == "show" else service.hide)(current_user, row)
    db.session.commit()
    flash("Everybody can see it now." if what == "show" else "It is off the public pages.")
    return redirect(url_for(".edit", id_=id_), 303)


@room.get("/staff/outcomes/<int:id_>/preview")
@requires(Permission.EDIT_OUTCOMES)
def preview(id_: int) -> str:
    """The page as everybody will see it."""
    plan = current_plan()
    return render_template("outcomes/outcome.html", page=queries.page_of(plan, _own(plan, id_)), preview=True)


@room.get("/staff/outcomes/<int:id_>/voices")
@requires(Permission.EDIT_OUTCOMES)
def voices(id_: int) -> str:
    """The voices behind it, and a search for more."""
    plan = current_plan()
    row, form = _own(plan, id_), FindForm(request.args)
    words = form.q.data or ""
    found = desk.voices_to_link(plan, row, words) if words else []
    return render_template(
        "outcomes/voices.html",
        row=row,
        form=form,
        words=words,
        found=found,
        linked=desk.linked_voices(plan, row),
        people=people_behind(plan, row.id),
    )


@room.post("/staff/outcomes/<int:id_>/voices")
@requires(Permission.EDIT_OUTCOMES)
def link(id_: int) -> AnyResponse:
    """Put a voice behind it, or take one away."""
    begin_writing()
    row, form = service.find(current_plan(), id_), LinkForm()
    if not form.validate():
        raise NotFoundError
    if form.do.data == "unlink":
        service.unlink(current_user, row, form.reference.data or "")
    else:
        service.link(current_user, row, form.reference.data or "")
    db.session.commit()
    flash("Taken away." if form.do.data == "unlink" else "Linked. It will show under their receipt.")
    return redirect(url_for(".voices", id_=id_, q=request.args.get("q") or None), 303)
