"""What people can do about what somebody else said: say that it matters to them too, and comment."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update

from engage.errors import InputError
from engage.extensions import db
from engage.models import Channel, Contribution, Kind, Plan, Support
from engage.submissions.intake import MAX_COMMENT, Given, Receipt, receive
from engage.submissions.service import WEBSITE, find_contributor

MOST_A_DAY = 40
"""For one contribution from one address: a library or a clinic shares one, a flood comes from one."""
TOO_MANY = "A lot of people on your connection said this today. Please try again tomorrow."


@dataclass(frozen=True)
class Browser:
    """What is known of a browser for one request: its own token, and the address that it came from."""

    token: str
    address: str


def matters_to(contribution: int, token: str | None, *, key: str) -> bool:
    """Whether this browser said that it matters."""
    if not token:
        return False
    return db.session.get(Support, (contribution, _token_hash(contribution, token, key))) is not None


def say_it_matters(contribution: int, browser: Browser, *, key: str, today: date) -> None:
    """Count this browser once for this contribution; saying it again changes nothing.

    Raises:
        InputError: too many came from one address today.
    """
    db.session.execute(
        update(Support).where(Support.on < today, Support.flood_hash.is_not(None)).values(flood_hash=None)
    )
    if matters_to(contribution, browser.token, key=key):
        return
    flood = _keyed(key, "flood", today.isoformat(), browser.address, str(contribution))
    same = select(func.count()).where(Support.contribution_id == contribution, Support.flood_hash == flood)
    if (db.session.scalar(same) or 0) >= MOST_A_DAY:
        raise InputError(TOO_MANY)
    token = _token_hash(contribution, browser.token, key)
    db.session.add(Support(contribution_id=contribution, token_hash=token, flood_hash=flood, on=today))
    db.session.flush()


def take_it_back(contribution: int, token: str | None, *, key: str) -> None:
    """Count this browser no longer."""
    if token:
        mine = Support.token_hash == _token_hash(contribution, token, key)
        db.session.execute(delete(Support).where(Support.contribution_id == contribution, mine))


def _token_hash(contribution: int, token: str, key: str) -> str:
    return _keyed(key, "support", token, str(contribution))


def _keyed(key: str, *parts: str) -> str:
    return hmac.new(key.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def comment(
    plan: Plan, parent: Contribution, text: str, *, quote: bool, form_token: str, key: str, code: str | None
) -> Receipt:
    """Take a comment in by the same door as everything else: a person reads it before anybody sees it.

    Raises:
        InputError: there is no text, or it is too long.
    """
    if len(text) > MAX_COMMENT:
        raise InputError(f"Make your text shorter. We can take {MAX_COMMENT:,} characters.")
    channel = db.session.scalars(
        select(Channel).where(Channel.plan_id == plan.id).order_by(Channel.slug != WEBSITE, Channel.position).limit(1)
    ).one()
    given = Given(
        kind=Kind.COMMENT, text=text, channel=channel, parent=parent, show=True, quote=quote, form_token=form_token,
        contributor=find_contributor(code, key=key),
    )  # fmt: skip
    return receive(plan, given, key=key, code=code)
