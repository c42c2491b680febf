"""Make, list and end the tokens with which programs read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from engage.codes import hash_private_code, new_private_code
from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import ApiToken, Scope, User, now
from engage.policies import Permission, allows, require
from engage.submissions.intake import clean_line

MOST = 20
LONGEST_DAYS = 366
NEEDS: dict[Scope, Permission] = {
    Scope.THEMES: Permission.SEE_EVIDENCE,
    Scope.QUOTES: Permission.FIND_QUOTES,
    Scope.EVIDENCE: Permission.SEE_EVIDENCE,
}
"""What the owner of a token must be allowed to for each thing that it reads."""


def scopes_open_to(actor: User) -> list[Scope]:
    """What a token of theirs could read."""
    return [scope for scope, permission in NEEDS.items() if allows(actor, permission)]


def issue(actor: User, name: str, scopes: Sequence[Scope], days: int, *, key: str) -> tuple[ApiToken, str]:
    """Make a token that ends after ``days`` days; its secret is given this once and never stored.

    Raises:
        NotPermittedError: a scope reads what they may not see themselves.
        InputError: no name, nothing to read, too long a time, or too many tokens.
    """
    name = clean_line(name)[:80]
    if not name or not scopes:
        raise InputError("Give the token a name, and say what it may read.")
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError(f"A token can last from 1 to {LONGEST_DAYS} days.")
    if len(tokens_of(actor)) >= MOST:
        raise InputError(f"You have {MOST} tokens. End one that you no longer need.")
    for scope in scopes:
        require(actor, NEEDS[scope])
    secret = new_private_code()
    token = ApiToken(
        user_id=actor.id,
        name=name,
        secret_hash=hash_private_code(secret, key),
        scopes=[str(scope) for scope in dict.fromkeys(scopes)],
        ends_at=now() + timedelta(days=days),
    )
    db.session.add(token)
    db.session.flush()
    return token, secret


def tokens_of(actor: User) -> list[ApiToken]:
    """Their tokens that have not ended, the newest first."""
    query = select(ApiToken).where(
        ApiToken.user_id == actor.id, ApiToken.revoked_at.is_(None), ApiToken.ends_at > now()
    )
    return list(db.session.scalars(query.order_by(ApiToken.id.desc())))


def end(actor: User, token_id: int) -> None:
    """End one of their tokens at once.

    Raises:
        NotFoundError: they have no such token.
    """
    token = db.session.get(ApiToken, token_id)
    if token is None or token.user_id != actor.id or token.revoked_at is not None:
        raise NotFoundError("You have no such token. It may have ended already.")
    token.revoked_at = now()
    db.session.flush()


def owner(secret: str, scope: Scope, *, key: str) -> User | None:
    """In whose name the bearer of ``secret`` reads ``scope``; None where the token is not good for it, now."""
    if not 10 <= len(secret) <= 100:
        return None
    token = db.session.scalar(select(ApiToken).where(ApiToken.secret_hash == hash_private_code(secret, key)))
    if token is None or not token.may(scope, now()) or not allows(token.user, NEEDS[scope]):
        return None
    return token.user
