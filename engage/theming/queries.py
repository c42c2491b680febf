"""What staff see of the analysis: themes with their passages, and where one contribution belongs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Consent,
    Contribution,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    Theme,
    published,
)
from engage.theming import grouping

PAGE = 20
PEOPLE = func.count(Contribution.contributor_id.distinct()).label("people")
PASSAGES = func.count(Passage.id.distinct()).label("passages")
_Row = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in the list."""

    theme: Theme
    people: int
    passages: int
    chapters: tuple[str, ...]
    narrower: tuple[ThemeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeList:
    """All themes, and how much is in none of them yet."""

    rows: tuple[ThemeRow, ...]
    passages: int
    grouped: int
    checked: int

    @property
    def ungrouped(self) -> int:
        """Passages in no theme yet."""
        return max(0, self.passages - self.grouped)


@dataclass(frozen=True, slots=True)
class Member:
    """A passage in a theme. ``text`` is None when its speaker did not agree that it is shown."""

    id: int
    status: AssignmentStatus
    text: str | None
    attribution: str
    reference: str


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A theme with a page of its passages; ``hidden`` are counted without their words."""

    row: ThemeRow
    members: tuple[Member, ...]
    hidden: int
    number: int
    pages: int
    parent: Theme | None


def _of_themes(plan: Plan) -> _Row:
    """One row for each passage in a living theme, of what was published and may be used."""
    return (
        published(Purpose.USE, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .join(Theme, Theme.id == PassageAssignment.theme_id)
        .where(
            Theme.retired_at.is_(None),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            Passage.text_digest == Contribution.published_digest,
        )
    )


def themes(plan: Plan) -> ThemeList:
    """Themes with the most people first, narrower ones inside wider ones."""
    rows = _rows(plan)
    children: dict[int, list[ThemeRow]] = {}
    for row in rows.values():
        if row.theme.parent_id in rows:
            children.setdefault(row.theme.parent_id or 0, []).append(row)
    inside = [
        _with_narrower(row, _biggest_first(children.get(row.theme.id, [])))
        for row in rows.values()
        if row.theme.parent_id not in rows
    ]
    checked = PassageAssignment.status == AssignmentStatus.CONFIRMED
    grouped = _of_themes(plan).with_only_columns(PASSAGES)
    return ThemeList(
        rows=tuple(_biggest_first(inside)),
        passages=grouping.count_passages(plan),
        grouped=_scalar(grouped),
        checked=_scalar(grouped.where(checked)),
    )


def _rows(plan: Plan) -> dict[int, ThemeRow]:
    living = select(Theme).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None))
    counts = {
        row[0]: row
        for row in db.session.execute(_of_themes(plan).with_only_columns(Theme.id, PEOPLE, PASSAGES).group_by(Theme.id))
    }
    # a wider theme has the people of the themes in it, each once
    wide = {
        row[0]: row
        for row in db.session.execute(
            _of_themes(plan)
            .where(Theme.parent_id.is_not(None))
            .with_only_columns(Theme.parent_id, PEOPLE, PASSAGES)
            .group_by(Theme.parent_id)
        )
    }
    chapters = _chapters_of(plan)
    found = {}
    for theme in db.session.scalars(living):
        row = wide.get(theme.id) or counts.get(theme.id)
        people, passages = (row.people, row.passages) if row else (0, 0)
        found[theme.id] = ThemeRow(theme, people, passages, tuple(chapters.get(theme.id, [])[:3]))
    return found


def _chapters_of(plan: Plan) -> dict[int, list[str]]:
    """Titles of the chapters that each theme's passages belong to, most people first."""
    filed = aliased(PassageAssignment)
    query = (
        _of_themes(plan)
        .join(filed, and_(filed.passage_id == Passage.id, filed.status != AssignmentStatus.DISMISSED))
        .join(Chapter, Chapter.id == filed.chapter_id)
        .with_only_columns(Theme.id, Chapter.title, PEOPLE)
        .group_by(Theme.id, Chapter.id, Chapter.title)
        .order_by(Theme.id, PEOPLE.desc(), Chapter.id)
    )
    found: dict[int, list[str]] = {}
    for row in db.session.execute(query):
        found.setdefault(row[0], []).append(row[1])
    return found


def _with_narrower(row: ThemeRow, narrower: list[ThemeRow]) -> ThemeRow:
    return ThemeRow(row.theme, row.people, row.passages, row.chapters, tuple(narrower))


def _biggest_first(rows: list[ThemeRow]) -> list[ThemeRow]:
    return sorted(rows, key=lambda row: (-row.people, row.theme.name))


def _scalar(query: _Row) -> int:
    return db.session.scalar(query) or 0


def theme_of(plan: Plan, theme_id: int) -> Theme:
    """The theme with this number, retired or not.

    Raises:
        NotFoundError: there is none in this plan.
    """
    theme = db.session.scalar(select(Theme).where(Theme.id == theme_id, Theme.plan_id == plan.id))
    if theme is None:
        raise NotFoundError("There is no such theme.")
    return theme


def theme_page(plan: Plan, theme_id: int, *, page: int = 1) -> ThemePage:
    """A theme with the passages in it, the surest first.

    Raises:
        NotFoundError: there is no such theme.
    """
    theme = theme_of(plan, theme_id)
    row = _rows(plan).get(theme.id) or ThemeRow(theme, 0, 0, ())
    inside = _of_themes(plan).where(_within(theme))
    shown = _scalar(inside.where(Consent.show.is_(True)).with_only_columns(func.count(PassageAssignment.id.distinct())))
    total = _scalar(inside.with_only_columns(func.count(PassageAssignment.id.distinct())))
    pages = max(1, math.ceil(shown / PAGE))
    number = min(max(page, 1), pages)
    return ThemePage(
        row=row,
        members=_members(inside, number),
        hidden=total - shown,
        number=number,
        pages=pages,
        parent=db.session.get(Theme, theme.parent_id) if theme.parent_id else None,
    )


def _within(theme: Theme) -> ColumnElement[bool]:
    return (Theme.id == theme.id) | (Theme.parent_id == theme.id)


def _members(inside: _Row, number: int) -> tuple[Member, ...]:
    spoken = joinedload(PassageAssignment.passage).joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    query = (
        inside.where(Consent.show.is_(True))
        .with_only_columns(PassageAssignment)
        .order_by(PassageAssignment.status, PassageAssignment.score.desc(), PassageAssignment.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
        .options(*(spoken.joinedload(part) for part in parts))
    )
    return tuple(
        Member(
            given.id,
            given.status,
            given.passage.text,
            given.passage.contribution.attribution,
            given.passage.contribution.reference,
        )
        for given in db.session.scalars(query)
    )


def assignment_of(plan: Plan, assignment_id: int, *, of_passage: bool) -> Assignment | PassageAssignment:
    """An assignment of something that is published.

    Raises:
        NotFoundError: there is none, or it is not published any more.
    """
    open_ = published(Purpose.USE, plan_id=plan.id).with_only_columns(Contribution.id)
    found: Assignment | PassageAssignment | None
    if of_passage:
        found = db.session.scalar(
            select(PassageAssignment)
            .join(Passage)
            .where(PassageAssignment.id == assignment_id, Passage.contribution_id.in_(open_))
        )
    else:
        found = db.session.scalar(
            select(Assignment).where(Assignment.id == assignment_id, Assignment.contribution_id.in_(open_))
        )
    if found is None:
        raise NotFoundError("This is not published any more, or the computer has looked at it again. Open it again.")
    return found
