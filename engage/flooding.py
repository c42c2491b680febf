"""Signs that a machine sent something: a box that people cannot see, and a page answered faster than anybody types.

Nobody is ever refused for them. What carries a sign waits in the moderators' tray, where a person looks at it. Slow
people are never suspected, and neither is somebody whose page was open for days or who uses no script.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

from flask import current_app, request
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, TimestampSigner
from limits import parse

HONEYPOT = "homepage"
OPENED = "opened"
FASTEST_SECONDS = 3
MANY = parse("60 per hour")
"""So many from one connection are ordinary: a library, a clinic, an event. Further ones are looked at together."""
_SALT = "page opened"


def hashed_address() -> str:
    """What rate limits count by: a keyed hash of the address for today. The address itself is kept nowhere."""
    said = f"{datetime.now(UTC):%Y-%m-%d} {get_remote_address()}"
    return hmac.new(str(current_app.config["SECRET_KEY"]).encode(), said.encode(), hashlib.sha256).hexdigest()[:32]


def trap() -> dict[str, str]:
    """What a form carries along: the name of the unseen box, and when the page was opened, signed."""
    return {"box": HONEYPOT, "name": OPENED, "opened": _signer().sign("1").decode()}


def suspicion() -> str:
    """Why the form that was just sent may come from a machine, in a word; mostly nothing."""
    if request.form.get(HONEYPOT, "").strip():
        return "honeypot"
    try:
        _, at = _signer().unsign(request.form.get(OPENED, ""), return_timestamp=True)
    except BadSignature:
        return ""
    return "too-fast" if (datetime.now(UTC) - at).total_seconds() < FASTEST_SECONDS else ""


def flood() -> str:
    """Count one more from this connection; a word when there were very many within the hour, mostly nothing."""
    limiter = next(iter(current_app.extensions.get("limiter", ())), None)
    if limiter is None or not limiter.enabled or limiter.limiter.hit(MANY, "sent", hashed_address()):
        return ""
    return "many-at-once"


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.config["SECRET_KEY"]), salt=_SALT)
