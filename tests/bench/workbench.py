"""The server's time for the pages of themes, for staff and for everybody, at 100, 1,000 and 10,000 passages, in one run:
python -m tests.bench.workbench"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sqlalchemy import text

import nlp
from engage.extensions import db
from engage.models import Passage, ProposalKind, Theme, ThemeProposal, current_plan
from tests import factories
from tests.bench.public_pages import REPOSITORY, Site, filled_app, measure, show

PASSAGES_EACH = 5
"""That a contribution is cut into, on average."""
SIZES = (100, 1_000, 10_000)
ROUNDS = 21


def main() -> None:
    """Measure, print a table, keep the figures; exit 1 when a page grows by more than half."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, default=Path("var/bench-workbench.json"))
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    options.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    wanted = options.parse_args()
    contributions = [size // PASSAGES_EACH for size in wanted.sizes]
    figures = measure(contributions, wanted.database, rounds=wanted.rounds, site=_site)
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    told = {name: figure.told() for name, figure in figures.items()}
    wanted.out.write_text(json.dumps({"database": wanted.database, "pages": told}, indent=1))
    sys.exit(show(figures, wanted.database))


def _site(var: Path, url: str, size: int) -> Site:
    """A site as an engagement officer sees it: with themes, and with a change that waits for an answer."""
    app = filled_app(var, url, size)
    with app.app_context():
        if db.engine.dialect.name == "postgresql":  # the filling gave numbers of its own
            db.session.execute(text("""SELECT setval(pg_get_serial_sequence('"user"', 'id'), 1000)"""))
        theme = db.session.query(Theme).order_by(Theme.id).first()
        assert theme is not None
        _propose(theme)
        name = nlp.load_encoder(REPOSITORY / "var/encoder").name
        assert theme.encoder == name
        passage = db.session.query(Passage.id).order_by(Passage.id).limit(1).scalar()
        officer = factories.person("ola")
        db.session.commit()
        client = app.test_client()
        factories.sign_in(client, officer)
        pages = _pages(theme.id, passage)
        db.session.remove()
    return Site(app, client, pages)


def _propose(theme: Theme) -> None:
    """A theme that has grown by a twentieth of all passages."""
    ids = [row[0] for row in db.session.query(Passage.id).order_by(Passage.id)]
    part = {
        "key": "grown", "name": theme.name, "keywords": [], "parent": None, "bytes": 0,
        "passages": [[id_, 0.9] for id_ in ids[::20]],
    }  # fmt: skip
    plan = current_plan()
    db.session.add(ThemeProposal(plan_id=plan.id, kind=ProposalKind.GROWN, themes=[theme.id], into=[part]))


def _pages(theme: int, passage: int) -> dict[str, str]:
    chapter = current_plan().chapters[0].slug
    return {
        "list of themes": "/staff/themes",
        "list, by new people": "/staff/themes?sort=lately",
        "list, one chapter": f"/staff/themes?chapter={chapter}",
        "list, change waiting": "/staff/themes?show=waiting",
        "a theme": f"/staff/themes/{theme}",
        "a theme, page 2": f"/staff/themes/{theme}?page=2",
        "more like some words": f"/staff/themes/{theme}?q=bus+to+the+hospital",
        "more like a passage": f"/staff/themes/{theme}?like={passage}",
        "changes": "/staff/themes/changes",
        "themes, for everybody": "/themes",
    }


if __name__ == "__main__":
    main()
