"""One theme: its passages, why each belongs, what happened to it, and what may be done with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, load_only

from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Contribution,
    Passage,
    PassageAssignment,
    PassageVector,
    Plan,
    Purpose,
    Theme,
    published,
)
from engage.theming import letters
from engage.theming.counting import MAY_SHOW, ONE_OF, Rows, in_themes
from engage.theming.history import Told, history, last_by_a_person
from engage.theming.letters import Copies
from engage.theming.meaning import close_passages
from engage.theming.pipeline import Pipeline, Vector, from_bytes
from engage.theming.queries import ThemeRow, theme_rows
from engage.theming.voices import Voices, voices
from engage.theming.where_it_belongs import how_sure

PAGE = 20
MOST_LIKE = 12
LIKE_ENOUGH = 0.3
"""Cosine below which a passage is not like another."""


@dataclass(frozen=True, slots=True)
class Member:
    """A passage in a theme. ``why`` and ``shared`` say why it is there; ``copies`` who else sent it."""

    id: int
    passage: int
    status: AssignmentStatus
    text: str
    attribution: str
    reference: str
    why: str = ""
    shared: tuple[str, ...] = ()
    copies: Copies | None = None


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A theme with a page of its passages; ``hidden`` are counted without their words."""

    row: ThemeRow
    members: tuple[Member, ...]
    hidden: int
    number: int
    pages: int
    parent: Theme | None
    survivor: Theme | None
    others: tuple[Theme, ...]
    told: tuple[Told, ...]
    can_undo: bool
    voices: Voices


def theme_of(plan: Plan, theme_id: int) -> Theme:
    """The theme with this number, retired or not.

    Raises:
        NotFoundError: there is none in this plan.
    """
    theme = db.session.scalar(select(Theme).where(Theme.id == theme_id, Theme.plan_id == plan.id))
    if theme is None:
        raise NotFoundError("There is no such theme.")
    return theme


def theme_page(plan: Plan, theme_id: int, *, page: int = 1, with_voices: bool = True) -> ThemePage:
    """A theme with the passages in it, those that a person confirmed first, then the surest; voices on its first page.

    Raises:
        NotFoundError: there is no such theme.
    """
    theme = theme_of(plan, theme_id)
    rows = theme_rows(plan, only=theme)
    row = rows.pop(theme.id, None) or ThemeRow(theme)
    pages = max(1, math.ceil(row.figures.shown / PAGE))
    number = min(max(page, 1), pages)
    others = select(Theme).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None), Theme.id != theme.id)
    return ThemePage(
        row=replace(row, narrower=tuple(sorted(rows.values(), key=lambda inner: (-inner.people, inner.theme.name)))),
        members=_members(plan, theme, number),
        hidden=row.figures.hidden,
        number=number,
        pages=pages,
        parent=db.session.get(Theme, theme.parent_id) if theme.parent_id else None,
        survivor=db.session.get(Theme, theme.merged_into_id) if theme.merged_into_id else None,
        others=tuple(db.session.scalars(others.options(load_only(Theme.name)).order_by(func.lower(Theme.name)))),
        told=history(theme),
        can_undo=(last := last_by_a_person(theme.id)) is not None and bool(last.before),
        voices=voices(plan, theme) if number == 1 and with_voices else Voices(),
    )


def _inside(plan: Plan, theme: Theme) -> Rows:
    """What is in a theme, and in the narrower ones in it."""
    return in_themes(plan, Purpose.USE, [theme.id])[0]


def _members(plan: Plan, theme: Theme, number: int) -> tuple[Member, ...]:
    """A page of passages; what came as copies of one letter is there once, for all who sent it."""
    order = (PassageAssignment.status, PassageAssignment.score.desc(), PassageAssignment.id)
    shown = _inside(plan, theme).where(MAY_SHOW).with_only_columns(PassageAssignment.id, ONE_OF).order_by(*order)
    first: dict[str, int] = {}
    for id_, one_of in db.session.execute(shown):
        first.setdefault(one_of, id_)
    chosen = list(first.values())[(number - 1) * PAGE : number * PAGE]
    spoken = joinedload(PassageAssignment.passage).joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    rows = db.session.scalars(
        select(PassageAssignment)
        .where(PassageAssignment.id.in_(chosen))
        .order_by(*order)
        .options(*(spoken.joinedload(part) for part in parts))
    ).all()
    sent = letters.copies(plan, [row.passage for row in rows])
    return tuple(_member(row, theme, sent.get(row.passage_id)) for row in rows)


