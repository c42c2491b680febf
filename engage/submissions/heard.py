"""What we have heard so far, for everybody: themes with how many people, and words that may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from engage.evidence.chapter_page import Breakdown, Share
from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Chapter,
    Contribution,
    Goal,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    Theme,
    published,
)
from engage.submissions.choices import Choice

FEWEST_PEOPLE = 3
"""A theme of fewer people is not shown: somebody could be known by it."""
MOST_THEMES = 60
MOST_QUOTES = 3
LOOKED_AT = 40
"""Passages that the quotes of one theme are chosen from."""
SHORT, LONG = 20, 320
"""Characters of a quote on this page."""
MOST_NAMED = 2
DRAWN = 12
"""Themes in the picture; the table has them all."""


@dataclass(frozen=True)
class Said:
    """A passage word for word, whose speaker agreed that it is shown."""

    text: str
    attribution: str
    reference: str


@dataclass(frozen=True)
class PublicTheme:
    """A theme as everybody may see it."""

    id: int
    name: str
    people: int
    contributions: int
    chapters: tuple[Choice, ...]
    goals: tuple[str, ...]
    said: tuple[Said, ...]


def heard(plan: Plan) -> tuple[PublicTheme, ...]:
    """Themes that at least a few people spoke of, most people first."""
    rows = _biggest(plan)
    ids = [row.id for row in rows]
    said, places = _said(plan, ids), _places(plan, ids)
    pinned = {
        theme.id: [place for place in (theme.chapter, theme.goal) if place]
        for theme in db.session.scalars(
            select(Theme).where(Theme.id.in_(ids)).options(joinedload(Theme.chapter), joinedload(Theme.goal))
        )
    }
    return tuple(_theme(row, [*pinned[row.id], *places.get(row.id, [])], said.get(row.id, [])) for row in rows)


def _theme(row: Row[Any], places: Sequence[Chapter | Goal], said: Sequence[Said]) -> PublicTheme:
    every = list(dict.fromkeys(places))
    chapters = [Choice(place.slug, place.title) for place in every if isinstance(place, Chapter)]
    goals = [place.plain or place.title for place in every if isinstance(place, Goal)]
    return PublicTheme(
        row.id, row.name, row.people, row.contributions, tuple(chapters[:MOST_NAMED]), tuple(goals[:MOST_NAMED]),
        tuple(said),
    )  # fmt: skip


def sizes(themes: Sequence[PublicTheme]) -> Breakdown:
    """The biggest themes by people, to draw."""
    shares = tuple(Share(theme.name, theme.people, theme.contributions) for theme in themes)
    return Breakdown("themes", "People by theme", "People by theme", shares)


def _in_themes(plan: Plan, purpose: Purpose) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Each passage once for its theme and once for the wider theme around that."""
    inner, shown = aliased(Theme), aliased(Theme)
    query = (
        published(purpose, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .join(inner, inner.id == PassageAssignment.theme_id)
        .join(shown, or_(shown.id == inner.id, shown.id == inner.parent_id))
        .where(
            inner.retired_at.is_(None),
            shown.retired_at.is_(None),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            Passage.text_digest == Contribution.published_digest,
        )
    )
    return query, shown


def _biggest(plan: Plan) -> Sequence[Row[Any]]:
    query, shown = _in_themes(plan, Purpose.USE)
    people = func.count(Contribution.contributor_id.distinct()).label("people")
    return db.session.execute(
        query.where(shown.parent_id.is_(None))
        .with_only_columns(shown.id, shown.name, people, func.count(Contribution.id.distinct()).label("contributions"))
        .group_by(shown.id, shown.name)
        .having(people >= FEWEST_PEOPLE)
        .order_by(people.desc(), shown.name)
        .limit(MOST_THEMES)
    ).all()


def _places(plan: Plan, ids: Sequence[int]) -> dict[int, list[Chapter | Goal]]:
    """Chapters and goals of each theme's passages, most people first."""
    query, shown = _in_themes(plan, Purpose.USE)
    filed = aliased(PassageAssignment)
    people = func.count(Contribution.contributor_id.distinct())
    rows = db.session.execute(
        query.join(filed, and_(filed.passage_id == Passage.id, filed.status != AssignmentStatus.DISMISSED))
        .where(filed.theme_id.is_(None), shown.id.in_(ids))
        .with_only_columns(shown.id, filed.chapter_id, filed.goal_id)
        .group_by(shown.id, filed.chapter_id, filed.goal_id)
        .order_by(people.desc(), filed.chapter_id, filed.goal_id)
    )
    chapters = {chapter.id: chapter for chapter in plan.chapters}
    goals = {goal.id: goal for goal in plan.goals}
    found: dict[int, list[Chapter | Goal]] = {}
    for row in rows:
        place = chapters.get(row[1]) or goals.get(row[2])
        if place is not None:
            found.setdefault(row[0], []).append(place)
    return found


def _said(plan: Plan, ids: Sequence[int]) -> dict[int, list[Said]]:
    """A few quotes for each theme, from different people, the surest first."""
    query, shown = _in_themes(plan, Purpose.SHOW)
    length = Passage.end - Passage.start
    ranked = (
        query.where(shown.id.in_(ids), Passage.quotable.is_(True), length >= SHORT, length <= LONG)
        .with_only_columns(
            shown.id.label("theme"),
            Passage.id.label("passage"),
            func.row_number()
            .over(
                partition_by=shown.id, order_by=(PassageAssignment.status, PassageAssignment.score.desc(), Passage.id)
            )
            .label("rank"),
        )
        .subquery()
    )
    rows: Iterable[Row[Any]] = db.session.execute(
        select(ranked.c.theme, Passage)
        .join(Passage, Passage.id == ranked.c.passage)
        .where(ranked.c.rank <= LOOKED_AT)
        .order_by(ranked.c.theme, ranked.c.rank)
        .options(*_spoken())
    )
    found: dict[int, list[Said]] = {}
    heard_from: set[tuple[int, int | None]] = set()
    texts: set[str] = set()
    for row in rows:
        theme, passage = row.theme, row.Passage
        spoken = passage.contribution
        full = len(found.get(theme, [])) == MOST_QUOTES
        if full or (theme, spoken.contributor_id) in heard_from or passage.text in texts:
            continue
        heard_from.add((theme, spoken.contributor_id))
        texts.add(passage.text)
        found.setdefault(theme, []).append(Said(passage.text, spoken.attribution, spoken.reference))
    return found


def _spoken() -> list[Any]:
    spoken = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    return [spoken.joinedload(part) for part in parts]
