"""How an author narrows down and orders what may be quoted: the question as data, and its SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from engage.codes import read_reference
from engage.models import (
    Assignment,
    AssignmentStatus,
    Channel,
    Chapter,
    Contribution,
    Goal,
    Kind,
    Locality,
    Passage,
    PassageAssignment,
    Purpose,
    RespondentKind,
    Theme,
    published,
)
from engage.models.narrowing import Narrowing, among

_MAX_WORDS = 10
_LIKE_ANOTHER = 0.15


class Order(StrEnum):
    """Which passages come first."""

    STRONGEST = "strongest"
    NEWEST = "newest"
    CENTRAL = "central"
    """What stands for most people."""
    DIVERSE = "diverse"
    """Unlike each other, from many places and kinds of people."""
    DISSENT = "dissent"
    """Those who lean the other way than most who speak of the same theme."""


LANES = frozenset({Order.CENTRAL, Order.DIVERSE, Order.DISSENT})
"""Orders that compare what passages mean, and so need the encoder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters(Narrowing):
    """What the author is looking for. Entries are slugs, themes are keys."""

    theme: str = ""
    goal: str = ""
    place: str = ""
    who: str = ""
    kind: str = ""
    channel: str = ""
    words: str = ""
    since: datetime | None = None
    """Published after this moment."""
    said_since: datetime | None = None
    """Reached us after this moment."""
    said_until: datetime | None = None
    """Reached us before this moment."""
    meaning: str = ""
    """Words whose meaning is looked for; nearest first."""
    like: int = 0
    """The number of a passage whose like is looked for; nearest first."""
    order: Order = Order.STRONGEST


def quotable(chapter: Chapter, filters: Filters) -> Select[Passage]:
    """Passages that may be quoted in ``chapter``: approved, consented, still current, filed there by nobody's denial."""
    own = aliased(PassageAssignment)
    filed = and_(Assignment.contribution_id == Contribution.id, Assignment.chapter_id == chapter.id)
    query = (
        select(Passage)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .join(Assignment, filed)
        .outerjoin(own, and_(own.passage_id == Passage.id, own.chapter_id == chapter.id))
        .where(
            Contribution.id.in_(published(Purpose.QUOTE, plan_id=chapter.plan_id).with_only_columns(Contribution.id)),
            Passage.quotable,
            Passage.text_digest == Contribution.published_digest,
            Assignment.status != AssignmentStatus.DISMISSED,
            or_(own.id.is_(None), own.status != AssignmentStatus.DISMISSED),
            *_narrowed(chapter, filters),
        )
    )
    return query.order_by(*_ordered(own, filters.order))


def _narrowed(chapter: Chapter, filters: Filters) -> list[ColumnElement[bool]]:
    """One condition for each part that was filled in."""
    listed: tuple[tuple[str, Any, Any], ...] = (
        (filters.place, Locality, Contribution.locality_id),
        (filters.who, RespondentKind, Contribution.respondent_kind_id),
        (filters.channel, Channel, Contribution.channel_id),
    )
    conditions: list[ColumnElement[bool]] = [
        among(column, kind, chapter.plan_id, slug) for slug, kind, column in listed if slug
    ]
    if filters.kind:
        conditions.append(Contribution.kind == Kind(filters.kind))
    if filters.goal:
        conditions.append(Contribution.id.in_(_speaking_to(chapter, filters.goal)))
    if filters.since:
        conditions.append(Contribution.published_at > filters.since)
    if filters.said_since:
        conditions.append(Contribution.received_at >= filters.said_since)
    if filters.said_until:
        conditions.append(Contribution.received_at < filters.said_until)
    if filters.theme:
        conditions.append(Passage.id.in_(_in_theme(chapter, filters.theme)))
    return conditions + _with_words(filters.words)


def _speaking_to(chapter: Chapter, goal: str) -> Select[int]:
    return (
        select(Assignment.contribution_id)
        .join(Goal, Goal.id == Assignment.goal_id)
        .where(Goal.plan_id == chapter.plan_id, Goal.slug == goal, Assignment.status != AssignmentStatus.DISMISSED)
    )


def _in_theme(chapter: Chapter, key: str) -> Select[int]:
    """Passages of a theme, or of a theme inside it."""
    wider = aliased(Theme)
    return (
        select(PassageAssignment.passage_id)
        .join(Theme, Theme.id == PassageAssignment.theme_id)
        .outerjoin(wider, wider.id == Theme.parent_id)
        .where(
            Theme.plan_id == chapter.plan_id,
            or_(Theme.key == key, wider.key == key),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
        )
    )


def _with_words(words: str) -> list[ColumnElement[bool]]:
    """Every word must stand in the passage; a contribution's reference finds that contribution instead."""
    reference = read_reference(words.split(".", maxsplit=1)[0]) if "-" in words else None
    if reference:
        return [Contribution.reference == reference]
    said = func.substr(Contribution.published_text, Passage.start + 1, Passage.end - Passage.start)
    # SQLite folds only a to z, so the usual spellings of a word with other letters are tried one by one
    return [
        or_(*(said.icontains(form, autoescape=True) for form in {word, word.lower(), word.title(), word.upper()}))
        for word in words.split()[:_MAX_WORDS]
    ]


def _ordered(own: Any, order: Order) -> tuple[ColumnElement[Any], ...]:
    if order is Order.NEWEST:
        return (Contribution.received_at.desc(), Contribution.id.desc(), Passage.start.asc())
    confirmed = AssignmentStatus.CONFIRMED
    strength = func.coalesce(case((own.status == confirmed, 1.0), else_=own.score), 0.0) + 0.5 * case(
        (Assignment.status == confirmed, 1.0), else_=Assignment.score
    )
    # each further passage of one person sinks a little, so that a long story does not fill the first page
    turn = func.row_number().over(partition_by=Contribution.id, order_by=(strength.desc(), Passage.start))
    return ((strength - _LIKE_ANOTHER * (turn - 1)).desc(), Passage.id.asc())
