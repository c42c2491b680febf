"""One chapter's evidence on one page: who spoke, from where, how, when, about what, and who is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import aliased, joinedload

from engage.errors import NotFoundError
from engage.evidence.thinness import Mark, marks
from engage.evidence.voices import CONTRIBUTIONS, PEOPLE, confirmed, in_chapter, live, people_since, period
from engage.extensions import db
from engage.models import (
    Assignment,
    Channel,
    Chapter,
    Contribution,
    Event,
    Kind,
    Locality,
    Passage,
    PassageAssignment,
    Plan,
    RespondentKind,
    Theme,
    now,
    quote_reference,
)
from engage.quotes.filters import Filters, quotable

UK = ZoneInfo("Europe/London")
WEEKS = 12
LATELY = timedelta(days=14)
MOST_THEMES = 12
MOST_QUOTES = 6
LOOKED_AT = 60
SHORT, LONG = 40, 420
"""Characters of a quote on this page."""


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a breakdown."""

    name: str
    people: int
    contributions: int
    id: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Everybody in the chapter by one thing; contributions add up to the chapter's."""

    key: str
    title: str
    about: str
    shares: tuple[Share, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """A theme, how many of the chapter's people spoke of it, and in how many passages."""

    id: int
    name: str
    keywords: tuple[str, ...]
    people: int
    passages: int


@dataclass(frozen=True, slots=True)
class Words:
    """A passage word for word, whose speaker agreed that it may be quoted."""

    text: str
    attribution: str
    contribution: str
    reference: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ChapterPage:
    """All that the page shows, as at one moment."""

    at: datetime
    chapter: Chapter
    people: int
    contributions: int
    ideas: int
    stories: int
    confirmed: int
    lately: int
    latest: datetime | None
    marks: tuple[Mark, ...]
    goals: tuple[Share, ...]
    breakdowns: tuple[Breakdown, ...]
    weeks: Breakdown
    themes: tuple[ThemeShare, ...]
    quotes: tuple[Words, ...]
    events: tuple[tuple[Event, int], ...]


def chapter_page(plan: Plan, slug: str) -> ChapterPage:
    """The evidence for the chapter called ``slug``.

    Raises:
        NotFoundError: the plan has no such chapter.
    """
    at = now()
    chapter = next((row for row in plan.chapters if row.slug == slug), None)
    if chapter is None:
        raise NotFoundError("There is no such chapter in this plan.")
    base = in_chapter(plan, chapter.id)
    sums = db.session.execute(_sums(base, at)).one()
    return ChapterPage(
        at=at,
        chapter=chapter,
        people=sums.people,
        contributions=sums.contributions,
        ideas=sums.ideas,
        stories=sums.contributions - sums.ideas,
        confirmed=sums.confirmed,
        lately=sums.lately,
        latest=sums.latest,
        marks=marks(people=sums.people, places=sums.places, kinds=sums.kinds, latest=sums.latest, at=at),
        goals=_goals(plan, base),
        breakdowns=_breakdowns(plan, base),
        weeks=_weeks(base, at),
        themes=_themes(base),
        quotes=_quotes(chapter),
        events=_events(base),
    )


def _sums(base: Select[*tuple[Any, ...]], at: datetime) -> Select[*tuple[Any, ...]]:
    return base.with_only_columns(
        PEOPLE,
        CONTRIBUTIONS,
        confirmed(),
        people_since(at - LATELY),
        func.count(case((Contribution.kind == Kind.IDEA, Contribution.id)).distinct()).label("ideas"),
        func.max(Contribution.received_at).label("latest"),
        func.count(Contribution.locality_id.distinct()).label("places"),
        func.count(Contribution.respondent_kind_id.distinct()).label("kinds"),
    )


def _breakdowns(plan: Plan, base: Select[*tuple[Any, ...]]) -> tuple[Breakdown, ...]:
    places = _listed(plan, base, Locality, Contribution.locality_id)
    kinds = _listed(plan, base, RespondentKind, Contribution.respondent_kind_id, RespondentKind.attribution)
    channels = _listed(plan, base, Channel, Contribution.channel_id)
    return (
        Breakdown("places", "Where people live", "People by place", *places),
        Breakdown("kinds", "Who spoke", "People by who they are", *kinds),
        Breakdown("channels", "How they reached us", "People by how they reached us", *channels),
    )


def _listed(
    plan: Plan, base: Select[*tuple[Any, ...]], kind: type[Any], column: Any, name: Any = None
) -> tuple[tuple[Share, ...], tuple[str, ...]]:
    """A line for each entry of one of the plan's lists, in its order, and the names of those with nobody."""
    found = {row[0]: row for row in db.session.execute(_grouped(base, column))}
    entries = db.session.execute(
        select(kind.id, name if name is not None else kind.name).where(kind.plan_id == plan.id).order_by(kind.position)
    )
    names: dict[int | None, str] = dict(entries.all())
    if None in found:
        names[None] = "Did not say"
    shares = tuple(
        Share(words, found[id_].people, found[id_].contributions, id_) if id_ in found else Share(words, 0, 0, id_)
        for id_, words in names.items()
    )
    return shares, tuple(share.name for share in shares if not share.people)


def _grouped(base: Select[*tuple[Any, ...]], column: Any) -> Select[Any]:
    return base.with_only_columns(column, PEOPLE, CONTRIBUTIONS).group_by(column)


def _weeks(base: Select[*tuple[Any, ...]], at: datetime) -> Breakdown:
    """The last weeks, Monday to Sunday in UK time, and all that came before them."""
    today = at.astimezone(UK).date()
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    starts = [datetime(day.year, day.month, day.day, tzinfo=UK) for day in days]
    found = {row[0]: row for row in db.session.execute(_grouped(base, period(starts)))}
    names = {-1: "Earlier"} | {number: f"{day.day} {day:%b}" for number, day in enumerate(days)}
    shares = tuple(
        Share(name, found[number].people, found[number].contributions) if number in found else Share(name, 0, 0)
        for number, name in names.items()
    )
    return Breakdown("weeks", "When they spoke", "People by week, each beginning on a Monday", shares)


def _goals(plan: Plan, base: Select[*tuple[Any, ...]]) -> tuple[Share, ...]:
    to_goal = aliased(Assignment)
    query = base.join(to_goal, and_(to_goal.contribution_id == Contribution.id, live(to_goal)))
    found = {
        row[0]: row for row in db.session.execute(_grouped(query.where(to_goal.goal_id.is_not(None)), to_goal.goal_id))
    }
    return tuple(
        Share(goal.plain or goal.title, found[goal.id].people, found[goal.id].contributions)
        if goal.id in found
        else Share(goal.plain or goal.title, 0, 0)
        for goal in plan.goals
    )


def _themes(base: Select[*tuple[Any, ...]]) -> tuple[ThemeShare, ...]:
    """What the chapter's people spoke of, most people first."""
    query = (
        base.join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, and_(PassageAssignment.passage_id == Passage.id, live(PassageAssignment)))
        .where(Passage.text_digest == Contribution.published_digest)
        .join(Theme, and_(Theme.id == PassageAssignment.theme_id, Theme.retired_at.is_(None)))
        .with_only_columns(
            Theme.id, Theme.name, Theme.keywords, PEOPLE, func.count(Passage.id.distinct()).label("passages")
        )
        .group_by(Theme.id)
        .order_by(PEOPLE.desc(), Theme.name)
        .limit(MOST_THEMES)
    )
    return tuple(
        ThemeShare(row.id, row.name, tuple(row.keywords), row.people, row.passages) for row in db.session.execute(query)
    )


def _quotes(chapter: Chapter) -> tuple[Words, ...]:
    """Words that stand for the chapter, one passage a person, of a length that a page can hold."""
    whole = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    strongest = quotable(chapter, Filters()).limit(LOOKED_AT).options(*(whole.joinedload(part) for part in parts))
    chosen: dict[int, Words] = {}
    for passage in db.session.scalars(strongest):
        spoken = passage.contribution
        if SHORT <= passage.end - passage.start <= LONG and spoken.contributor_id not in chosen:
            reference = quote_reference(spoken.reference, passage.start, passage.end)
            chosen[spoken.contributor_id] = Words(
                passage.text, spoken.attribution, spoken.reference, reference, passage.start, passage.end
            )
    return tuple(chosen.values())[:MOST_QUOTES]


def _events(base: Select[*tuple[Any, ...]]) -> tuple[tuple[Event, int], ...]:
    query = (
        base.join(Event, Event.id == Contribution.event_id)
        .with_only_columns(Event, PEOPLE)
        .group_by(Event.id)
        .order_by(Event.on.desc(), Event.id)
    )
    return tuple((event, people) for event, people in db.session.execute(query))
