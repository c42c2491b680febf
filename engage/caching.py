"""Pages that are the same for everybody may be kept for a minute, and are not sent again when nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import make_response, request, session
from flask.typing import ResponseReturnValue

P = ParamSpec("P")
SECONDS = 60


def cacheable(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let caches keep this page; with a cookie it is this browser's own, and is only compared by its tag."""

    @wraps(view)
    def kept(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        response = make_response(view(*args, **kwargs))
        if response.status_code != 200 or session.modified:
            return response
        personal = bool(request.cookies)
        response.headers["Cache-Control"] = "private, no-cache" if personal else f"public, max-age={SECONDS}"
        response.vary.add("Cookie")
        response.add_etag()
        return response.make_conditional(request)

    return kept
