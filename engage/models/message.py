"""A message that waits to go out: which letter, to whom, by which way. Never the address, never anybody's words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import Contribution
from engage.models.contributor import Contributor
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User


class MessageWay(StrEnum):
    """How a contributor is reached: e-mail goes by itself, the others wait for a member of staff."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class MessageState(StrEnum):
    """Where a message stands; ``failed`` is one that can never arrive and waits for a person."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Message(Base):
    """One letter to one contributor. The address stays in :class:`Contact` and is read only when it is sent.

    ``values`` holds what the letter needs besides its contribution (a reason's slug), never words of the person.
    ``once`` makes asking twice for the same letter one row.
    """

    __tablename__ = "message"
    __table_args__ = (
        one_of("way", MessageWay),
        one_of("state", MessageState),
        CheckConstraint("(state = 'sent') = (done_at IS NOT NULL)", name="done_when_sent"),
        Index("ix_message_due", "state", "way", "try_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id", ondelete="CASCADE"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    template: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, str]] = mapped_column("given", JSON, default=dict)
    language: Mapped[str] = mapped_column(String(8), default="en")
    way: Mapped[MessageWay] = mapped_column(EnumString(MessageWay))
    state: Mapped[MessageState] = mapped_column(EnumString(MessageState), default=MessageState.WAITING)
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    try_after: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(120), default="")
    """The kind of the last failure; a mail server's own words could hold an address."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who rang or wrote; nobody for what the computer sent."""

    contributor: Mapped[Contributor] = relationship()
    contribution: Mapped[Contribution | None] = relationship()
    done_by: Mapped[User | None] = relationship()
