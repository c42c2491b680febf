"""Words that somebody has in their chapter and may not use any more: who has to be told, and whether they were."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import Contribution
from engage.models.plan import Chapter
from engage.models.types import UtcDateTime, now
from engage.models.user import User


class Recall(Base):
    """One person who has to know that one contribution's words, quoted in one chapter, were taken back or changed.

    It holds no words. Why they fell is read from the contribution each time, so it is never out of date.
    """

    __tablename__ = "recall"
    __table_args__ = (UniqueConstraint("user_id", "chapter_id", "contribution_id", "became"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id", ondelete="CASCADE"))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    became: Mapped[str] = mapped_column(String(64), default="")
    """The digest of the text as it was approved afterwards; empty when nothing may be quoted any more."""
    held: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Where the words stood: collection, draft:4, pack:2, chapter-draft:1."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person said that they had taken the words out."""

    user: Mapped[User] = relationship()
    chapter: Mapped[Chapter] = relationship()
    contribution: Mapped[Contribution] = relationship()
