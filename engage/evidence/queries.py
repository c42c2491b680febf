"""What the steering group sees. A person counts once, however often they spoke; figures on a page agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from engage.evidence.thinness import Mark, marks
from engage.evidence.voices import CONTRIBUTIONS, PEOPLE, confirmed, filed, live, people_since, voices
from engage.extensions import db
from engage.models import (
    Assignment,
    Chapter,
    Contribution,
    Event,
    Goal,
    Locality,
    Plan,
    RespondentKind,
    State,
    Theme,
    now,
)

LATELY = timedelta(days=14)


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
    """An event and what came of it."""

    event: Event
    people: int
    contributions: int


def overview(plan: Plan) -> Overview:
    """The page that shows in a minute whether engagement is genuine, and where it is thin."""
    at = now()
    goals = tuple(plan.goals)
    return Overview(
        at=at,
        goals=goals,
        rows=_rows(plan, goals, at),
        goal_people=_people_by_goal(plan, goals),
        totals=_totals(plan),
        places=_count(select(Locality.id).where(Locality.plan_id == plan.id)),
        kinds=_count(select(RespondentKind.id).where(RespondentKind.plan_id == plan.id)),
    )


def _rows(plan: Plan, goals: tuple[Goal, ...], at: datetime) -> tuple[ChapterRow, ...]:
    found = {row.chapter_id: row for row in db.session.execute(_by_chapter(plan, at))}
    crossed: dict[tuple[int, int], int] = {
        (row.chapter_id, row.goal_id): row.people for row in db.session.execute(_by_chapter_and_goal(plan))
    }
    chapters = db.session.scalars(
        select(Chapter)
        .where(Chapter.plan_id == plan.id)
        .order_by(Chapter.position)
        .options(selectinload(Chapter.goals))
    )
    return tuple(
        _row(
            chapter,
            tuple(Cell(goal, crossed.get((chapter.id, goal.id), 0), goal in chapter.goals) for goal in goals),
            found.get(chapter.id),
            at,
        )
        for chapter in chapters
    )


def _row(chapter: Chapter, cells: tuple[Cell, ...], found: Any, at: datetime) -> ChapterRow:
    if found is None:
        thin = marks(people=0, places=0, kinds=0, latest=None, at=at)
        return ChapterRow(chapter, cells, 0, 0, 0, 0, 0, 0, None, thin)
    thin = marks(people=found.people, places=found.places, kinds=found.kinds, latest=found.latest, at=at)
    return ChapterRow(
        chapter, cells, found.people, found.contributions, found.confirmed, found.places, found.kinds,
        found.lately, found.latest, thin,
    )  # fmt: skip


def _by_chapter(plan: Plan, at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        filed(plan)
        .with_only_columns(
            Assignment.chapter_id,
            PEOPLE,
            CONTRIBUTIONS,
            confirmed(),
            func.count(Contribution.locality_id.distinct()).label("places"),
            func.count(Contribution.respondent_kind_id.distinct()).label("kinds"),
            people_since(at - LATELY),
            func.max(Contribution.received_at).label("latest"),
        )
        .group_by(Assignment.chapter_id)
    )


def _by_chapter_and_goal(plan: Plan) -> Select[*tuple[Any, ...]]:
    to_goal = aliased(Assignment)
    return (
        filed(plan)
        .join(to_goal, and_(to_goal.contribution_id == Contribution.id, to_goal.goal_id.is_not(None), live(to_goal)))
        .with_only_columns(Assignment.chapter_id, to_goal.goal_id, PEOPLE)
        .group_by(Assignment.chapter_id, to_goal.goal_id)
    )


def _people_by_goal(plan: Plan, goals: tuple[Goal, ...]) -> tuple[int, ...]:
    query = (
        voices(plan)
        .join(
            Assignment,
            and_(Assignment.contribution_id == Contribution.id, Assignment.goal_id.is_not(None), live(Assignment)),
        )
        .with_only_columns(Assignment.goal_id, PEOPLE)
        .group_by(Assignment.goal_id)
    )
    found = dict(db.session.execute(query).all())
    return tuple(found.get(goal.id, 0) for goal in goals)


def _totals(plan: Plan) -> Totals:
    states = (
        select(Contribution.state, func.count()).where(Contribution.plan_id == plan.id).group_by(Contribution.state)
    )
    by_state = dict(db.session.execute(states).all())
    heard = db.session.execute(voices(plan).with_only_columns(PEOPLE, CONTRIBUTIONS)).one()
    with_chapter = db.session.scalar(filed(plan).with_only_columns(CONTRIBUTIONS)) or 0
    return Totals(
        received=sum(by_state.values()),
        waiting=by_state.get(State.RECEIVED, 0),
        being_checked=by_state.get(State.HELD, 0) + by_state.get(State.REFERRED, 0),
        published=by_state.get(State.PUBLISHED, 0),
        declined=by_state.get(State.DECLINED, 0),
        withdrawn=by_state.get(State.WITHDRAWN, 0),
        people=heard.people,
        voices=heard.contributions,
        unfiled=heard.contributions - with_chapter,
        events=_count(select(Event.id).where(Event.plan_id == plan.id)),
        themes=_count(select(Theme.id).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None))),
    )


def _count(query: Select[*tuple[Any, ...]]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def events(plan: Plan) -> list[EventRow]:
    """Events, the latest first, with how many people's words came from each."""
    query = (
        voices(plan)
        .where(Contribution.event_id.is_not(None))
        .with_only_columns(Contribution.event_id, PEOPLE, CONTRIBUTIONS)
        .group_by(Contribution.event_id)
    )
    found = {row.event_id: row for row in db.session.execute(query)}
    rows = db.session.scalars(
        select(Event)
        .where(Event.plan_id == plan.id)
        .order_by(Event.on.desc(), Event.id)
        .options(joinedload(Event.locality), joinedload(Event.entered_by), selectinload(Event.chapters))
    )
    return [
        EventRow(event, found[event.id].people, found[event.id].contributions)
        if event.id in found
        else EventRow(event, 0, 0)
        for event in rows
    ]
