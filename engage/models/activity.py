"""How a chapter goes on listening: what will be done, for whom, when, and who sees to it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter
from engage.models.types import UtcDateTime, now
from engage.models.user import User


class Activity(Base):
    """One line of a chapter's engagement plan. Everybody can read it."""

    __tablename__ = "activity"
    __table_args__ = (CheckConstraint('"until" IS NULL OR "until" >= "on"', name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    what: Mapped[str] = mapped_column(String(300))
    audience: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    until: Mapped[date | None]
    """The last day, for what goes on for some time."""
    owner: Mapped[str] = mapped_column(String(200))
    """A role, not a person: it is public."""
    came_of_it: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling

    chapter: Mapped[Chapter] = relationship()
    by: Mapped[User | None] = relationship()
