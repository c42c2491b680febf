"""An event where people were met."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.vocabulary import Locality


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
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"))

    locality: Mapped[Locality | None] = relationship()
