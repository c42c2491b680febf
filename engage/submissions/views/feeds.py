"""Feeds in Atom: what was published last, for programs that follow it. Only what anybody may read."""

from __future__ import annotations

from datetime import datetime

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engage.caching import cacheable
from engage.errors import NotFoundError
from engage.models import Plan, current_plan, now
from engage.submissions import browsing, spoken
from engage.submissions.views.door import room
from engage.web import public

ENTRIES = 30


@room.get("/feeds/all.atom")
@public
@cacheable
def feed() -> ResponseReturnValue:
    """Everything that was published."""
    plan = current_plan()
    return _atom(plan, browsing.Filters(), plan.short_name)


@room.get("/feeds/chapters/<slug>.atom")
@public
@cacheable
def chapter_feed(slug: str) -> ResponseReturnValue:
    """What is about one chapter."""
    return _narrowed("chapter", slug)


@room.get("/feeds/questions/<slug>.atom")
@public
@cacheable
def question_feed(slug: str) -> ResponseReturnValue:
    """Answers to one question."""
    return _narrowed("question", slug)


def _narrowed(name: str, slug: str) -> ResponseReturnValue:
    plan = current_plan()
    filters = browsing.Filters(**{name: slug})
    (chip,) = browsing.chips(plan, filters)
    if not browsing.known(plan, filters):
        raise NotFoundError
    return _atom(plan, filters, f"{plan.short_name}: {chip.label}")


def _atom(plan: Plan, filters: browsing.Filters, title: str) -> ResponseReturnValue:
    voices = spoken.read(browsing.matching(plan, filters).limit(ENTRIES), whole=True)
    newest: list[datetime] = [voice.published_at for voice in voices if voice.published_at]
    response = make_response(
        render_template(
            "submissions/feed.xml",
            title=title,
            voices=voices,
            updated=max(newest, default=now().replace(hour=0, minute=0, second=0, microsecond=0)),
            own=request.base_url,
            page=url_for(".browse", _external=True, **filters.given()),
        )
    )
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response
