"""A quote: a pair of offsets into an approved text, picked for a chapter. It holds no words of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import Contribution
from engage.models.plan import Chapter
from engage.models.types import UtcDateTime, now
from engage.models.user import User


def quote_reference(contribution: str, start: int, end: int) -> str:
    """How some words of a contribution are cited, the same in every chapter and export: ``7K4P-2M9QX.120-245``."""
    return f"{contribution}.{start}-{end}"


class Quote(Base):
    """Some words of one contribution, in one chapter's collection, in the author's order."""

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("chapter_id", "contribution_id", "start_at", "end_at"),
        CheckConstraint("0 <= start_at AND start_at < end_at", name="offsets"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)
    start: Mapped[int] = mapped_column("start_at")
    end: Mapped[int] = mapped_column("end_at")
    text_digest: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    companions: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """References of what others said in the same sense, for the day on which these words may not be used any more; None
    until they were looked for. A vector of words that were taken back may not be kept, so they are looked for before."""
    picked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    picked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    chapter: Mapped[Chapter] = relationship()
    contribution: Mapped[Contribution] = relationship()
    picked_by: Mapped[User] = relationship()

    @property
    def reference(self) -> str:
        """How these words are cited."""
        return quote_reference(self.contribution.reference, self.start, self.end)

    @property
    def text(self) -> str | None:
        """The words, or None when the approved text has changed or gone since they were picked."""
        published = self.contribution.published_text
        if published is None or self.contribution.published_digest != self.text_digest:
            return None
        return published[self.start : self.end]


class ChapterLook(Base):
    """When a member of staff last said that they had seen what may be quoted in a chapter."""

    __tablename__ = "chapter_look"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
