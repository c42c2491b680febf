"""What is in no theme yet: never hidden, and put into one by hand where a person sees where it belongs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.models import AssignmentStatus, Contribution, Passage, PassageAssignment, Plan, Theme
from engage.theming.counting import MAY_SHOW, ONE_OF, Rows
from engage.theming.gathering import topical
from engage.theming.theme_page import PAGE


@dataclass(frozen=True, slots=True)
class Ungrouped:
    """A page of the passages in no theme, the newest first; ``hidden`` are counted without their words."""

    passages: tuple[Passage, ...]
    shown: int
    hidden: int
    number: int
    pages: int
    themes: tuple[Theme, ...]


def ungrouped(plan: Plan, *, page: int = 1) -> Ungrouped:
    """Passages about the plan that are in no living theme; what came as copies of one letter is there once."""
    rows = _in_no_theme(plan)
    shown = db.session.scalar(rows.where(MAY_SHOW).with_only_columns(func.count(ONE_OF.distinct()))) or 0
    hidden = db.session.scalar(rows.where(~MAY_SHOW).with_only_columns(func.count(Passage.id))) or 0
    pages = max(1, math.ceil(shown / PAGE))
    number = min(max(page, 1), pages)
    first = rows.where(MAY_SHOW).with_only_columns(func.min(Passage.id).label("id")).group_by(ONE_OF).subquery()
    chosen = select(first.c.id).order_by(first.c.id.desc()).offset((number - 1) * PAGE).limit(PAGE)
    spoken = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    passages = db.session.scalars(
        select(Passage)
        .where(Passage.id.in_(list(db.session.scalars(chosen))))
        .order_by(Passage.id.desc())
        .options(*(spoken.joinedload(part) for part in parts))
    )
    living = select(Theme).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None)).order_by(func.lower(Theme.name))
    return Ungrouped(tuple(passages), shown, hidden, number, pages, tuple(db.session.scalars(living)))


def _in_no_theme(plan: Plan) -> Rows:
    themed = (
        select(PassageAssignment.id)
        .join(Theme, Theme.id == PassageAssignment.theme_id)
        .where(
            PassageAssignment.passage_id == Passage.id,
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            Theme.retired_at.is_(None),
        )
    )
    return topical(plan, whole=True).where(~themed.exists())
