"""What a member of staff did for somebody who asked without their private code, such as by phone. Rows are never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import Contribution
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User


class Done(StrEnum):
    """What was done for them."""

    NEW_CODE = "new-code"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class AskedBy(StrEnum):
    """Who asked for it."""

    THEMSELVES = "themselves"
    DECIDES = "decides"
    """Somebody who decides for them: a parent, or whoever holds a power of attorney."""


class Sure(StrEnum):
    """How staff made sure that the words are theirs."""

    CONTACT = "contact"
    """They named the address or number that they had left; the computer compared it."""
    WORDS = "words"
    """They told what only their writer can know."""
    KNOWN = "known"
    """Staff wrote it down for them, or know them."""


class StandIn(Base):
    """One thing done in somebody's stead: what, who asked, how staff were sure, and who did it. No words, no names."""

    __tablename__ = "stand_in"
    __table_args__ = (
        one_of("did", Done),
        one_of("asked_by", AskedBy),
        one_of("sure", Sure),
        CheckConstraint("note <> ''", name="with_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    did: Mapped[Done] = mapped_column(EnumString(Done))
    asked_by: Mapped[AskedBy] = mapped_column(EnumString(AskedBy))
    sure: Mapped[Sure] = mapped_column(EnumString(Sure))
    note: Mapped[str] = mapped_column(String(300))
    """Why, in the member of staff's words; kept for good, so without names."""
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    contribution: Mapped[Contribution] = relationship()
    by: Mapped[User] = relationship()
