"""Every public page, found in the route map: narrow, in forced colours, by keyboard, in print, light and steady; axe clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.house.public_pages import Opened, open_all
from tests.house.test_public_pages import WHOLE_ALONE
from tests.journeys.conftest import OpenPage, Site

pytestmark = [pytest.mark.browser, pytest.mark.journey]

NARROW = {"width": 320, "height": 640}
MOST_SHIFT = 0.05
FIRST_LOAD = 100 * 1024
AFTERWARDS = 15 * 1024
_SHIFTED = """() => new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const one of list.getEntries())
    if (!one.hadRecentInput) sum += one.value; }).observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 50); })"""
MAIN = ("/", "/give", "/voices", "/themes", "/you-said-we-did", "/questions", "/drafts", "/receipt", "/about/privacy")
MOST_NODES = 3_000
_TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FOCUS_SEEN = """() => { const one = document.activeElement, style = getComputedStyle(one);
    return one !== document.body && (style.outlineStyle !== 'none' || style.boxShadow !== 'none'); }"""
_MENU_PRINTED = """() => [...document.querySelectorAll('.nhsuk-header__navigation, .app-no-print')]
    .filter(one => one.getClientRects().length > 0).length"""


@pytest.fixture(scope="module")
def pages(site: Site) -> list[Opened]:
    """Every public page, with the cookies of whoever can open it."""
    with site.app.app_context():
        return list(open_all(site.app))


def _as_visitor(page: Page, opened: Opened, url: str) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in opened.cookies.items()])


def _look_closely(page: Page, address: str) -> None:
    """No sideways scrolling, a focus that is seen, also in forced colours; print without menus and not cut off."""
    assert page.evaluate(_TOO_WIDE) <= 0, f"{address}: wider than 320 pixels"
    for colours in () if address in WHOLE_ALONE else ("none", "active"):
        page.emulate_media(forced_colors=colours)  # type: ignore[arg-type]
        page.keyboard.press("Tab")
        assert page.evaluate(_FOCUS_SEEN), f"{address}: focus is not seen, forced colours {colours}"
    page.emulate_media(forced_colors="none", media="print")
    assert page.evaluate(_MENU_PRINTED) == 0, f"{address}: a menu is printed"
    page.emulate_media(media="screen")


@pytest.mark.timeout(400)  # some fifty pages, on a machine that may be busy
def test_every_public_page(
    open_page: OpenPage, site: Site, pages: list[Opened], accessible: Callable[[Page], None]
) -> None:
    page = open_page(viewport=NARROW)
    for opened in pages:
        _as_visitor(page, opened, site.url)
        answer = page.goto(opened.address)
        assert answer is not None and answer.status == 200, opened.address
        assert page.evaluate(_SHIFTED) <= MOST_SHIFT, f"{opened.address}: the page moves while it comes"
        _look_closely(page, opened.address)
        if not opened.address.startswith(("/give/", "/receipt/mine")):  # the giving journey looks at these
            accessible(page)


def test_the_main_pages_keep_to_chromiums_own_budget(open_page: OpenPage, site: Site, pages: list[Opened]) -> None:
    """Bytes on the wire at a first visit and at the next page, shift, and nodes; times are tests/bench/browser.py's."""
    main = [one.address for one in pages if one.address in MAIN or one.address.startswith(("/voices/", "/drafts/m"))]
    assert set(MAIN) <= set(main)
    page = open_page()
    asked = page.context.new_cdp_session(page)
    asked.send("Network.enable")
    asked.send("Performance.enable")
    wire: list[float] = []
    asked.on("Network.loadingFinished", lambda done: wire.append(done["encodedDataLength"]))
    for address in main:
        page.goto("about:blank")
        page.context.clear_cookies()
        asked.send("Network.clearBrowserCache")
        for address_now, most in ((address, FIRST_LOAD), ("/themes" if address != "/themes" else "/", AFTERWARDS)):
            wire.clear()
            page.goto(address_now, wait_until="load")
            shifted = page.evaluate(_SHIFTED)
            assert 0 < sum(wire) <= most, f"{address}, then {address_now}: {sum(wire):.0f} bytes"
            assert shifted <= MOST_SHIFT, f"{address_now}: moves by {shifted}"
            metrics = {one["name"]: one["value"] for one in asked.send("Performance.getMetrics")["metrics"]}
            assert metrics["Nodes"] <= MOST_NODES, f"{address_now}: {metrics['Nodes']:.0f} nodes"


def test_errors_take_the_focus_and_are_accessible(
    open_page: OpenPage, site: Site, pages: list[Opened], accessible: Callable[[Page], None]
) -> None:
    page = open_page(viewport=NARROW)
    paragraph = next(opened.address for opened in pages if "/paragraphs/" in opened.address)
    for address, button in (("/receipt", "Open my receipt"), ("/give", "Continue"), (paragraph, "Send my comment")):
        page.goto(address)
        page.get_by_role("button", name=button).click()
        expect(page.locator(".nhsuk-error-summary")).to_be_focused()
        accessible(page)
        assert page.title().startswith("Error: "), address
    page.goto("/nowhere")
    accessible(page)
