"""Take one's own decision back, for some minutes."""

from __future__ import annotations

from sqlalchemy import select

from engage.errors import InputError, StaleError
from engage.extensions import db
from engage.models import TRANSITIONS, Contribution, Decision, DecisionKind, State, User, now
from engage.moderation.service import UNDO, decide
from engage.policies import Permission, allows

_UNDONE_TO = frozenset({State.RECEIVED, State.HELD, State.REFERRED})


def may_undo(decision: Decision, by: User) -> bool:
    """Whether ``by`` made this decision just now, and it came from where it can go back to."""
    fresh = decision.by_id == by.id and now() - decision.at < UNDO
    known = decision.old in _UNDONE_TO and decision.old in TRANSITIONS[decision.new]
    hidden = State.REFERRED in {decision.old, decision.new} and not allows(by, Permission.SAFEGUARD)
    return fresh and known and not hidden and decision.kind is not DecisionKind.UNDO


def undo(contribution: Contribution, *, by: User, decision_id: int) -> Decision:
    """Take one's own latest decision back within some minutes. The caller commits.

    Raises:
        StaleError: it is not the latest decision any more.
        InputError: it is somebody else's, or too long ago.
    """
    latest = contribution.last_decision_id
    decision = db.session.get(Decision, latest) if latest == decision_id else None
    if decision is None:
        message = "Somebody has decided on this again, so your decision cannot be undone here."
        raise StaleError(message)
    if not may_undo(decision, by):
        raise InputError("This can no longer be undone. Open it from the list of decided ones and change it there.")
    return decide(
        contribution,
        decision.old,
        by=by,
        kind=DecisionKind.UNDO,
        reason=_reason_before(decision) or "undo",
        note="Undone straight away.",
    )


def _reason_before(decision: Decision) -> str:
    """Why it was where it goes back to: a hold keeps its reason, a referral too."""
    query = (
        select(Decision.reason)
        .where(Decision.contribution_id == decision.contribution_id, Decision.id < decision.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.scalar(query) or ""