def _member(given: PassageAssignment, theme: Theme, copies: Copies | None) -> Member:
    text, spoken = given.passage.text, given.passage.contribution
    words = text.lower()
    return Member(
        given.id,
        given.passage_id,
        given.status,
        text,
        spoken.attribution,
        spoken.reference,
        how_sure(given.score),
        tuple(word for word in theme.keywords if word.lower() in words)[:4],
        copies,
    )


def chosen_in(plan: Plan, theme: Theme, ids: Sequence[int]) -> Sequence[PassageAssignment]:
    """Places in a theme, or in the narrower ones in it, by number, each with all its copies; what is gone is left out."""
    inside = _inside(plan, theme)
    chosen = PassageAssignment.id.in_(ids)
    copied = inside.where(chosen).with_only_columns(Passage.letter_part)
    wanted = inside.where(chosen | Passage.letter_part.in_(copied)).with_only_columns(PassageAssignment)
    return db.session.scalars(wanted.order_by(PassageAssignment.id)).all()


def passages_of(plan: Plan, ids: Sequence[int]) -> Sequence[Passage]:
    """Passages of what is published, by number."""
    query = _passages(plan, Purpose.USE).where(Passage.id.in_(ids))
    return db.session.scalars(query.with_only_columns(Passage).order_by(Passage.id)).all()


def words_of(plan: Plan, passage: int) -> str:
    """The words of a passage that may be shown; none of any other."""
    query = _passages(plan, Purpose.SHOW).where(Passage.id == passage).with_only_columns(Passage)
    found: Passage | None = db.session.scalar(query)
    return found.text if found else ""


def _passages(plan: Plan, purpose: Purpose) -> Select[*tuple[object, ...]]:
    return (
        published(purpose, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .where(Passage.text_digest == Contribution.published_digest)
    )


def more_like(plan: Plan, theme: Theme, pipeline: Pipeline, *, words: str = "", passage: int = 0) -> tuple[Member, ...]:
    """Passages that mean the same as some words, or as a passage, and are not in the theme yet; the likest first."""
    wanted = pipeline.vector(words) if words else _vector_of(plan, passage, pipeline.encoder)
    if wanted is None:
        return ()
    inside = select(Theme.id).where(or_(Theme.id == theme.id, Theme.parent_id == theme.id))
    there = select(PassageAssignment.passage_id).where(PassageAssignment.theme_id.in_(inside))
    without = {passage, *db.session.scalars(there)}
    return _found(
        close_passages(plan, pipeline.encoder, wanted, most=2 * MOST_LIKE, least=LIKE_ENOUGH, without=without)
    )


def _vector_of(plan: Plan, passage: int, encoder: str) -> Vector | None:
    query = _passages(plan, Purpose.USE).join(PassageVector, PassageVector.passage_id == Passage.id)
    kept = db.session.scalar(
        query.where(Passage.id == passage, PassageVector.encoder == encoder).with_only_columns(PassageVector.vector)
    )
    return from_bytes([kept])[0] if kept else None


def _found(likeness: dict[int, float]) -> tuple[Member, ...]:
    """Passages by number and likeness, the likest first; what came as copies of one letter is there once."""
    spoken = joinedload(Passage.contribution)
    parts = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
    query = select(Passage).where(Passage.id.in_(likeness)).options(*(spoken.joinedload(part) for part in parts))
    once: dict[object, Passage] = {}
    for row in sorted(db.session.scalars(query), key=lambda row: -likeness[row.id]):
        once.setdefault(row.letter_part or row.id, row)
    rows = list(once.values())[:MOST_LIKE]
    return tuple(
        Member(
            0, row.id, AssignmentStatus.SUGGESTED, row.text, row.contribution.attribution, row.contribution.reference,
            how_sure(likeness[row.id]),
        )
        for row in rows
    )  # fmt: skip
