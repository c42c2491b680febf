"""The themes workbench: every theme with how many people, how it grows, where it belongs, and how much was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import defer, joinedload

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    Assignment,
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
from engage.theming import counting, rethink
from engage.theming.counting import Counted, Totals

MOST_NAMED = 3
SORTS = {
    "people": "Most people",
    "lately": "Most new people in 14 days",
    "checked": "Least checked",
    "name": "Name",
}
SHOWN = {"": "All themes", "waiting": "Themes with a change waiting", "retired": "Retired themes"}


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in the list."""

    theme: Theme
    figures: Counted = field(default_factory=Counted)
    chapters: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    waiting: int = 0
    sentence: str = ""
    narrower: tuple[ThemeRow, ...] = ()
    slugs: frozenset[str] = field(default=frozenset())

    @property
    def people(self) -> int:
        """How many spoke of it."""
        return self.figures.people

    @property
    def passages(self) -> int:
        """How many passages are in it."""
        return self.figures.passages

    @property
    def lately(self) -> int:
        """People who spoke of it in the last 14 days."""
        return self.figures.lately

    @property
    def percent(self) -> int:
        """How much of it a person has checked."""
        return 100 * self.figures.checked // self.passages if self.passages else 0


@dataclass(frozen=True, slots=True)
class ThemeList:
    """The themes asked for, and how much is in none of them yet."""

    rows: tuple[ThemeRow, ...]
    totals: Totals
    living: int

    @property
    def ungrouped(self) -> int:
        """Passages in no theme yet."""
        return max(0, self.totals.passages - self.totals.grouped)

    @property
    def percent(self) -> int:
        """How much of what is grouped a person has checked."""
        return 100 * self.totals.checked // self.totals.grouped if self.totals.grouped else 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which themes to list, and how."""

    chapter: str = ""
    show: str = ""
    sort: str = "people"


def themes(plan: Plan, wanted: Wanted | None = None) -> ThemeList:
    """Themes with the most people first unless asked otherwise, narrower ones inside wider ones."""
    wanted = wanted or Wanted()
    rows = _with_sentences(plan, theme_rows(plan))
    listed = _retired(plan) if wanted.show == "retired" else _nested(rows)
    chosen = [row for row in listed if _is_wanted(row, wanted)]
    return ThemeList(tuple(sorted(chosen, key=_order(wanted.sort))), counting.totals(plan), len(rows))


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
    """Living themes by id, or only one with those in it; a wider theme has the people of the themes in it, each once."""
    living = select(Theme).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None)).options(defer(Theme.centroid))
    if only is not None:
        living = living.where(or_(Theme.id == only.id, Theme.parent_id == only.id))
    found = db.session.scalars(living.options(joinedload(Theme.chapter), joinedload(Theme.goal))).all()
    figures = counting.counted(plan, [theme.id for theme in found])
    proposals = rethink.themes_waiting(plan)
    chapters = {chapter.id: chapter for chapter in plan.chapters}
    goals = {goal.id: goal for goal in plan.goals}
    return {theme.id: _row(theme, figures[theme.id], chapters, goals, proposals) for theme in found}


def _with_sentences(plan: Plan, rows: Mapping[int, ThemeRow]) -> dict[int, ThemeRow]:
    """Each theme with a sentence that describes it, of those that may be shown at this moment."""
    wanted = [row.figures.says for row in rows.values() if row.theme.parent_id not in rows]
    words = func.substr(Contribution.published_text, Passage.start + 1, Passage.end - Passage.start)
    spoken = (
        published(Purpose.SHOW, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .where(Passage.id.in_(wanted), Passage.text_digest == Contribution.published_digest)
        .with_only_columns(Passage.id, words)
    )
    said: dict[int, str] = {row[0]: row[1] for row in db.session.execute(spoken)}
    return {id_: replace(row, sentence=said.get(row.figures.says, "")) for id_, row in rows.items()}


def _row(
    theme: Theme,
    figures: Counted,
    chapters: Mapping[int, Chapter],
    goals: Mapping[int, Goal],
    proposals: Sequence[int],
) -> ThemeRow:
    """A theme with its figures; what a person pinned it to comes first."""
    near = [theme.chapter, *(chapters.get(id_) for id_ in figures.chapters)]
    aims = [theme.goal, *(goals.get(id_) for id_ in figures.goals)]
    places = list(dict.fromkeys(chapter for chapter in near if chapter))
    wanted = list(dict.fromkeys(goal for goal in aims if goal))
    return ThemeRow(
        theme, figures,
        tuple(chapter.title for chapter in places[:MOST_NAMED]),
        tuple(goal.plain or goal.title for goal in wanted[:MOST_NAMED]),
        list(proposals).count(theme.id),
        slugs=frozenset(chapter.slug for chapter in places),
    )  # fmt: skip


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
