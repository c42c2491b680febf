"""Who has which item open, so that two people never work on the same one. A claim runs out by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from engage.errors import StaleError
from engage.extensions import db
from engage.models import Claim, Contribution, State, User, now

MINUTES = 15
CLAIMED = frozenset({State.RECEIVED, State.HELD, State.REFERRED})
"""Only what still waits is worked on by one person at a time."""


def holder(contribution: Contribution, reader: User) -> User | None:
    """Who else has this open now."""
    claim = db.session.get(Claim, contribution.id)
    if claim is None or claim.by_id == reader.id or claim.until <= now():
        return None
    return db.session.get(User, claim.by_id)


def wants_claim(contribution: Contribution, reader: User) -> bool:
    """Whether opening this should put the reader's name on it: it waits, and is free or nearly run out."""
    claim = db.session.get(Claim, contribution.id)
    soon = now() + timedelta(minutes=MINUTES / 2)
    mine = claim is not None and claim.by_id == reader.id and claim.until > soon
    return contribution.state in CLAIMED and not mine and holder(contribution, reader) is None


def take(contribution: Contribution, by: User) -> None:
    """Put ``by``'s name on it for a quarter of an hour, over anybody else's. The caller commits."""
    claim = db.session.get(Claim, contribution.id) or Claim(contribution_id=contribution.id)
    claim.by_id, claim.until = by.id, now() + timedelta(minutes=MINUTES)
    db.session.add(claim)
    db.session.flush()


def check_free(contribution: Contribution, by: User) -> None:
    """Let pass, unless somebody else has it open.

    Raises:
        StaleError: somebody has.
    """
    other = holder(contribution, by)
    if other is not None and contribution.state in CLAIMED:
        raise StaleError(f"{other.name or 'A colleague'} is working on this now. Nothing of yours was saved.")


def on_desk(reader: User) -> int:
    """How many this person has open."""
    query = select(func.count()).select_from(Claim).where(Claim.by_id == reader.id, Claim.until > now())
    return db.session.scalar(query) or 0


def holders(ids: list[int]) -> dict[int, tuple[int, str]]:
    """Who has which of these open: (their id, their name)."""
    query = (
        select(Claim.contribution_id, User.id, User.name)
        .join(User, User.id == Claim.by_id)
        .where(Claim.contribution_id.in_(ids), Claim.until > now())
    )
    return {row[0]: (row[1], row[2] or "A colleague") for row in db.session.execute(query)}
