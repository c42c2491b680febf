"""The numbers behind the overview and each chapter's page: counted in one place, as plain values that can be kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased

from engage.evidence.themes_heard import LATELY, ThemeCount, count_themes_found, themes_in
from engage.evidence.voices import (
    CONTRIBUTIONS,
    PEOPLE,
    confirmed,
    filed,
    in_chapter,
    live,
    people_since,
    period,
    voices,
)
from engage.extensions import db
from engage.models import AboutAnswer, Assignment, Chapter, Contribution, Kind, Plan

UK = ZoneInfo("Europe/London")
WEEKS = 12
GROUPS: dict[str, Any] = {
    "places": Contribution.locality_id,
    "kinds": Contribution.respondent_kind_id,
    "channels": Contribution.channel_id,
    "events": Contribution.event_id,
}
"""What tells one group of people from another. Numbers by these are shown only as ``showing`` lets them be."""

Rows = list[list[Any]]
"""Lines of a breakdown: which entry (None: did not say), people, contributions."""
ABOUT = "about:"
"""Before the name of a question that people answer about themselves, where it stands among the others."""
_LINE = ("people", "contributions", "confirmed", "places", "kinds", "lately", "latest")


@dataclass(frozen=True, slots=True)
class Question:
    """One of the plan's questions about who people are: ``options`` by slug, in words."""

    slug: str
    title: str
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class ChapterCounts:
    """One chapter in numbers and ids. ``rows`` by what they are of; ``latest`` and ``monday`` are ISO dates."""

    people: int
    contributions: int
    confirmed: int
    places: int
    kinds: int
    lately: int
    latest: str | None
    ideas: int
    monday: str
    themes_found: int
    rows: dict[str, Rows] = field(default_factory=dict)
    themes: list[ThemeCount] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)
    """Passages of people who are not quoted under a theme."""


@dataclass(frozen=True, slots=True)
class WholeCounts:
    """Everything in numbers. ``lines``: each chapter's, as in :class:`ChapterCounts`; ``crossed``: chapter, goal, people."""

    states: dict[str, int]
    people: int
    contributions: int
    unfiled: int
    goals: list[list[Any]]
    lines: dict[str, dict[str, Any]]
    crossed: list[list[Any]]
    themes: dict[str, int]
    rows: dict[str, Rows] = field(default_factory=dict)


def count_whole(plan: Plan, at: datetime) -> WholeCounts:
    """All chapters at this moment."""
    states = (
        select(Contribution.state, func.count()).where(Contribution.plan_id == plan.id).group_by(Contribution.state)
    )
    heard = db.session.execute(voices(plan).with_only_columns(PEOPLE, CONTRIBUTIONS)).one()
    with_chapter = db.session.scalar(filed(plan).with_only_columns(CONTRIBUTIONS)) or 0
    by_chapter = filed(plan).with_only_columns(Assignment.chapter_id, *_line(at)).group_by(Assignment.chapter_id)
    return WholeCounts(
        states={str(state): number for state, number in db.session.execute(states)},
        people=heard.people,
        contributions=heard.contributions,
        unfiled=heard.contributions - with_chapter,
        goals=[[*row] for row in db.session.execute(_by_goal(plan))],
        lines={str(row.chapter_id): _plain(row) for row in db.session.execute(by_chapter)},
        crossed=[[*row] for row in db.session.execute(_crossed(plan))],
        themes={str(id_): number for id_, number in count_themes_found(filed(plan)).items()},
    )


def count_groups(plan: Plan) -> dict[str, Rows]:
    """Everybody by place, kind, channel and event, and by what they say about themselves."""
    return {key: grouped(voices(plan), column) for key, column in GROUPS.items()} | answers(plan, voices(plan))


def asked(plan: Plan) -> list[Question]:
    """What people are asked about themselves; every question may be left out."""
    return [
        Question(one["slug"], one["title"], {option["slug"]: option["name"] for option in one["options"]})
        for one in plan.wording.get("about_you", {}).get("questions", [])
    ]


