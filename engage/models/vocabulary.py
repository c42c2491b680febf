"""The plan's own lists: where people live, who they are, how they reached us, what is asked and when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter
from engage.models.types import UtcDateTime

question_chapter = Table(
    "question_chapter",
    Base.metadata,
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("chapter_id", ForeignKey("chapter.id", ondelete="CASCADE"), primary_key=True),
)


class Listed(Base):
    """A named entry of one of the plan's lists."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))


class Locality(Listed):
    """A place that the plan counts by; ``towns`` help people to find theirs."""

    __tablename__ = "locality"
    __table_args__ = (UniqueConstraint("plan_id", "slug"),)

    towns: Mapped[list[str]] = mapped_column(JSON, default=list)


class RespondentKind(Listed):
    """Who is speaking: ``name`` as they say it, ``attribution`` as it is printed under a quote."""

    __tablename__ = "respondent_kind"
    __table_args__ = (UniqueConstraint("plan_id", "slug"),)

    attribution: Mapped[str] = mapped_column(String(120))


class Channel(Listed):
    """How a contribution reached us."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("plan_id", "slug"),)

    plain: Mapped[str] = mapped_column(String(300), default="")


class PlainWord(Listed):
    """A term that the plan should not use without need, with what to say instead."""

    __tablename__ = "plain_word"
    __table_args__ = (UniqueConstraint("plan_id", "slug"),)

    plain: Mapped[str] = mapped_column(String(300))


class Milestone(Base):
    """A date that matters: ``what`` for the papers, ``plain`` for the public."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    on: Mapped[date] = mapped_column("on_date")
    what: Mapped[str] = mapped_column(String(300))
    plain: Mapped[str] = mapped_column(String(300), default="")


class Question(Base):
    """A question of the week, open from ``opens`` to ``closes``, both days included."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("plan_id", "slug"),
        CheckConstraint("opens <= closes", name="opens_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    hint: Mapped[str] = mapped_column(Text, default="")
    opens: Mapped[date]
    closes: Mapped[date]
    summary: Mapped[str] = mapped_column(Text, default="")
    """What people said, written by staff when it has closed; the figures beside it are counted."""
    summary_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    summary_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    chapters: Mapped[list[Chapter]] = relationship(secondary=question_chapter, order_by=Chapter.position)
