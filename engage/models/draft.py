"""What somebody is still writing: kept for them without an account, and never read by anybody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base
from engage.models.types import UtcDateTime, now


class Draft(Base):
    """Answers not sent yet. Nothing shown, counted or analysed ever reads it; sending or time deletes it.

    ``code_hash`` is the keyed hash of the private code that the receipt will carry: one code opens the
    unfinished answers and, once they are sent, the receipt.
    """

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    form_token: Mapped[str] = mapped_column(String(64), unique=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now, index=True)
