"""Figures that the worker reckons beside the requests: kept, and read while they are fresh."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from engage.extensions import db
from engage.models import Analysis, Contribution, Decision, Plan, Tally, ThemeChange, now

COUNTS = "counts"
"""The page whose stamp stands for all: they are reckoned together."""
STALE = timedelta(minutes=15)
"""Older figures are not believed: no worker is at work."""
SETTLED = timedelta(minutes=5)
"""Figures are reckoned anew after this long even when nothing was decided: people confirm and dismiss."""
QUIET = timedelta(seconds=20)
"""While much is decided, figures are not reckoned more often than this."""


def fresh(plan: Plan, page: str) -> Any:
    """The figures kept for a page, or None when there are none to be believed."""
    kept = db.session.get(Tally, (plan.id, page))
    return kept.figures if kept is not None and now() - kept.at < STALE else None


def counted_at(plan: Plan, page: str) -> datetime:
    """When the figures of a page were reckoned: now, unless kept ones are shown."""
    kept = db.session.get(Tally, (plan.id, page))
    return kept.at if kept is not None and now() - kept.at < STALE else now()


def stamp(plan: Plan) -> str:
    """What the figures hang on: the latest contribution, decision, analysis and change of a theme."""
    latest = [
        db.session.scalar(select(func.max(column)))
        for column in (Contribution.id, Decision.id, ThemeChange.id, Analysis.at)
    ]
    return f"{plan.id}:" + ":".join(str(each) for each in latest)


def due(plan: Plan, page: str, mark: str) -> bool:
    """Whether a page's figures are to be reckoned anew."""
    kept = db.session.get(Tally, (plan.id, page))
    if kept is None:
        return True
    age = now() - kept.at
    return age > SETTLED or (kept.stamp != mark and age > QUIET)


def spoil() -> None:
    """A person confirmed or dismissed: what is kept no longer holds, so the worker reckons anew; the caller commits."""
    db.session.execute(update(Tally).where(Tally.page == COUNTS).values(stamp=""))


def keep(plan: Plan, page: str, figures: Any, mark: str) -> None:
    """Keep a page's figures; the caller commits."""
    row = db.session.get(Tally, (plan.id, page)) or Tally(plan_id=plan.id, page=page)
    row.figures, row.stamp, row.at = figures, mark, now()
    db.session.add(row)
    db.session.flush()
