"""Staff: accounts, roles and the chapters that an author writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.plan import Chapter
from engage.models.types import UtcDateTime, now

LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)

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
    second_factor: Mapped[bool] = mapped_column(default=False)
    """Whether whoever has this role must sign in with a second factor."""


class User(Base, UserMixin):
    """A member of staff, invited by a colleague.

    The columns from ``password`` to ``mf_recovery_codes`` are Flask-Security's, and the methods below are the
    places where it asks about locking and second factors.
    """

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

    roles: Mapped[list[Role]] = relationship(secondary=user_role, order_by=Role.name)  # type: ignore[assignment]
    chapters: Mapped[list[Chapter]] = relationship(secondary=chapter_author, order_by=Chapter.position)

    @property
    def role_names(self) -> frozenset[str]:
        """The names of this person's roles."""
        return frozenset(role.name for role in self.roles)

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of this person's roles asks for a second factor."""
        return any(role.second_factor for role in self.roles)

    def check_tf_required(
        self,
        tf_setup_methods: list[tuple[str, str]],
        tf_fresh: bool,  # noqa: ARG002 - the library's signature
    ) -> tuple[bool, list[tuple[str, str]]]:
        """A second factor is asked for when a role needs it, and always once it has been set up."""
        return self.needs_second_factor or bool(tf_setup_methods), tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Whether this person may not switch the second factor off."""
        return self.needs_second_factor

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:
        """Count a wrong password or code; too many in a row lock the account for a while."""
        self.failed_sign_ins += 1
        if self.failed_sign_ins >= LOCK_AFTER:
            self.locked_until, self.failed_sign_ins = now() + LOCK_FOR, 0
        super().track_failed_authn(auth_type, tfa)

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Whether too many wrong tries were made lately."""
        locked = self.locked_until is not None and self.locked_until > now()
        if locked and form_error is not None:
            form_error.append("There were too many wrong tries. Wait 15 minutes, then try again.")
        return locked
