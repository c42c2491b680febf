"""The plan that people shape: goals, chapters, changes and objectives. Set up by staff, never in code."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.errors import NotFoundError
from engage.extensions import Base, db
from engage.models.types import UtcDateTime

_YEAR = re.compile(r"[1-9][0-9]{3}")

chapter_goal = Table(
    "chapter_goal",
    Base.metadata,
    Column("chapter_id", ForeignKey("chapter.id", ondelete="CASCADE"), primary_key=True),
    Column("goal_id", ForeignKey("goal.id", ondelete="CASCADE"), primary_key=True),
)


class Plan(Base):
    """One plan. ``wording`` holds what a person may change without code: moderator, contact, signposting."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(80))
    partnership: Mapped[str] = mapped_column(String(200))
    years: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(Text, default="")
    wording: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    themes_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Somebody asked for a new look at the themes, and it has not been done yet."""

    goals: Mapped[list[Goal]] = relationship(back_populates="plan", order_by="Goal.number")
    chapters: Mapped[list[Chapter]] = relationship(back_populates="plan", order_by="Chapter.position")
    big_changes: Mapped[list[BigChange]] = relationship(order_by="BigChange.position")

    @property
    def moderator(self) -> dict[str, Any]:
        """Who reads every contribution: ``name``, ``short_name``, ``about``, ``timing_days``, ``policy``."""
        return dict(self.wording.get("moderator", {}))


class Goal(Base):
    """One of the few aims that the whole plan is written through."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("plan_id", "slug"), UniqueConstraint("plan_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    number: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    plain: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(Text, default="")

    plan: Mapped[Plan] = relationship(back_populates="goals")


class Chapter(Base):
    """A part of the plan with its own authors."""

    __tablename__ = "chapter"
    __table_args__ = (UniqueConstraint("plan_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    plain: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    includes: Mapped[list[str]] = mapped_column(JSON, default=list)

    plan: Mapped[Plan] = relationship(back_populates="chapters")
    goals: Mapped[list[Goal]] = relationship(secondary=chapter_goal, order_by=Goal.number)
    objectives: Mapped[list[Objective]] = relationship(order_by="Objective.number")


class BigChange(Base):
    """One of the plan's big changes, which cut across chapters."""

    __tablename__ = "big_change"
    __table_args__ = (UniqueConstraint("plan_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    about: Mapped[str] = mapped_column(Text, default="")


class Objective(Base):
    """Something that a chapter promises, with when it is due in the plan's own words."""

    __tablename__ = "objective"
    __table_args__ = (UniqueConstraint("chapter_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    due: Mapped[str] = mapped_column(String(40), default="")

    @property
    def by_when(self) -> str:
        """When it is due, as people say it: By the end of 2021, By 1 March 2027. Other words stay as they are."""
        day = _last_day(self.due)
        if day is None:
            return self.due
        return f"By the end of {day.year}" if (day.month, day.day) == (12, 31) else f"By {day.day} {day:%B %Y}"

    def is_past(self, today: date) -> bool:
        """Whether its time is over."""
        day = _last_day(self.due)
        return day is not None and day < today


def _last_day(due: str) -> date | None:
    """The last day of a year, or a day; None for other words."""
    words = due.strip()
    if _YEAR.fullmatch(words):
        return date(int(words), 12, 31)
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def current_plan() -> Plan:
    """The plan that this site is for: the one loaded last.

    Raises:
        NotFoundError: no plan has been loaded yet.
    """
    plan = db.session.scalar(select(Plan).order_by(Plan.id.desc()).limit(1))
    if plan is None:
        message = "No plan has been loaded yet. Load one with: engage plan load FILE"
        raise NotFoundError(message)
    return plan
