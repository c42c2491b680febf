"""The public room's blueprint, and the one cookie that the public gets: the private code, while they are here."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response as AnyResponse

room = Blueprint("submissions", __name__)

RECEIPT_SECONDS = 30 * 60
"""How long this browser can show the receipt again, to print it; somebody else may use the computer next."""


def site_key() -> str:
    """The site's secret, which private codes are hashed with."""
    return str(current_app.config["SECRET_KEY"])


def held_code() -> str | None:
    """The private code that this browser holds."""
    return request.cookies.get(_cookie())


def keep_code(response: AnyResponse, code: str, *, seconds: int | None = None) -> AnyResponse:
    """Let this browser hold ``code``: until it is closed, or for some seconds."""
    response.set_cookie(_cookie(), code, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=_secure())
    return response


def drop_code(response: AnyResponse) -> AnyResponse:
    """Let this browser forget the code."""
    response.delete_cookie(_cookie(), path="/", httponly=True, samesite="Lax", secure=_secure())
    return response


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _cookie() -> str:
    return "__Host-code" if _secure() else "code"


@room.before_request
def _no_floods() -> None:
    """No page here takes a file. The longest text, in a script of many bytes a letter, stays far below this."""
    request.max_content_length = request.max_form_memory_size = 8 * 1024 * 1024
