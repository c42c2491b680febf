"""The HTTP helpers that every room uses: who may open a page, headers, error pages, template settings."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from importlib.resources import files
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import bleach
from flask import Flask, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response as AnyResponse

from engage.errors import EngageError, NotFoundError
from engage.extensions import db
from engage.flooding import trap
from engage.language import local_date, other_languages, page_language, plan_text
from engage.models import Plan, current_plan
from engage.navigation import staff_navigation
from engage.policies import Permission, allows, require
from engage.rendering import MacroEnvironment
from engage.unsaved import FEWEST_WORDS, give_back

P = ParamSpec("P")
R = TypeVar("R")

UK = ZoneInfo("Europe/London")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view as open to everybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R | AnyResponse]]:
    """Let only people with ``permission`` in; send the others to sign in, or tell them that they may not."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | AnyResponse]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | AnyResponse:
            if not current_user.is_authenticated:
                back = request.full_path.rstrip("?") if request.method == "GET" else None
                return give_back() or redirect(url_for("security.login", next=back))
            require(current_user, permission)
            return view(*args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def paragraphs(text: str | None) -> Markup:
    """Plain text as paragraphs: escaped, a blank line starts a new one, a single line break is kept."""
    escaped = bleach.clean(text or "", tags=set(), attributes={}, strip=False)
    blocks = [block.strip().replace("\n", "<br>") for block in re.split(r"\n{2,}", escaped) if block.strip()]
    return Markup("".join(f"<p>{block}</p>" for block in blocks))  # noqa: S704 - bleach escaped it


def long_date(moment: datetime | date | None) -> str:
    """A day as people say it, in UK time: 3 November 2026."""
    if moment is None:
        return ""
    day = moment.astimezone(UK) if isinstance(moment, datetime) else moment
    return f"{day.day} {day:%B %Y}" if page_language() == "en" else local_date(day)


def long_moment(moment: datetime) -> str:
    """A moment as people say it, in UK time: 3 November 2026, 4:05 pm."""
    local = moment.astimezone(UK)
    return f"{long_date(local)}, {local:%I:%M %p}".replace(" 0", " ").replace("AM", "am").replace("PM", "pm")


def _inline_script_hash() -> str:
    """The one inline script is the NHS page template's own; its hash lets it run without 'unsafe-inline'."""
    template = files("nhsuk_frontend_jinja").joinpath("templates/nhsuk/template.jinja").read_text("utf-8")
    found = re.search(r"<script[^>]*>([^<]+)</script>", template)
    script = found.group(1) if found else ""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' 'sha256-{_inline_script_hash()}'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def _headers(response: Response) -> Response:
    """The same strict headers on every answer; nothing that belongs to one person is kept by a cache."""
    fixed = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    for name, value in fixed.items():
        response.headers[name] = value
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store, private"
    return response


def plan_or_none() -> Plan | None:
    """The current plan, or None before one is loaded; pages must render all the same."""
    try:
        return current_plan()
    except (NotFoundError, OperationalError):
        db.session.rollback()
        return None


def _template_values() -> dict[str, Any]:
    plan = plan_or_none()
    return {
        "plan": plan,
        "language": page_language(),
        "languages": other_languages,
        "can": lambda permission, subject=None: allows(current_user, Permission[permission], subject),
        "signed_in": current_user.is_authenticated,
        "trap": trap,
        "staff_navigation": staff_navigation,
    }


def prepare_templates(app: Flask) -> None:
    """Our templates first, the NHS macros behind them, everything escaped."""
    app.jinja_environment = MacroEnvironment
    app.jinja_options = {
        "autoescape": lambda name: name is None or not name.endswith(".txt"),
        "undefined": ChainableUndefined,  # the NHS macros read options that were not given
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    loader = app.jinja_loader
    app.jinja_loader = ChoiceLoader([loader, PackageLoader("nhsuk_frontend_jinja")])  # type: ignore[list-item]
    app.jinja_env.filters.update(paragraphs=paragraphs, long_date=long_date, long_moment=long_moment)
    app.jinja_env.globals["said"] = plan_text  # for macros too, which see no page
    app.context_processor(_template_values)


def _error_page(status: int, message: str = "") -> tuple[str, int]:
    """A page that says what happened and what to do, with the crisis numbers and, where there was any, the typed text."""
    db.session.rollback()
    if request.path.startswith("/api/"):
        return problem(status, message)
    typed = _typed() if request.method in UNSAFE and status != 413 else {}
    return render_template("errors/error.html", status=status, message=message, typed=typed), status


def problem(status: int, message: str, errors: object = None) -> tuple[Any, int]:
    """What went wrong, for a program."""
    name = HTTP_STATUS_CODES.get(status, "Error")
    told = {"code": status, "status": name, "message": message or name}
    return jsonify(told | ({"errors": errors} if errors else {})), status


def _told_to_a_program(error: HTTPException) -> Any:
    """What is wrong with a request, field by field where it is known, with the headers that belong to it."""
    answer, status = problem(error.code or 500, error.description or "", getattr(error, "data", {}).get("messages"))
    if error.code == 405 and (methods := getattr(error, "valid_methods", None)):
        answer.headers["Allow"] = ", ".join(sorted(methods))
    if error.code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer, status


def _typed() -> dict[str, str]:
    """What the person wrote, to give it back to them: these fields, and whatever else has several words."""
    fields = {"text", "title", "note", "comment", "name"}
    return {
        name: value
        for name, value in request.form.items()
        if value.strip() and (name in fields or len(value.split()) >= FEWEST_WORDS)
    }


def _http(error: HTTPException) -> Any:
    """An answer of the framework's own in our words; what is no error goes on as it is."""
    if not error.code or error.code < 400:
        return error
    if request.path.startswith("/api/"):
        return _told_to_a_program(error)
    return _error_page(error.code, "")


_SAID: dict[type[Exception], tuple[int, str]] = {
    StaleDataError: (
        409,
        "Somebody else changed this while you were working on it. Open it again to see how it is now.",
    ),
}
_TOO_OLD = (
    "This page was open for a long time, so we could not be sure that it was you. Please go back and send it again."
)


def prepare_errors(app: Flask) -> None:
    """One page for everything that can go wrong."""

    @app.errorhandler(EngageError)
    def _ours(error: EngageError) -> tuple[str, int]:
        return _error_page(error.status, str(error))

    @app.errorhandler(CSRFError)
    def _from_an_old_page(_error: CSRFError) -> Any:
        view = current_app.view_functions.get(request.endpoint or "")
        staff = getattr(view, "access", "public") != "public"
        return (give_back() if staff else None) or _error_page(400, _TOO_OLD)

    for kind, (status, words) in _SAID.items():
        app.register_error_handler(kind, lambda _error, status=status, words=words: _error_page(status, words))

    @app.errorhandler(RateLimitExceeded)
    def _too_many(error: RateLimitExceeded) -> tuple[str, int] | Response:
        if error.response is not None:  # the page has its own answer, with the words still in it
            return make_response(error.response)
        return _error_page(
            429,
            "A lot was sent from your connection in a short time. Please wait a minute, then send it again.",
        )

    @app.errorhandler(OperationalError)
    def _database(error: OperationalError) -> tuple[str, int]:
        current_app.logger.error("database: %s", type(error.orig).__name__)
        return _error_page(
            503,
            "We could not save or read just now. Nothing you typed is lost: it is below. Please try again in a minute.",
        )

    app.register_error_handler(HTTPException, _http)

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> tuple[str, int]:
        if current_app.testing:
            raise error
        current_app.logger.error("%s at %s", type(error).__name__, request.endpoint, exc_info=error)
        return _error_page(500)

    app.after_request(_headers)
