"""The plan as staff look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from engage.extensions import db
from engage.models import Chapter, Objective, Plan
from engage.plan.parts import PARTS, Part


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a list: its name, and what is worth knowing at a glance."""

    id: int
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the plan and its entries."""

    part: Part
    lines: tuple[Line, ...]


def overview(plan: Plan) -> list[Section]:
    """All parts but objectives, which stand with their chapters."""
    return [
        Section(part, tuple(Line(row.id, str(getattr(row, part.named)), _detail(row)) for row in _rows(plan, part)))
        for part in PARTS.values()
        if part.kind is not Objective
    ]


def objectives(chapter: Chapter) -> Section:
    """What a chapter promises."""
    lines = (Line(row.id, f"{row.number}. {row.text}", row.by_when) for row in chapter.objectives)
    return Section(PARTS["objectives"], tuple(lines))


def _rows(plan: Plan, part: Part) -> Sequence[Any]:
    order = next(getattr(part.kind, name) for name in ("number", "position", "opens", "on") if hasattr(part.kind, name))
    return db.session.scalars(select(part.kind).where(part.kind.plan_id == plan.id).order_by(order, part.kind.id)).all()


def _detail(row: Any) -> str:
    if isinstance(row, Chapter):
        count = len(row.objectives)
        return f"{count} objective{'' if count == 1 else 's'}"
    if hasattr(row, "opens"):
        return f"{_day(row.opens)} to {_day(row.closes)}"
    if hasattr(row, "on"):
        return _day(row.on)
    if hasattr(row, "attribution"):
        return f"Printed as: {row.attribution}"
    if hasattr(row, "towns"):
        return f"{len(row.towns)} towns and villages"
    return str(getattr(row, "plain", ""))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
