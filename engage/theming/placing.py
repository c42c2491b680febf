"""What people do to the passages of a theme: confirm, take out, move, add, split off. Written down, and it wins over runs.

The caller commits.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import insert, select

from engage.errors import InputError
from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Passage,
    PassageAssignment,
    PassageVector,
    Theme,
    ThemeChangeKind,
    User,
    now,
)
from engage.policies import Permission, require
from engage.theming.history import Before, keep
from engage.theming.pipeline import from_bytes, to_bytes
from engage.theming.shaping import clean_name

MOST_LANDMARKS = 24


def split(theme: Theme, chosen: Sequence[PassageAssignment], name: str, *, by: User) -> Theme:
    """Make a new theme of chosen passages.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: no passage was chosen, or there is no name.
    """
    require(by, Permission.CONFIRM)
    name = clean_name(name)
    made = Theme(
        plan_id=theme.plan_id, key=uuid.uuid4().hex, name=name, named_by_id=by.id, encoder=theme.encoder,
        centroid=_landmarks(row.passage_id for row in _some(chosen)), belongs=theme.belongs, familiar=theme.familiar,
        parent_id=theme.parent_id, settled_size=len(chosen),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    before = Before()
    before.themes[str(made.id)] = {"made": True}
    _hand_over(chosen, made, by, before)
    keep(theme, ThemeChangeKind.SPLIT, by=by, before=before, other=made, passages=len(chosen))
    return made


def _landmarks(passages: Iterable[int]) -> bytes:
    """Vectors of some of the passages, for others like them to join by."""
    chosen = list(passages)[:MOST_LANDMARKS]
    kept = db.session.scalars(
        select(PassageVector.vector).where(PassageVector.passage_id.in_(chosen)).order_by(PassageVector.passage_id)
    ).all()
    return to_bytes(from_bytes(kept)) if kept else to_bytes(np.zeros((0, 1), np.float32))


def move(theme: Theme, chosen: Sequence[PassageAssignment], into: Theme, *, by: User) -> None:
    """Put chosen passages into another theme: confirmed there, dismissed here.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: no passage was chosen, or the other theme is this one, or retired.
    """
    require(by, Permission.CONFIRM)
    if theme.id == into.id or into.retired_at:
        raise InputError("Choose another theme to move them to.")
    before = Before()
    _hand_over(_some(chosen), into, by, before)
    keep(theme, ThemeChangeKind.MOVED, by=by, before=before, other=into, passages=len(chosen))


def _some(chosen: Sequence[PassageAssignment]) -> Sequence[PassageAssignment]:
    if not chosen:
        raise InputError("Tick at least one passage first.")
    return chosen


def _hand_over(chosen: Sequence[PassageAssignment], into: Theme, by: User, before: Before) -> None:
    settled = {"status": AssignmentStatus.CONFIRMED, "decided_by_id": by.id, "decided_at": now()}
    passages = [row.passage_id for row in chosen]
    there = db.session.scalars(
        select(PassageAssignment).where(
            PassageAssignment.theme_id == into.id, PassageAssignment.passage_id.in_(passages)
        )
    ).all()
    for row in chosen:
        _settle(row, AssignmentStatus.DISMISSED, by, before)
    for row in there:
        _settle(row, AssignmentStatus.CONFIRMED, by, before)
    had = {row.passage_id for row in there}
    rows = [
        {"passage_id": row.passage_id, "theme_id": into.id, "score": row.score, "because": list(row.because), **settled}
        for row in chosen
        if row.passage_id not in had
    ]
    if rows:
        before.made += db.session.scalars(insert(PassageAssignment).returning(PassageAssignment.id), rows).all()


def _settle(row: PassageAssignment, status: AssignmentStatus, by: User, before: Before) -> None:
    before.row(row)
    row.status, row.decided_by_id, row.decided_at = status, by.id, now()


def answer(theme: Theme, chosen: Sequence[PassageAssignment], status: AssignmentStatus, *, by: User) -> None:
    """Say that chosen passages belong to a theme, or that they do not.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: no passage was chosen, or it is no answer.
    """
    require(by, Permission.CONFIRM)
    if status is AssignmentStatus.SUGGESTED:
        raise InputError("Say yes or no.")
    before = Before()
    for row in _some(chosen):
        _settle(row, status, by, before)
    kind = ThemeChangeKind.CONFIRMED if status is AssignmentStatus.CONFIRMED else ThemeChangeKind.REMOVED
    keep(theme, kind, by=by, before=before, passages=len(chosen))


def add(theme: Theme, passages: Sequence[Passage], *, by: User) -> None:
    """Put passages that are in no theme, or in others, into this one as well; the person stands behind it.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: no passage was chosen.
    """
    require(by, Permission.CONFIRM)
    if not passages:
        raise InputError("Tick at least one passage first.")
    before = Before()
    rows = db.session.scalars(
        select(PassageAssignment).where(
            PassageAssignment.theme_id.is_not(None),
            PassageAssignment.passage_id.in_([passage.id for passage in passages]),
        )
    ).all()
    here = {row.passage_id: row for row in rows if row.theme_id == theme.id}
    for row in rows:
        status = AssignmentStatus.CONFIRMED if row.theme_id == theme.id else AssignmentStatus.DISMISSED
        _settle(row, status, by, before)
    new = [
        {"passage_id": passage.id, "theme_id": theme.id, "score": 1.0, "because": [],
         "status": AssignmentStatus.CONFIRMED, "decided_by_id": by.id, "decided_at": now()}
        for passage in passages if passage.id not in here
    ]  # fmt: skip
    if new:
        before.made += db.session.scalars(insert(PassageAssignment).returning(PassageAssignment.id), new).all()
    keep(theme, ThemeChangeKind.CONFIRMED, by=by, before=before, passages=len(passages))
