"""What people confirmed about where contributions belong, as examples that the next model can learn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from engage.extensions import db
from engage.models import Assignment, AssignmentStatus, Chapter, Contribution, Goal, Plan, published


@dataclass(frozen=True, slots=True)
class Filing:
    """A published text with the slugs that it is filed under; both may be empty, which says that none fits."""

    text: str
    chapters: tuple[str, ...]
    goals: tuple[str, ...]


def confirmed_filings(plan: Plan) -> Iterator[Filing]:
    """Every published text about whose chapters people left no question open.

    A text with a chapter that nobody said yes or no to is left out: what is unknown must not be learnt as a no.
    Goals that nobody answered about stay as they were suggested; where one was answered, only those confirmed count.
    """
    allowed = published(plan_id=plan.id).with_only_columns(Contribution.id)
    answered = (
        select(Contribution.published_text, Assignment, Chapter.slug, Goal.slug)
        .join(Contribution, Contribution.id == Assignment.contribution_id)
        .outerjoin(Chapter, Chapter.id == Assignment.chapter_id)
        .outerjoin(Goal, Goal.id == Assignment.goal_id)
        .where(Contribution.id.in_(allowed))
        .order_by(Contribution.id, Assignment.score.desc(), Assignment.id)
    )
    rows = db.session.execute(answered).all()
    for _, group in groupby(rows, key=lambda row: row[1].contribution_id):
        filed = list(group)
        chapters = [(slug, given.status) for _, given, slug, _ in filed if slug is not None]
        goals = [(slug, given.status) for _, given, _, slug in filed if slug is not None]
        if chapters and all(status is not AssignmentStatus.SUGGESTED for _, status in chapters):
            kept = _kept(goals) if _answered(goals) else tuple(slug for slug, _ in goals)
            yield Filing(filed[0][0] or "", _kept(chapters), kept)


def _kept(given: Sequence[tuple[str, AssignmentStatus]]) -> tuple[str, ...]:
    return tuple(slug for slug, status in given if status is AssignmentStatus.CONFIRMED)


def _answered(given: Sequence[tuple[str, AssignmentStatus]]) -> bool:
    return any(status is not AssignmentStatus.SUGGESTED for _, status in given)
