"""What has changed on the overview since a member of staff last said that they had seen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engage.evidence.queries import Overview
from engage.extensions import db
from engage.models import Endorsement, EvidenceLook, Outcome, Plan, RegisterEntry, User

_TOTALS = {
    "people": "People heard",
    "received": "Received",
    "published": "Published",
    "declined": "Not published",
    "withdrawn": "Taken back",
    "events": "Events",
    "themes": "Themes",
    "register": "Surveys, complaints and reports",
    "outcomes": "Outcomes told",
    "decisions": "Decisions of the steering group",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is not what it was."""

    what: str
    before: int
    after: int
    slug: str = ""

    @property
    def by(self) -> str:
        """How much, with its sign."""
        return f"{self.after - self.before:+,}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Changes:
    """Since when, and what."""

    since: datetime | None
    rows: tuple[Change, ...]


def figures(plan: Plan, view: Overview) -> dict[str, Any]:
    """The overview in plain numbers."""
    totals = {name: getattr(view.totals, name) for name in _TOTALS if hasattr(view.totals, name)}
    decided = select(func.count(Endorsement.id)).where(
        Endorsement.chapter_id.in_([row.chapter.id for row in view.rows])
    )
    told = select(func.count(Outcome.id)).where(Outcome.plan_id == plan.id, Outcome.shown_at.is_not(None))
    entries = select(func.count(RegisterEntry.id)).where(
        RegisterEntry.plan_id == plan.id, RegisterEntry.removed_at.is_(None)
    )
    counted = {"register": entries, "outcomes": told, "decisions": decided}
    totals |= {name: db.session.scalar(query) or 0 for name, query in counted.items()}
    return {"totals": totals, "chapters": {row.chapter.slug: row.people for row in view.rows}}


def changes(reader: User, plan: Plan, view: Overview) -> Changes:
    """What is not as it was when the reader last looked."""
    look = db.session.get(EvidenceLook, (reader.id, plan.id))
    if look is None:
        return Changes(None, ())
    present = figures(plan, view)
    before, chapters = look.figures.get("totals", {}), look.figures.get("chapters", {})
    rows = [Change(name, before.get(key, 0), present["totals"][key]) for key, name in _TOTALS.items()]
    rows += [
        Change(row.chapter.title, chapters.get(row.chapter.slug, 0), row.people, row.chapter.slug) for row in view.rows
    ]
    return Changes(look.at, tuple(row for row in rows if row.before != row.after))


def looked(reader: User, plan: Plan, view: Overview) -> EvidenceLook:
    """The reader has seen the overview as it is now."""
    look = db.session.get(EvidenceLook, (reader.id, plan.id)) or EvidenceLook(user_id=reader.id, plan_id=plan.id)
    look.at, look.figures = view.at, figures(plan, view)
    db.session.add(look)
    db.session.flush()
    return look
