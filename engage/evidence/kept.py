"""Where the pages get their numbers: counted at this moment, or, where very many spoke, what the worker counted last.

Kept numbers are counted in one go and kept in one commit. So the overview, the chapters, coverage and packs agree.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from engage.evidence.counts import (
    GROUPS,
    ChapterCounts,
    Rows,
    WholeCounts,
    count_chapter,
    count_groups,
    count_whole,
    grouped,
)
from engage.evidence.themes_heard import ThemeCount
from engage.evidence.voices import CONTRIBUTIONS, in_chapter, voices
from engage.extensions import db
from engage.models import Chapter, Plan, now
from engage.submissions import tallies

WHOLE = "evidence"
"""The name of these figures among the tallies."""
MANY = 5_000
"""Voices up to which pages count by themselves: at this moment, and quickly enough."""


def _page(chapter: Chapter) -> str:
    return f"{WHOLE}:{chapter.id}"


def whole(plan: Plan) -> tuple[WholeCounts, datetime]:
    """The numbers of all chapters, and when they were counted."""
    kept = tallies.fresh(plan, WHOLE)
    at = now()
    return (WholeCounts(**kept), tallies.counted_at(plan, WHOLE)) if kept else (count_whole(plan, at), at)


def chapter(plan: Plan, row: Chapter) -> tuple[ChapterCounts, datetime]:
    """The numbers of one chapter, and when they were counted."""
    kept = tallies.fresh(plan, _page(row))
    if not kept:
        at = now()
        return count_chapter(plan, row, at), at
    themes = [ThemeCount(**theme) for theme in kept["themes"]]
    return ChapterCounts(**kept | {"themes": themes}), tallies.counted_at(plan, _page(row))


def rows_of(plan: Plan, row: Chapter | None, key: str) -> Rows:
    """People and contributions by place, kind or channel (``key``), in one chapter or in all."""
    kept = tallies.fresh(plan, _page(row) if row else WHOLE)
    if kept:
        found: Rows = kept["rows"][key]
        return found
    return grouped(in_chapter(plan, row.id) if row else voices(plan), GROUPS[key])


def reckon(plan: Plan, *, many: int = MANY) -> dict[str, Any]:
    """The numbers of every page as they are kept; nothing to be believed where the pages count by themselves."""
    heard = db.session.scalar(voices(plan).with_only_columns(CONTRIBUTIONS)) or 0
    if heard <= many:
        return {WHOLE: {}} | {_page(row): {} for row in plan.chapters}
    at = now()
    chapters = {_page(row): asdict(count_chapter(plan, row, at)) for row in plan.chapters}
    return {WHOLE: asdict(count_whole(plan, at)) | {"rows": count_groups(plan)}} | chapters
