"""Staff: accounts, roles and the chapters that an author writes."""

from __future__ import annotations

from datetime import datetime

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter
from engage.models.types import UtcDateTime, now

user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)
chapter_author = Table(
    "chapter_author",
    Base.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("chapter_id", ForeignKey("chapter.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base, RoleMixin):
    """A role by name; what each may do is in policies.py."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(255), default="")


class User(Base, UserMixin):
    """A member of staff, invited by a colleague. The columns from ``active`` to ``us`` are Flask-Security's."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    roles: Mapped[list[Role]] = relationship(secondary=user_role, order_by=Role.name)
    chapters: Mapped[list[Chapter]] = relationship(secondary=chapter_author, order_by=Chapter.position)

    @property
    def role_names(self) -> frozenset[str]:
        """The names of this person's roles."""
        return frozenset(role.name for role in self.roles)
