"""An outcome: what people said, and what was done about it, or why not. It names the voices behind it by links."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import Contribution
from engage.models.draft_chapter import DraftParagraph
from engage.models.plan import Chapter
from engage.models.theme import Theme
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User
from engage.models.vocabulary import Question


class OutcomeStatus(StrEnum):
    """How far it has come."""

    THINKING = "thinking"
    DOING = "doing"
    DONE = "done"
    CANNOT = "cannot"


def _link(noun: str) -> Table:
    """Outcomes and what they answer; the link goes with either end."""
    return Table(
        f"outcome_{noun}",
        Base.metadata,
        Column("outcome_id", ForeignKey("outcome.id", ondelete="CASCADE"), primary_key=True),
        Column(f"{noun}_id", ForeignKey(f"{noun}.id", ondelete="CASCADE"), primary_key=True, index=True),
    )


outcome_contribution = _link("contribution")
outcome_theme = _link("theme")
outcome_question = _link("question")
outcome_draft_paragraph = _link("draft_paragraph")


class Outcome(Base):
    """You said, we did. The public sees it from ``shown_at``; what they were told, and when, is in its changes."""

    __tablename__ = "outcome"
    __table_args__ = (
        one_of("status", OutcomeStatus),
        CheckConstraint("said <> ''", name="said_something"),
        CheckConstraint("status = 'thinking' OR did <> ''", name="says_what_or_why"),
        CheckConstraint("responsible <> ''", name="somebody_is_responsible"),
        Index("ix_outcome_plan_chapter", "plan_id", "chapter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"))
    status: Mapped[OutcomeStatus] = mapped_column(EnumString(OutcomeStatus))
    said: Mapped[str] = mapped_column(Text)
    did: Mapped[str] = mapped_column(Text, default="")
    """What was or will be done, or why it cannot be."""
    responsible: Mapped[str] = mapped_column(String(200))
    on: Mapped[date] = mapped_column("on_date")
    """The day of the present status."""
    next_on: Mapped[date | None] = mapped_column("next_on_date")
    """When people will hear more."""
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    chapter: Mapped[Chapter] = relationship()
    contributions: Mapped[list[Contribution]] = relationship(
        secondary=outcome_contribution, order_by=Contribution.received_at
    )
    themes: Mapped[list[Theme]] = relationship(secondary=outcome_theme, order_by=Theme.name)
    questions: Mapped[list[Question]] = relationship(secondary=outcome_question, order_by=Question.opens)
    paragraphs: Mapped[list[DraftParagraph]] = relationship(
        secondary=outcome_draft_paragraph, order_by=DraftParagraph.id
    )
    changes: Mapped[list[OutcomeChange]] = relationship(
        order_by="OutcomeChange.id", cascade="all, delete-orphan", back_populates="outcome"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own spelling


class OutcomeChange(Base):
    """What the public was told, and when: a new row for each status and for each change of the words."""

    __tablename__ = "outcome_change"
    __table_args__ = (one_of("status", OutcomeStatus),)

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id", ondelete="CASCADE"), index=True)
    status: Mapped[OutcomeStatus] = mapped_column(EnumString(OutcomeStatus))
    did: Mapped[str] = mapped_column(Text, default="")
    on: Mapped[date] = mapped_column("on_date")
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    outcome: Mapped[Outcome] = relationship(back_populates="changes")
    by: Mapped[User] = relationship()
