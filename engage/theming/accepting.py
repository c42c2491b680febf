"""What becomes of a proposal: a person accepts it, in one transaction and so that it can be undone, or says no."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from engage.errors import NotFoundError, StaleError
from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Passage,
    PassageAssignment,
    Plan,
    ProposalKind,
    ProposalState,
    Theme,
    ThemeChangeKind,
    ThemeProposal,
    User,
    now,
)
from engage.policies import Permission, require
from engage.theming.gathering import topical
from engage.theming.grouping import lock, suggest
from engage.theming.history import Before, in_parts, keep
from engage.theming.rethink import waiting
from engage.theming.shaping import merge


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal as it is read: what it would do, in words, to which themes, with how many passages each."""

    id: int
    kind: ProposalKind
    what: str
    themes: tuple[Theme, ...]
    parts: tuple[tuple[str, int, str], ...]
    at: datetime


def listed(plan: Plan) -> list[Listed]:
    """Every proposal that waits, oldest first."""
    rows = waiting(plan)
    ids = {id_ for row in rows for id_ in row.themes}
    themes = {theme.id: theme for theme in db.session.scalars(select(Theme).where(Theme.id.in_(ids)))}
    return [_listed(row, tuple(themes[id_] for id_ in row.themes if id_ in themes)) for row in rows]


def _listed(row: ThemeProposal, themes: tuple[Theme, ...]) -> Listed:
    names = [f"“{theme.name}”" for theme in themes]
    number = sum(len(part["passages"]) for part in row.into)
    what = {
        ProposalKind.NEW: f"A new theme: “{row.into[0]['name']}”",
        ProposalKind.GROWN: f"{', '.join(names)} has grown to {number:,} passages",
        ProposalKind.SPLIT: f"Split {', '.join(names)} into {len(row.into)} themes",
        ProposalKind.MERGED: f"Merge {' and '.join(names)}",
    }[row.kind]
    parts = tuple((part["name"], len(part["passages"]), ", ".join(part["keywords"][:6])) for part in row.into)
    return Listed(row.id, row.kind, what, themes, parts, row.at)


def proposal_to_decide(plan: Plan, proposal_id: int) -> ThemeProposal:
    """A proposal, held until the caller commits.

    Raises:
        NotFoundError: there is none in this plan.
        StaleError: somebody has decided on it, or a later look has overtaken it.
    """
    lock(plan)
    query = select(ThemeProposal).where(ThemeProposal.id == proposal_id, ThemeProposal.plan_id == plan.id)
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFoundError("There is no such change on the list.")
    if found.state is not ProposalState.WAITING:
        raise StaleError("Somebody has decided on this change already, or the computer has looked again since.")
    return found


def reject(proposal: ThemeProposal, *, by: User) -> None:
    """Say no; it is not proposed again. The caller commits.

    Raises:
        NotPermittedError: ``by`` may not.
    """
    require(by, Permission.CONFIRM)
    if proposal.kind is ProposalKind.GROWN:
        for theme in db.session.scalars(select(Theme).where(Theme.id.in_(proposal.themes))):
            theme.settled_size = len(proposal.into[0]["passages"])
    proposal.state, proposal.decided_by_id, proposal.decided_at = ProposalState.REJECTED, by.id, now()
    db.session.flush()


def accept(proposal: ThemeProposal, *, by: User) -> None:
    """Make the change; what people decided about single passages stands. The caller commits.

    Raises:
        NotPermittedError: ``by`` may not.
        StaleError: one of its themes is retired or gone.
    """
    require(by, Permission.CONFIRM)
    themes = db.session.scalars(
        select(Theme).where(Theme.id.in_(proposal.themes), Theme.retired_at.is_(None)).order_by(Theme.id)
    ).all()
    if len(themes) != len(set(proposal.themes)):
        raise StaleError("The themes of this change are not as they were. Reject it, or look for changes again.")
    verb = {
        ProposalKind.NEW: _accept_new,
        ProposalKind.GROWN: _accept_grown,
        ProposalKind.SPLIT: _accept_split,
        ProposalKind.MERGED: _accept_merged,
    }[proposal.kind]
    verb(proposal, themes, by)
    proposal.state, proposal.decided_by_id, proposal.decided_at = ProposalState.ACCEPTED, by.id, now()
    db.session.flush()


def _accept_new(proposal: ThemeProposal, _: Sequence[Theme], by: User) -> None:
    before = Before()
    made = _make(proposal, 0, before)
    number = _place(made, proposal.into[0], before, out_of=None)
    keep(made, ThemeChangeKind.FOUND, by=by, before=before, passages=number)


def _accept_grown(proposal: ThemeProposal, themes: Sequence[Theme], by: User) -> None:
    before = Before()
    before.theme(themes[0])
    number = _place(themes[0], proposal.into[0], before, out_of=[])
    themes[0].settled_size = len(proposal.into[0]["passages"])
    keep(themes[0], ThemeChangeKind.GROWN, by=by, before=before, passages=number)


