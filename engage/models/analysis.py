"""What analysis made of an approved text: passages, their vectors, and where they belong.

The machine suggests, a person confirms or dismisses. A run replaces suggestions only.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import Contribution
from engage.models.plan import Chapter, Goal
from engage.models.theme import Theme
from engage.models.types import EnumString, UtcDateTime, now, one_of


class AssignmentStatus(StrEnum):
    """Who stands behind an assignment: the machine, or a person who said yes or no."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Analysis(Base):
    """Which text and which pipeline the latest analysis of a contribution was made with.

    Work to do is where this row is missing or differs from the published digest or the present version.
    """

    __tablename__ = "analysis"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    text_digest: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    letter: Mapped[str | None] = mapped_column(String(10), index=True)
    """The group of copies and variants of one letter that the text is in; "" alone; None: not compared yet."""


class Passage(Base):
    """A stretch of the approved text, by offsets: published_text[start:end]."""

    __tablename__ = "passage"
    __table_args__ = (
        UniqueConstraint("contribution_id", "start_at", "end_at"),
        CheckConstraint("0 <= start_at AND start_at < end_at", name="offsets"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    start: Mapped[int] = mapped_column("start_at")
    end: Mapped[int] = mapped_column("end_at")
    text_digest: Mapped[str] = mapped_column(String(64))
    quotable: Mapped[bool]
    letter_part: Mapped[str | None] = mapped_column(String(10), index=True)
    """In a letter: the same for the passages of its copies that say this in the same words, or nearly."""

    contribution: Mapped[Contribution] = relationship()
    vector: Mapped[PassageVector | None] = relationship(uselist=False, passive_deletes=True)

    @property
    def text(self) -> str:
        """The words themselves, or nothing once the text they were cut from is gone."""
        published = self.contribution.published_text
        current = published is not None and self.text_digest == self.contribution.published_digest
        return published[self.start : self.end] if published is not None and current else ""


class PassageVector(Base):
    """A passage's sentence vector, float16, from approved text only; never exported."""

    __tablename__ = "passage_vector"

    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id", ondelete="CASCADE"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(80))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class _Assigned:
    """What every assignment has: who stands behind it, how sure the machine was, and because of which words."""

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[AssignmentStatus] = mapped_column(EnumString(AssignmentStatus), default=AssignmentStatus.SUGGESTED)
    score: Mapped[float] = mapped_column(default=0.0)
    because: Mapped[list[str]] = mapped_column(JSON, default=list)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @declared_attr
    def decided_by_id(self) -> Mapped[int | None]:
        """The person who confirmed or dismissed it."""
        return mapped_column(ForeignKey("user.id"))

    @declared_attr
    def chapter_id(self) -> Mapped[int | None]:
        """The chapter it belongs to, or none."""
        return mapped_column(ForeignKey("chapter.id"), index=True)

    @declared_attr
    def goal_id(self) -> Mapped[int | None]:
        """The goal it speaks to, or none."""
        return mapped_column(ForeignKey("goal.id"), index=True)


def _answered() -> CheckConstraint:
    return CheckConstraint("(status = 'suggested') = (decided_at IS NULL)", name="answered_by_a_person")


class Assignment(_Assigned, Base):
    """A contribution filed under a chapter, or a goal that it speaks to."""

    __tablename__ = "assignment"
    __table_args__ = (
        one_of("status", AssignmentStatus),
        _answered(),
        CheckConstraint("(chapter_id IS NULL) <> (goal_id IS NULL)", name="one_target"),
        UniqueConstraint("contribution_id", "chapter_id"),
        UniqueConstraint("contribution_id", "goal_id"),
    )

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), index=True)

    contribution: Mapped[Contribution] = relationship()
    chapter: Mapped[Chapter | None] = relationship()
    goal: Mapped[Goal | None] = relationship()


class PassageAssignment(_Assigned, Base):
    """A passage filed under a chapter, a goal or a theme."""

    __tablename__ = "passage_assignment"
    __table_args__ = (
        one_of("status", AssignmentStatus),
        _answered(),
        CheckConstraint(
            "(CASE WHEN chapter_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN goal_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN theme_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_target",
        ),
        UniqueConstraint("passage_id", "chapter_id"),
        UniqueConstraint("passage_id", "goal_id"),
        UniqueConstraint("passage_id", "theme_id"),
    )

    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)

    passage: Mapped[Passage] = relationship()
    chapter: Mapped[Chapter | None] = relationship()
    goal: Mapped[Goal | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
