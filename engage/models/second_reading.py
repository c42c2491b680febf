"""What a second moderator would have decided, without knowing what the first did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base
from engage.models.types import UtcDateTime, now


class SecondReading(Base):
    """One blind reading of one decision; it changes nothing, it only measures how well two people agree."""

    __tablename__ = "second_reading"
    __table_args__ = (CheckConstraint("verdict IN ('publish', 'decline', 'other')", name="verdict_known"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    verdict: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
