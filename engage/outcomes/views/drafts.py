"""Draft chapters: for everybody to read, and to comment on paragraph by paragraph."""

from __future__ import annotations

import secrets

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit

from engage.caching import cacheable
from engage.extensions import begin_writing, csrf, db, limiter
from engage.flooding import flood, suspicion
from engage.models import DraftParagraph, Plan, current_plan
from engage.outcomes import commenting, draft_pages
from engage.outcomes.forms import CommentForm
from engage.outcomes.views.door import LAST_PAGE, room, today
from engage.private_code import RECEIPT_SECONDS, held_code, keep_code, site_key
from engage.submissions import choices
from engage.submissions.intake import MAX_COMMENT
from engage.web import public

SEND_LIMIT = "60 per minute; 600 per hour"
BUSY = "A lot was sent from your connection just now. Wait a minute, then send it again."


@room.get("/drafts")
@public
@cacheable
def drafts() -> ResponseReturnValue:
    """The drafts that there are to read."""
    return render_template("outcomes/drafts.html", drafts=draft_pages.drafts(current_plan(), today()))


@room.get("/drafts/<slug>")
@public
@cacheable
def draft(slug: str) -> ResponseReturnValue:
    """The present version of a draft, paragraph by paragraph."""
    return _reading(slug, None)


@room.get("/drafts/<slug>/versions/<int:number>")
@public
@cacheable
def version(slug: str, number: int) -> ResponseReturnValue:
    """An earlier version."""
    return _reading(slug, number)


def _reading(slug: str, number: int | None) -> str:
    page = draft_pages.reading(current_plan(), slug, number, today())
    return render_template("outcomes/draft.html", page=page, preview=False)


@room.get("/drafts/<slug>/paragraphs/<int:id_>")
@public
def paragraph(slug: str, id_: int) -> ResponseReturnValue:
    """One paragraph, what people said about it, and a form to say something oneself."""
    plan = current_plan()
    form = CommentForm(form_token=secrets.token_urlsafe(32))
    return _page(plan, draft_pages.paragraph_of(plan, slug, id_), form)


def _busy(_limit: RequestLimit) -> Response:
    plan, form, values = current_plan(), CommentForm(), request.view_args or {}
    form.form_errors.append(BUSY)
    return make_response(_page(plan, draft_pages.paragraph_of(plan, values["slug"], values["id_"]), form), 429)


@room.post("/drafts/<slug>/paragraphs/<int:id_>")
@public
@limiter.limit(lambda: SEND_LIMIT, on_breach=_busy)
@csrf.exempt  # CommentForm checks the token itself and gives the words back
def comment(slug: str, id_: int) -> ResponseReturnValue:
    """Take a comment in; it is committed before the receipt is shown."""
    begin_writing()
    plan, form = current_plan(), CommentForm()
    row = draft_pages.paragraph_of(plan, slug, id_)
    form.offer(choices.places(plan), choices.people(plan))
    if not form.validate():
        return _page(plan, row, form), 400
    said = commenting.Said(**{name: value for name, value in form.data.items() if name != "csrf_token"})
    receipt = commenting.comment(plan, row, said, today=today(), key=site_key(), code=held_code())
    receipt.contribution.suspicion = suspicion() or flood()
    db.session.commit()
    answer = redirect(url_for("submissions.sent"), 303)
    return keep_code(answer, receipt.code, seconds=RECEIPT_SECONDS) if receipt.code else answer


def _page(plan: Plan, row: DraftParagraph, form: CommentForm) -> str:
    form.offer(choices.places(plan), choices.people(plan))
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    page = draft_pages.paragraph_page(plan, row, today(), number)
    return render_template(
        "outcomes/paragraph.html", page=page, form=form, limit=MAX_COMMENT,
        href=lambda number: url_for(
            ".paragraph", slug=page.chapter.slug, id_=row.id, page=number, _anchor="comments"
        ),
    )  # fmt: skip
