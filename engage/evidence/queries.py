"""What the steering group sees. A person counts once, however often they spoke; figures on a page agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from engage.evidence import kept
from engage.evidence.counts import WholeCounts
from engage.evidence.coverage import safe_people
from engage.evidence.endorsing import latest_verdicts
from engage.evidence.suppression import limit_of
from engage.evidence.thinness import Mark, marks
from engage.extensions import db
from engage.models import (
    Chapter,
    Event,
    Goal,
    Locality,
    Outcome,
    Plan,
    RespondentKind,
    State,
    Theme,
    Verdict,
)
from engage.models.event import event_chapter

NOTHING: dict[str, Any] = dict.fromkeys(("people", "contributions", "confirmed", "places", "kinds", "lately"), 0)
NOTHING["latest"] = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole exercise in a few numbers."""

    received: int
    waiting: int
    being_checked: int
    published: int
    declined: int
    withdrawn: int
    people: int
    voices: int
    unfiled: int
    events: int
    themes: int

    @property
    def read(self) -> int:
        """What is no longer waiting to be read."""
        return self.received - self.waiting


@dataclass(frozen=True, slots=True)
class Cell:
    """People in a chapter who spoke to a goal; ``meant`` when the plan says that the chapter serves it."""

    goal: Goal
    people: int
    meant: bool


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter's evidence in one line."""

    chapter: Chapter
    cells: tuple[Cell, ...]
    people: int
    contributions: int
    confirmed: int
    places: int
    kinds: int
    lately: int
    latest: datetime | None
    themes: int
    events: int
    outcomes: int
    verdict: Verdict | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Chapters by goals, as at a moment."""

    at: datetime
    goals: tuple[Goal, ...]
    rows: tuple[ChapterRow, ...]
    goal_people: tuple[int, ...]
    totals: Totals
    places: int
    kinds: int

    @property
    def thin(self) -> tuple[ChapterRow, ...]:
        """Chapters where more voices are needed."""
        return tuple(row for row in self.rows if row.marks)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event and what came of it; ``people`` is None where the number is hidden."""

    event: Event
    people: int | None


def overview(plan: Plan) -> Overview:
    """The page that shows in a minute whether engagement is genuine, and where it is thin."""
    found, at = kept.whole(plan)
    goals = tuple(plan.goals)
    by_goal = {row[0]: row[1] for row in found.goals}
    return Overview(
        at=at,
        goals=goals,
        rows=_rows(plan, goals, found, at),
        goal_people=tuple(by_goal.get(goal.id, 0) for goal in goals),
        totals=_totals(plan, found),
        places=_count(select(Locality.id).where(Locality.plan_id == plan.id)),
        kinds=_count(select(RespondentKind.id).where(RespondentKind.plan_id == plan.id)),
    )


def _rows(plan: Plan, goals: tuple[Goal, ...], found: WholeCounts, at: datetime) -> tuple[ChapterRow, ...]:
    crossed = {(chapter, goal): people for chapter, goal, people in found.crossed}
    chapters = db.session.scalars(
        select(Chapter)
        .where(Chapter.plan_id == plan.id)
        .order_by(Chapter.position)
        .options(selectinload(Chapter.goals))
    ).all()
    beside = (_events_by_chapter(), _outcomes_by_chapter(plan), latest_verdicts([row.id for row in chapters]))
    return tuple(
        _row(
            chapter,
            tuple(Cell(goal, crossed.get((chapter.id, goal.id), 0), goal in chapter.goals) for goal in goals),
            found,
            beside,
            at,
        )
        for chapter in chapters
    )


def _row(
    chapter: Chapter, cells: tuple[Cell, ...], found: WholeCounts, beside: tuple[dict[int, Any], ...], at: datetime
) -> ChapterRow:
    line = found.lines.get(str(chapter.id), NOTHING)
    events, outcomes, verdicts = (by_chapter.get(chapter.id) for by_chapter in beside)
    latest = datetime.fromisoformat(line["latest"]) if line["latest"] else None
    return ChapterRow(
        chapter=chapter,
        cells=cells,
        **line | {"latest": latest},
        themes=found.themes.get(str(chapter.id), 0),
        events=events or 0,
        outcomes=outcomes or 0,
        verdict=verdicts,
        marks=marks(people=line["people"], places=line["places"], kinds=line["kinds"], latest=latest, at=at),
    )


def _events_by_chapter() -> dict[int, int]:
    query = select(event_chapter.c.chapter_id, func.count()).group_by(event_chapter.c.chapter_id)
    return dict(db.session.execute(query).all())


def _outcomes_by_chapter(plan: Plan) -> dict[int, int]:
    """Outcomes that people were told."""
    told = select(Outcome.chapter_id, func.count()).where(Outcome.plan_id == plan.id, Outcome.shown_at.is_not(None))
    return dict(db.session.execute(told.group_by(Outcome.chapter_id)).all())


def _totals(plan: Plan, found: WholeCounts) -> Totals:
    states = found.states
    return Totals(
        received=sum(states.values()),
        waiting=states.get(State.RECEIVED, 0),
        being_checked=states.get(State.HELD, 0) + states.get(State.REFERRED, 0),
        published=states.get(State.PUBLISHED, 0),
        declined=states.get(State.DECLINED, 0),
        withdrawn=states.get(State.WITHDRAWN, 0),
        people=found.people,
        voices=found.contributions,
        unfiled=found.unfiled,
        events=_count(select(Event.id).where(Event.plan_id == plan.id)),
        themes=_count(select(Theme.id).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None))),
    )


def _count(query: Select[*tuple[Any, ...]]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def events(plan: Plan) -> list[EventRow]:
    """Events, the latest first, with how many people's words came from each, as far as that may be shown."""
    query = select(Event).where(Event.plan_id == plan.id).order_by(Event.on.desc(), Event.id)
    rows = db.session.scalars(
        query.options(joinedload(Event.locality), joinedload(Event.entered_by), selectinload(Event.chapters))
    ).all()
    people = safe_people(plan, None, "events", [row.id for row in rows], limit_of(plan))
    return [EventRow(row, people[row.id]) for row in rows]
