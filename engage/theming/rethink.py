"""A fresh look at everything said, as a list of proposals. A person accepts or rejects each; nothing moves by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import func, or_, select, update

from engage.extensions import begin_writing, db
from engage.models import (
    AssignmentStatus,
    PassageAssignment,
    Plan,
    ProposalKind,
    ProposalState,
    Theme,
    ThemeChange,
    ThemeChangeKind,
    ThemeProposal,
)
from engage.theming.gathering import Gathered, gather
from engage.theming.grouping import (
    FEWEST_PASSAGES,
    first_themes,
    landmarks_of,
    living,
    lock,
    theme_model,
)
from engage.theming.pipeline import Pipeline, to_bytes
from engage.theming.shaping import MOST_NAME
from nlp.themes import Change, ThemeModel, propose_changes

if TYPE_CHECKING:
    from nlp import Discovered

SAME = 0.5
"""Of a proposal's passages; above this it is one that a person has said no to."""


def has_themes(plan: Plan) -> bool:
    """Whether there are themes, or a person retired the last of them: then a look proposes, and applies nothing."""
    kept = or_(Theme.retired_at.is_(None), Theme.retired_by_id.is_not(None))
    return db.session.scalar(select(Theme.id).where(Theme.plan_id == plan.id, kept).limit(1)) is not None


def think(plan: Plan, pipeline: Pipeline) -> int:
    """Look at all passages: find the first themes, or propose changes to those there are. Commits; how many themes."""
    gathered = gather(plan, pipeline.encoder)
    if len(gathered.ids) < FEWEST_PASSAGES:
        begin_writing()
        plan.themes_asked_at = None
        db.session.commit()
        return 0
    if not has_themes(plan):
        return first_themes(plan, pipeline, gathered)
    _anchor(plan, pipeline.encoder, gathered)
    return _propose(plan, pipeline, gathered)


def _anchor(plan: Plan, encoder: str, gathered: Gathered) -> None:
    """Themes of an earlier encoder get landmarks of this one, from the passages that are in them; commits."""
    rows = {id_: row for row, id_ in enumerate(gathered.ids)}
    begin_writing()
    lock(plan)
    for theme in living(plan):
        if theme.encoder != encoder:
            inside = sorted(id_ for id_ in _inside([theme.id]) if id_ in rows)
            mine = gathered.vectors[[rows[id_] for id_ in inside]]
            parts = np.array_split(mine, min(len(mine), 8)) if len(mine) else []
            centres = np.array([part.mean(axis=0) / np.linalg.norm(part.mean(axis=0)) for part in parts])
            theme.centroid, theme.encoder = to_bytes(centres), encoder
    db.session.commit()


def _propose(plan: Plan, pipeline: Pipeline, gathered: Gathered) -> int:
    like = theme_model(plan, pipeline.encoder, gathered.vectors.shape[1])
    db.session.rollback()
    given = gathered.texts, gathered.vectors, gathered.people
    fresh = pipeline.discover(*given, None)
    continued = pipeline.discover(*given, like) if like else fresh
    changes = propose_changes(like or ThemeModel((), gathered.vectors[:0], (), 0.0), continued, fresh)
    begin_writing()
    lock(plan)
    plan.themes_asked_at = None
    db.session.execute(update(ThemeProposal).where(*_waiting(plan)).values(state=ProposalState.OVERTAKEN))
    themes = {theme.key: theme for theme in living(plan)}
    for change in changes:
        source = continued if change.kind in {"new", "grown"} else fresh
        proposal = _proposal(plan, gathered, change, source, themes)
        if proposal and not _refused(proposal):
            proposal.encoder = pipeline.encoder
            db.session.add(proposal)
    db.session.commit()
    return len(themes)


