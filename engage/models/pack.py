"""A pack: the evidence as it stood at one moment, to be relied on later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter
from engage.models.types import UtcDateTime, now
from engage.models.user import User
from engage.models.vocabulary import Milestone


class Pack(Base):
    """What was frozen. ``content`` holds every figure, but of a quote only where its words stand and their digest.

    So words that are taken back are gone from the pack as well; the figures and the fingerprints stay.
    """

    __tablename__ = "pack"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[int]
    chapter_id: Mapped[int | None] = mapped_column(ForeignKey("chapter.id"))
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id", ondelete="SET NULL"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    """Of the pack's JSON as it was frozen, words and all."""

    chapter: Mapped[Chapter | None] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    by: Mapped[User | None] = relationship()
