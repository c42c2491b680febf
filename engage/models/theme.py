"""A theme: what several people said, under a name in people's own words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter, Goal
from engage.models.types import EnumString, UtcDateTime, now, one_of
from engage.models.user import User


class Theme(Base):
    """One theme. ``key`` is its lasting identity over runs; a name given by a person is never changed by a run.

    ``version`` tells two people at work on one theme apart; what both of them do is in :class:`ThemeChange`.
    """

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    encoder: Mapped[str] = mapped_column(String(80))
    centroid: Mapped[bytes] = mapped_column(LargeBinary)
    """One or more landmarks, float16: a passage joins the theme of the landmark nearest to it."""
    belongs: Mapped[float] = mapped_column(default=0.0)
    """Likeness (cosine) to a landmark below which a passage is not grouped yet."""
    familiar: Mapped[float] = mapped_column(default=0.0)
    """Likeness below which a passage may be on new ground."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """The person who retired it: no run brings it back."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    """The theme that lives on in its place: what a run would put here goes there."""
    chapter_id: Mapped[int | None] = mapped_column(ForeignKey("chapter.id"))
    """The chapter that a person pinned it to."""
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"))
    """The goal that a person pinned it to."""
    settled_size: Mapped[int] = mapped_column(default=0)
    """Passages in it when it was last looked at as a whole: it has grown when there are many more."""
    version: Mapped[int] = mapped_column(default=1)

    chapter: Mapped[Chapter | None] = relationship()
    goal: Mapped[Goal | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's way


class ThemeChangeKind(StrEnum):
    """What can happen to a theme."""

    FOUND = "found"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    REMOVED = "removed"
    CONFIRMED = "confirmed"
    PINNED = "pinned"
    RETIRED = "retired"
    BROUGHT_BACK = "brought-back"
    GROWN = "grown"
    UNDONE = "undone"


class ThemeChange(Base):
    """One change to a theme, by a person or (``by_id`` is None) by the computer. Rows are kept for ever.

    ``before`` and ``after`` hold ids and short words, enough to undo it; never the words of a passage.
    """

    __tablename__ = "theme_change"
    __table_args__ = (one_of("kind", ThemeChangeKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    """The second theme of a change between two."""
    kind: Mapped[ThemeChangeKind] = mapped_column(EnumString(ThemeChangeKind))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    by: Mapped[User | None] = relationship()


class ProposalKind(StrEnum):
    """What a fresh look can propose."""

    NEW = "new"
    GROWN = "grown"
    SPLIT = "split"
    MERGED = "merged"


class ProposalState(StrEnum):
    """What became of a proposal; a later look overtakes those that still wait."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    OVERTAKEN = "overtaken"


class ThemeProposal(Base):
    """One change that a fresh look proposes. Nothing happens until a person accepts it."""

    __tablename__ = "theme_proposal"
    __table_args__ = (one_of("kind", ProposalKind), one_of("state", ProposalState))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    kind: Mapped[ProposalKind] = mapped_column(EnumString(ProposalKind))
    themes: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of the present themes that it would change."""
    into: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Themes that it would make or add to: key, name, keywords, parent, passage ids and scores, rows of landmarks."""
    landmarks: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    encoder: Mapped[str] = mapped_column(String(80), default="")
    belongs: Mapped[float] = mapped_column(default=0.0)
    familiar: Mapped[float] = mapped_column(default=0.0)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    state: Mapped[ProposalState] = mapped_column(EnumString(ProposalState), default=ProposalState.WAITING)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
