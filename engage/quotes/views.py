"""Finding quotes for a chapter, collecting them, and taking them away as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import InputError, NotFoundError, NotVerbatimError
from engage.extensions import begin_writing, db
from engage.models import Chapter, Quote, current_plan, now
from engage.policies import Permission, allows, require
from engage.quotes import chapters as chapters_of_plan
from engage.quotes import meaning, queries, recalls, service
from engage.quotes.balance import concerns
from engage.quotes.choices import choices_of
from engage.quotes.collections import collection as collection_of
from engage.quotes.docx import OWN_NAME, build_document
from engage.quotes.export import FORMATS, export_quotes
from engage.quotes.extract import Arrangement, collected_extract
from engage.quotes.filters import LANES
from engage.quotes.forms import FilterForm, MoveForm, NoteForm, PickForm, ShortenForm
from engage.quotes.objectives import promises
from engage.quotes.service import Direction
from engage.theming.pipeline import encoder_problem
from engage.web import UK, requires

room = Blueprint("quotes", __name__, url_prefix="/staff/quotes")


def _chapter(slug: str) -> Chapter:
    return chapters_of_plan.chapter_of(current_plan(), slug)


def _own_chapter(slug: str) -> Chapter:
    chapter = _chapter(slug)
    require(current_user, Permission.COLLECT_QUOTES, chapter)
    return chapter


@room.get("")
@requires(Permission.FIND_QUOTES)
def chapters() -> str:
    """All chapters, the reader's own first."""
    rows = chapters_of_plan.chapter_rows(current_plan(), current_user)
    mine, others = [row for row in rows if row.mine], [row for row in rows if not row.mine]
    return render_template("quotes/chapters.html", mine=mine, others=others, fallen=any(row.fallen for row in rows))


@room.get("/taken-back")
@requires(Permission.STAFF_HOME)
def taken_back() -> str:
    """Words that have to leave the reader's chapters."""
    return render_template("quotes/taken_back.html", notices=recalls.notices(current_user, current_plan()))


@room.post("/taken-back/<int:recall_id>")
@requires(Permission.STAFF_HOME)
def seen_to(recall_id: int) -> AnyResponse:
    """The reader has taken the words out."""
    begin_writing()
    recalls.seen_to(current_user, recall_id)
    db.session.commit()
    flash("Thank you. It is off your list.")
    return redirect(url_for(".taken_back"))


@room.get("/<slug>")
@requires(Permission.FIND_QUOTES)
def finder(slug: str) -> str:
    """What may be quoted in a chapter."""
    chapter = _chapter(slug)
    form = FilterForm(request.args)
    form.offer(choices_of(chapter))
    form.validate()
    last_look = chapters_of_plan.last_look(current_user, chapter)
    filters = form.filters(last_look)
    number = 1 if form.page.errors else form.page.data or 1
    ranked = meaning.ranked(chapter, filters)
    page = (
        queries.find_near(chapter, ranked, page=number)
        if ranked is not None
        else queries.find(chapter, filters, page=number)
    )
    asked: dict[str, Any] = {
        name: value for name, value in request.args.items() if name in form and name != "page" and value
    }
    return render_template(
        "quotes/finder.html",
        chapter=chapter,
        form=form,
        page=page,
        asked=asked,
        narrowed=any(name not in {"words", "order", "how", "like"} for name in asked),
        by_meaning=ranked is not None,
        unable=encoder_problem() if filters.meaning or filters.like or filters.order in LANES else None,
        lane=str(filters.order) if filters.order in LANES and not (filters.meaning or filters.like) else "",
        address=lambda number: url_for(".finder", slug=slug, page=number, **asked),
        last_look=last_look,
        picked=len(service.ordered(chapter)),
        may_collect=allows(current_user, Permission.COLLECT_QUOTES, chapter),
    )


@room.post("/<slug>/pick")
@requires(Permission.COLLECT_QUOTES)
def pick(slug: str) -> AnyResponse:
    """Put some words into the chapter's collection, and go back to where they were found."""
    begin_writing()
    chapter, form = _own_chapter(slug), PickForm()
    if not form.validate():
        raise NotVerbatimError("We could not tell which words you meant. Go back and pick them again.")
    contribution = service.quotable_contribution(chapter.plan, form.contribution.data)
    quote = service.pick(current_user, chapter, contribution, form.start.data, form.end.data, digest=form.digest.data)
    db.session.commit()
    back: dict[str, Any] = {name: value for name, value in request.args.items() if name in FilterForm(request.args)}
    return redirect(url_for(".finder", slug=slug, **back, _anchor=f"q-{quote.reference}"))


@room.post("/<slug>/looked")
@requires(Permission.FIND_QUOTES)
def looked(slug: str) -> AnyResponse:
    """Remember that the reader has seen what there is by now."""
    begin_writing()
    service.looked(current_user, _chapter(slug))
    db.session.commit()
    flash("We will mark what is new from now on.")
    return redirect(url_for(".finder", slug=slug))


