"""What stands beside a chapter's voices: surveys, complaints, reports and events, what was decided, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engage.evidence.endorsing import VERDICTS
from engage.evidence.register_page import KINDS, Cell, entries_of_chapter, shown_base, shown_lines
from engage.evidence.suppression import limit_of
from engage.extensions import db
from engage.models import Activity, Chapter, Endorsement, Event, Milestone, Outreach, Plan, Question, RegisterEntry, now

MOST_LINES = 8
MOST_COMING = 6


@dataclass(frozen=True, slots=True)
class Beside:
    """A survey, count of complaints or report in short."""

    row: RegisterEntry
    kind: str
    base: str
    lines: tuple[Cell, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Coming:
    """Something with a date ahead of us."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What the steering group said, and when."""

    row: Endorsement
    verdict: str


@dataclass(frozen=True, slots=True)
class ChapterBeside:
    """All of it for one chapter; no number here is part of the number of people."""

    entries: tuple[Beside, ...]
    events: tuple[Event, ...]
    decided: tuple[Decided, ...]
    to_do: tuple[Outreach, ...]
    coming: tuple[Coming, ...]
    today: date


def beside(plan: Plan, chapter: Chapter) -> ChapterBeside:
    """What the register, the steering group and the calendar hold for a chapter."""
    today, limit = now().date(), limit_of(plan)
    events = select(Event).where(Event.plan_id == plan.id, Event.chapters.any(Chapter.id == chapter.id))
    return ChapterBeside(
        entries=tuple(_short(row, limit) for row in entries_of_chapter(plan, chapter)),
        events=tuple(db.session.scalars(events.order_by(Event.on.desc(), Event.id).limit(MOST_LINES))),
        decided=tuple(Decided(row, VERDICTS[row.verdict]) for row in decisions(chapter)),
        to_do=tuple(outreach(chapter)),
        coming=_coming(plan, chapter, today),
        today=today,
    )


def decisions(chapter: Chapter) -> list[Endorsement]:
    """What the steering group decided about a chapter, the latest first."""
    query = select(Endorsement).where(Endorsement.chapter_id == chapter.id).options(joinedload(Endorsement.by))
    return list(db.session.scalars(query.order_by(Endorsement.met_on.desc(), Endorsement.id.desc())))


def outreach(chapter: Chapter) -> list[Outreach]:
    """Gaps and who goes after them: those still open first, the earliest due first."""
    query = select(Outreach).where(Outreach.chapter_id == chapter.id)
    return list(db.session.scalars(query.order_by(Outreach.done_on.is_not(None), Outreach.due, Outreach.id)))


def _short(row: RegisterEntry, limit: int) -> Beside:
    lines = shown_lines(row, limit)
    return Beside(row, KINDS[row.kind], shown_base(row, limit), lines[:MOST_LINES], max(0, len(lines) - MOST_LINES))


def _coming(plan: Plan, chapter: Chapter, today: date) -> tuple[Coming, ...]:
    """How the chapter goes on listening, questions about it that are open or will be, and the plan's next dates."""
    questions = db.session.scalars(
        select(Question).where(
            Question.plan_id == plan.id, Question.closes >= today, Question.chapters.any(Chapter.id == chapter.id)
        )
    )
    dates = db.session.scalars(
        select(Milestone).where(Milestone.plan_id == plan.id, Milestone.on >= today).order_by(Milestone.on).limit(3)
    )
    activities = db.session.scalars(
        select(Activity).where(Activity.chapter_id == chapter.id, func.coalesce(Activity.until, Activity.on) >= today)
    )
    found = [Coming(row.on, f"{row.what}, for {row.audience} ({row.owner})") for row in activities]
    found += [Coming(row.opens, f"Question of the week: {row.title}") for row in questions]
    found += [Coming(row.on, row.what) for row in dates]
    return tuple(sorted(found, key=lambda row: row.on))[:MOST_COMING]
