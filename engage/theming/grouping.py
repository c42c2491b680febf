"""Passages into themes: found, continued, joined. Identity lasts, and a name or an answer from a person always wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import ColumnElement, Select, delete, insert, select, update
from sqlalchemy.orm import aliased

from engage.extensions import begin_writing, db
from engage.models import (
    AssignmentStatus,
    Contribution,
    Passage,
    PassageAssignment,
    Plan,
    Theme,
    ThemeChange,
    ThemeChangeKind,
    now,
)
from engage.theming import counting
from engage.theming.gathering import Gathered, in_context, topical
from engage.theming.pipeline import KeptTheme, Pipeline, Vector, model_of, to_bytes

if TYPE_CHECKING:
    from nlp import Discovered, ThemeModel

FEWEST_PASSAGES = 20


def first_themes(plan: Plan, pipeline: Pipeline, gathered: Gathered) -> int:
    """Look for themes where there are none yet, and keep them at once. Commits; how many there are.

    The looking is done outside a transaction. Killed at any point, there are no themes or all of them.
    """
    db.session.rollback()
    found = pipeline.discover(gathered.texts, gathered.vectors, gathered.people, None)
    begin_writing()
    lock(plan)
    plan.themes_asked_at = None
    keys = _keep_themes(plan, found, pipeline.encoder)
    placed = {id_: (keys[place[0]], place[1]) for id_, place in zip(gathered.ids, found.placed, strict=True) if place}
    _replace_suggestions(plan, placed, set(gathered.ids))
    retire_empty(plan)
    counting.forget(plan)
    db.session.commit()
    return len(found.themes)


def lock(plan: Plan) -> None:
    """Themes change, or passages join them, one worker at a time."""
    db.session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())


def theme_model(plan: Plan, encoder: str, dimension: int) -> ThemeModel | None:
    """The themes as they stand, to place passages by; None while there are none for this encoder."""
    themes = [theme for theme in living(plan) if theme.encoder == encoder]
    keys = {theme.id: theme.key for theme in themes}
    return model_of(
        [
            KeptTheme(
                theme.key, theme.name, tuple(theme.keywords), keys.get(theme.parent_id or 0),
                theme.centroid, theme.belongs, theme.familiar, theme.settled_size,
            )
            for theme in themes
        ],
        encoder,
        dimension,
    )  # fmt: skip


def living(plan: Plan) -> Sequence[Theme]:
    """Themes that are not retired, oldest first."""
    return db.session.scalars(
        select(Theme).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None)).order_by(Theme.id)
    ).all()


def join(plan: Plan, vectors: Mapping[int, Vector], encoder: str) -> None:
    """Suggest the nearest existing theme for each passage (id: vector) that speaks of the plan, where one is near enough.

    All passages of a contribution come together: each is read in the light of the others.
    """
    if not vectors:
        return
    lock(plan)
    model = theme_model(plan, encoder, len(next(iter(vectors.values()))))
    if model is None:
        return
    ids = {theme.key: theme.id for theme in living(plan)}
    _forget_suggestions(PassageAssignment.passage_id.in_(vectors))
    speaking = topical(plan).where(Passage.id.in_(vectors)).with_only_columns(Passage.id, Passage.contribution_id)
    wanted = {row.id: row.contribution_id for row in db.session.execute(speaking)}
    if not wanted:
        return
    rows = in_context(np.stack([vectors[id_] for id_ in wanted]), list(wanted.values()))
    places = zip(wanted, model.place(rows), strict=True)
    suggest({id_: (ids[place[0]], place[1]) for id_, place in places if place})


def retire_empty(plan: Plan) -> int:
    """Retire themes that nothing is in any more, and the wider themes that they leave empty; how many."""
    retired = 0
    while empty := _empty(plan):
        retired += len(empty)
        db.session.execute(update(Theme).where(Theme.id.in_(empty)).values(retired_at=now()))
        note = {"kind": ThemeChangeKind.RETIRED, "after": {"empty": True}}
        db.session.execute(insert(ThemeChange), [note | {"theme_id": id_} for id_ in empty])
    return retired


def _empty(plan: Plan) -> list[int]:
    inside = select(PassageAssignment.id).where(
        PassageAssignment.theme_id == Theme.id, PassageAssignment.status != AssignmentStatus.DISMISSED
    )
    child = aliased(Theme)
    narrower = select(child.id).where(child.parent_id == Theme.id, child.retired_at.is_(None))
    return list(
        db.session.scalars(
            select(Theme.id).where(
                Theme.plan_id == plan.id, Theme.retired_at.is_(None), ~inside.exists(), ~narrower.exists()
            )
        )
    )


def _keep_themes(plan: Plan, found: Discovered, encoder: str) -> dict[str, int]:
    """Rows for the themes found, by key; a name that a person gave stays."""
    known = {theme.key: theme for theme in db.session.scalars(select(Theme).where(Theme.plan_id == plan.id))}
    for theme in found.themes:
        row = known.get(theme.id) or Theme(plan_id=plan.id, key=theme.id, name=theme.name)
        if row.named_by_id is None:
            row.name = theme.name[:120]  # no sentence of anybody's is kept here: it would outlive their consent
        row.keywords = list(theme.keywords) or row.keywords or []
        row.encoder, row.retired_at, row.settled_size = encoder, None, theme.size
        row.centroid = to_bytes(landmarks_of(found, theme.id))
        row.belongs, row.familiar = found.model.least_likeness, found.model.familiar
        db.session.add(row)
        known[theme.id] = row
    db.session.flush()
    for theme in found.themes:
        row = known[theme.id]
        row.parent_id = known[theme.parent].id if theme.parent else None
        db.session.add(ThemeChange(theme_id=row.id, kind=ThemeChangeKind.FOUND, after={"passages": theme.size}))
    db.session.flush()
    return {key: row.id for key, row in known.items()}


def landmarks_of(found: Discovered, key: str) -> Vector:
    """The landmarks of one theme."""
    return found.model.landmarks[[owner == key for owner in found.model.owners]]


def _replace_suggestions(plan: Plan, placed: dict[int, tuple[int, float]], looked_at: set[int]) -> None:
    """Swap the machine's suggestions of the passages looked at that are still there; later ones keep theirs."""
    present = set(db.session.scalars(_passages(plan)))
    themes = select(Theme.id).where(Theme.plan_id == plan.id)
    late = present - looked_at
    _forget_suggestions(PassageAssignment.theme_id.in_(themes), PassageAssignment.passage_id.not_in(late))
    suggest({id_: place for id_, place in placed.items() if id_ in present})


