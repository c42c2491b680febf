"""What the public sees: the first page's facts, the voices, one voice. Everything begins at published()."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from engage.codes import read_reference
from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Attribution,
    Chapter,
    Consent,
    Contribution,
    Kind,
    Locality,
    Milestone,
    Plan,
    Purpose,
    Question,
    State,
    published,
)
from engage.moderation.redaction import REPLACEMENTS
from engage.submissions.choices import Choice

PAGE = 20
COUNTED = 500
"""Counting further would make a page slower the more people speak."""
EXCERPT = 320
MOST_WORDS = 8
_PLACE_AGREED = (Attribution.KIND_AND_PLACE, Attribution.PLACE)
_KINDS = {Kind.IDEA: "Idea", Kind.STORY: "Story", Kind.COMMENT: "Comment"}


@dataclass(frozen=True)
class Voice:
    """What somebody said, as anybody may read it."""

    reference: str
    kind: str
    title: str
    text: str
    attribution: str
    published_at: datetime | None
    shortened: bool = False
    chapters: tuple[Choice, ...] = ()
    question: str = ""
    taken_out: bool = False


@dataclass(frozen=True)
class Counts:
    """How far the reading has come."""

    received: int
    read: int
    published: int


@dataclass(frozen=True)
class Dates:
    """The milestone to come next and the latest that has passed."""

    next: Milestone | None
    later: tuple[Milestone, ...]
    past: tuple[Milestone, ...]


@dataclass(frozen=True)
class Page:
    """One page of voices; ``total`` is None when there are more than it is worth counting."""

    voices: tuple[Voice, ...]
    number: int
    more: bool
    total: int | None


@dataclass(frozen=True)
class Filters:
    """What to look for among the voices."""

    words: str = ""
    chapter: str = ""
    place: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return any((self.words, self.chapter, self.place, self.kind))


def open_question(plan: Plan, today: date) -> Question | None:
    """This week's question, or None when none is open."""
    return db.session.scalar(
        select(Question)
        .where(Question.plan_id == plan.id, Question.opens <= today, Question.closes >= today)
        .order_by(Question.opens.desc())
        .limit(1)
    )


def counts(plan: Plan) -> Counts:
    """How many were received, read by a person, and published; numbers only, so consent to show plays no part."""
    rows = db.session.execute(
        select(Contribution.state, func.count()).where(Contribution.plan_id == plan.id).group_by(Contribution.state)
    )
    states: dict[State, int] = {state: number for state, number in rows}  # noqa: C416 - names the two columns
    received = sum(states.values())
    return Counts(received, received - states.get(State.RECEIVED, 0), states.get(State.PUBLISHED, 0))


def dates(plan: Plan, today: date) -> Dates:
    """The plan's milestones as seen from ``today``."""
    rows = list(db.session.scalars(select(Milestone).where(Milestone.plan_id == plan.id).order_by(Milestone.on)))
    to_come = [row for row in rows if row.on >= today]
    past = [row for row in reversed(rows) if row.on < today]
    return Dates(to_come[0] if to_come else None, tuple(to_come[1:3]), tuple(past[:3]))


def latest(plan: Plan, number: int = 3) -> tuple[Voice, ...]:
    """The voices published last."""
    return tuple(_voice(row, shorten=True) for row in db.session.scalars(_shown(plan).limit(number)))


def browse(plan: Plan, filters: Filters, number: int) -> Page:
    """One page of voices, newest first. A page beyond the last is empty, not an error."""
    query = _filtered(_shown(plan), plan, filters)
    rows = list(db.session.scalars(query.offset((number - 1) * PAGE).limit(PAGE + 1)))
    voices = tuple(_voice(row, shorten=True) for row in rows[:PAGE])
    return Page(voices, number, more=len(rows) > PAGE, total=_total(query))


def _total(query: Select[Contribution]) -> int | None:
    ids = query.with_only_columns(Contribution.id).order_by(None).limit(COUNTED + 1).subquery()
    number = db.session.scalar(select(func.count()).select_from(ids)) or 0
    return number if number <= COUNTED else None


def heading(page: Page, filters: Filters) -> str:
    """How many there are, in words."""
    words = {Kind.IDEA: ("idea", "ideas"), Kind.STORY: ("story", "stories"), Kind.COMMENT: ("comment", "comments")}
    what = words.get(filters.kind, ("voice", "voices"))  # type: ignore[call-overload]
    if page.total is None:
        return f"More than {COUNTED:,} {what[1]}"
    return f"{page.total:,} {what[page.total != 1]}" if page.total else "Nothing found"


def voice(plan: Plan, reference: str) -> Voice:
    """One voice, with the chapters that it is filed under.

    Raises:
        NotFoundError: there is none, or it is not to be shown; nobody can tell which.
    """
    row = db.session.scalar(_shown(plan).where(Contribution.reference == read_reference(reference)))
    if row is None:
        raise NotFoundError
    filed = select(Chapter).join(Assignment, Assignment.chapter_id == Chapter.id).order_by(Chapter.position)
    chapters = db.session.scalars(
        filed.where(Assignment.contribution_id == row.id, Assignment.status != AssignmentStatus.DISMISSED)
    )
    return _voice(row, chapters=tuple(Choice(one.slug, one.title) for one in chapters))


def _shown(plan: Plan) -> Select[Contribution]:
    return (
        published(Purpose.SHOW, plan_id=plan.id)
        .options(
            joinedload(Contribution.consent),
            joinedload(Contribution.locality),
            joinedload(Contribution.respondent_kind),
            joinedload(Contribution.question),
        )
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
    )


def _filtered(query: Select[Contribution], plan: Plan, filters: Filters) -> Select[Contribution]:
    if filters.kind in set(Kind):
        query = query.where(Contribution.kind == Kind(filters.kind))
    if filters.place:
        # a place is known only of those who agreed to be described by it
        query = query.join(Locality, Locality.id == Contribution.locality_id).where(
            Locality.plan_id == plan.id, Locality.slug == filters.place, Consent.attribution.in_(_PLACE_AGREED)
        )
    if filters.chapter:
        query = query.where(_filed_under(plan, filters.chapter))
    for word in filters.words.split()[:MOST_WORDS]:
        query = query.where(
            or_(
                Contribution.published_text.icontains(word, autoescape=True),
                Contribution.published_title.icontains(word, autoescape=True),
            )
        )
    return query


def _filed_under(plan: Plan, slug: str) -> ColumnElement[bool]:
    return exists().where(
        Assignment.contribution_id == Contribution.id,
        Assignment.status != AssignmentStatus.DISMISSED,
        Assignment.chapter_id == Chapter.id,
        Chapter.plan_id == plan.id,
        Chapter.slug == slug,
    )


def _voice(row: Contribution, *, shorten: bool = False, chapters: tuple[Choice, ...] = ()) -> Voice:
    text = row.published_text or ""
    shown = _excerpt(text) if shorten else text
    return Voice(
        reference=row.reference,
        kind=_KINDS[row.kind],
        title=row.published_title or "",
        text=shown,
        attribution=row.attribution,
        published_at=row.published_at,
        shortened=shown != text,
        chapters=chapters,
        question=row.question.title if row.question else "",
        taken_out=any(words in f"{row.published_title or ''} {text}" for words in REPLACEMENTS.values()),
    )


def _excerpt(text: str) -> str:
    """The beginning of a text, cut between two words."""
    if len(text) <= EXCERPT:
        return text
    return text[:EXCERPT].rsplit(maxsplit=1)[0] + " …"
