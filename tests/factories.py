"""Things to test with. People are named: Mo moderates, Sam safeguards, Ola runs engagement, Stella steers, Ada writes."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import current_app
from flask_security import hash_password
from sqlalchemy import func, select

from engage.extensions import db
from engage.models import (
    Channel,
    Contribution,
    Kind,
    Locality,
    Plan,
    RespondentKind,
    Role,
    Screening,
    ScreeningStatus,
    State,
    User,
    current_plan,
)
from engage.moderation.redaction import Redaction
from engage.moderation.service import decide
from engage.policies import RoleName
from engage.submissions.intake import Given, receive

PASSWORD = "a long pass phrase for tests"
PEOPLE = {
    "mo": RoleName.MODERATOR,
    "sam": RoleName.SAFEGUARDING_LEAD,
    "ola": RoleName.ENGAGEMENT_OFFICER,
    "stella": RoleName.STEERING_GROUP,
    "ada": RoleName.AUTHOR,
    "adam": RoleName.ADMINISTRATOR,
}


@cache
def hashed_password(salt: str) -> str:
    """Hashed once for each application's ``salt``: argon2 is slow on purpose."""
    return str(hash_password(PASSWORD))


def person(name: str, *, chapters: list[str] | None = None) -> User:
    """One of the named people, made on first use; ``chapters`` are the slugs that an author writes."""
    email = f"{name}@example.org"
    user = db.session.scalar(select(User).where(User.email == email))
    if user is None:
        role_name = PEOPLE[name]
        role = db.session.scalar(select(Role).where(Role.name == role_name)) or Role(name=role_name)
        user = User(email=email, name=name.title(), fs_uniquifier=f"test-{name}", active=True, roles=[role])
        user.password = hashed_password(current_app.config["SECURITY_PASSWORD_SALT"])
        db.session.add(user)
    if chapters is not None:
        user.chapters = [chapter for chapter in current_plan().chapters if chapter.slug in chapters]
    db.session.commit()
    return user


def sign_in(client: Any, user: User) -> None:
    """Put ``user`` into the client's session, as a completed sign-in does."""
    with client.session_transaction() as session:
        session["_user_id"] = user.fs_uniquifier
        session["_fresh"] = True
        session["fs_cc"] = "set"
        session["fs_paa"] = 10**11
        session["identity.name"] = None


def named(kind: type[Any], slug: str) -> Any:
    """An entry of one of the plan's lists."""
    return db.session.scalar(select(kind).where(kind.slug == slug))


def contribution(
    text: str = "It took three weeks to see a nurse at the surgery.",
    *,
    plan: Plan | None = None,
    kind: Kind = Kind.IDEA,
    show: bool = True,
    quote: bool = True,
    locality: str | None = "north-norfolk",
    respondent: str | None = None,
    channel: str | None = None,
    screened: bool = True,
    **given: Any,
) -> Contribution:
    """A contribution as received, screened with nothing found."""
    plan = plan or current_plan()
    row = receive(
        plan,
        Given(
            kind=kind,
            text=text,
            channel=named(Channel, channel) if channel else db.session.scalars(select(Channel)).first(),
            locality=named(Locality, locality) if locality else None,
            respondent_kind=named(RespondentKind, respondent) if respondent else None,
            show=show,
            quote=quote,
            **given,
        ),
    ).contribution
    if screened and row.original:
        db.session.add(
            Screening(
                contribution_id=row.id,
                text_digest=row.original.digest,
                version="test",
                status=ScreeningStatus.DONE,
            )
        )
    db.session.commit()
    return row


def published(
    text: str = "It took three weeks to see a nurse at the surgery.",
    *,
    redactions: list[Redaction] | None = None,
    **given: Any,
) -> Contribution:
    """A contribution that Mo has published."""
    row = contribution(text, **given)
    decide(row, State.PUBLISHED, by=person("mo"), redactions=redactions)
    db.session.commit()
    return row


def fingerprint() -> dict[str, int]:
    """How many rows each table has, and a sum of the versions: changes when anything is written."""
    db.session.rollback()
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }
    counts["versions"] = db.session.scalar(select(func.sum(Contribution.version))) or 0
    return counts
