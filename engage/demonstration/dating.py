"""The demonstration's milestones stand around the day it was loaded, so that some are still to come."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from engage.extensions import db
from engage.models import Milestone, Plan

AS_IF = date(2019, 9, 1)
"""The day in the shipped plan's calendar that the demonstration pretends it is: first drafts are being read."""


def move_milestones(plan: Plan, today: date) -> int:
    """Move every date by whole weeks, so that meetings stay on working days; how many. The caller flushes."""
    weeks = timedelta(days=(today - AS_IF).days // 7 * 7)
    rows = db.session.scalars(select(Milestone).where(Milestone.plan_id == plan.id)).all()
    for row in rows:
        row.on += weeks
    return len(rows)
