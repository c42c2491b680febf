"""The server's time for the moderators' pages with 30, 300 and 30,000 items, in one run: python -m tests.bench.queue

So many wait, new, on hold or in the tray of likely spam, and half as many again are decided or referred. A queue of thirty
thousand should open as fast as one of thirty, within half.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

from engage.codes import new_reference
from engage.extensions import db
from engage.models import (
    Channel,
    Consent,
    Contribution,
    Contributor,
    Decision,
    Locality,
    Original,
    Plan,
    Report,
    RespondentKind,
    Screening,
    User,
    digest,
    now,
)
from tests import factories
from tests.bench.filling import COMMON, loosened, settle
from tests.bench.public_pages import Site, filled_app, measure, show

SIZES = (30, 300, 30_000)
NARROWED = 300
"""Where the growth of a narrowed list begins: of thirty, too few are like that to fill a page."""
ROUNDS = 21
MIX = {"received": 94, "held": 6, "published": 50, "declined": 10, "referred": 2}
"""Per cent of what waits."""
LISTS_OF_FEW = frozenset({
    "tray", "queue, stories", "queue, a concern", "queue, advertising", "queue, not checked", "queue, a place",
    "queue, a channel", "queue, on hold", "queue, languages",
})  # fmt: skip
KINDS = {"published": "publish", "declined": "decline", "held": "second", "referred": "refer"}
CONCERNS = ("complaint", "abuse", "self-harm", "advertising")
FEW = 21
"""Rows of each kind that there are at least, so that the small site's pages are as full as the large one's."""


def main() -> None:
    """Measure, print a table, keep the figures; exit 1 when a page grows by more than half."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", type=Path, default=Path("var/bench-queue.json"))
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--only", default="", help="measure only pages whose name holds this")
    wanted = options.parse_args()
    figures = measure(wanted.sizes, wanted.database, rounds=wanted.rounds, only=[wanted.only], site=_site)
    for name, figure in figures.items():
        if name in LISTS_OF_FEW:
            figure.ms = {size: spent for size, spent in figure.ms.items() if size >= NARROWED} or figure.ms
    wanted.out.parent.mkdir(parents=True, exist_ok=True)
    told = {name: figure.told() for name, figure in figures.items()}
    wanted.out.write_text(json.dumps({"database": wanted.database, "pages": told}, indent=1))
    sys.exit(show(figures, wanted.database))


def _site(var: Path, url: str, size: int) -> Site:
    """A site as a safeguarding lead sees it, who may open every page of the room."""
    app = filled_app(var, url, size, _put_in)
    with app.app_context():
        if db.engine.dialect.name == "postgresql":  # the filling gave numbers of its own
            for table in ('"user"', "decision"):
                db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1000000)"))
        lead = factories.person("sam")
        db.session.commit()
        client = app.test_client()
        factories.sign_in(client, lead)
        pages = _pages()
        db.session.remove()
    return Site(app, client, pages)