@room.get("/<slug>/collection")
@requires(Permission.COLLECT_QUOTES)
def collection(slug: str) -> str:
    """The quotes that were picked, in their order, and those that no longer hold."""
    chapter = _own_chapter(slug)
    held = collection_of(chapter)
    return render_template("quotes/collection.html", chapter=chapter, collection=held, concerns=concerns(chapter, held))


@room.get("/<slug>/objectives")
@requires(Permission.SEE_EVIDENCE)
def objectives(slug: str) -> str:
    """What the chapter promises, with the evidence behind each promise."""
    chapter, problem = _chapter(slug), encoder_problem()
    rows = promises(chapter) if problem is None else []
    today = now().astimezone(UK).date()
    return render_template("quotes/objectives.html", chapter=chapter, promises=rows, problem=problem, today=today)


def _change(slug: str, quote_id: int, verb: Callable[[Quote], Any], *, stay: bool = True) -> AnyResponse:
    """Do one thing to one quote and come back to it."""
    begin_writing()
    quote = service.quote_in(_own_chapter(slug), quote_id)
    verb(quote)
    db.session.commit()
    return redirect(url_for(".collection", slug=slug, _anchor=f"quote-{quote_id}" if stay else None))


@room.post("/<slug>/collection/<int:quote_id>/move")
@requires(Permission.COLLECT_QUOTES)
def move(slug: str, quote_id: int) -> AnyResponse:
    """Move a quote within the collection."""
    form = MoveForm()
    if not form.validate():
        raise InputError("Choose where the quote should go.")
    return _change(slug, quote_id, lambda quote: service.move(current_user, quote, Direction(form.direction.data)))


@room.post("/<slug>/collection/<int:quote_id>/note")
@requires(Permission.COLLECT_QUOTES)
def note(slug: str, quote_id: int) -> AnyResponse:
    """Keep the author's note on a quote."""
    form = NoteForm()
    return _change(slug, quote_id, lambda quote: service.note(current_user, quote, form.note.data or ""))


@room.post("/<slug>/collection/<int:quote_id>/shorten")
@requires(Permission.COLLECT_QUOTES)
def shorten(slug: str, quote_id: int) -> AnyResponse:
    """Keep a part of a quote."""
    form = ShortenForm()
    if not form.validate():
        raise InputError(form.words.errors[0])
    return _change(slug, quote_id, lambda quote: service.shorten(current_user, quote, form.words.data))


@room.post("/<slug>/collection/<int:quote_id>/replace")
@requires(Permission.COLLECT_QUOTES)
def replace(slug: str, quote_id: int) -> AnyResponse:
    """Put other words in the place of a quote that fell."""
    begin_writing()
    chapter, form = _own_chapter(slug), PickForm()
    if not form.validate():
        raise NotVerbatimError("We could not tell which words you meant. Go back and choose them again.")
    fallen = service.quote_in(chapter, quote_id)
    contribution = service.quotable_contribution(chapter.plan, form.contribution.data)
    quote = service.replace(current_user, fallen, contribution, form.start.data, form.end.data, digest=form.digest.data)
    db.session.commit()
    flash("The other words stand in its place.")
    return redirect(url_for(".collection", slug=slug, _anchor=f"quote-{quote.id}"))


@room.post("/<slug>/collection/<int:quote_id>/remove")
@requires(Permission.COLLECT_QUOTES)
def remove(slug: str, quote_id: int) -> AnyResponse:
    """Take a quote out of the collection."""
    answer = _change(slug, quote_id, lambda quote: service.remove(current_user, quote), stay=False)
    flash("The quote was taken out of the collection.")
    return answer


@room.get("/<slug>/collection.docx")
@requires(Permission.COLLECT_QUOTES)
def word(slug: str) -> Response:
    """The collected quotes as a Word document."""
    chapter = _own_chapter(slug)
    in_order = request.args.get("arranged") == Arrangement.ORDER
    extract = collected_extract(chapter, Arrangement.ORDER if in_order else Arrangement.THEME)
    return _file(build_document(extract, _own_template()), f"what-people-told-us-{chapter.slug}", "docx")


@room.get("/<slug>/all.<format_>")
@requires(Permission.COLLECT_QUOTES)
def everything(slug: str, format_: str) -> Response:
    """Everything that may be quoted in the chapter."""
    if format_ not in FORMATS:
        raise NotFoundError("There is no such file.")
    chapter = _own_chapter(slug)
    return _file(export_quotes(chapter, format_, _own_template()), f"quotes-{chapter.slug}", format_)


def _own_template() -> Path:
    """Where the office puts a Word template of its own."""
    folder: Path = current_app.config["ENGAGE"].var
    return folder / OWN_NAME


def _file(content: bytes, name: str, format_: str) -> Response:
    kind = FORMATS[format_]
    answer = Response(content, mimetype=kind.mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind.extension}"'
    return answer
