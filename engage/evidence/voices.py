"""The one base that every figure of this room counts from: what was published and may be used."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, and_, case, func

from engage.models import Assignment, AssignmentStatus, Contribution, Plan, Purpose, published

PEOPLE: Label[int] = func.count(Contribution.contributor_id.distinct()).label("people")
"""Everybody once, however often they spoke."""
CONTRIBUTIONS: Label[int] = func.count(Contribution.id.distinct()).label("contributions")


def live(kind: Any) -> ColumnElement[bool]:
    """Suggested or confirmed: what nobody said no to."""
    return kind.status != AssignmentStatus.DISMISSED


def voices(plan: Plan) -> Select[*tuple[Any, ...]]:
    """Every contribution that counts as evidence."""
    return published(Purpose.USE, plan_id=plan.id)


def filed(plan: Plan) -> Select[*tuple[Any, ...]]:
    """The same, once for each chapter where the machine suggests it or a person confirmed it."""
    return voices(plan).join(
        Assignment,
        and_(Assignment.contribution_id == Contribution.id, Assignment.chapter_id.is_not(None), live(Assignment)),
    )


def in_chapter(plan: Plan, chapter_id: int) -> Select[*tuple[Any, ...]]:
    """Those that count for one chapter."""
    return filed(plan).where(Assignment.chapter_id == chapter_id)


def people_since(moment: datetime) -> Label[int]:
    """People who spoke since ``moment``."""
    return func.count(case((Contribution.received_at >= moment, Contribution.contributor_id)).distinct()).label(
        "lately"
    )


def confirmed() -> Label[int]:
    """Contributions whose place in the chapter a person confirmed."""
    by_person = Assignment.status == AssignmentStatus.CONFIRMED
    return func.count(case((by_person, Contribution.id)).distinct()).label("confirmed")


def period(starts: list[datetime]) -> ColumnElement[int]:
    """Which of the periods beginning at ``starts`` (oldest first) it was received in; -1 for earlier."""
    found = [(Contribution.received_at >= start, number) for number, start in enumerate(starts)]
    return case(*reversed(found), else_=-1)
