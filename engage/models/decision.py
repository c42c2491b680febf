"""A decision about a contribution: who, what, why. Rows are never changed or deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import State
from engage.models.types import EnumString, UtcDateTime, now
from engage.models.user import User


class Decision(Base):
    """One change of state. ``by`` is a user, or nobody with ``source`` naming who else: the contributor, an import."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("(by_id IS NULL) <> (source IS NULL)", name="by_somebody"),
        CheckConstraint("new <> 'declined' OR reason <> ''", name="declined_with_reason"),
        CheckConstraint("new <> 'referred' OR reason <> ''", name="referred_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    source: Mapped[str | None] = mapped_column(String(200))
    old: Mapped[State] = mapped_column(EnumString(State))
    new: Mapped[State] = mapped_column(EnumString(State))
    reason: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    redactions: Mapped[int] = mapped_column(default=0)
    unscreened: Mapped[bool] = mapped_column(default=False)
    """The person said that they read the whole text although screening had failed."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    by: Mapped[User | None] = relationship()
