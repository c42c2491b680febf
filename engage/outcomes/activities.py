"""A chapter's engagement plan: how it goes on listening through the year. Everybody can read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import Activity, Chapter, Plan, User
from engage.policies import Permission, require

MAX_WORDS = 2_000


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What somebody filled in."""

    what: str
    audience: str
    on: date
    until: date | None = None
    owner: str
    came_of_it: str = ""


@dataclass(frozen=True)
class ChapterListening:
    """A chapter with what is still to come, soonest first, and what is over, latest first."""

    chapter: Chapter
    coming: tuple[Activity, ...]
    over: tuple[Activity, ...]


def listening(plan: Plan, today: date) -> list[ChapterListening]:
    """Every chapter of the plan with its activities."""
    rows = _planned(Chapter.plan_id == plan.id)
    return [_of(chapter, [row for row in rows if row.chapter_id == chapter.id], today) for chapter in plan.chapters]


def listening_in(chapter: Chapter, today: date) -> ChapterListening:
    """One chapter with its activities."""
    return _of(chapter, _planned(Chapter.id == chapter.id), today)


def _planned(where: ColumnElement[bool]) -> Sequence[Activity]:
    query = select(Activity).join(Chapter, Chapter.id == Activity.chapter_id).where(where)
    return db.session.scalars(query.order_by(Activity.on, Activity.id)).all()


def _of(chapter: Chapter, rows: Sequence[Activity], today: date) -> ChapterListening:
    over = [row for row in rows if (row.until or row.on) < today]
    coming = [row for row in rows if row not in over]
    return ChapterListening(chapter, tuple(coming), tuple(reversed(over)))


def counted(plan: Plan) -> dict[int, int]:
    """How many activities each chapter has, by its id."""
    query = select(Activity.chapter_id, func.count()).join(Chapter, Chapter.id == Activity.chapter_id)
    return {row[0]: row[1] for row in db.session.execute(query.where(Chapter.plan_id == plan.id).group_by(Activity.chapter_id))}  # fmt: skip


def activity(plan: Plan, id_: int) -> Activity:
    """An activity of the plan.

    Raises:
        NotFoundError: there is none.
    """
    row = db.session.get(Activity, id_) if id_ < 2**31 else None
    if row is None or row.chapter.plan_id != plan.id:
        raise NotFoundError("This activity is not in the plan any more.")
    return row


def keep(actor: User, chapter: Chapter, planned: Planned, row: Activity | None = None) -> Activity:
    """Put an activity into a chapter's engagement plan, or change one.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
        InputError: it would end before it begins.
    """
    require(actor, Permission.EDIT_OUTCOMES, chapter)
    if planned.until is not None and planned.until < planned.on:
        raise InputError("The last day cannot be before the first day.")
    row = row or Activity(chapter_id=chapter.id)
    row.what, row.audience, row.owner = planned.what, planned.audience, planned.owner
    row.on, row.until, row.came_of_it, row.by_id = planned.on, planned.until, planned.came_of_it, actor.id
    db.session.add(row)
    db.session.flush()
    return row


def take_out(actor: User, row: Activity) -> None:
    """Take an activity out of the plan.

    Raises:
        NotPermittedError: this is not a chapter of theirs.
    """
    require(actor, Permission.EDIT_OUTCOMES, row.chapter)
    db.session.delete(row)
    db.session.flush()