def _accept_split(proposal: ThemeProposal, themes: Sequence[Theme], by: User) -> None:
    """The biggest part stays under the old name; each other one becomes a theme."""
    old = themes[0]
    biggest = max(range(len(proposal.into)), key=lambda part: len(proposal.into[part]["passages"]))
    others = [part for part in range(len(proposal.into)) if part != biggest]
    for part in others:
        one, before = proposal.into[part], Before()
        made = _make(proposal, part, before, parent=old.parent_id)
        number = _place(made, one, before, out_of=[old.id])
        before.theme(old, landmarks=True)
        old.settled_size = max(0, old.settled_size - number)
        if part == others[-1] and old.encoder == proposal.encoder:  # what comes later goes where its like went
            old.centroid = _landmarks(proposal, biggest) or old.centroid
        keep(old, ThemeChangeKind.SPLIT, by=by, before=before, other=made, passages=number)


def _accept_merged(_: ThemeProposal, themes: Sequence[Theme], by: User) -> None:
    """The theme that a person named lives on, else the one with most passages."""
    first = max(themes, key=lambda theme: (theme.named_by_id is not None, theme.settled_size, -theme.id))
    for theme in themes:
        if theme is not first:
            merge(theme, first, by=by)


def _make(proposal: ThemeProposal, part: int, before: Before, parent: int | None = None) -> Theme:
    """A theme from one part of a proposal."""
    one = proposal.into[part]
    taken = db.session.scalar(select(Theme.id).where(Theme.plan_id == proposal.plan_id, Theme.key == one["key"]))
    made = Theme(
        plan_id=proposal.plan_id, key=uuid.uuid4().hex if taken else one["key"], name=one["name"],
        keywords=one["keywords"], centroid=_landmarks(proposal, part), encoder=proposal.encoder,
        belongs=proposal.belongs, familiar=proposal.familiar, parent_id=parent or one["parent"],
        settled_size=len(one["passages"]),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    before.themes[str(made.id)] = {"made": True}
    return made


def _landmarks(proposal: ThemeProposal, part: int) -> bytes:
    start = sum(earlier["bytes"] for earlier in proposal.into[:part])
    return proposal.landmarks[start : start + proposal.into[part]["bytes"]]


def _place(theme: Theme, part: dict[str, Any], before: Before, *, out_of: list[int] | None) -> int:
    """Put a part's passages into a theme: suggestions in ``out_of`` (None: in any theme) move; how many are placed.

    Passages that are in no theme come in. What a person confirmed or dismissed stays.
    """
    scores: dict[int, float] = dict(part["passages"])
    present: set[int] = set()
    moved: dict[int, list[int]] = {}
    held: set[int] = set()
    for ids in in_parts(scores):
        present |= set(
            db.session.scalars(topical(theme_plan(theme)).where(Passage.id.in_(ids)).with_only_columns(Passage.id))
        )
        for row in db.session.execute(_live_rows(ids)):
            if row.status is AssignmentStatus.SUGGESTED and (out_of is None or row.theme_id in out_of):
                moved.setdefault(row.theme_id, []).append(row.id)
            held.add(row.passage_id)
    number = _bring(theme, moved, before)
    made = suggest({id_: (theme.id, scores[id_]) for id_ in sorted(present - held)})
    before.made += made
    return number + len(made)


def theme_plan(theme: Theme) -> Plan:
    """The plan that a theme belongs to."""
    return db.session.get_one(Plan, theme.plan_id)


def _live_rows(passages: list[int]) -> Any:
    return (
        select(PassageAssignment.id, PassageAssignment.passage_id, PassageAssignment.theme_id, PassageAssignment.status)
        .join(Theme, Theme.id == PassageAssignment.theme_id)
        .where(
            PassageAssignment.passage_id.in_(passages),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            Theme.retired_at.is_(None),
        )
    )


def _bring(theme: Theme, moved: Mapping[int, list[int]], before: Before) -> int:
    """Suggestions (ids by theme) move into ``theme``, unless a person said that the passage does not belong there."""
    refused = select(PassageAssignment.passage_id).where(PassageAssignment.theme_id == theme.id)
    number = 0
    for old, ids in moved.items():
        for part in in_parts(ids):
            where = PassageAssignment.id.in_(part), PassageAssignment.passage_id.not_in(refused)
            chosen = list(db.session.scalars(select(PassageAssignment.id).where(*where)))
            change = update(PassageAssignment).where(PassageAssignment.id.in_(chosen)).values(theme_id=theme.id)
            db.session.execute(change, execution_options={"synchronize_session": "fetch"})
            before.moved.setdefault(str(old), []).extend(chosen)
            number += len(chosen)
    return number
