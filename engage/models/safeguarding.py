"""What was done for somebody who may be in danger. Only safeguarding leads read it; rows are never changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User


class StepKind(StrEnum):
    """The steps of a case, in their usual order."""

    RAISED = "raised"
    OPENED = "opened"
    """Somebody read the words."""
    ACKNOWLEDGED = "acknowledged"
    CONTACTED = "contacted"
    """Somebody tried to reach the writer, or reached them."""
    ESCALATED = "escalated"
    """Told to the emergency services or a safeguarding team."""
    OUTCOME = "outcome"


class SafeguardingStep(Base):
    """One step for one contribution: who took it, when, whom it went to, what came of it."""

    __tablename__ = "safeguarding_step"
    __table_args__ = (
        one_of("kind", StepKind),
        CheckConstraint("kind <> 'escalated' OR told_to <> ''", name="escalated_to_somebody"),
        CheckConstraint("kind <> 'outcome' OR note <> ''", name="outcome_in_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    kind: Mapped[StepKind] = mapped_column(EnumString(StepKind))
    told_to: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    by: Mapped[User] = relationship()
