"""The chapters as an author chooses among them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from engage.errors import NotFoundError
from engage.evidence.voices import PEOPLE, live
from engage.extensions import db
from engage.models import Assignment, Chapter, ChapterLook, Contribution, Plan, Purpose, Quote, User, published
from engage.quotes.recalls import open_recalls


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter in the list: how many people may be quoted, how many of them are new, what was picked.

    New is what was published since the reader last said that they had looked; 0 when they never did.
    """

    chapter: Chapter
    mine: bool
    people: int
    picked: int
    new: int
    fallen: int
    """Contributions that the reader was told to take out and has not seen to."""


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
    looks = db.session.execute(select(ChapterLook.chapter_id, ChapterLook.at).where(ChapterLook.user_id == reader.id))
    new = {row[0]: _new_people(plan, row[0], row[1]) for row in looks}
    filed = (
        published(Purpose.QUOTE, plan_id=plan.id)
        .join(Assignment, Assignment.contribution_id == Contribution.id)
        .where(Assignment.chapter_id.is_not(None), live(Assignment))
        .with_only_columns(Assignment.chapter_id, PEOPLE)
        .group_by(Assignment.chapter_id)
    )
    people = {row[0]: row[1] for row in db.session.execute(filed)}
    fallen = Counter(row.chapter_id for row in open_recalls(reader, plan))
    rows = [
        ChapterRow(
            chapter,
            chapter in reader.chapters,
            people.get(chapter.id, 0),
            picked.get(chapter.id, 0),
            new.get(chapter.id, 0),
            fallen[chapter.id],
        )
        for chapter in plan.chapters
    ]
    return sorted(rows, key=lambda row: not row.mine)


def last_look(reader: User, chapter: Chapter) -> datetime | None:
    """When the reader last said that they had looked at the chapter's quotes."""
    look = db.session.get(ChapterLook, (reader.id, chapter.id))
    return look.at if look else None


def _new_people(plan: Plan, chapter_id: int, since: datetime) -> int:
    query = (
        published(Purpose.QUOTE, plan_id=plan.id)
        .join(Assignment, Assignment.contribution_id == Contribution.id)
        .where(Assignment.chapter_id == chapter_id, live(Assignment), Contribution.published_at > since)
        .with_only_columns(PEOPLE)
    )
    return db.session.scalar(query) or 0
