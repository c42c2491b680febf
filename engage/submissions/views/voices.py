"""What people say: a list to look through, and one voice."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.caching import cacheable
from engage.models import current_plan
from engage.submissions import browsing, choices, counting, heard, joining_in, spoken
from engage.submissions.looking import SearchForm
from engage.submissions.views.door import room, site_key
from engage.submissions.views.joining_in import own_token
from engage.web import public

LAST_PAGE = 5_000


@room.get("/voices")
@public
@cacheable
def browse() -> ResponseReturnValue:
    """Published voices, newest first."""
    plan = current_plan()
    form = SearchForm(request.args)
    counted = counting.counted(plan)
    # where no worker counts, themes are reached from their own page: to count them here takes too long
    listed = [(id_, name) for id_, name, _people in heard.top(plan, heard.MOST_THEMES)] if counted else []
    themes = browsing.themes_named(plan, listed, form.theme.data or "")
    form.offer(plan, choices.places(plan), browsing.questions_asked(plan), themes, counted)
    filters = form.filters()
    number = _page_number("page")
    page = browsing.browse(plan, filters, number, counted)
    return render_template(
        "submissions/voices.html",
        form=form,
        filters=filters,
        chips=browsing.chips(plan, filters),
        page=page,
        counted=counted is not None,
        found=browsing.heading(page, filters),
        feed=_feed(filters),
        address=lambda page: url_for(".browse", **{**filters.given(), "page": str(page)}),
    )


def _feed(filters: browsing.Filters) -> str:
    """The feed of what is looked at: of one chapter or one question, else of everything."""
    given = filters.given()
    if list(given) == ["chapter"]:
        return url_for(".chapter_feed", slug=filters.chapter)
    return url_for(".question_feed", slug=filters.question) if list(given) == ["question"] else url_for(".feed")


@room.get("/voices/<reference>")
@public
@cacheable
def voice(reference: str) -> ResponseReturnValue:
    """One voice with what stands around it. What is hidden and what never was look the same."""
    plan = current_plan()
    found = spoken.voice(plan, reference)
    number = _page_number("comments")
    return render_template(
        "submissions/voice.html",
        voice=found,
        around=spoken.around(plan, found, page=number),
        number=number,
        mine=joining_in.matters_to(found.id, own_token(), key=site_key()),
        address=url_for(".voice", reference=found.reference, _external=True),
    )


def _page_number(name: str) -> int:
    return min(max(request.args.get(name, 1, type=int), 1), LAST_PAGE)
