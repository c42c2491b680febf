"""Who spoke, kept apart from what they said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import Base
from engage.models.types import UtcDateTime, now


class Contributor(Base):
    """One person or group that spoke to us: the unit that "how many people" counts.

    ``code_hash`` is the keyed hash of the private code on the receipt; the code itself is never stored.
    ``source``/``source_key`` join several imported rows of one person.
    """

    __tablename__ = "contributor"
    __table_args__ = (UniqueConstraint("source", "source_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    source: Mapped[str | None] = mapped_column(String(200))
    source_key: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="en")
    """The language that they read our pages in, and so our letters."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """They asked for everything to be erased: only counts are left."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class AboutAnswer(Base):
    """One answer about who a contributor is, such as an age band. Only ever counted, never shown beside words.

    ``question`` and ``option`` are slugs of the plan's own questions (``wording["about_you"]``).
    """

    __tablename__ = "about_answer"
    __table_args__ = (Index("ix_about_answer_counts", "question", "option"),)

    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    option: Mapped[str] = mapped_column(String(40))


class Contact(Base):
    """How to reach a contributor who asked for it; nothing shown, searched or exported ever joins it."""

    __tablename__ = "contact"

    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(40))
    post: Mapped[str | None] = mapped_column(String(500))
