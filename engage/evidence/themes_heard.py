"""The themes of a chapter: how many spoke of each, whether it grows, and whose words stand for it and against it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select

from engage.evidence.voices import PEOPLE, live, people_since
from engage.extensions import db
from engage.models import (
    Assignment,
    AssignmentStatus,
    Chapter,
    Contribution,
    Passage,
    PassageAssignment,
    PassageVector,
    Theme,
)
from engage.quotes.filters import Filters, quotable
from engage.theming.voices import choose

LATELY = timedelta(days=14)
MOST_THEMES = 12
WITH_QUOTES = 6
"""The largest themes are quoted."""
CENTRAL, OTHER, MOST_QUOTES = 2, 1, 4
READ = 24
"""Passages of a theme, the surest first, that its quotes are chosen from."""
FEWEST = 5
"""Fewer passages than this have no other side."""
LOOKED_AT = 60
SHORT, LONG = 40, 420
"""Characters of a quote on this page."""


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """A theme in numbers. ``before``: people of the 14 days before the last 14. ``central`` and ``other``: passage ids."""

    id: int
    people: int
    passages: int
    lately: int
    before: int
    central: Sequence[int] = ()
    other: Sequence[int] = ()


def count_themes_found(base: Select[*tuple[Any, ...]]) -> dict[int, int]:
    """How many living themes each chapter of ``base`` has."""
    query = _in_themes(base).with_only_columns(Assignment.chapter_id, func.count(Theme.id.distinct()))
    return {id_: number for id_, number in db.session.execute(query.group_by(Assignment.chapter_id)) if id_}


def themes_in(chapter: Chapter, base: Select[*tuple[Any, ...]], at: datetime) -> tuple[list[ThemeCount], list[int]]:
    """What the chapter's people spoke of, most people first; and passages of people who are quoted under no theme."""
    rows = _counted(base, at)
    quoted: set[int] = set()
    nobody: tuple[list[int], list[int]] = ([], [])
    sides = _sides(chapter, [row.id for row in rows[:WITH_QUOTES]], quoted)
    themes = [
        ThemeCount(row.id, row.people, row.passages, row.lately, row.before, *sides.get(row.id, nobody)) for row in rows
    ]
    return themes, _others(chapter, quoted)


def _in_themes(base: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        base.join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, and_(PassageAssignment.passage_id == Passage.id, live(PassageAssignment)))
        .where(Passage.text_digest == Contribution.published_digest)
        .join(Theme, and_(Theme.id == PassageAssignment.theme_id, Theme.retired_at.is_(None)))
    )


def _counted(base: Select[*tuple[Any, ...]], at: datetime) -> list[Any]:
    then = and_(Contribution.received_at >= at - 2 * LATELY, Contribution.received_at < at - LATELY)
    query = (
        _in_themes(base)
        .with_only_columns(
            Theme.id,
            PEOPLE,
            func.count(Passage.id.distinct()).label("passages"),
            people_since(at - LATELY),
            func.count(case((then, Contribution.contributor_id)).distinct()).label("before"),
        )
        .group_by(Theme.id)
        .order_by(PEOPLE.desc(), Theme.name)
        .limit(MOST_THEMES)
    )
    return list(db.session.execute(query))


def _sides(chapter: Chapter, themes: Collection[int], quoted: set[int]) -> dict[int, tuple[list[int], list[int]]]:
    """Passages that stand for each theme, and on its other side: one from each person on the whole page."""
    if not themes:
        return {}
    found: dict[int, list[Row[Any]]] = {id_: [] for id_ in themes}
    for row in db.session.execute(_surest(chapter, themes)):
        found[row.theme_id].append(row)
    chosen = {}
    for id_, rows in found.items():
        mine: dict[int, Row[Any]] = {}
        for row in rows:
            if row.contributor_id not in quoted:
                mine.setdefault(row.contributor_id, row)
        pool = list(mine.values())
        central, other = choose(pool, CENTRAL, OTHER if len(pool) >= FEWEST else 0)
        quoted |= {pool[place].contributor_id for place in (*central, *other)}
        chosen[id_] = [pool[place].id for place in central], [pool[place].id for place in other]
    return chosen


def _surest(chapter: Chapter, themes: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Quotable passages of the themes with vectors and words, the surest of each theme first."""
    order = (PassageAssignment.status, PassageAssignment.score.desc(), Passage.id)
    turn = func.row_number().over(partition_by=PassageAssignment.theme_id, order_by=order).label("turn")
    ranked = (
        quotable(chapter, Filters())
        .order_by(None)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .where(
            PassageAssignment.theme_id.in_(themes),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            (Passage.end - Passage.start).between(SHORT, LONG),
        )
        .with_only_columns(Passage.id, PassageAssignment.theme_id, turn)
        .subquery()
    )
    words = func.substr(Contribution.published_text, Passage.start + 1, Passage.end - Passage.start).label("words")
    return (
        select(
            Passage.id, ranked.c.theme_id, Contribution.contributor_id, Contribution.locality_id,
            Contribution.respondent_kind_id, PassageVector.vector, words,
        )
        .join(ranked, ranked.c.id == Passage.id)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .join(Theme, Theme.id == ranked.c.theme_id)
        .outerjoin(PassageVector, and_(PassageVector.passage_id == Passage.id, PassageVector.encoder == Theme.encoder))
        .where(ranked.c.turn <= READ)
        .order_by(ranked.c.theme_id, ranked.c.turn)
    )  # fmt: skip


def _others(chapter: Chapter, quoted: set[int]) -> list[int]:
    """The chapter's strongest passages, of a length that a page can hold, one from each person."""
    strongest = (
        quotable(chapter, Filters())
        .where((Passage.end - Passage.start).between(SHORT, LONG))
        .with_only_columns(Passage.id, Contribution.contributor_id)
    )
    chosen: dict[int, int] = {}
    for id_, person in db.session.execute(strongest.limit(LOOKED_AT)):
        if person not in quoted:
            chosen.setdefault(person, id_)
    return list(chosen.values())[:MOST_QUOTES]
