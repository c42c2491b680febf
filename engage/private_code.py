"""The one cookie that the public gets beside the form's own: the private code, while they are here."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response as AnyResponse

RECEIPT_SECONDS = 30 * 60
"""How long this browser can show the receipt again, to print it; somebody else may use the computer next."""


def site_key() -> str:
    """The site's secret, which private codes are hashed with."""
    return str(current_app.config["SECRET_KEY"])


def held_code() -> str | None:
    """The private code that this browser holds."""
    return request.cookies.get(cookie_name())


def keep_code(response: AnyResponse, code: str, *, seconds: int | None = None) -> AnyResponse:
    """Let this browser hold ``code``: until it is closed, or for some seconds."""
    response.set_cookie(cookie_name(), code, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=_secure())
    return response


def drop_code(response: AnyResponse) -> AnyResponse:
    """Let this browser forget the code."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Lax", secure=_secure())
    return response


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def cookie_name() -> str:
    """The cookie's name, which over TLS binds it to this host."""
    return "__Host-code" if _secure() else "code"
