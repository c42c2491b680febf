"""What people say: a list to look through, and one voice."""

from __future__ import annotations

from functools import partial

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.models import current_plan
from engage.submissions import choices, queries
from engage.submissions.forms import SearchForm
from engage.submissions.views.door import room
from engage.web import public

LAST_PAGE = 5_000


@room.get("/voices")
@public
def browse() -> ResponseReturnValue:
    """Published voices, newest first."""
    plan = current_plan()
    form = SearchForm(request.args)
    form.offer(plan, choices.places(plan))
    filters = queries.Filters(
        words=form.q.data or "", chapter=form.chapter.data or "", place=form.place.data or "", kind=form.kind.data or ""
    )
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    page = queries.browse(plan, filters, number)
    kept = {name: value for name, value in form.data.items() if value}
    return render_template(
        "submissions/voices.html",
        form=form,
        filters=filters,
        page=page,
        found=queries.heading(page, filters),
        address=partial(url_for, ".browse", **kept),
    )


@room.get("/voices/<reference>")
@public
def voice(reference: str) -> ResponseReturnValue:
    """One voice. What is hidden and what never was look the same."""
    found = queries.voice(current_plan(), reference)
    return render_template(
        "submissions/voice.html", voice=found, address=url_for(".voice", reference=found.reference, _external=True)
    )
