"""The tray of likely spam: a person looks at many at once. Nothing is dropped, and nothing urgent is ever here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from engage.errors import InputError
from engage.extensions import db
from engage.models import Contribution, Decision, DecisionKind, Plan, State, User
from engage.moderation.queue import IN_TRAY, WAITS
from engage.moderation.service import decide
from engage.moderation.undoing import may_undo
from engage.moderation.undoing import undo as undo_one
from engage.policies import Permission, require

MOST = 200
REASON = "spam"


def decline_spam(plan: Plan, references: Sequence[str], *, by: User) -> tuple[str, int]:
    """Decline the ticked ones of the tray with one press; the batch to undo them by, and how many. The caller commits.

    What left the tray meanwhile, because somebody decided on it or it turned out urgent, stays as it is.
    """
    batch = secrets.token_hex(8)
    rows = _ticked(plan, references, by)
    for row in rows:
        decide(row, State.DECLINED, by=by, kind=DecisionKind.DECLINE, reason=REASON, batch=batch)
    return batch, len(rows)


def not_spam(plan: Plan, references: Sequence[str], *, by: User) -> int:
    """Put the ticked ones into the queue; how many. The caller commits."""
    rows = _ticked(plan, references, by)
    for row in rows:
        row.suspicion = ""
    db.session.flush()
    return len(rows)


def undo_batch(batch: str, *, by: User) -> int:
    """Take a bulk decision back while there is time; how many came back. The caller commits."""
    require(by, Permission.MODERATE)
    back = 0
    for decision in db.session.scalars(select(Decision).where(Decision.batch == batch, Decision.by_id == by.id)):
        row = db.session.get(Contribution, decision.contribution_id, with_for_update=True)
        if row is not None and row.last_decision_id == decision.id and may_undo(decision, by):
            undo_one(row, by=by, decision_id=decision.id)
            back += 1
    return back


def _ticked(plan: Plan, references: Sequence[str], by: User) -> Sequence[Contribution]:
    require(by, Permission.MODERATE)
    if not 0 < len(references) <= MOST:
        raise InputError("Tick those that you mean.")
    query = select(Contribution).where(
        Contribution.plan_id == plan.id, WAITS, IN_TRAY, Contribution.reference.in_(references)
    )
    return db.session.scalars(query.order_by(Contribution.id).with_for_update(of=Contribution)).all()
