"""The migrations make the tables that the models describe, on both databases, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cryptography.fernet import Fernet
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from engage import create_app
from engage.config import Config
from engage.extensions import db

_STAFF = """INSERT INTO "user" (id, name, email, active, fs_uniquifier, failed_sign_ins, invited_at, mf_recovery_codes)
    VALUES (1, 'Mo', 'mo@example.org', true, 'mo', 0, '2026-01-01', '1111-aaaa,2222-bbbb')"""
"""Somebody with recovery codes from when they were kept as they are."""


@pytest.fixture
def empty_url(config: Config, tmp_path: Path) -> str:
    """A database without tables, beside the one under test."""
    if config.database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'empty.db'}"
    engine = create_engine(config.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS empty_one"))
        connection.execute(text("CREATE DATABASE empty_one"))
    engine.dispose()
    return config.database_url.replace("/postgres?", "/empty_one?")


def test_migrations_and_models_agree_and_can_be_undone(config: Config, empty_url: str) -> None:
    app = create_app(replace(config, database_url=empty_url))
    with app.app_context():
        upgrade(revision="0009")
        db.session.execute(text(_STAFF))
        db.session.commit()
        upgrade()
        codes = db.session.execute(text('SELECT mf_recovery_codes FROM "user"')).scalar_one().split(",")
        key = Fernet(app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS"][0])
        assert [key.decrypt(code.encode()) for code in codes] == [b"1111-aaaa", b"2222-bbbb"]
        with db.engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
        guards = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "postgresql":
            guards = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        assert [difference for difference in differences if "fts" not in str(difference)] == []
        assert db.session.execute(text(guards)).scalar_one() >= 3
        db.session.remove()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()
