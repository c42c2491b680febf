"""A question to the writer: whom one can ask, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engage.errors import InputError, InvalidTransitionError
from engage.extensions import db
from engage.models import Contribution, Decision, DecisionKind, Enquiry, State, now
from engage.moderation.reasons import ANSWERED
from engage.moderation.service import decide

MAX_ANSWER = 5_000


def may_be_asked(contribution: Contribution) -> bool:
    """Whether the writer has a receipt to read the question under."""
    return contribution.contributor.code_hash is not None


def asked(contribution: Contribution) -> Sequence[Enquiry]:
    """All questions about this, oldest first, with the answers there are."""
    query = select(Enquiry).where(Enquiry.contribution_id == contribution.id).order_by(Enquiry.decision_id)
    return db.session.scalars(query).all()


def open_question(contribution: Contribution) -> Enquiry | None:
    """What the writer is being asked now."""
    latest = db.session.get(Decision, contribution.last_decision_id) if contribution.last_decision_id else None
    if contribution.state is not State.HELD or latest is None or latest.kind is not DecisionKind.ASK:
        return None
    return db.session.get(Enquiry, latest.id)


def answer(contribution: Contribution, words: str) -> None:
    """Keep the writer's answer and bring the contribution back into the queue. The caller locked it, and commits.

    Raises:
        InvalidTransitionError: nothing is being asked any more.
        InputError: there is no answer, or it is too long.
    """
    enquiry = open_question(contribution)
    if enquiry is None:
        raise InvalidTransitionError("We have gone on without an answer. You can still write to us.")
    if not 0 < len(words) <= MAX_ANSWER:
        raise InputError(f"Write an answer. We can take {MAX_ANSWER:,} characters.")
    enquiry.answer, enquiry.answered_at = words, now()
    decide(contribution, State.RECEIVED, source="contributor", kind=DecisionKind.ANSWER, reason=ANSWERED.slug)