def _put_in(plan: Plan, size: int) -> None:
    """Made-up texts in every state, most of them waiting; commits."""
    rng, at = random.Random(size), now()
    states = [state for state, share in MIX.items() for _ in range(max(size * share // 100, FEW))]
    rng.shuffle(states)
    loosened(True)
    rows = [_row(plan, number, state, rng) for number, state in enumerate(states, 1)]
    said = [" ".join(rng.choices(COMMON, k=rng.randint(40, 120))).capitalize() + "." for _ in rows]
    put = db.session.execute
    put(insert(User), [{"id": 1, "email": "bench@example.org", "name": "Bench", "fs_uniquifier": "b", "active": True}])
    put(insert(Contributor), [{"id": row["id"]} for row in rows])
    put(insert(Contribution), [row | _shown(row["state"], words) for row, words in zip(rows, said, strict=True)])
    put(insert(Consent), [{"contribution_id": row["id"], "use": True, "show": True, "quote": False} for row in rows])
    put(
        insert(Original),
        [{"contribution_id": r["id"], "text": w, "digest": digest(w)} for r, w in zip(rows, said, strict=True)],
    )
    put(insert(Decision), [_decision(row, at) for row in rows if row["last_decision_id"]])
    rare = max(0.03, 2 * FEW / size)  # so that a page of each kind of concern is full at every size
    put(insert(Screening), [_screening(row["id"], words, rare, rng) for row, words in zip(rows, said, strict=True)])
    shown = [row["id"] for row in rows if row["state"] == "published"][:5]
    put(
        insert(Report),
        [{"reference": new_reference(), "contribution_id": i, "reason": "untrue", "note": "No"} for i in shown],
    )
    loosened(False)
    db.session.commit()
    settle()


def _row(plan: Plan, number: int, state: str, rng: random.Random) -> dict[str, Any]:
    lists = _lists(plan)
    return {
        "id": number, "plan_id": plan.id, "contributor_id": number, "reference": new_reference(), "state": state,
        "kind": rng.choice(["idea", "story", "comment"]), "version": 2, "use_only": False,
        "received_at": now() - timedelta(minutes=2 * number), "language": rng.choice(["en"] * 9 + ["pl"]),
        "last_decision_id": None if state == "received" else number,
        "suspicion": "honeypot" if state == "received" and rng.random() < 0.02 else "",
        "twins": f"letter-{rng.randint(1, 40)}" if rng.random() < 0.1 else None,
        "locality_id": rng.choice(lists[Locality]), "respondent_kind_id": rng.choice(lists[RespondentKind]),
        "channel_id": rng.choice(lists[Channel]),
    }  # fmt: skip


def _shown(state: str, words: str) -> dict[str, Any]:
    if state != "published":
        return {"published_text": None, "published_digest": None, "published_at": None}
    return {"published_text": words, "published_digest": digest(words), "published_at": now()}


_KEPT: dict[int, dict[type[Any], list[int]]] = {}


def _lists(plan: Plan) -> dict[type[Any], list[int]]:
    """Ids of the plan's lists, which are the same in every site of a run."""
    if plan.id not in _KEPT:
        kinds: tuple[type[Any], ...] = (Locality, RespondentKind, Channel)
        _KEPT[plan.id] = {
            kind: list(db.session.scalars(select(kind.id).where(kind.plan_id == plan.id).order_by(kind.id)))
            for kind in kinds
        }
    return _KEPT[plan.id]


def _decision(row: dict[str, Any], at: Any) -> dict[str, Any]:
    return {
        "id": row["id"], "contribution_id": row["id"], "by_id": 1, "kind": KINDS[row["state"]], "old": "received",
        "new": row["state"], "reason": "later", "at": at - timedelta(hours=30, seconds=row["id"]),
    }  # fmt: skip


def _screening(number: int, words: str, rare: float, rng: random.Random) -> dict[str, Any]:
    concern = rng.choice(CONCERNS) if rng.random() < rare * len(CONCERNS) else ""
    return {
        "contribution_id": number, "text_digest": digest(words), "version": "bench",
        "status": "failed" if rng.random() < rare else "done", "seriousness": {"": 0, "advertising": 0, "self-harm": 3}.get(concern, 1),
        "identifiers": [{"start": 0, "end": 5, "kind": "person"}],
        "concerns": [{"start": 0, "end": 9, "kind": concern, "level": "high"}] if concern else [],
    }  # fmt: skip


def _pages() -> dict[str, str]:
    """The room's pages by name."""
    waiting = select(Contribution.reference).where(Contribution.state == "received", Contribution.suspicion == "")
    first, shown = db.session.scalars(waiting.order_by(Contribution.urgency)).first(), "/staff/queue?"
    letter = db.session.scalars(waiting.where(Contribution.twins.is_not(None))).first() or first
    return {
        "queue": "/staff/queue",
        "queue, page 2": "/staff/queue?page=2",
        "queue, last page": "/staff/queue?page=100000",
        "queue, stories": f"{shown}kind=story",
        "queue, a concern": f"{shown}concern=complaint",
        "queue, advertising": f"{shown}concern=advertising",
        "queue, not checked": f"{shown}concern=unchecked",
        "queue, a place": f"{shown}place=norwich",
        "queue, a channel": f"{shown}channel=website",
        "queue, on hold": f"{shown}waiting=held",
        "queue, languages": f"{shown}language=other",
        "queue, on my desk": f"{shown}mine=mine",
        "queue, second opinion": f"{shown}mine=second",
        "item": f"/staff/queue/{first}",
        "item, a campaign's letter": f"/staff/queue/{letter}",
        "decided": "/staff/decided",
        "declined": "/staff/decided?state=declined",
        "referred": "/staff/referred",
        "tray": "/staff/spam",
        "reports": "/staff/reports",
        "second reading": "/staff/second-reading",
        "home": "/staff",
    }


if __name__ == "__main__":
    main()
