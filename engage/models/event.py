"""An event where people were met."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter, Goal
from engage.models.types import UtcDateTime
from engage.models.user import User
from engage.models.vocabulary import Locality

event_chapter = Table(
    "event_chapter",
    Base.metadata,
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("chapter_id", ForeignKey("chapter.id", ondelete="CASCADE"), primary_key=True),
)


class Event(Base):
    """A meeting, stall or drop-in, with who came; its notes are staff's summary, not anybody's words."""

    __tablename__ = "event"
    __table_args__ = (CheckConstraint("attended IS NULL OR attended >= 0", name="attended_counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    on: Mapped[date] = mapped_column("on_date")
    place: Mapped[str] = mapped_column(String(200))
    host: Mapped[str] = mapped_column(String(200), default="")
    invited: Mapped[str] = mapped_column(String(300), default="")
    attended: Mapped[int | None]
    notes: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(300), default="")
    """Who wrote the notes, or where they come from."""
    licence: Mapped[str] = mapped_column(String(200), default="")
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"))
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    locality: Mapped[Locality | None] = relationship()
    goal: Mapped[Goal | None] = relationship()
    entered_by: Mapped[User | None] = relationship()
    chapters: Mapped[list[Chapter]] = relationship(secondary=event_chapter, order_by=Chapter.position)

    @property
    def identifier(self) -> str:
        """The name under which packs and pages know it."""
        return f"EVENT-{self.id}"
