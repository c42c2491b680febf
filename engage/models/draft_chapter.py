"""A draft of a chapter, put out to be read and commented on, paragraph by paragraph.

Each version keeps its own words. A paragraph keeps its identity from version to version, so that what people said
about it stays with it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter
from engage.models.types import EnumString, UtcDateTime, now, one_of


class BlockKind(StrEnum):
    """What a piece of a draft is; nothing else of a document is kept."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


class BlockChange(StrEnum):
    """What became of a piece since the version before."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"


class DraftChapter(Base):
    """One version of a chapter's draft. The public sees it from ``published_at``, and comments on it until ``closes``."""

    __tablename__ = "draft_chapter"
    __table_args__ = (
        UniqueConstraint("chapter_id", "number"),
        CheckConstraint("opens <= closes", name="opens_first"),
        CheckConstraint("number > 0", name="number_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"))
    number: Mapped[int]
    about: Mapped[str] = mapped_column(Text, default="")
    """What its authors want to be asked about, or what they changed."""
    opens: Mapped[date]
    closes: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    chapter: Mapped[Chapter] = relationship()
    blocks: Mapped[list[DraftBlock]] = relationship(
        back_populates="draft", order_by="DraftBlock.position", cascade="all, delete-orphan"
    )


class DraftParagraph(Base):
    """A paragraph's lasting identity over the versions of a chapter's draft. Its words stand in :class:`DraftBlock`."""

    __tablename__ = "draft_paragraph"

    id: Mapped[int] = mapped_column(primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"), index=True)

    chapter: Mapped[Chapter] = relationship()


class DraftBlock(Base):
    """A heading, paragraph or list item as it stands in one version: plain text."""

    __tablename__ = "draft_block"
    __table_args__ = (
        one_of("kind", BlockKind),
        one_of("change", BlockChange),
        UniqueConstraint("draft_id", "position"),
        CheckConstraint("text <> ''", name="text_given"),
    )

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft_chapter.id", ondelete="CASCADE"), primary_key=True)
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("draft_paragraph.id"), primary_key=True, index=True)
    position: Mapped[int]
    kind: Mapped[BlockKind] = mapped_column(EnumString(BlockKind))
    text: Mapped[str] = mapped_column(Text)
    change: Mapped[BlockChange] = mapped_column(EnumString(BlockChange), default=BlockChange.NEW)

    draft: Mapped[DraftChapter] = relationship(back_populates="blocks")
    paragraph: Mapped[DraftParagraph] = relationship()
