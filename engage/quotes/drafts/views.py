"""An author's draft: upload it, see what we found in it, choose quotes for its paragraphs, take the same file back."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import Chapter, WordDraft, current_plan
from engage.policies import Permission, require
from engage.quotes import chapters as chapters_of_plan
from engage.quotes.drafts import report, service
from engage.quotes.drafts.forms import UploadForm
from engage.quotes.drafts.service import Choice
from engage.quotes.export import FORMATS
from engage.quotes.holding import any_fallen, held_by
from engage.theming.pipeline import Pipeline, encoder_problem, load
from engage.web import requires

room = Blueprint("drafts", __name__, url_prefix="/staff/quotes/<slug>/drafts")


def _chapter(slug: str) -> Chapter:
    chapter = chapters_of_plan.chapter_of(current_plan(), slug)
    require(current_user, Permission.COLLECT_QUOTES, chapter)
    return chapter


def _draft(slug: str, draft_id: int) -> WordDraft:
    return service.draft_to_open(current_user, _chapter(slug), draft_id)


def _pipeline(chapter: Chapter) -> Pipeline | None:
    return None if encoder_problem() else load(chapter.plan)


@room.get("")
@requires(Permission.COLLECT_QUOTES)
def drafts(slug: str) -> str:
    """The drafts of a chapter that are kept now."""
    return _listed(_chapter(slug), UploadForm())


def _listed(chapter: Chapter, form: UploadForm) -> str:
    kept = service.drafts_of(current_user, chapter)
    marked = {draft.id for draft in kept if any_fallen(chapter.plan, held_by(draft))}
    return render_template("quotes/drafts.html", chapter=chapter, form=form, drafts=kept, marked=marked, days=_days())


def _days() -> int:
    days: int = current_app.config["ENGAGE"].draft_days
    return days


@room.post("")
@requires(Permission.COLLECT_QUOTES)
def upload(slug: str) -> AnyResponse | tuple[str, int]:
    """Take a draft in."""
    begin_writing()
    chapter, form = _chapter(slug), UploadForm()
    if not form.validate():
        return _listed(chapter, form), 400
    try:
        name = PurePath(form.file.data.filename or "").name
        draft = service.upload(current_user, chapter, name, form.file.data.read(), days=_days())
    except InputError as problem:
        db.session.rollback()
        form.file.errors = [str(problem)]
        return _listed(_chapter(slug), form), 400
    db.session.commit()
    return redirect(url_for(".draft", slug=slug, draft_id=draft.id))


@room.get("/<int:draft_id>")
@requires(Permission.COLLECT_QUOTES)
def draft(slug: str, draft_id: int) -> str:
    """What we found in a draft: its quotes, and how plainly it is written."""
    found = _draft(slug, draft_id)
    reading = report.open_draft(found)
    readability = report.readability(found, reading)
    return render_template(
        "quotes/draft.html",
        draft=found,
        chapter=found.chapter,
        quotes=report.quotes_told(found, reading, _pipeline(found.chapter)),
        readability=readability,
        counted=report.counted(readability),
        chosen=sum(map(len, found.choices.values())),
        able=encoder_problem() is None,
    )


@room.get("/<int:draft_id>/paragraphs")
@requires(Permission.COLLECT_QUOTES)
def paragraphs(slug: str, draft_id: int) -> str:
    """The paragraphs that a quote could follow, each with quotes that say the like."""
    found = _draft(slug, draft_id)
    reading, pipeline = report.open_draft(found), _pipeline(found.chapter)
    if pipeline is None:
        raise InputError(f"We cannot suggest quotes now: {encoder_problem()}")
    claims = {one.paragraph for one in report.readability(found, reading).findings if one.kind == "claim"}
    only = sorted(claims) if request.args.get("only") == "claims" else None
    part = report.part(found, reading, pipeline, request.args.get("page", 1, type=int), only)
    asked: dict[str, Any] = {"only": "claims"} if only is not None else {}
    return render_template(
        "quotes/draft_paragraphs.html",
        draft=found,
        chapter=found.chapter,
        part=part,
        claims=claims,
        only=only,
        chosen={int(number): set(quotes) for number, quotes in found.choices.items()},
        address=lambda number: url_for(".paragraphs", slug=slug, draft_id=draft_id, page=number, **asked),
        here=url_for(".choose", slug=slug, draft_id=draft_id, page=part.number, **asked),
    )


@room.post("/<int:draft_id>/paragraphs")
@requires(Permission.COLLECT_QUOTES)
def choose(slug: str, draft_id: int) -> AnyResponse:
    """Keep what was ticked on one page of paragraphs, and go on."""
    begin_writing()
    found = _draft(slug, draft_id)
    fallen = service.choose(current_user, found, _ticked())
    db.session.commit()
    if fallen:
        flash(f"Not taken, because the words were changed or taken back: {', '.join(fallen)}.")
    if request.form.get("go") == "done":
        return redirect(url_for(".draft", slug=slug, draft_id=draft_id, _anchor="take-away"))
    only: dict[str, Any] = {"only": "claims"} if request.args.get("only") == "claims" else {}
    page = request.args.get("page", 1, type=int) + 1
    return redirect(url_for(".paragraphs", slug=slug, draft_id=draft_id, page=page, **only))


def _ticked() -> dict[int, list[Choice]]:
    """The paragraphs that were on the page, with the quotes ticked for each."""
    chosen: defaultdict[int, list[Choice]] = defaultdict(list)
    for number in request.form.getlist("shown", type=int):
        chosen[number] = []
    for ticked in request.form.getlist("quote"):
        paragraph, _, written = ticked.partition("|")
        if not paragraph.isascii() or not paragraph.isdigit() or len(paragraph) > 6:
            raise InputError("We could not tell which quote you meant. Go back and choose it again.")
        chosen[int(paragraph)].append(service.read_choice(written))
    return chosen


@room.get("/<int:draft_id>/file.docx")
@requires(Permission.COLLECT_QUOTES)
def file(slug: str, draft_id: int) -> Response:
    """The author's own file, with the chosen quotes in it."""
    found = _draft(slug, draft_id)
    reading = report.open_draft(found)
    findings = report.readability(found, reading).findings if request.args.get("comments") else ()
    content = service.with_quotes(found, report.standing_sources(found, reading), findings)
    answer = Response(content, mimetype=FORMATS["docx"].mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{PurePath(found.name).stem} with quotes.docx")
    return answer


@room.post("/<int:draft_id>/delete")
@requires(Permission.COLLECT_QUOTES)
def delete(slug: str, draft_id: int) -> AnyResponse:
    """Destroy a draft now."""
    begin_writing()
    service.delete(current_user, _draft(slug, draft_id))
    db.session.commit()
    flash("The draft was deleted. Nothing of it is kept.")
    return redirect(url_for(".drafts", slug=slug))
