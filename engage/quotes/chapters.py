"""The chapters as an author chooses among them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engage.errors import NotFoundError
from engage.evidence.voices import PEOPLE, live
from engage.extensions import db
from engage.models import Assignment, Chapter, Contribution, Plan, Purpose, Quote, User, published


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter in the list: how much may be quoted from how many people, and how many quotes were picked."""

    chapter: Chapter
    mine: bool
    people: int
    picked: int


def chapter_of(plan: Plan, slug: str) -> Chapter:
    """The chapter called ``slug``.

    Raises:
        NotFoundError: the plan has none.
    """
    chapter = next((chapter for chapter in plan.chapters if chapter.slug == slug), None)
    if chapter is None:
        raise NotFoundError("There is no such chapter in this plan.")
    return chapter


def chapter_rows(plan: Plan, reader: User) -> list[ChapterRow]:
    """All chapters, the reader's own first, otherwise in the plan's order."""
    counted = select(Quote.chapter_id, func.count()).group_by(Quote.chapter_id)
    picked = {row[0]: row[1] for row in db.session.execute(counted)}
    filed = (
        published(Purpose.QUOTE, plan_id=plan.id)
        .join(Assignment, Assignment.contribution_id == Contribution.id)
        .where(Assignment.chapter_id.is_not(None), live(Assignment))
        .with_only_columns(Assignment.chapter_id, PEOPLE)
        .group_by(Assignment.chapter_id)
    )
    people = {row[0]: row[1] for row in db.session.execute(filed)}
    rows = [
        ChapterRow(chapter, chapter in reader.chapters, people.get(chapter.id, 0), picked.get(chapter.id, 0))
        for chapter in plan.chapters
    ]
    return sorted(rows, key=lambda row: not row.mine)
