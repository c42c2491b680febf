"""An author's own Word file, kept only while it is being worked on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter
from engage.models.types import UtcDateTime, now
from engage.models.user import User


class WordDraft(Base):
    """A draft of a chapter as its author uploaded it. It is destroyed at ``kept_until`` or when its author says so."""

    __tablename__ = "word_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    chapter_id: Mapped[int] = mapped_column(ForeignKey("chapter.id"), index=True)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    kept_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Paragraph number to the quotes chosen to follow it: references with the first 8 digits of their text's digest."""
    holds: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """The quotes that stood in it when it was uploaded, written like the choices; None for drafts not looked through."""

    chapter: Mapped[Chapter] = relationship()
    uploaded_by: Mapped[User] = relationship()
