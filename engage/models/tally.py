"""Figures reckoned beside the requests, so that a public page costs the same however many people spoke."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base
from engage.models.types import UtcDateTime, now


class Tally(Base):
    """What the worker counted last for one page: numbers and ids only, never anybody's words.

    ``stamp`` is what it was counted from; when that has moved on, it is counted again.
    """

    __tablename__ = "tally"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[str] = mapped_column(String(40), primary_key=True)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stamp: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
