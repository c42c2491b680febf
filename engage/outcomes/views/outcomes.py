"""You said, we did: for everybody."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.caching import cacheable
from engage.models import current_plan
from engage.outcomes import queries
from engage.outcomes.forms import ListForm
from engage.outcomes.views.door import LAST_PAGE, room
from engage.web import public


@room.get("/you-said-we-did")
@public
@cacheable
def listing() -> ResponseReturnValue:
    """What became of what people said, by part of the plan and status."""
    plan, form = current_plan(), ListForm(request.args)
    form.offer(plan.chapters, queries.themes_answered(plan))
    theme = form.theme.data or ""
    asked = queries.Asked(
        form.chapter.data or "",
        int(theme) if theme.isascii() and theme.isdecimal() and len(theme) < 10 else 0,
        form.status.data or "",
    )
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    kept = {name: value for name, value in form.data.items() if value}
    return render_template(
        "outcomes/outcomes.html",
        form=form,
        asked=asked,
        theme=queries.theme_name(plan, asked.theme),
        page=queries.listed(plan, asked, number),
        counts=queries.counts_in_words(plan),
        href=lambda number: url_for(".listing", **kept, page=number),
    )


@room.get("/you-said-we-did/<int:id_>")
@public
@cacheable
def outcome(id_: int) -> ResponseReturnValue:
    """One outcome with the voices behind it."""
    return render_template("outcomes/outcome.html", page=queries.one(current_plan(), id_), preview=False)
