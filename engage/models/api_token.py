"""A token with which a program may read, in the name of a member of staff."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.types import UtcDateTime, now
from engage.models.user import User


class Scope(StrEnum):
    """What a token may read."""

    THEMES = "themes"
    QUOTES = "quotes"
    EVIDENCE = "evidence"


class ApiToken(Base):
    """One token. Only the keyed hash of its secret is kept; it can do no more than its owner may at the moment."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()

    def may(self, scope: Scope, at: datetime) -> bool:
        """Whether it is good for ``scope`` at this moment."""
        return self.revoked_at is None and at < self.ends_at and scope in self.scopes
