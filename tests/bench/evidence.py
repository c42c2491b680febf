"""The server's time for the pages of evidence at 3,000 and 300,000 contributions, in one run; and what a sheet of 100,000
rows takes: python -m tests.bench.evidence"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import sys
import time
from pathlib import Path

import xlsxwriter
from rich.console import Console
from sqlalchemy import text, update

from engage.evidence.sheet_columns import columns
from engage.evidence.sheet_import import read_sheet
from engage.extensions import db
from engage.models import Consent, EntryKind, Passage, RegisterImport, current_plan
from tests import factories
from tests.bench.public_pages import Site, filled_app, measure, show

SIZES = (3_000, 300_000)
ROUNDS = 11
SHEET_ROWS = 99_990
ORGANISATIONS = 900


def main() -> None:
    """Measure, print tables, keep the figures; exit 1 when a page grows by more than half."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, default=Path("var/bench-evidence.json"))
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    wanted = options.parse_args()
    sheets = {name: _sheet(name) for name in ("csv", "xlsx")}
    figures = measure(wanted.sizes, wanted.database, rounds=wanted.rounds, site=_site)
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    told = {name: figure.told() for name, figure in figures.items()}
    wanted.out.write_text(json.dumps({"database": wanted.database, "pages": told, "sheets": sheets}, indent=1))
    sys.exit(show(figures, wanted.database))


def _sheet(kind: str) -> dict[str, float]:
    """Rows a second and megabytes for reading a sheet of comments by organisation and rating."""
    rng = random.Random(1)
    rows = [(f"TRUST {rng.randint(1, ORGANISATIONS)}", str(rng.randint(-2, 2))) for _ in range(SHEET_ROWS)]
    content = _excel(rows) if kind == "xlsx" else _csv(rows)
    run = RegisterImport(kind=EntryKind.SURVEY, filename=f"bench.{kind}", content=content)
    before, started = _megabytes(), time.perf_counter()
    reading = read_sheet(run, {column.name: column.guess for column in columns(run)})
    spent = time.perf_counter() - started
    found = {"rows": reading.rows, "rows_a_second": round(reading.rows / spent), "mb": round(_megabytes() - before, 1)}
    Console().print(f"A sheet ({kind}): {found}", highlight=False)
    return found


def _csv(rows: list[tuple[str, str]]) -> bytes:
    return ("Trust name,Rating\n" + "".join(f"{place},{rating}\n" for place, rating in rows)).encode()


def _excel(rows: list[tuple[str, str]]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([("Trust name", "Rating"), *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return kept.getvalue()


def _megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _site(var: Path, url: str, size: int) -> Site:
    """A site as the steering group sees it, where most people let us quote them."""
    app = filled_app(var, url, size, searchable=False, with_vector=0.02)
    with app.app_context():
        if db.engine.dialect.name == "postgresql":  # the filling gave numbers of its own
            db.session.execute(text("""SELECT setval(pg_get_serial_sequence('"user"', 'id'), 1000)"""))
        db.session.execute(update(Consent).where(Consent.show.is_(True)).values(quote=True))
        db.session.execute(update(Passage).values(quotable=True))
        db.session.commit()
        member = factories.person("stella")
        client = app.test_client()
        factories.sign_in(client, member)
        chapter = current_plan().chapters[0].slug
        db.session.remove()
    pages = {
        "overview": "/staff/evidence",
        "a chapter": f"/staff/evidence/{chapter}",
        "coverage": "/staff/coverage",
        "coverage of a chapter": f"/staff/coverage?chapter={chapter}",
        "register": "/staff/register",
        "events": "/staff/events",
        "packs": "/staff/packs",
    }
    return Site(app, client, pages)


if __name__ == "__main__":
    main()