def _passages(plan: Plan) -> Select[int]:
    return (
        select(Passage.id)
        .join(Contribution, Contribution.id == Passage.contribution_id)
        .where(Contribution.plan_id == plan.id)
    )


def _forget_suggestions(*where: ColumnElement[bool]) -> None:
    db.session.execute(
        delete(PassageAssignment).where(
            PassageAssignment.theme_id.is_not(None),
            PassageAssignment.status == AssignmentStatus.SUGGESTED,
            *where,
        ),
        execution_options={"synchronize_session": False},
    )


def suggest(placed: Mapping[int, tuple[int, float]]) -> list[int]:
    """Rows for the places found, except where a person has answered: their theme stands, their no stands. Their ids."""
    answers = db.session.execute(
        select(PassageAssignment.passage_id, PassageAssignment.theme_id, PassageAssignment.status).where(
            PassageAssignment.theme_id.is_not(None), PassageAssignment.status != AssignmentStatus.SUGGESTED
        )
    ).all()
    settled = {row.passage_id for row in answers if row.status is AssignmentStatus.CONFIRMED}
    refused = {(row.passage_id, row.theme_id) for row in answers}
    rows = [
        {"passage_id": id_, "theme_id": theme, "score": score, "because": []}
        for id_, (theme, score) in placed.items()
        if id_ not in settled and (id_, theme) not in refused
    ]
    return list(db.session.scalars(insert(PassageAssignment).returning(PassageAssignment.id), rows)) if rows else []
