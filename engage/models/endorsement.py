"""What the steering group said about a chapter's evidence, what is to be done about its gaps, and when each member looked."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User


class Verdict(StrEnum):
    """What the steering group can say."""

    ENDORSED = "endorsed"
    MORE_WANTED = "more-wanted"


class Endorsement(Base):
    """One minuted decision about a chapter's evidence. A later one does not replace it: rows are kept for ever.

    ``figures`` is what the page showed at that moment: numbers only.
    """

    __tablename__ = "endorsement"
    __table_args__ = (
        one_of("verdict", Verdict),
        CheckConstraint("verdict <> 'more-wanted' OR note <> ''", name="more_wanted_says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(EnumString(Verdict))
    note: Mapped[str] = mapped_column(Text, default="")
    met_on: Mapped[date]
    """The day of the meeting that decided it."""
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    by: Mapped[User] = relationship()


class Outreach(Base):
    """Something to do about a gap: who does it, by when, and when it was done."""

    __tablename__ = "outreach"

    id: Mapped[int] = mapped_column(primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"), index=True)
    gap: Mapped[str] = mapped_column(String(300))
    owner: Mapped[str] = mapped_column(String(200))
    due: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    done_on: Mapped[date | None]


class EvidenceLook(Base):
    """What a member of staff had seen on the overview when they last said so: numbers by chapter."""

    __tablename__ = "evidence_look"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
