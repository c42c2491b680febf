"""What we have heard so far, for everybody: themes with how many people, and words that may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, func, select
from sqlalchemy.orm import defer, joinedload

from engage.evidence.chapter_page import Breakdown, Share
from engage.extensions import db
from engage.models import (
    Contribution,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    Theme,
    published,
)
from engage.submissions import tallies
from engage.submissions.choices import Choice
from engage.submissions.labels import labels_of, told
from engage.theming.counting import THEMES, in_themes, places_of

FEWEST_PEOPLE = 3
"""A theme of fewer people is not shown: somebody could be known by it."""
MOST_THEMES = 60
MOST_QUOTES = 3
MOST_KEPT = 2 * MOST_QUOTES
LOOKED_AT = 40
"""Passages that the quotes of one theme are chosen from."""
SHORT, LONG = 20, 320
"""Characters of a quote on this page."""
MOST_TOLD = 2
MOST_NAMED = 2
DRAWN = 12
"""Themes in the picture; the table has them all."""
Figures = dict[str, Any]
"""A theme's number, people, contributions, chapters, goals, passages and narrower themes: numbers only."""


@dataclass(frozen=True)
class Said:
    """A passage word for word, whose speaker agreed that it is shown."""

    text: str
    attribution: str
    reference: str
    language: str = "en"
    how: str = ""


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
    narrower: tuple[tuple[str, int], ...] = ()
    """Name and people of the themes in it."""


def heard(plan: Plan) -> tuple[PublicTheme, ...]:
    """Themes that at least a few people spoke of, most people first."""
    return read_themes(plan, figures_of(plan))


def read_themes(plan: Plan, figures: Sequence[Figures]) -> tuple[PublicTheme, ...]:
    """Themes as they are called now with words that may be shown now, whenever their figures were reckoned."""
    ids = [id_ for each in figures for id_ in (each["theme"], *(inner for inner, _ in each.get("narrower", ())))]
    living = select(Theme).where(Theme.id.in_(ids), Theme.plan_id == plan.id, Theme.retired_at.is_(None))
    living = living.options(defer(Theme.centroid))
    themes = {
        row.id: row for row in db.session.scalars(living.options(joinedload(Theme.chapter), joinedload(Theme.goal)))
    }
    said = _still_said(plan, [id_ for each in figures for id_ in each["passages"]])
    return tuple(_theme(plan, themes, each, said) for each in figures if each["theme"] in themes)


def top(plan: Plan, number: int) -> tuple[tuple[int, str, int], ...]:
    """The number, name and people of the themes that most people spoke of."""
    figures = figures_of(plan)[:number]
    living = select(Theme).where(Theme.id.in_([each["theme"] for each in figures]), Theme.retired_at.is_(None))
    names = {row.id: row.name for row in db.session.scalars(living)}
    return tuple((each["theme"], names[each["theme"]], each["people"]) for each in figures if each["theme"] in names)


def figures_of(plan: Plan) -> Sequence[Figures]:
    """What the worker reckoned last, or, where no worker is at work, reckoned now."""
    kept = tallies.fresh(plan, THEMES)
    return kept["themes"] if kept is not None else reckon(plan)


def reckon(plan: Plan) -> list[Figures]:
    """Count people by theme, and choose words and places for each; numbers only."""
    rows = _biggest(plan)
    ids = [row.id for row in rows]
    said, places, narrower = _said(plan, ids), places_of(plan, ids), _narrower(plan)
    return [
        {
            "theme": row.id,
            "people": row.people,
            "contributions": row.contributions,
            "chapters": list(places[row.id][0][:MOST_NAMED]) if row.id in places else [],
            "goals": list(places[row.id][1][:MOST_NAMED]) if row.id in places else [],
            "passages": said.get(row.id, []),
            "narrower": narrower.get(row.id, []),
        }
        for row in rows
    ]


def _theme(plan: Plan, themes: Mapping[int, Theme], figures: Figures, said: Mapping[int, Said]) -> PublicTheme:
    theme = themes[figures["theme"]]
    chapters = {chapter.id: chapter for chapter in plan.chapters}
    goals = {goal.id: goal for goal in plan.goals}
    near = [theme.chapter, *(chapters.get(id_) for id_ in figures["chapters"])]
    aims = [theme.goal, *(goals.get(id_) for id_ in figures["goals"])]
    return PublicTheme(
        theme.id, theme.name, figures["people"], figures["contributions"],
        tuple(Choice(place.slug, place.title) for place in dict.fromkeys(near) if place)[:MOST_NAMED],
        tuple(aim.plain or aim.title for aim in dict.fromkeys(aims) if aim)[:MOST_NAMED],
        tuple(said[id_] for id_ in figures["passages"] if id_ in said)[:MOST_QUOTES],
        tuple((themes[id_].name, people) for id_, people in figures.get("narrower", ()) if id_ in themes),
    )  # fmt: skip


