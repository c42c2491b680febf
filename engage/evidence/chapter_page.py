"""One chapter's evidence on one page: who spoke, from where, how, when, about what, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from engage.errors import NotFoundError
from engage.evidence import kept
from engage.evidence.counts import WEEKS, Rows
from engage.evidence.themes_heard import ThemeCount
from engage.evidence.thinness import Growth, Mark, growth, marks
from engage.extensions import db
from engage.models import (
    Channel,
    Chapter,
    Contribution,
    Event,
    Locality,
    Passage,
    Plan,
    Purpose,
    RespondentKind,
    Theme,
    published,
    quote_reference,
)
from engage.submissions.labels import labels_of, told


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
class Words:
    """A passage word for word, whose speaker agreed that it may be quoted."""

    text: str
    attribution: str
    contribution: str
    reference: str
    start: int = 0
    end: int = 0
    how: str = ""
    """Whose wording it is and in which language, where that is not the speaker's own English: a sentence."""


@dataclass(frozen=True, slots=True)
class ThemeShare:
    """A theme: how many of the chapter's people spoke of it, whether it grows, and their words for it and against it."""

    id: int
    name: str
    keywords: tuple[str, ...]
    people: int
    passages: int
    lately: int = 0
    before: int = 0
    central: tuple[Words, ...] = ()
    other: tuple[Words, ...] = ()

    @property
    def growth(self) -> Growth:
        """How it moves, as a word and a sign."""
        return growth(self.lately, self.before, self.people)


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
    themes_found: int
    quotes: tuple[Words, ...]
    events: tuple[tuple[Event, int | None], ...]


def chapter_page(plan: Plan, slug: str) -> ChapterPage:
    """The evidence for the chapter called ``slug``.

    Raises:
        NotFoundError: the plan has no such chapter.
    """
    chapter = next((row for row in plan.chapters if row.slug == slug), None)
    if chapter is None:
        raise NotFoundError("There is no such chapter in this plan.")
    found, at = kept.chapter(plan, chapter)
    latest = datetime.fromisoformat(found.latest) if found.latest else None
    words = _words(plan, [*found.quotes, *(id_ for theme in found.themes for id_ in (*theme.central, *theme.other))])
    return ChapterPage(
        at=at,
        chapter=chapter,
        people=found.people,
        contributions=found.contributions,
        ideas=found.ideas,
        stories=found.contributions - found.ideas,
        confirmed=found.confirmed,
        lately=found.lately,
        latest=latest,
        marks=marks(people=found.people, places=found.places, kinds=found.kinds, latest=latest, at=at),
        goals=_goals(plan, found.rows["goals"]),
        breakdowns=_breakdowns(plan, found.rows),
        weeks=_weeks(found.rows["weeks"], date.fromisoformat(found.monday)),
        themes=_themes(found.themes, words),
        themes_found=found.themes_found,
        quotes=tuple(words[id_] for id_ in found.quotes if id_ in words),
        events=_events(found.rows["events"]),
    )


def _breakdowns(plan: Plan, rows: dict[str, Rows]) -> tuple[Breakdown, ...]:
    places = _listed(plan, rows["places"], Locality)
    kinds = _listed(plan, rows["kinds"], RespondentKind, RespondentKind.attribution)
    channels = _listed(plan, rows["channels"], Channel)
    return (
        Breakdown("places", "Where people live", "People by place", *places),
        Breakdown("kinds", "Who spoke", "People by who they are", *kinds),
        Breakdown("channels", "How they reached us", "People by how they reached us", *channels),
    )


def _listed(plan: Plan, rows: Rows, kind: type[Any], name: Any = None) -> tuple[tuple[Share, ...], tuple[str, ...]]:
    """A line for each entry of one of the plan's lists, in its order, and the names of those with nobody."""
    found = {id_: (people, contributions) for id_, people, contributions in rows}
    entries = db.session.execute(
        select(kind.id, name if name is not None else kind.name).where(kind.plan_id == plan.id).order_by(kind.position)
    )
    names: dict[int | None, str] = dict(entries.all())
    if None in found:
        names[None] = "Did not say"
    shares = tuple(Share(words, *found.get(id_, (0, 0)), id_) for id_, words in names.items())
    return shares, tuple(share.name for share in shares if not share.people)


def _weeks(rows: Rows, monday: date) -> Breakdown:
    """The last weeks, Monday to Sunday in UK time, and all that came before them."""
    found = {number: (people, contributions) for number, people, contributions in rows}
    days = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    names = {-1: "Earlier"} | {number: f"{day.day} {day:%b}" for number, day in enumerate(days)}
    shares = tuple(Share(name, *found.get(number, (0, 0))) for number, name in names.items())
    return Breakdown("weeks", "When they spoke", "People by week, each beginning on a Monday", shares)


def _goals(plan: Plan, rows: Rows) -> tuple[Share, ...]:
    found = {id_: (people, contributions) for id_, people, contributions in rows}
    return tuple(Share(goal.plain or goal.title, *found.get(goal.id, (0, 0))) for goal in plan.goals)


def _themes(counted: Iterable[ThemeCount], words: dict[int, Words]) -> tuple[ThemeShare, ...]:
    """Themes with their present names; one that was retired since it was counted is left out."""
    listed = list(counted)
    query = select(Theme).where(Theme.id.in_([one.id for one in listed]), Theme.retired_at.is_(None))
    living = {row.id: row for row in db.session.scalars(query.options(defer(Theme.centroid)))}
    return tuple(
        ThemeShare(
            one.id, living[one.id].name, tuple(living[one.id].keywords), one.people, one.passages, one.lately, one.before,
            *(tuple(words[id_] for id_ in side if id_ in words) for side in (one.central, one.other)),
        )
        for one in listed
        if one.id in living
    )  # fmt: skip


def _words(plan: Plan, ids: Iterable[int]) -> dict[int, Words]:
    """Passages whose speakers agree, at this moment, that they may be quoted."""
    whole = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    query = (
        select(Passage)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .where(
            Passage.id.in_(list(ids)),
            Passage.text_digest == Contribution.published_digest,
            Contribution.id.in_(published(Purpose.QUOTE, plan_id=plan.id).with_only_columns(Contribution.id)),
        )
        .options(*(whole.joinedload(part) for part in parts))
    )
    return {passage.id: _as_words(passage) for passage in db.session.scalars(query)}


def _as_words(passage: Passage) -> Words:
    spoken = passage.contribution
    reference = quote_reference(spoken.reference, passage.start, passage.end)
    how = told(labels_of(spoken))
    return Words(passage.text, spoken.attribution, spoken.reference, reference, passage.start, passage.end, how)


def _events(rows: Rows) -> tuple[tuple[Event, int | None], ...]:
    people = {id_: number for id_, number, _ in rows if id_ is not None}
    query = select(Event).where(Event.id.in_(people)).order_by(Event.on.desc(), Event.id)
    return tuple((event, people[event.id]) for event in db.session.scalars(query))
