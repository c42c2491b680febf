"""That something matters to somebody else too: counted without an account, and without knowing who."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base


class Support(Base):
    """One browser's "this matters to me too" for one contribution.

    ``token_hash`` is made from the browser's own token and the contribution, keyed: two rows of one browser
    cannot be joined. ``flood_hash`` is made from the day, the address and the contribution; it is taken out
    when the day is over.
    """

    __tablename__ = "support"
    __table_args__ = (Index("ix_support_flood", "contribution_id", "flood_hash"),)

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    flood_hash: Mapped[str | None] = mapped_column(String(64))
    on: Mapped[date] = mapped_column("on_date", index=True)
