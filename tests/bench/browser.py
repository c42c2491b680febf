"""What the main pages weigh, and how soon they are seen, in Chromium: python -m tests.bench.browser

A first visit to each page with a phone's screen, on a site with 1,000 contributions: once as the machine is, and once as
slow as an old phone with a poor signal; and what one more page weighs after it. Bytes, shift and nodes are the same on
every machine, so tests/journeys/test_public_pages.py holds them too. It takes some three minutes on two quiet cores.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from waitress.server import create_server

from engage.extensions import db
from tests.bench.public_pages import filled_app, pages
from tests.journeys.conftest import CHROMIUM, PHONE, SWITCHES

NAMES = (
    "first page", "give", "what people say", "one voice", "themes", "you said, we did", "questions", "drafts",
    "a draft", "receipt", "about",
)  # fmt: skip
SIZE, ROUNDS = 1_000, 3
MOST_FIRST_KB, MOST_NEXT_KB, MOST_SHIFT = 100.0, 15.0, 0.05
AFTER = "/give"
"""The page that is opened after each; /receipt after that one itself."""
MOST_PAINT_MS, MOST_SCRIPT_MS = 2_500, 300
"""The largest contentful paint that Chromium calls good, and work that nobody notices; of the slow phone too."""
SLOWER, BYTES_A_SECOND, LATENCY_MS = 4, 200_000, 150
"""The slow phone: as Lighthouse's, a quarter of the machine's speed and slow 4G."""
_WATCH = """window.paint = 0; window.shift = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) window.paint = one.startTime; })
        .observe({type: 'largest-contentful-paint', buffered: true});
    new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value; })
        .observe({type: 'layout-shift', buffered: true});"""


@dataclass
class Seen:
    """What each round said of one page: milliseconds until the largest part was painted, and of script; and its weight."""

    paint: list[float] = field(default_factory=list)
    script: list[float] = field(default_factory=list)
    first_kb: float = 0.0
    next_kb: float = 0.0
    shift: float = 0.0

    @property
    def told(self) -> dict[str, float]:
        """The middle of the rounds."""
        return {
            "paint_ms": round(statistics.median(self.paint)),
            "script_ms": round(statistics.median(self.script), 1),
            "first_kb": round(self.first_kb, 1),
            "next_kb": round(self.next_kb, 1),
            "shift": round(self.shift, 3),
        }

    @property
    def too_much(self) -> bool:
        """Whether it breaks a limit."""
        late = self.told["paint_ms"] > MOST_PAINT_MS or self.told["script_ms"] > MOST_SCRIPT_MS
        return late or self.first_kb > MOST_FIRST_KB or self.next_kb > MOST_NEXT_KB or self.shift > MOST_SHIFT


def main() -> None:
    """Measure, print a table, keep the figures; exit 1 when a page is late or works too much."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, default=Path("var/bench-browser.json"))
    options.add_argument("--size", type=int, default=SIZE)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    wanted = options.parse_args()
    with _served(wanted.size) as (url, addresses), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        figures = {slow: _measure(browser, url, addresses, wanted.rounds, slow=slow) for slow in (False, True)}
        browser.close()
    told = {"slow phone" if slow else "this machine": {n: s.told for n, s in f.items()} for slow, f in figures.items()}
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    wanted.out.write_text(json.dumps(told, indent=1))
    _show(figures)
    sys.exit(any(seen.too_much for each in figures.values() for seen in each.values()))


@contextmanager
def _served(size: int) -> Iterator[tuple[str, dict[str, str]]]:
    """A site with so many contributions on a free port, and the address of each page by name."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        app = filled_app(Path(folder), f"sqlite:///{folder}/bench.db", size)
        with app.app_context():
            addresses = {name: address for name, address in pages().items() if name in NAMES}
            db.session.remove()
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}", addresses
        server.close()
        with app.app_context():
            db.engine.dispose()


def _measure(browser: Browser, url: str, addresses: dict[str, str], rounds: int, *, slow: bool) -> dict[str, Seen]:
    """Each page in turn, every time with an empty cache; the first round only warms the server up."""
    figures = {name: Seen() for name in addresses}
    for number in range(rounds + 1):
        for name, address in addresses.items():
            with _phone(browser, slow=slow) as (page, asked):
                first = _bytes(asked, page, f"{url}{address}")
                page.wait_for_timeout(200)  # paints after the page has come
                if number:
                    metrics = {one["name"]: one["value"] for one in asked.send("Performance.getMetrics")["metrics"]}
                    figures[name].paint.append(float(page.evaluate("window.paint")))
                    figures[name].script.append(1000 * metrics["ScriptDuration"])
                    figures[name].shift = max(figures[name].shift, float(page.evaluate("window.shift")))
                elif not slow:
                    onward = AFTER if address != AFTER else "/receipt"
                    figures[name].first_kb, figures[name].next_kb = first, _bytes(asked, page, f"{url}{onward}")
    return figures


@contextmanager
def _phone(browser: Browser, *, slow: bool) -> Iterator[tuple[Page, CDPSession]]:
    """A new phone with nothing kept from before."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(_WATCH)
    asked = context.new_cdp_session(page)
    asked.send("Performance.enable")
    asked.send("Network.enable")
    if slow:
        _slow_down(asked)
    yield page, asked
    context.close()


def _bytes(asked: CDPSession, page: Page, address: str) -> float:
    """Kilobytes on the wire until the page has loaded."""
    wire: list[float] = []

    def add(done: dict[str, float]) -> None:
        wire.append(done["encodedDataLength"])

    asked.on("Network.loadingFinished", add)
    page.goto(address, wait_until="load")
    asked.remove_listener("Network.loadingFinished", add)
    return sum(wire) / 1024


def _slow_down(asked: CDPSession) -> None:
    asked.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    wire = {"latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND / 2}
    asked.send("Network.emulateNetworkConditions", {"offline": False, **wire})


def _show(figures: dict[bool, dict[str, Seen]]) -> None:
    table = Table(
        "page", "kB", "then", "shift", "paint", "script", "slow", "script",
        title="kB of a first visit, then of the next page; largest paint and script in ms, here and on a slow phone",
    )  # fmt: skip
    for name, quick in figures[False].items():
        slow = figures[True][name]
        weight = [f"{quick.first_kb:.1f}", f"{quick.next_kb:.1f}", f"{max(quick.shift, slow.shift):.3f}"]
        cells = [f"{one.told[what]:,.0f}" for one in (quick, slow) for what in ("paint_ms", "script_ms")]
        table.add_row(name, *weight, *cells, style="red" if quick.too_much or slow.too_much else None)
    Console().print(table)


if __name__ == "__main__":
    main()
