"""Where the pages get their numbers: counted at this moment, or, where very many spoke, what the worker counted last.

Kept numbers are counted in one go and kept in one commit. So the overview, the chapters, coverage and packs agree.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from engage.evidence.counts import (
    ABOUT,
    GROUPS,
    ChapterCounts,
    Rows,
    WholeCounts,
    answers,
    asked,
    count_chapter,
    count_groups,
    count_whole,
    grouped,
)
from engage.evidence.themes_heard import ThemeCount
from engage.evidence.voices import CONTRIBUTIONS, PEOPLE, in_chapter, voices
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
    if kept:
        return WholeCounts(**kept), tallies.counted_at(plan, WHOLE)
    moment = now()
    return count_whole(plan, moment), moment


def chapter(plan: Plan, row: Chapter) -> tuple[ChapterCounts, datetime]:
    """The numbers of one chapter, and when they were counted."""
    kept = tallies.fresh(plan, _page(row))
    if not kept:
        moment = now()
        return count_chapter(plan, row, moment), moment
    themes = [ThemeCount(**theme) for theme in kept["themes"]]
    return ChapterCounts(**kept | {"themes": themes}), tallies.counted_at(plan, _page(row))


def rows_of(plan: Plan, row: Chapter | None, key: str) -> Rows:
    """People and contributions by place, kind or channel (``key``), in one chapter or in all."""
    kept = tallies.fresh(plan, _page(row) if row else WHOLE)
    if kept:
        found: Rows = kept["rows"][key]
        return found
    return grouped(in_chapter(plan, row.id) if row else voices(plan), GROUPS[key])


def answers_of(plan: Plan, row: Chapter | None) -> dict[str, Rows]:
    """People and contributions by what people say about themselves, in one chapter or in all."""
    kept = tallies.fresh(plan, _page(row) if row else WHOLE)
    wanted = [ABOUT + question.slug for question in asked(plan)]
    if kept and set(wanted) <= set(kept["rows"]):
        return {key: kept["rows"][key] for key in wanted}
    return answers(plan, in_chapter(plan, row.id) if row else voices(plan))


def at(plan: Plan) -> datetime:
    """When the numbers were counted."""
    return tallies.counted_at(plan, WHOLE) if tallies.fresh(plan, WHOLE) else now()


def heard(plan: Plan) -> tuple[int, int]:
    """How many people, in how many contributions."""
    kept = tallies.fresh(plan, WHOLE)
    if kept:
        return kept["people"], kept["contributions"]
    row = db.session.execute(voices(plan).with_only_columns(PEOPLE, CONTRIBUTIONS)).one()
    return row.people, row.contributions


def reckon(plan: Plan, *, many: int = MANY) -> dict[str, Any]:
    """The numbers of every page as they are kept; nothing to be believed where the pages count by themselves."""
    heard = db.session.scalar(voices(plan).with_only_columns(CONTRIBUTIONS)) or 0
    if heard <= many:
        return {WHOLE: {}} | {_page(row): {} for row in plan.chapters}
    moment = now()
    chapters = {_page(row): asdict(count_chapter(plan, row, moment)) for row in plan.chapters}
    return {WHOLE: asdict(count_whole(plan, moment)) | {"rows": count_groups(plan)}} | chapters
