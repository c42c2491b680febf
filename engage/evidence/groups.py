"""Who was heard by what people say about themselves, such as their age: one question at a time, never crossed.

Everybody gives one answer to a question or none, so the lines of a question add up to all who were heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from engage.evidence import kept
from engage.evidence.comparing import CoverageRow, Figure, compared
from engage.evidence.counts import ABOUT, Question, asked
from engage.evidence.since_earlier import Earlier
from engage.evidence.suppression import safe_cells
from engage.extensions import db
from engage.models import Chapter, GroupPopulation, Plan

ENOUGH = 30
"""Fewer people than this in a chapter are too few to say who they are."""
TOGETHER = "+"
"""Stands between answers for which there is one figure of the population only."""


@dataclass(frozen=True, slots=True)
class GroupTable:
    """One question about people. What is None is hidden. ``rows``: each answer; ``together``: several as one."""

    slug: str
    title: str
    heard: int
    unsaid: int | None
    rows: tuple[CoverageRow, ...]
    together: tuple[CoverageRow, ...]

    @property
    def lines(self) -> tuple[CoverageRow, ...]:
        """Each answer, then several as one."""
        return (*self.rows, *self.together)

    @property
    def said(self) -> int | None:
        """How many answered."""
        return None if self.unsaid is None else self.heard - self.unsaid

    @property
    def unsaid_share(self) -> int | None:
        """How many in a hundred did not."""
        return None if self.unsaid is None or not self.heard else round(100 * self.unsaid / self.heard)

    @property
    def anybody(self) -> bool:
        """Whether somebody's answer is known at all, even if it is hidden."""
        return self.unsaid is None or self.unsaid < self.heard

    @property
    def known(self) -> bool:
        """Whether the population is known for any of it."""
        return any(row.population for row in self.lines)


def group_tables(
    plan: Plan, chapter: Chapter | None, limit: int, earlier: Earlier | None = None
) -> tuple[GroupTable, ...]:
    """A table for each question; none for a chapter of few people."""
    whole = kept.answers_of(plan, None)
    part = kept.answers_of(plan, chapter) if chapter else None
    found, tables = populations(plan), []
    for question in asked(plan):
        key = ABOUT + question.slug
        heard = sum(row[1] for row in (part or whole)[key])
        if chapter is not None and heard < ENOUGH:
            return ()
        cells = safe_cells(whole[key], part[key] if part else None, list(question.options), limit)
        if earlier is not None:
            cells = earlier.hold(chapter, key, cells)[0]
        tables.append(_table(question, heard, cells, found.get(question.slug, {})))
    return tuple(tables)


def _table(
    question: Question, heard: int, cells: Mapping[str | None, int | None], figures: Mapping[str, Figure]
) -> GroupTable:
    """``figures`` by the answers that each is of."""
    names = {
        slug: question.options.get(slug, "An answer that is no longer asked") for slug in cells if slug is not None
    }
    units: dict[str, str] = names | {options: in_one(question, options) for options in _several(question, figures)}
    numbers = {options: _sum(cells, options.split(TOGETHER)) for options in units}
    rows = {row.id: row for row in compared(units, numbers, figures)}
    return GroupTable(
        question.slug, question.title, heard, cells[None],
        tuple(rows[slug] for slug in names), tuple(rows[options] for options in units if options not in names),
    )  # fmt: skip


def _several(question: Question, figures: Mapping[str, Figure]) -> list[str]:
    """Answers that have a figure together and none of their own."""
    order = list(question.options)
    found = sorted(
        (options for options in figures if TOGETHER in options),
        key=lambda options: order.index(first) if (first := options.split(TOGETHER)[0]) in order else 0,
    )
    return [
        options
        for options in found
        if all(slug in question.options and slug not in figures for slug in options.split(TOGETHER))
    ]


def in_one(question: Question, options: str) -> str:
    """The answers that are counted together, in words."""
    names = [question.options.get(slug, slug) for slug in options.split(TOGETHER)]
    return f"{'; '.join(names)}: all together"


def _sum(cells: Mapping[str | None, int | None], slugs: list[str]) -> int | None:
    """People of several answers; None as soon as one of them is hidden, so that nothing new is told."""
    numbers = [cells[slug] for slug in slugs]
    return None if None in numbers else sum(number or 0 for number in numbers)


def populations(plan: Plan) -> dict[str, dict[str, Figure]]:
    """By question and answers, how many there are."""
    found: dict[str, dict[str, Figure]] = {}
    for row in db.session.scalars(select(GroupPopulation).where(GroupPopulation.plan_id == plan.id)):
        found.setdefault(row.question, {})[row.options] = Figure(row.people, row.source, row.year)
    return found
