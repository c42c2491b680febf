"""Column types and checks that the nouns share."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, String, TypeDecorator


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store as UTC; a moment without a time zone is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs a time zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read as UTC."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class EnumString(TypeDecorator[Any]):
    """A StrEnum kept as its plain word, the same on every database."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        """``kind`` is the enumeration; use :func:`one_of` for the check that goes with it."""
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Refuse a word outside the enumeration before the database does."""
        return None if value is None else str(self.kind(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """Read as the enumeration."""
        return None if value is None else self.kind(value)


def one_of(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """A check that ``column`` holds a word of ``kind``."""
    words = ", ".join(f"'{word}'" for word in kind)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")
