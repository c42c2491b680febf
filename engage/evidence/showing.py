"""A chapter's page as it may be shown: numbers that are too small are hidden, by place, kind, channel and event.

Who lives where, who they are, who sent paper or came to one event are groups of people that somebody could know. A week,
a goal and a theme are not: their numbers are shown as they are.
"""

from __future__ import annotations

from dataclasses import replace

from engage.evidence.chapter_page import Breakdown, ChapterPage
from engage.evidence.coverage import safe_people
from engage.evidence.suppression import limit_of
from engage.models import Plan


def as_shown(plan: Plan, page: ChapterPage) -> ChapterPage:
    """The same page with small numbers hidden, as on the page of coverage."""
    ids = [event.id for event, _ in page.events]
    people = safe_people(plan, page.chapter, "events", ids, limit_of(plan))
    return replace(
        page,
        breakdowns=tuple(_safe(plan, page, breakdown) for breakdown in page.breakdowns),
        events=tuple((event, people[event.id]) for event, _ in page.events),
    )


def _safe(plan: Plan, page: ChapterPage, breakdown: Breakdown) -> Breakdown:
    ids = [share.id for share in breakdown.shares if share.id is not None]
    shown = safe_people(plan, page.chapter, breakdown.key, ids, limit_of(plan))
    shares = tuple(
        share if shown[share.id] is not None else replace(share, people=0, contributions=0, hidden=True)
        for share in breakdown.shares
    )
    missing = tuple(share.name for share in shares if not share.people and not share.hidden)
    return replace(breakdown, shares=shares, missing=missing)
