"""Staff accounts: invite, accept, give roles, close. There is no other way in."""

from __future__ import annotations

import uuid

from flask_security import hash_password
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import Chapter, Role, User
from engage.policies import Permission, RoleName, require

INVITATION_DAYS = 7
MIN_PASSWORD = 12


def ensure_roles(*, second_factor: bool) -> dict[RoleName, Role]:
    """The roles of policies.py as rows; new ones ask for a second factor when ``second_factor``."""
    known = {role.name: role for role in db.session.scalars(select(Role))}
    rows = {}
    for name in RoleName:
        row = known.get(name) or Role(name=name, description=name.replace("-", " "), second_factor=second_factor)
        db.session.add(row)
        rows[name] = row
    db.session.flush()
    return rows


def invite(
    actor: User | None, *, name: str, email: str, roles: list[RoleName], chapters: list[Chapter], second_factor: bool
) -> User:
    """Make an account without a password; ``actor`` is None on the command line only.

    Raises:
        NotPermittedError: the actor may not manage staff.
        InputError: there is an account for this address, or no role was chosen, or an author has no chapter.
    """
    if actor is not None:
        require(actor, Permission.MANAGE_STAFF)
    email = email.strip().lower()
    if db.session.scalar(select(User).where(User.email == email)):
        raise InputError("There is an account for this e-mail address already.")
    user = User(email=email, name=name.strip(), fs_uniquifier=uuid.uuid4().hex, active=True)
    db.session.add(user)
    set_roles(actor, user, roles=roles, chapters=chapters, second_factor=second_factor)
    return user


def set_roles(
    actor: User | None, user: User, *, roles: list[RoleName], chapters: list[Chapter], second_factor: bool
) -> None:
    """Give exactly these roles and chapters. It holds from the person's next click.

    Raises:
        NotPermittedError: the actor may not manage staff.
        InputError: no role, an author without a chapter, or the last administrator would lose the role.
    """
    if actor is not None:
        require(actor, Permission.MANAGE_STAFF)
    if not roles:
        raise InputError("Choose at least one role.")
    if RoleName.AUTHOR in roles and not chapters:
        raise InputError("Choose at least one chapter for an author.")
    if actor is not None and actor.id == user.id and RoleName.ADMINISTRATOR not in roles:
        raise InputError("You cannot take the administrator role from yourself. Ask another administrator.")
    rows = ensure_roles(second_factor=second_factor)
    user.roles = [rows[name] for name in roles]
    user.chapters = chapters if RoleName.AUTHOR in roles else []
    db.session.flush()


def close(actor: User, user: User) -> None:
    """Close an account: it is signed out everywhere at once and cannot sign in.

    Raises:
        NotPermittedError: the actor may not manage staff.
        InputError: the actor's own account.
    """
    require(actor, Permission.MANAGE_STAFF)
    if actor.id == user.id:
        raise InputError("You cannot close your own account. Ask another administrator.")
    user.active, user.password, user.fs_uniquifier = False, None, uuid.uuid4().hex
    db.session.flush()


def start_again(actor: User, user: User) -> None:
    """Take the password and the second factor away, so that a new invitation can be used.

    Raises:
        NotPermittedError: the actor may not manage staff.
        InputError: the actor's own account: they would be locked out of the page with their new link.
    """
    require(actor, Permission.MANAGE_STAFF)
    if actor.id == user.id:
        raise InputError("You cannot start your own account again. Ask another administrator.")
    user.active, user.password, user.fs_uniquifier = True, None, uuid.uuid4().hex
    user.tf_primary_method = user.tf_totp_secret = user.mf_recovery_codes = None
    user.failed_sign_ins, user.locked_until = 0, None
    db.session.flush()


def set_second_factor(actor: User, role: Role, *, needed: bool) -> None:
    """Say whether everybody with this role must use a second factor.

    Raises:
        NotPermittedError: the actor may not manage staff.
    """
    require(actor, Permission.MANAGE_STAFF)
    role.second_factor = needed
    db.session.flush()


def _tokens(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="invitation")


def invitation(user: User, key: str) -> str:
    """The secret part of an invitation link; it ends when it is used, replaced or too old."""
    return str(_tokens(key).dumps(user.fs_uniquifier))


def invited(token: str, key: str) -> User:
    """The person an invitation was made for.

    Raises:
        NotFoundError: used, replaced, too old or never made: all the same to the asker.
    """
    message = "This invitation cannot be used any more. Ask the person who sent it for a new one."
    try:
        uniquifier = _tokens(key).loads(token, max_age=INVITATION_DAYS * 86_400)
    except BadSignature as problem:
        raise NotFoundError(message) from problem
    user = db.session.scalar(select(User).where(User.fs_uniquifier == uniquifier))
    if user is None or user.password is not None or not user.active:
        raise NotFoundError(message)
    return user


def accept(token: str, key: str, password: str) -> User:
    """Set the password that the invited person chose; the link ends with it.

    Raises:
        NotFoundError: as for :func:`invited`.
        InputError: the password is too short.
    """
    user = invited(token, key)
    if len(password) < MIN_PASSWORD:
        raise InputError(f"Use at least {MIN_PASSWORD} characters. Three random words make a good password.")
    user.password = hash_password(password)
    user.fs_uniquifier = uuid.uuid4().hex
    db.session.flush()
    return user
