"""A chapter's page as it may be shown: numbers of people by place and by kind that are too small are hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engage.evidence.chapter_page import Breakdown, ChapterPage
from engage.evidence.coverage import safe_people
from engage.evidence.suppression import limit_of
from engage.models import Contribution, Plan

_COLUMNS = {"places": Contribution.locality_id, "kinds": Contribution.respondent_kind_id}
"""What could tell who somebody is. How and when people spoke does not."""


def as_shown(plan: Plan, page: ChapterPage) -> ChapterPage:
    """The same page with small numbers hidden, as on the page of coverage."""
    return replace(page, breakdowns=tuple(_safe(plan, page, breakdown) for breakdown in page.breakdowns))


def _safe(plan: Plan, page: ChapterPage, breakdown: Breakdown) -> Breakdown:
    column: Any = _COLUMNS.get(breakdown.key)
    if column is None:
        return breakdown
    ids = [share.id for share in breakdown.shares if share.id is not None]
    shown = safe_people(plan, page.chapter, column, ids, limit_of(plan))
    shares = tuple(
        share if shown[share.id] is not None else replace(share, people=0, contributions=0, hidden=True)
        for share in breakdown.shares
    )
    missing = tuple(share.name for share in shares if not share.people and not share.hidden)
    return replace(breakdown, shares=shares, missing=missing)