def _proposal(
    plan: Plan, gathered: Gathered, change: Change, source: Discovered, themes: Mapping[str, Theme]
) -> ThemeProposal | None:
    """A row for a change, or None when it names a theme that is gone, or has nothing in it."""
    if any(key not in themes for key in change.themes):
        return None
    into, landmarks = [], b""
    for theme in change.into:
        mine = landmarks_of(source, theme.id)
        landmarks += to_bytes(mine)
        passages = {
            gathered.ids[row]: round(place[1], 4)
            for row, place in enumerate(source.placed)
            if place and place[0] == theme.id
        }
        into.append(
            {
                "key": theme.id,
                "name": theme.name[:MOST_NAME],
                "keywords": list(theme.keywords),
                "parent": themes[theme.parent].id if theme.parent and theme.parent in themes else None,
                "passages": list(passages.items()),
                "bytes": len(to_bytes(mine)),
            }
        )
    if not any(one["passages"] for one in into):
        return None
    return ThemeProposal(
        plan_id=plan.id, kind=ProposalKind(change.kind), themes=[themes[key].id for key in change.themes], into=into,
        landmarks=landmarks, belongs=source.model.least_likeness, familiar=source.model.familiar,
    )  # fmt: skip


def _refused(proposal: ThemeProposal) -> bool:
    """Whether people have said no to this before, or have themselves done the opposite."""
    if proposal.kind is ProposalKind.NEW:
        return _retired_before(proposal)
    if proposal.kind is ProposalKind.GROWN:
        return False  # saying no settles the size: it comes again when there is much more
    said_no = db.session.scalars(
        select(ThemeProposal.themes).where(
            ThemeProposal.plan_id == proposal.plan_id,
            ThemeProposal.kind == proposal.kind,
            ThemeProposal.state == ProposalState.REJECTED,
        )
    )
    opposite = ThemeChangeKind.SPLIT if proposal.kind is ProposalKind.MERGED else ThemeChangeKind.MERGED
    ids = proposal.themes
    theirs = select(ThemeChange.id).where(
        ThemeChange.kind == opposite, ThemeChange.undone_at.is_(None), ThemeChange.theme_id.in_(ids)
    )
    if proposal.kind is ProposalKind.MERGED:
        theirs = theirs.where(ThemeChange.other_id.in_(ids))
    return set(ids) in [set(one) for one in said_no] or db.session.scalar(theirs.limit(1)) is not None


def _retired_before(proposal: ThemeProposal) -> bool:
    members = {passage for one in proposal.into for passage, _ in one["passages"]}
    refused: Sequence[list[dict[str, Any]]] = db.session.scalars(
        select(ThemeProposal.into).where(
            ThemeProposal.plan_id == proposal.plan_id,
            ThemeProposal.kind == ProposalKind.NEW,
            ThemeProposal.state.in_([ProposalState.REJECTED, ProposalState.ACCEPTED]),  # accepted, and then undone
        )
    ).all()
    sets = [{passage for one in into for passage, _ in one["passages"]} for into in refused]
    retired = select(Theme.id).where(Theme.plan_id == proposal.plan_id, Theme.retired_by_id.is_not(None))
    sets += [_inside([id_]) for id_ in db.session.scalars(retired)]
    return any(len(members & one) > SAME * len(members) for one in sets)


def _inside(themes: Sequence[int]) -> set[int]:
    """Ids of the passages in these themes."""
    return set(
        db.session.scalars(
            select(PassageAssignment.passage_id).where(
                PassageAssignment.theme_id.in_(themes), PassageAssignment.status != AssignmentStatus.DISMISSED
            )
        )
    )


def _waiting(plan: Plan) -> tuple[Any, Any]:
    return ThemeProposal.plan_id == plan.id, ThemeProposal.state == ProposalState.WAITING


def waiting(plan: Plan) -> Sequence[ThemeProposal]:
    """Proposals that nobody has decided on, oldest first."""
    return db.session.scalars(select(ThemeProposal).where(*_waiting(plan)).order_by(ThemeProposal.id)).all()


def themes_waiting(plan: Plan) -> list[int]:
    """Ids of the themes that proposals would change, once for each proposal."""
    rows = db.session.scalars(select(ThemeProposal.themes).where(*_waiting(plan)))
    return [id_ for themes in rows for id_ in themes]


def how_many_wait(plan: Plan) -> int:
    """Proposals that nobody has decided on."""
    return db.session.scalar(select(func.count(ThemeProposal.id)).where(*_waiting(plan))) or 0
