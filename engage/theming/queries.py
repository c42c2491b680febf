"""The themes workbench: every theme with how many people, how it grows, where it belongs, and how much was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Contribution,
    Goal,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    Theme,
    now,
    published,
)
from engage.theming import gathering, rethink

LATELY = timedelta(days=14)
MOST_NAMED = 3
PEOPLE = func.count(Contribution.contributor_id.distinct()).label("people")
PASSAGES = func.count(Passage.id.distinct()).label("passages")
Rows = Select[*tuple[Any, ...]]
SORTS = {
    "people": "Most people",
    "lately": "Most new people in 14 days",
    "checked": "Least checked",
    "name": "Name",
}
SHOWN = {"": "All themes", "waiting": "Themes with a change waiting", "retired": "Retired themes"}


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in the list; ``lately`` are people who first spoke of it in the last 14 days, or spoke again."""

    theme: Theme
    people: int = 0
    passages: int = 0
    lately: int = 0
    checked: int = 0
    chapters: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    waiting: int = 0
    narrower: tuple[ThemeRow, ...] = ()
    slugs: frozenset[str] = field(default=frozenset())

    @property
    def percent(self) -> int:
        """How much of it a person has checked."""
        return 100 * self.checked // self.passages if self.passages else 0


@dataclass(frozen=True, slots=True)
class ThemeList:
    """The themes asked for, and how much is in none of them yet."""

    rows: tuple[ThemeRow, ...]
    passages: int
    grouped: int
    checked: int
    living: int

    @property
    def ungrouped(self) -> int:
        """Passages in no theme yet."""
        return max(0, self.passages - self.grouped)

    @property
    def percent(self) -> int:
        """How much of what is grouped a person has checked."""
        return 100 * self.checked // self.grouped if self.grouped else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which themes to list, and how."""

    chapter: str = ""
    show: str = ""
    sort: str = "people"


def of_themes(plan: Plan) -> Rows:
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


def themes(plan: Plan, wanted: Wanted | None = None) -> ThemeList:
    """Themes with the most people first unless asked otherwise, narrower ones inside wider ones."""
    wanted = wanted or Wanted()
    rows = theme_rows(plan)
    listed = _retired(plan) if wanted.show == "retired" else _nested(rows)
    chosen = [row for row in listed if _is_wanted(row, wanted)]
    checked = PassageAssignment.status == AssignmentStatus.CONFIRMED
    grouped = of_themes(plan).with_only_columns(PASSAGES)
    return ThemeList(
        rows=tuple(sorted(chosen, key=_order(wanted.sort))),
        passages=gathering.count_passages(plan),
        grouped=db.session.scalar(grouped) or 0,
        checked=db.session.scalar(grouped.where(checked)) or 0,
        living=len(rows),
    )


def _is_wanted(row: ThemeRow, wanted: Wanted) -> bool:
    """Whether a theme, or one inside it, is asked for."""
    every = (row, *row.narrower)
    in_chapter = not wanted.chapter or any(wanted.chapter in one.slugs for one in every)
    return in_chapter and (wanted.show != "waiting" or any(one.waiting for one in every))


def _order(sort: str) -> Any:
    return {
        "lately": lambda row: (-row.lately, -row.people, row.theme.name.lower()),
        "checked": lambda row: (row.percent, -row.people, row.theme.name.lower()),
        "name": lambda row: row.theme.name.lower(),
    }.get(sort, lambda row: (-row.people, row.theme.name.lower()))


def _nested(rows: Mapping[int, ThemeRow]) -> list[ThemeRow]:
    children: dict[int, list[ThemeRow]] = {}
    for row in rows.values():
        if row.theme.parent_id in rows:
            children.setdefault(row.theme.parent_id or 0, []).append(row)
    return [
        replace(row, narrower=tuple(sorted(children.get(row.theme.id, []), key=_order("people"))))
        for row in rows.values()
        if row.theme.parent_id not in rows
    ]


