"""Seals on the log of decisions: each holds the one before it, so that nothing can be changed or cut out unseen."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base


class Seal(Base):
    """The seal on one decision, in the order in which they were sealed. It says nothing of what it seals."""

    __tablename__ = "seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
