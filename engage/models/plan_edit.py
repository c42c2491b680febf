"""What people changed in the plan on the site, so that loading the plan's file again never undoes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.types import UtcDateTime, now
from engage.models.user import User


class PlanEdit(Base):
    """One entry of the plan's file that a person changed or took out: the file has no say in these fields any more."""

    __tablename__ = "plan_edit"
    __table_args__ = (UniqueConstraint("plan_id", "part", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(400))
    """What the file calls the entry."""
    entry_id: Mapped[int | None]
    """The row, for entries that the file knows by nothing that stays."""
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    removed: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    by: Mapped[User | None] = relationship()
