"""What screening found in a text as received. Kept as offsets, dropped with the original."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base
from engage.models.types import EnumString, UtcDateTime, now, one_of


class ScreeningStatus(StrEnum):
    """Done, or failed: a failed item stays unpublishable until a person says that they read it whole."""

    DONE = "done"
    FAILED = "failed"


class Screening(Base):
    """The latest screening of one contribution.

    ``identifiers``: [{start, end, kind}]; ``concerns``: [{start, end, kind, level}]; offsets into the original text;
    ``warnings``: [{start, end, kind}], words that together may tell who somebody is; with ``title_`` before them, the same
    into its title.
    ``seriousness`` orders the queue: 3 somebody may come to harm, 2 another high concern, 1 a low one, 0 none or only
    advertising or the wrong subject. A failed screening counts as 1.
    ``chapters``: [{slug, score, because}], what the text may be about, for the moderator to confirm; None: nobody looked yet.
    """

    __tablename__ = "screening"
    __table_args__ = (one_of("status", ScreeningStatus),)

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    text_digest: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    status: Mapped[ScreeningStatus] = mapped_column(EnumString(ScreeningStatus))
    seriousness: Mapped[int] = mapped_column(default=0, index=True)
    identifiers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    concerns: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    title_identifiers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    title_concerns: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    title_warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    chapters: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    problem: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Worry(Base):
    """One kind of concern in one text, so that all texts with it are found at once. The database keeps these rows equal to
    what the screenings say, and drops them with their screening."""

    __tablename__ = "worry"
    __table_args__ = (Index("ix_worry_kind", "kind", "contribution_id"),)

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("screening.contribution_id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
