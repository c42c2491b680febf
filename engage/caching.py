"""Pages that are the same for everybody may be kept by caches, which ask each time whether anything has changed.

So nothing is sent twice, and what was taken back or referred is gone at once, from caches too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import make_response, request, session
from flask.typing import ResponseReturnValue

P = ParamSpec("P")


def cacheable(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let caches keep this page and compare it by its tag; with a cookie it is this browser's own."""

    @wraps(view)
    def kept(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        response = make_response(view(*args, **kwargs))
        if response.status_code != 200 or session.modified:
            return response
        personal = bool(request.cookies)
        response.headers["Cache-Control"] = "private, no-cache" if personal else "public, no-cache"
        response.vary.add("Cookie")
        response.add_etag()
        return response.make_conditional(request)

    return kept
