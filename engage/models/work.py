"""Marks that several workers leave so as not to do the same thing twice; the work itself is always a query."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base
from engage.models.types import UtcDateTime, now


class Lease(Base):
    """A worker is busy with this contribution until ``until``; a dead worker's lease simply runs out.

    ``attempts`` counts tries, so that a text that breaks the pipeline is set aside and shown to a person.
    """

    __tablename__ = "lease"

    work: Mapped[str] = mapped_column(String(20), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    attempts: Mapped[int] = mapped_column(default=1)


class Claim(Base):
    """A moderator has this contribution open until ``until``, so that no two work on the same one."""

    __tablename__ = "claim"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class Chore(Base):
    """Something that the worker does once a day, and when it last did."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ImportRun(Base):
    """One file brought in: where from, by whom, and the decision that was made at the source, if any."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    source: Mapped[str] = mapped_column(String(200))
    fields: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    moderated_at_source: Mapped[str | None] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    added: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
