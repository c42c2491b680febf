"""Alembic's surroundings: the application's own engine and tables, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import DateTime, String, TypeDecorator, UnicodeText

database = current_app.extensions["migrate"].db


def _is_ours(_object: object, name: str | None, kind: str, reflected: bool, _compare_to: object) -> bool:
    """Leave out what the databases or the search index keep for themselves."""
    return not (kind == "table" and reflected and name is not None and name not in database.metadata.tables)


def _plain_type(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as what they are in the database, so that old steps need no application code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        plain = item.impl_instance
        return {
            DateTime: "sa.DateTime(timezone=True)",
            String: f"sa.String(length={getattr(plain, 'length', None)})",
            UnicodeText: "sa.UnicodeText()",
        }[type(plain)]
    return False


def run_online() -> None:
    """Upgrade in one transaction a step."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=_is_ours,
            render_item=_plain_type,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run_online()
