"""A served site and a real browser, with and without JavaScript."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from waitress.server import create_server

from engage.config import Config
from engage.extensions import db
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from tests import factories
from tests.prepared import application

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 375, "height": 800}
DESKTOP = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Site:
    """A site being served: ``url`` without a slash at its end, and the application to make rows with."""

    url: str
    app: Flask

    def sign_in(self, page: Page, name: str) -> None:
        """One of the factories' people is signed in on ``page``; the form itself is filled in by test_moderate."""
        client = self.app.test_client()
        with self.app.app_context():
            factories.sign_in(client, factories.person(name))
        cookie = client.get_cookie("session")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": self.url}])


def _application(var: Path) -> Flask:
    return application(
        Config(
            secret_key="only-for-journeys-" * 3,
            var=var,
            database_url=f"sqlite:///{var / 'engage.db'}",
            encoder=Path(os.environ.get("ENGAGE_ENCODER", REPOSITORY / "var/encoder")),
            assets=REPOSITORY / "var/assets",
            rate_limits=False,
        )
    )


@pytest.fixture(scope="session")
def shipped_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and the shipped plan, which every site begins with."""
    var = tmp_path_factory.mktemp("plan")
    with _application(var).app_context():
        db.create_all()
        load_plan(read_plan_file(SHIPPED), today=datetime.now(UTC).date())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return var / "engage.db"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, shipped_plan: Path) -> Iterator[Site]:
    """The whole site on a free port, with its own SQLite file and the shipped plan; one for each test module."""
    var = tmp_path_factory.mktemp("site")
    copyfile(shipped_plan, var / "engage.db")
    app = _application(var)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", app)
    server.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium. In CI a missing browser is a failure, never a skip."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip(f"no browser: {CHROMIUM} is missing (apt-get install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield chromium
        chromium.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[OpenPage]:
    """Make a page: ``open_page(javascript=False, viewport=DESKTOP)``. At the end: no script or policy error was seen,
    and nothing was asked of any other host."""
    contexts = []
    problems: list[str] = []

    def make(*, javascript: bool = True, viewport: dict[str, int] | None = None) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport=viewport or PHONE,  # type: ignore[arg-type]
            base_url=site.url,
            locale="en-GB",
            timezone_id="Europe/London",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", lambda said: _note(problems, said.type, said.text))
        page.on("request", lambda asked: _note_host(problems, asked.url, site.url))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not problems


def _note(problems: list[str], kind: str, text: str) -> None:
    if kind == "error" and "the server responded with a status of" not in text:
        problems.append(f"console: {text}")


def _note_host(problems: list[str], asked: str, own: str) -> None:
    if not asked.startswith((own, "data:", "about:", "blob:")):
        problems.append(f"another host: {asked}")


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Assert that axe finds nothing on the page as it stands (the page needs JavaScript switched on)."""
    axe = Axe()

    def check(page: Page) -> None:
        # A click returns when the next page has begun to come; axe must not judge half a page.
        page.wait_for_load_state("load")
        expect(page.locator("body")).to_be_visible()
        found = axe.run(page).response["violations"]
        assert not found, [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]

    return check


def fits(page: Page) -> None:
    """Nothing is wider than the screen, as soon as the header's script has put its menu in order for a new width."""
    for _ in range(100):
        if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{page.url} is wider than the screen")
