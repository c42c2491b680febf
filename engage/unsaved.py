"""Nothing typed is lost when a sign-in has run out: a page gives all of it back, to be sent again after signing in.

It is kept nowhere, neither here nor in a cookie: it goes back to the browser that sent it, whatever its size.
"""

from __future__ import annotations

from flask import make_response, render_template, request
from flask_security import current_user
from werkzeug.wrappers import Response

FEWEST_WORDS = 2
"""A value with so many words was typed by a person, and is shown, too."""


def came_from_here() -> bool:
    """Whether a page of this site sent this; browsers say so when they send a form."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site == "same-origin" and request.headers.get("Origin") == request.host_url.rstrip("/")


def give_back() -> Response | None:
    """A page with all that was just sent, in a form that sends it again; None: nothing was, or not from this site."""
    values = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    if request.path.startswith("/api/") or not came_from_here() or not any(value.strip() for _, value in values):
        return None
    page = render_template(
        "errors/send_again.html",
        action=request.full_path.rstrip("?"),
        values=values,
        typed=[value for _, value in values if len(value.split()) >= FEWEST_WORDS],
        files=list(request.files),
        signed_out=not current_user.is_authenticated,
    )
    return make_response(page, 400 if current_user.is_authenticated else 401)
