"""A chapter's page as it may be shown: numbers that are too small are hidden, by place, kind, channel and event.

Who lives where, who they are, who sent paper or came to one event are groups of people that somebody could know. A week,
a goal and a theme are not: their numbers are shown as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engage.evidence.chapter_page import Breakdown, ChapterPage, Share
from engage.evidence.coverage import safe_people
from engage.evidence.since_earlier import Earlier
from engage.evidence.suppression import limit_of
from engage.models import Plan


def as_shown(plan: Plan, page: ChapterPage, earlier: Earlier | None = None) -> ChapterPage:
    """The same page with small numbers hidden, as on the page of coverage; for a pack, beside the packs before it."""
    ids = [event.id for event, _ in page.events]
    people = safe_people(plan, page.chapter, "events", ids, limit_of(plan))
    if earlier is not None:
        people = earlier.hold(page.chapter, "events", people)[0]
    return replace(
        page,
        breakdowns=tuple(_safe(plan, page, breakdown, earlier) for breakdown in page.breakdowns),
        events=tuple((event, people[event.id]) for event, _ in page.events),
    )


def _safe(plan: Plan, page: ChapterPage, breakdown: Breakdown, earlier: Earlier | None) -> Breakdown:
    ids = [share.id for share in breakdown.shares if share.id is not None]
    people = safe_people(plan, page.chapter, breakdown.key, ids, limit_of(plan))
    contributions: dict[Any, int | None] = {
        share.id: None if people[share.id] is None else share.contributions for share in breakdown.shares
    }
    if earlier is not None:
        people, contributions = earlier.hold(page.chapter, breakdown.key, people, contributions)
    shares = tuple(_shown(share, people[share.id], contributions[share.id]) for share in breakdown.shares)
    missing = tuple(share.name for share in shares if not share.people and not share.hidden)
    return replace(breakdown, shares=shares, missing=missing)


def _shown(share: Share, people: int | None, contributions: int | None) -> Share:
    hidden = people is None or contributions is None
    return replace(share, people=people or 0, contributions=0 if hidden else contributions or 0, hidden=hidden)
