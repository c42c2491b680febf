"""What people told us about one chapter, gathered for a document: plain values, no database behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func

from engage.evidence.voices import CONTRIBUTIONS, PEOPLE, in_chapter
from engage.extensions import db
from engage.models import Channel, Chapter, Contribution, now
from engage.quotes.collections import Collected, collection
from engage.quotes.queries import Quotable, ThemeCount, everything, theme_counts

TOP_THEMES = 12


class Arrangement(StrEnum):
    """How quotes follow each other in a document."""

    THEME = "theme"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Listening:
    """One way in which people reached us: how many, how much, from when to when."""

    channel: str
    people: int
    contributions: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ExtractQuote:
    """One quote, word for word, with what may be printed beside it."""

    reference: str
    contribution: str
    text: str
    cut_before: bool
    cut_after: bool
    start: int
    end: int
    attribution: str
    kind: str
    channel: str
    month: str
    labels: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes under one heading; the name is empty where they are not grouped."""

    name: str
    people: int
    quotes: tuple[ExtractQuote, ...]


@dataclass(frozen=True, slots=True)
class ChapterExtract:
    """Everything that the document says."""

    plan: str
    partnership: str
    moderator: str
    chapter: str
    goals: tuple[str, ...]
    as_at: datetime
    people: int
    contributions: int
    listening: tuple[Listening, ...]
    themes: tuple[ThemeCount, ...]
    groups: tuple[Group, ...]

    @property
    def quotes(self) -> list[ExtractQuote]:
        """All quotes in their order."""
        return [quote for group in self.groups for quote in group.quotes]


def collected_extract(chapter: Chapter, arrangement: Arrangement = Arrangement.THEME) -> ChapterExtract:
    """The quotes that the chapter's authors picked and that still hold."""
    pairs = [(quote.theme, _from_collected(quote)) for quote in collection(chapter).standing]
    return _extract(chapter, pairs, arrangement)


def whole_extract(chapter: Chapter) -> ChapterExtract:
    """Every passage that may be quoted in the chapter, by theme."""
    pairs = [(item.themes[0] if item.themes else None, from_quotable(item)) for item in everything(chapter)]
    return _extract(chapter, pairs, Arrangement.THEME)


def from_quotable(item: Quotable) -> ExtractQuote:
    """A whole passage as a quote: nothing was cut from it."""
    source = item.source
    return ExtractQuote(
        reference=item.reference, contribution=source.contribution, text=item.text, cut_before=False, cut_after=False,
        start=item.start, end=item.end, attribution=source.attribution, kind=source.kind, channel=source.channel,
        month=source.month, labels=source.labels,
    )  # fmt: skip


def _from_collected(quote: Collected) -> ExtractQuote:
    source = quote.source
    return ExtractQuote(
        reference=quote.reference, contribution=source.contribution, text=quote.text, cut_before=quote.cut.before,
        cut_after=quote.cut.after, start=quote.start, end=quote.end, attribution=source.attribution, kind=source.kind,
        channel=source.channel, month=source.month, labels=source.labels, note=quote.note,
    )  # fmt: skip


def _extract(
    chapter: Chapter, quotes: Sequence[tuple[ThemeCount | None, ExtractQuote]], arrangement: Arrangement
) -> ChapterExtract:
    listening = _listening(chapter)
    plain = Group("", 0, tuple(quote for _, quote in quotes))
    return ChapterExtract(
        plan=chapter.plan.name,
        partnership=chapter.plan.partnership,
        moderator=chapter.plan.moderator.get("short_name", ""),
        chapter=chapter.title,
        goals=tuple(goal.title for goal in chapter.goals),
        as_at=now(),
        people=_people(chapter),
        contributions=sum(row.contributions for row in listening),
        listening=listening,
        themes=tuple(theme_counts(chapter).values())[:TOP_THEMES],
        groups=_grouped(quotes) if arrangement is Arrangement.THEME else (plain,),
    )


def _grouped(quotes: Iterable[tuple[ThemeCount | None, ExtractQuote]]) -> tuple[Group, ...]:
    """By theme, in the order in which the themes first come up; what has no theme comes last."""
    groups: dict[ThemeCount | None, list[ExtractQuote]] = {}
    for theme, quote in quotes:
        groups.setdefault(theme, []).append(quote)
    loose = groups.pop(None, [])
    named = [Group(theme.name, theme.people, tuple(rows)) for theme, rows in groups.items() if theme]
    return (*named, *([Group("Other things people said" if named else "", 0, tuple(loose))] if loose else []))


def _listening(chapter: Chapter) -> tuple[Listening, ...]:
    """By channel, most people first: everybody who let us count their words."""
    first, last = func.min(Contribution.received_at), func.max(Contribution.received_at)
    rows = db.session.execute(
        in_chapter(chapter.plan, chapter.id)
        .join(Channel, Channel.id == Contribution.channel_id)
        .with_only_columns(Channel.name, PEOPLE, CONTRIBUTIONS, first, last)
        .group_by(Channel.id, Channel.name)
        .order_by(PEOPLE.desc(), Channel.name)
    )
    return tuple(Listening(name, who, count, start.date(), end.date()) for name, who, count, start, end in rows)


def _people(chapter: Chapter) -> int:
    return db.session.scalar(in_chapter(chapter.plan, chapter.id).with_only_columns(PEOPLE)) or 0