def answers(plan: Plan, base: Select[*tuple[Any, ...]]) -> dict[str, Rows]:
    """People by what they answered to each question about themselves (None: nothing)."""
    whole = db.session.execute(base.with_only_columns(PEOPLE, CONTRIBUTIONS)).one()
    found: dict[str, Rows] = {ABOUT + question.slug: [] for question in asked(plan)}
    query = (
        base.join(AboutAnswer, AboutAnswer.contributor_id == Contribution.contributor_id)
        .with_only_columns(AboutAnswer.question, AboutAnswer.option, PEOPLE, CONTRIBUTIONS)
        .group_by(AboutAnswer.question, AboutAnswer.option)
    )
    for question, *row in db.session.execute(query):
        if ABOUT + question in found:
            found[ABOUT + question].append(row)
    for rows in found.values():
        rows.append(
            [None, whole.people - sum(row[1] for row in rows), whole.contributions - sum(row[2] for row in rows)]
        )
    return found


def count_chapter(plan: Plan, chapter: Chapter, at: datetime) -> ChapterCounts:
    """One chapter at this moment."""
    base = in_chapter(plan, chapter.id)
    ideas = func.count(case((Contribution.kind == Kind.IDEA, Contribution.id)).distinct()).label("ideas")
    sums = db.session.execute(base.with_only_columns(*_line(at), ideas)).one()
    starts = week_starts(at)
    to_goal = aliased(Assignment)
    spoken = and_(to_goal.contribution_id == Contribution.id, to_goal.goal_id.is_not(None), live(to_goal))
    themes, quotes = themes_in(chapter, base, at)
    return ChapterCounts(
        **_plain(sums),
        ideas=sums.ideas,
        monday=starts[-1].date().isoformat(),
        themes_found=count_themes_found(base).get(chapter.id, 0),
        rows={key: grouped(base, column) for key, column in GROUPS.items()}
        | answers(plan, base)
        | {
            "weeks": grouped(base, period(starts)),
            "goals": grouped(base.join(to_goal, spoken), to_goal.goal_id),
        },
        themes=themes,
        quotes=quotes,
    )


def grouped(base: Select[*tuple[Any, ...]], column: Any) -> Rows:
    """People and contributions by one thing."""
    query = base.with_only_columns(column, PEOPLE, CONTRIBUTIONS).group_by(column)
    return [list(row) for row in db.session.execute(query)]


def week_starts(at: datetime) -> list[datetime]:
    """The Mondays that the last weeks begin with, in UK time, the present week last."""
    today = at.astimezone(UK).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    return [datetime(day.year, day.month, day.day, tzinfo=UK) for day in days]


def _line(at: datetime) -> tuple[Any, ...]:
    """What is counted of every chapter."""
    return (
        PEOPLE,
        CONTRIBUTIONS,
        confirmed(),
        func.count(Contribution.locality_id.distinct()).label("places"),
        func.count(Contribution.respondent_kind_id.distinct()).label("kinds"),
        people_since(at - LATELY),
        func.max(Contribution.received_at).label("latest"),
    )


def _plain(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _LINE} | {"latest": row.latest.isoformat() if row.latest else None}


def _by_goal(plan: Plan) -> Select[*tuple[Any, ...]]:
    spoken = and_(Assignment.contribution_id == Contribution.id, Assignment.goal_id.is_not(None), live(Assignment))
    return (
        voices(plan).join(Assignment, spoken).with_only_columns(Assignment.goal_id, PEOPLE).group_by(Assignment.goal_id)
    )


def _crossed(plan: Plan) -> Select[*tuple[Any, ...]]:
    to_goal = aliased(Assignment)
    spoken = and_(to_goal.contribution_id == Contribution.id, to_goal.goal_id.is_not(None), live(to_goal))
    return (
        filed(plan)
        .join(to_goal, spoken)
        .with_only_columns(Assignment.chapter_id, to_goal.goal_id, PEOPLE)
        .group_by(Assignment.chapter_id, to_goal.goal_id)
    )
