"""The register of evidence: surveys, complaints and reports. They stand beside the voices and are never added to them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, LargeBinary, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter, Goal
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User
from engage.models.vocabulary import Locality


class EntryKind(StrEnum):
    """What an entry is. Unlike things are never added."""

    SURVEY = "survey"
    COMPLAINTS = "complaints"
    REPORT = "report"


register_chapter = Table(
    "register_chapter",
    Base.metadata,
    Column("entry_id", ForeignKey("register_entry.id", ondelete="CASCADE"), primary_key=True),
    Column("chapter_id", ForeignKey("chapter.id", ondelete="CASCADE"), primary_key=True),
)


class RegisterImport(Base):
    """A sheet that somebody brings in: kept while its columns are being chosen, and then only what was made of it."""

    __tablename__ = "register_import"
    __table_args__ = (one_of("kind", EntryKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    kind: Mapped[EntryKind] = mapped_column(EnumString(EntryKind))
    filename: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The file, until it has been brought in or thrown away."""
    roles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    places: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """Which of the plan's places (slug; "" for none) a place of the sheet is, where somebody said so."""
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the worker is to do with a long sheet; None when nothing waits."""
    found: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the worker found when it checked: figures and examples, and what had been typed into the page."""
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_refused: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    by: Mapped[User] = relationship()


class RegisterEntry(Base):
    """A survey, a count of complaints or a report, with where it comes from and who entered it.

    What was taken out stays as a row with ``removed_at``, so that a pack that holds it can still say what it was.
    """

    __tablename__ = "register_entry"
    __table_args__ = (
        one_of("kind", EntryKind),
        CheckConstraint("base IS NULL OR base >= 0", name="base_counts"),
        CheckConstraint("starts IS NULL OR ends IS NULL OR starts <= ends", name="starts_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    kind: Mapped[EntryKind] = mapped_column(EnumString(EntryKind))
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    licence: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text, default="")
    base: Mapped[int | None]
    """How many people answered, or how many complaints there were."""
    weighting: Mapped[str] = mapped_column(String(300), default="")
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    findings: Mapped[str] = mapped_column(Text, default="")
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("register_import.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    chapters: Mapped[list[Chapter]] = relationship(secondary=register_chapter, order_by=Chapter.position)
    goal: Mapped[Goal | None] = relationship()
    locality: Mapped[Locality | None] = relationship()
    entered_by: Mapped[User] = relationship()
    brought_in: Mapped[RegisterImport | None] = relationship()
    lines: Mapped[list[RegisterLine]] = relationship(
        order_by="RegisterLine.position", cascade="all, delete-orphan", passive_deletes=True
    )

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's way

    @property
    def identifier(self) -> str:
        """The name under which packs and pages know it."""
        return f"{self.kind.upper()}-{self.id}"


class RegisterLine(Base):
    """One line of an entry's table: an answer or a category, perhaps at a place, with a number or a share."""

    __tablename__ = "register_line"
    __table_args__ = (
        CheckConstraint("count IS NULL OR count >= 0", name="count_counts"),
        CheckConstraint("percent IS NULL OR (percent >= 0 AND percent <= 100)", name="percent_of_hundred"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(300))
    place: Mapped[str] = mapped_column(String(200), default="")
    count: Mapped[int | None]
    """None where the source itself hid a small number."""
    percent: Mapped[float | None]
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id"))