def _still_said(plan: Plan, passages: Sequence[int]) -> dict[int, Said]:
    """Those of the passages that may be shown at this moment."""
    rows = db.session.scalars(
        published(Purpose.SHOW, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .where(Passage.id.in_(passages), Passage.text_digest == Contribution.published_digest)
        .with_only_columns(Passage)
        .options(*_spoken())
    )
    return {row.id: _quoted(row.text, row.contribution) for row in rows}


def _quoted(text: str, by: Contribution) -> Said:
    return Said(text, by.attribution, by.reference, by.language, told(labels_of(by)))


def sizes(themes: Sequence[PublicTheme]) -> Breakdown:
    """The biggest themes by people, to draw."""
    shares = tuple(Share(theme.name, theme.people, theme.contributions) for theme in themes)
    return Breakdown("themes", "People by theme", "People by theme", shares)


def _biggest(plan: Plan) -> Sequence[Row[Any]]:
    """The widest themes, most people first."""
    counted = _counted(plan, Theme.parent_id.is_(None))
    named = select(counted).join(Theme, Theme.id == counted.c.id)
    return db.session.execute(named.order_by(counted.c.people.desc(), Theme.name).limit(MOST_THEMES)).all()


def _narrower(plan: Plan) -> dict[int, list[tuple[int, int]]]:
    """The themes in each wider one with how many people, most first."""
    counted = _counted(plan, Theme.parent_id.is_not(None))
    inside = select(Theme.parent_id, counted.c.id, counted.c.people).join(Theme, Theme.id == counted.c.id)
    found: dict[int, list[tuple[int, int]]] = {}
    for row in db.session.execute(inside.order_by(counted.c.people.desc(), Theme.name)):
        found.setdefault(row.parent_id, []).append((row.id, row.people))
    return found


def _counted(plan: Plan, which: ColumnElement[bool]) -> Subquery:
    """People and contributions of some of the themes, where enough people spoke."""
    rows, shown = in_themes(plan)
    people = func.count(Contribution.contributor_id.distinct()).label("people")
    return (
        rows.where(shown.in_(select(Theme.id).where(Theme.plan_id == plan.id, which)))
        .with_only_columns(shown.label("id"), people, func.count(Contribution.id.distinct()).label("contributions"))
        .group_by(shown)
        .having(people >= FEWEST_PEOPLE)
        .subquery()
    )


def _said(plan: Plan, ids: Sequence[int]) -> dict[int, list[int]]:
    """Passages to quote for each theme, from different people and in different words.

    Those in the theme's own words come first, then the surest. A letter that many sent is quoted once. A few more than are shown, so that one that is taken back leaves no gap.
    """
    query, shown = in_themes(plan, Purpose.SHOW, ids)
    length = Passage.end - Passage.start
    order = (PassageAssignment.status, PassageAssignment.score.desc(), Passage.id)
    ranked = (
        query.where(Passage.quotable.is_(True), length >= SHORT, length <= LONG)
        .with_only_columns(
            shown.label("theme"),
            Passage.id.label("passage"),
            Contribution.contributor_id.label("person"),
            func.substr(Contribution.published_text, Passage.start + 1, length).label("words"),
            Passage.letter_part.label("letter"),
            func.row_number().over(partition_by=shown, order_by=order).label("rank"),
        )
        .subquery()
    )
    rows = db.session.execute(select(ranked).where(ranked.c.rank <= LOOKED_AT)).all()
    wanted = {
        row.id: row.keywords for row in db.session.execute(select(Theme.id, Theme.keywords).where(Theme.id.in_(ids)))
    }
    found: dict[int, list[int]] = {}
    heard: set[object] = set()
    for row in sorted(rows, key=lambda row: (row.theme, -_telling(row.words, wanted[row.theme]), row.rank)):
        chosen = found.setdefault(row.theme, [])
        again = {(row.theme, row.person), row.words, *filter(None, [row.letter])}
        if len(chosen) < MOST_KEPT and not heard & again:
            heard |= again
            chosen.append(row.passage)
    return found


def _telling(words: str, keywords: Sequence[str]) -> int:
    """How many of a theme's words somebody used, up to a few: more make a list, not a better quote."""
    lower = words.lower()
    return min(MOST_TOLD, sum(keyword.lower() in lower for keyword in keywords))


def _spoken() -> list[Any]:
    spoken = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    return [spoken.joinedload(part) for part in parts]
