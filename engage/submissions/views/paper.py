"""The same questions on paper: a page to choose from, a page to print, and a PDF where the machine can make one."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.config import ROOT
from engage.extensions import limiter
from engage.language import page_language
from engage.models import Kind, current_plan, now
from engage.pdf import pdf_from, pdf_works
from engage.submissions import choices, queries
from engage.submissions.views.door import room
from engage.web import UK, public

PDF_LIMIT = "30 per minute"
EASY, LARGE = "easy", "large"
_LINES = {EASY: 14, LARGE: 22}


@room.get("/give/on-paper")
@public
def paper() -> str:
    """Which form to print."""
    plan = current_plan()
    week = queries.open_question(plan, now().astimezone(UK).date())
    return render_template("submissions/paper.html", week=week, pdf=pdf_works())


@room.get("/give/on-paper/form")
@public
def paper_form() -> str:
    """The form as a page to print."""
    return _form()


@room.get("/give/on-paper/form.pdf")
@public
@limiter.limit(PDF_LIMIT)
def paper_pdf() -> ResponseReturnValue:
    """The form as PDF; where none can be made, the page to print."""
    if not pdf_works():
        return redirect(f"{url_for('.paper_form')}?{request.query_string.decode()}")
    css = (ROOT / "static" / "css" / "paper.css").read_text("utf-8")
    response = make_response(pdf_from(_form(), css))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="form-{page_language()}.pdf"'
    return response


def _form() -> str:
    plan = current_plan()
    size = request.args.get("size")
    return render_template(
        "submissions/paper_easy.html" if size == EASY else "submissions/paper_form.html",
        asked=choices.find_question(plan, request.args.get("question")),
        story=request.args.get("kind") == Kind.STORY,
        easy=size == EASY,
        large=size in _LINES,
        lines=range(_LINES.get(size or "", 25)),
        places=choices.places(plan),
        people=choices.people(plan),
        consents=choices.CONSENTS,
        behalves=choices.BEHALVES,
        about=choices.about_questions(plan),
    )
