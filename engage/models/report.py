"""A report: somebody says that something shown here should not be."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import Contribution
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User


class ReportReason(StrEnum):
    """What is wrong with it, as people say it."""

    NAMES = "names-somebody"
    HARM = "somebody-in-danger"
    HURTFUL = "hurtful"
    UNTRUE = "untrue"
    AGAINST_LAW = "against-the-law"
    MINE = "it-is-about-me"
    OTHER = "something-else"


class ReportState(StrEnum):
    """Waiting, or what a person decided: to leave it, or that something had to change."""

    WAITING = "waiting"
    KEPT = "kept"
    CHANGED = "changed"


class Report(Base):
    """One report. Whoever made it holds its ``reference`` and nothing is known about them."""

    __tablename__ = "report"
    __table_args__ = (
        one_of("reason", ReportReason),
        one_of("state", ReportState),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_at_when_decided"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    reason: Mapped[ReportReason] = mapped_column(EnumString(ReportReason))
    note: Mapped[str] = mapped_column(Text, default="")
    """In the reporter's own words; read by moderators only, and taken out when the report is decided."""
    state: Mapped[ReportState] = mapped_column(EnumString(ReportState), default=ReportState.WAITING, index=True)
    again_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    """The decided report that this one asks to think about again: another person decides."""
    answer: Mapped[str] = mapped_column(Text, default="")
    """What was decided and why, in words for whoever reported it."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contribution: Mapped[Contribution] = relationship()
    again: Mapped[Report | None] = relationship(remote_side="Report.id")
    decided_by: Mapped[User | None] = relationship()