def _retired(plan: Plan) -> list[ThemeRow]:
    """Themes that were retired; those that were merged live on elsewhere."""
    query = select(Theme).where(Theme.plan_id == plan.id, Theme.retired_at.is_not(None), Theme.merged_into_id.is_(None))
    return [ThemeRow(theme) for theme in db.session.scalars(query)]


def theme_rows(plan: Plan, only: Theme | None = None) -> dict[int, ThemeRow]:
    """Living themes by id; a wider theme has the people of the themes in it, each once."""
    living = select(Theme).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None))
    if only is not None:
        living = living.where(Theme.id == only.id)
    found = db.session.scalars(living.options(joinedload(Theme.chapter), joinedload(Theme.goal))).all()
    counts = _counts(plan, only)
    places = _places(plan, only)
    proposals = [id_ for proposal in rethink.waiting(plan) for id_ in proposal.themes]
    return {theme.id: _row(theme, counts.get(theme.id), places.get(theme.id, []), proposals) for theme in found}


def _row(theme: Theme, counted: Any, places: Sequence[Chapter | Goal], proposals: Sequence[int]) -> ThemeRow:
    pinned = [place for place in (theme.chapter, theme.goal) if place is not None]
    every = list(dict.fromkeys([*pinned, *places]))
    chapters = [place for place in every if isinstance(place, Chapter)]
    goals = [place for place in every if isinstance(place, Goal)]
    people, passages, lately, checked = counted or (0, 0, 0, 0)
    return ThemeRow(
        theme, people, passages, lately, checked,
        tuple(chapter.title for chapter in chapters[:MOST_NAMED]),
        tuple(goal.plain or goal.title for goal in goals[:MOST_NAMED]),
        list(proposals).count(theme.id),
        slugs=frozenset(chapter.slug for chapter in chapters),
    )  # fmt: skip


def _with_shown(plan: Plan, only: Theme | None) -> tuple[Rows, Any]:
    """Each passage once for its theme and once for the wider theme around that."""
    shown = aliased(Theme)
    one: ColumnElement[bool] = shown.id == only.id if only is not None else true()
    return of_themes(plan).join(shown, or_(shown.id == Theme.id, shown.id == Theme.parent_id)).where(one), shown


def _counts(plan: Plan, only: Theme | None) -> dict[int, tuple[int, int, int, int]]:
    rows, shown = _with_shown(plan, only)
    lately = case((Contribution.received_at >= now() - LATELY, Contribution.contributor_id))
    checked = case((PassageAssignment.status == AssignmentStatus.CONFIRMED, Passage.id))
    query = rows.with_only_columns(
        shown.id, PEOPLE, PASSAGES, func.count(lately.distinct()), func.count(checked.distinct())
    ).group_by(shown.id)
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in db.session.execute(query)}


def _places(plan: Plan, only: Theme | None) -> dict[int, list[Chapter | Goal]]:
    """Chapters and goals that each theme's passages belong to, most people first."""
    rows, shown = _with_shown(plan, only)
    filed = aliased(PassageAssignment)
    query = (
        rows.join(filed, and_(filed.passage_id == Passage.id, filed.status != AssignmentStatus.DISMISSED))
        .where(filed.theme_id.is_(None))
        .with_only_columns(shown.id, filed.chapter_id, filed.goal_id, PEOPLE)
        .group_by(shown.id, filed.chapter_id, filed.goal_id)
        .order_by(PEOPLE.desc(), filed.chapter_id, filed.goal_id)
    )
    chapters = {chapter.id: chapter for chapter in plan.chapters}
    goals = {goal.id: goal for goal in plan.goals}
    found: dict[int, list[Chapter | Goal]] = {}
    for row in db.session.execute(query):
        theme_id, place = row[0], chapters.get(row[1]) or goals.get(row[2])
        if place is not None:
            found.setdefault(theme_id, []).append(place)
    return found


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
