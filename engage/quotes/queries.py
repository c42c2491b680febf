"""What may be quoted for a chapter, with all that an author wants to know before picking it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from engage.evidence.voices import PEOPLE, in_chapter, live
from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Contribution,
    Goal,
    Passage,
    PassageAssignment,
    Quote,
    Theme,
    quote_reference,
)
from engage.quotes.filters import Filters, quotable
from engage.quotes.words import Context, context
from engage.submissions.labels import labels_of

PAGE = 20
_BATCH = 400


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme and how many people in the chapter say the like."""

    key: str
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where words come from, as far as their speaker agreed to tell."""

    contribution: str
    attribution: str
    place: str
    kind: str
    channel: str
    received: datetime
    published: datetime | None
    language: str = "en"
    labels: tuple[str, ...] = ()
    """What has to be said beside the words, such as "written down by staff"."""

    @property
    def month(self) -> str:
        """The month they reached us, 2026-11: a day could tell who it was."""
        return f"{self.received:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Quotable:
    """Some words that may be quoted; ``digest`` names the text that the offsets are counted in."""

    source: Source
    passage: int
    start: int
    end: int
    digest: str
    text: str
    context: Context
    themes: tuple[ThemeCount, ...]
    goals: tuple[str, ...]
    picked: bool
    used_in: tuple[str, ...]

    @property
    def reference(self) -> str:
        """How these words are cited."""
        return quote_reference(self.source.contribution, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what was found."""

    items: tuple[Quotable, ...]
    number: int
    pages: int
    total: int


def find_near(chapter: Chapter, ranked: Sequence[int], *, page: int = 1) -> Page:
    """One page of passages that were ``ranked`` by meaning."""
    pages = max(1, math.ceil(len(ranked) / PAGE))
    number = min(max(page, 1), pages)
    shown = ranked[(number - 1) * PAGE : number * PAGE]
    rows = {row.id: row for row in loaded(select(Passage).where(Passage.id.in_(shown)))}
    passages = [rows[id_] for id_ in shown if id_ in rows]
    return Page(tuple(described(chapter, passages, theme_counts(chapter))), number, pages, len(ranked))


def find(chapter: Chapter, filters: Filters, *, page: int = 1) -> Page:
    """One page of the passages that may be quoted in ``chapter``; a page outside the range becomes the nearest one."""
    query = quotable(chapter, filters)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, math.ceil(total / PAGE))
    number = min(max(page, 1), pages)
    found = loaded(query.limit(PAGE).offset((number - 1) * PAGE))
    return Page(tuple(described(chapter, found, theme_counts(chapter))), number, pages, total)


def everything(chapter: Chapter) -> Iterator[Quotable]:
    """Every passage that may be quoted in ``chapter``, strongest first."""
    ids = db.session.scalars(quotable(chapter, Filters()).with_only_columns(Passage.id)).all()
    counts = theme_counts(chapter)
    for first in range(0, len(ids), _BATCH):
        batch = ids[first : first + _BATCH]
        found = {passage.id: passage for passage in loaded(select(Passage).where(Passage.id.in_(batch)))}
        yield from described(chapter, [found[id_] for id_ in batch], counts)


def loaded(query: Select[Passage]) -> Sequence[Passage]:
    """The passages with all that is told about them, in few queries."""
    whole = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind, Contribution.channel)
    return db.session.scalars(query.options(*(whole.joinedload(part) for part in parts))).all()


def theme_counts(chapter: Chapter) -> dict[int, ThemeCount]:
    """The chapter's themes by id, most people first: everybody who let us count their words, quotable or not."""
    rows = db.session.execute(
        in_chapter(chapter.plan, chapter.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .join(Theme, Theme.id == PassageAssignment.theme_id)
        .where(
            live(PassageAssignment),
            Passage.text_digest == Contribution.published_digest,
            Theme.retired_at.is_(None),
        )
        .with_only_columns(Theme.id, Theme.key, Theme.name, PEOPLE)
        .group_by(Theme.id, Theme.key, Theme.name)
        .order_by(PEOPLE.desc(), Theme.name)
    )
    return {id_: ThemeCount(key, name, count) for id_, key, name, count in rows}


def described(chapter: Chapter, passages: Sequence[Passage], counts: dict[int, ThemeCount]) -> list[Quotable]:
    """Passages as an author sees them, in the same order."""
    themes = themes_of([passage.id for passage in passages], counts)
    contributions = {passage.contribution_id for passage in passages}
    goals, picks = _goals_of(contributions), _picks_of(contributions)
    described = []
    for passage in passages:
        over = [
            quote
            for quote in picks[passage.contribution_id]
            if quote.text_digest == passage.text_digest and quote.start < passage.end and passage.start < quote.end
        ]
        described.append(
            Quotable(
                source=source_of(passage.contribution),
                passage=passage.id,
                start=passage.start,
                end=passage.end,
                digest=passage.text_digest,
                text=passage.text,
                context=context(passage.contribution.published_text or "", passage.start, passage.end),
                themes=tuple(themes[passage.id]),
                goals=tuple(goals[passage.contribution_id]),
                picked=any(quote.chapter_id == chapter.id for quote in over),
                used_in=tuple(dict.fromkeys(q.chapter.title for q in over if q.chapter_id != chapter.id)),
            )
        )
    return described


def source_of(contribution: Contribution) -> Source:
    """Where a contribution's words come from."""
    return Source(
        contribution=contribution.reference,
        attribution=contribution.attribution,
        place=contribution.locality.name if contribution.locality else "",
        kind=str(contribution.kind),
        channel=contribution.channel.name,
        received=contribution.received_at,
        published=contribution.published_at,
        language=contribution.language,
        labels=labels_of(contribution),
    )


def themes_of(passages: Sequence[int], counts: dict[int, ThemeCount]) -> defaultdict[int, list[ThemeCount]]:
    """Each passage's themes, surest first."""
    rows = db.session.execute(
        select(PassageAssignment.passage_id, PassageAssignment.theme_id)
        .where(
            PassageAssignment.passage_id.in_(passages),
            PassageAssignment.theme_id.is_not(None),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
        )
        .order_by(PassageAssignment.score.desc(), PassageAssignment.id)
    )
    found: defaultdict[int, list[ThemeCount]] = defaultdict(list)
    for passage, theme in rows:
        if theme in counts:
            found[passage].append(counts[theme])
    return found


def _goals_of(contributions: set[int]) -> defaultdict[int, list[str]]:
    rows = db.session.execute(
        select(Assignment.contribution_id, Goal.plain, Goal.title)
        .join(Goal, Goal.id == Assignment.goal_id)
        .where(Assignment.contribution_id.in_(contributions), Assignment.status != AssignmentStatus.DISMISSED)
        .order_by(Goal.number)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for contribution, plain, title in rows:
        found[contribution].append(plain or title)
    return found


def _picks_of(contributions: set[int]) -> defaultdict[int, list[Quote]]:
    found: defaultdict[int, list[Quote]] = defaultdict(list)
    query = select(Quote).options(joinedload(Quote.chapter)).where(Quote.contribution_id.in_(contributions))
    for quote in db.session.scalars(query):
        found[quote.contribution_id].append(quote)
    return found
