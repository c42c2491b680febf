"""What every test would otherwise make anew: an application, and a database as it was when it was ready."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, text

from engage import create_app
from engage.accounts.sign_in import SECURITY
from engage.config import Config
from engage.extensions import db

# Argon2 is slow on purpose: 0.2 s for each sign-in. The least that it allows proves the same.
SECURITY["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {
    "argon2__time_cost": 1,
    "argon2__memory_cost": 8,
    "argon2__parallelism": 1,
}


COMPILED = FileSystemBytecodeCache("")
"""Templates compiled once for all applications and processes of a run; conftest.py says in which folder."""
_LARGEST = (
    "SELECT max(pg_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
_LARGE = 256 * 1024
"""Bytes of a table. Deleting is quicker than truncating, but leaves dead rows: thousands make later tests slow."""


def application(config: Config) -> Flask:
    """An application that shares its compiled templates with the others."""
    app = create_app(config)
    app.jinja_env.bytecode_cache = COMPILED
    return app


def keep(engine: Engine, name: str) -> Callable[[], None]:
    """Take a copy of the tables as they are; what comes back puts them back, past all guards, in milliseconds."""
    return _keep_in_postgresql(engine, name) if engine.dialect.name == "postgresql" else _keep_in_memory(engine)


def _keep_in_memory(engine: Engine) -> Callable[[], None]:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(engine.raw_connection()) as raw:
        raw.driver_connection.backup(copy)  # type: ignore[union-attr]

    def put_back() -> None:
        engine.dispose()  # what an earlier test's connections remember of the tables must not outlive them
        with closing(engine.raw_connection()) as raw:
            copy.backup(raw.driver_connection)

    return put_back


def _keep_in_postgresql(engine: Engine, schema: str) -> Callable[[], None]:
    """The copy lies in a schema beside the tables, and a function, whose plans the server keeps, puts it back."""
    names = [f'"{table.name}"' for table in db.metadata.sorted_tables]
    with engine.begin() as connection:
        run = connection.exec_driver_sql
        filled = [name for name in names if run(f"SELECT FROM {name} LIMIT 1").all()]
        deletions = " ".join(f"DELETE FROM public.{name};" for name in names)
        insertions = " ".join(f"INSERT INTO public.{name} SELECT * FROM {schema}.{name};" for name in filled)
        run(f"CREATE SCHEMA {schema}")
        for name in filled:
            run(f"CREATE TABLE {schema}.{name} AS TABLE public.{name}")
        run(
            f"CREATE FUNCTION {schema}.put_back() RETURNS void LANGUAGE plpgsql "
            "SET session_replication_role = replica SET lock_timeout = '1s' AS $$ BEGIN "
            f"IF ({_LARGEST}) > {_LARGE} THEN BEGIN TRUNCATE {', '.join(names)}; "
            f"EXCEPTION WHEN lock_not_available THEN {deletions} END; ELSE {deletions} END IF; {insertions} END $$"
        )

    def put_back() -> None:
        with engine.begin() as connection:
            connection.execute(text(f"SELECT {schema}.put_back()"))

    return put_back
