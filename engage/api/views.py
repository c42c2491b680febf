"""Reading by program: plan, themes, quotes and evidence as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app, request
from flask_smorest import Blueprint

from engage.api import schemas
from engage.api.tokens import owner
from engage.evidence.queries import overview
from engage.extensions import limiter
from engage.models import Chapter, Scope, current_plan
from engage.quotes import queries
from engage.quotes.chapters import chapter_of
from engage.quotes.filters import Filters
from engage.submissions.intake import clean_text
from engage.web import public

V = TypeVar("V", bound=Callable[..., Any])
PER_MINUTE = 120

room = Blueprint("api", __name__, url_prefix="/api/v1", description="Read what people said, and how many said it.")


def _secret() -> str:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def _reader() -> str:
    """Whose requests are counted together: a token's, wherever they come from."""
    return f"token:{hashlib.sha256(_secret().encode()).hexdigest()[:24]}"


def bearer(scope: Scope) -> Callable[[V], V]:
    """Let in whoever brings a token that is good for ``scope``."""

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if owner(_secret(), scope, key=current_app.config["SECRET_KEY"]) is None:
                abort(401, f"Send a token that may read {scope}: Authorization: Bearer YOUR-TOKEN")
            return view(*args, **kwargs)

        guarded.access = scope  # type: ignore[attr-defined]
        limited = limiter.limit(f"{PER_MINUTE} per minute", key_func=_reader)(guarded)
        for code, when in ((401, "No token, or not one that may read this."), (429, "Too many requests.")):
            limited = room.alt_response(code, schema=schemas.Problem, description=when)(limited)
        return room.doc(security=[{"token": []}])(limited)

    return decorate


@room.route("/plan")
@public
@room.response(200, schemas.Plan)
def plan() -> dict[str, Any]:
    """The plan: its goals and chapters. Open to everybody."""
    found = current_plan()
    return {
        "name": found.name,
        "partnership": found.partnership,
        "years": found.years,
        "goals": found.goals,
        "chapters": [_chapter(chapter) for chapter in found.chapters],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    goals = [goal.slug for goal in chapter.goals]
    return {"slug": chapter.slug, "title": chapter.title, "plain": chapter.plain, "goals": goals}


@room.route("/themes")
@bearer(Scope.THEMES)
@room.arguments(schemas.ThemesWanted, location="query")
@room.response(200, schemas.Theme(many=True))
def themes(wanted: dict[str, Any]) -> list[Any]:
    """The themes of a chapter, most people first."""
    return list(queries.theme_counts(chapter_of(current_plan(), clean_text(wanted["chapter"]))).values())


@room.route("/chapters/<slug>/quotes")
@bearer(Scope.QUOTES)
@room.arguments(schemas.QuotesWanted, location="query")
@room.response(200, schemas.Quotes)
def quotes(wanted: dict[str, Any], slug: str) -> dict[str, Any]:
    """What may be quoted in a chapter, strongest first, 20 on a page. A page that is not there becomes the nearest one."""
    number = wanted.pop("page")
    asked: dict[str, Any] = {name: clean_text(value) for name, value in wanted.items()}
    filters = Filters(**asked)
    page = queries.find(chapter_of(current_plan(), slug), filters, page=number)
    return {
        "page": page.number,
        "pages": page.pages,
        "total": page.total,
        "items": [_quote(item) for item in page.items],
    }


def _quote(item: queries.Quotable) -> dict[str, Any]:
    return {
        "reference": item.reference,
        "text": item.text,
        "start": item.start,
        "end": item.end,
        "contribution": item.source.contribution,
        "attribution": item.source.attribution,
        "kind": item.source.kind,
        "channel": item.source.channel,
        "month": item.source.month,
        "themes": [theme.name for theme in item.themes],
        "labels": list(item.source.labels),
        "used_in": list(item.used_in),
    }


@room.route("/evidence")
@bearer(Scope.EVIDENCE)
@room.response(200, schemas.Evidence)
def evidence() -> dict[str, Any]:
    """How many people spoke to each chapter, from where and how lately."""
    found = overview(current_plan())
    totals = found.totals
    return {
        "at": found.at,
        "received": totals.received,
        "read": totals.read,
        "published": totals.published,
        "people": totals.people,
        "events": totals.events,
        "chapters": [
            {
                "chapter": row.chapter.slug,
                "title": row.chapter.title,
                "people": row.people,
                "contributions": row.contributions,
                "confirmed": row.confirmed,
                "places": row.places,
                "kinds": row.kinds,
                "lately": row.lately,
                "latest": row.latest.date() if row.latest else None,
                "thin": [mark.word for mark in row.marks],
                "goals": {cell.goal.slug: cell.people for cell in row.cells},
            }
            for row in found.rows
        ],
    }
