"""Let the demonstration's author have picked a few quotes, so that a collection is there to look at."""

from __future__ import annotations

from sqlalchemy import select

from engage.extensions import db
from engage.models import Assignment, AssignmentStatus, Chapter, Contribution, Passage, Plan, Purpose, User, published
from engage.quotes.service import pick

_EACH = 6


def pick_some(plan: Plan) -> int:
    """Pick up to six quotes for each of the author's chapters; the caller commits. How many."""
    author = db.session.scalar(select(User).where(User.email == "author@example.org"))
    if author is None:
        return 0
    return sum(_pick_for(plan, author, chapter) for chapter in author.chapters)


def _pick_for(plan: Plan, author: User, chapter: Chapter) -> int:
    rows = db.session.execute(
        published(Purpose.QUOTE, plan_id=plan.id)
        .join(Assignment, Assignment.contribution_id == Contribution.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .where(
            Assignment.chapter_id == chapter.id,
            Assignment.status == AssignmentStatus.CONFIRMED,
            Passage.quotable.is_(True),
            Passage.text_digest == Contribution.published_digest,
            Passage.end - Passage.start > 60,
        )
        .add_columns(Passage)
        .order_by(Contribution.received_at.desc(), Passage.start)
    ).all()
    first: dict[int, tuple[Contribution, Passage]] = {}
    for row in rows:
        first.setdefault(row.Contribution.id, (row.Contribution, row.Passage))
    for contribution, passage in list(first.values())[:_EACH]:
        pick(author, chapter, contribution, passage.start, passage.end)
    return min(len(first), _EACH)
