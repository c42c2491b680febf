"""A theme: what several people said, under a name in people's own words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base
from engage.models.types import UtcDateTime, now


class Theme(Base):
    """One theme. ``key`` is its lasting identity over runs; a name given by a person is never changed by a run."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    encoder: Mapped[str] = mapped_column(String(80))
    centroid: Mapped[bytes] = mapped_column(LargeBinary)
    """One or more landmarks, float16: a passage joins the theme of the landmark nearest to it."""
    belongs: Mapped[float] = mapped_column(default=0.0)
    """Likeness (cosine) to a landmark below which a passage is not grouped yet."""
    familiar: Mapped[float] = mapped_column(default=0.0)
    """Likeness below which a passage may be on new ground."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
