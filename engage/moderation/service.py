"""The only writer of a contribution's state: each change leaves a decision row in the same transaction."""

from __future__ import annotations

from engage.errors import InputError, InvalidTransitionError, NotScreenedError, StaleError
from engage.extensions import db
from engage.models import TRANSITIONS, Contribution, Decision, ScreeningStatus, State, User, digest, now
from engage.models.screening import Screening
from engage.moderation.redaction import Redaction, redact
from engage.policies import Permission, require

NEEDS_REASON = frozenset({State.DECLINED, State.REFERRED})


def decide(
    contribution: Contribution,
    new: State,
    *,
    by: User | None = None,
    source: str | None = None,
    reason: str = "",
    note: str = "",
    redactions: list[Redaction] | None = None,
    unscreened: bool = False,
    seen_version: int | None = None,
) -> Decision:
    """Move ``contribution`` to ``new`` and write down who decided and why. The caller commits.

    ``by`` is the moderator; ``source`` names who decided instead (an import's origin, the contributor).
    ``redactions`` are cut out of the original text when publishing; the original itself is never altered.
    ``unscreened`` says that the moderator read the whole text although screening had not finished.
    ``seen_version`` is the version that the moderator was looking at.

    Raises:
        NotPermittedError: ``by`` may not decide on this.
        InvalidTransitionError: the present state does not lead to ``new``.
        StaleError: somebody changed it since ``seen_version``.
        NotScreenedError: publishing what no screening and no person has read whole.
        InputError: a reason is missing, or the original is gone.
    """
    _check(contribution, new, by=by, reason=reason, seen_version=seen_version)
    if new is State.PUBLISHED and not unscreened:
        _check_screened(contribution)
    decision = Decision(
        contribution_id=contribution.id,
        by_id=by.id if by else None,
        source=None if by else (source or "contributor"),
        old=contribution.state,
        new=new,
        reason=reason,
        note=note,
        redactions=len(redactions or ()),
        unscreened=unscreened,
    )
    db.session.add(decision)
    db.session.flush()
    _apply(contribution, new, decision, redactions or [])
    db.session.flush()
    return decision


def _check(contribution: Contribution, new: State, *, by: User | None, reason: str, seen_version: int | None) -> None:
    if by is not None:
        referred = contribution.state is State.REFERRED and new is not State.WITHDRAWN
        require(by, Permission.SAFEGUARD if referred else Permission.MODERATE)
    if seen_version is not None and seen_version != contribution.version:
        message = "Somebody else decided on this while you were reading it. Nothing of yours was saved. Open it again to see what they did."
        raise StaleError(message)
    if new not in TRANSITIONS[contribution.state]:
        raise InvalidTransitionError(f"What is {contribution.state} cannot become {new}.")
    if new in NEEDS_REASON and not reason:
        raise InputError("Choose a reason.")


def _check_screened(contribution: Contribution) -> None:
    screening = db.session.get(Screening, contribution.id)
    original = contribution.original
    fresh = screening is not None and original is not None and screening.text_digest == original.digest
    if not fresh or screening is None or screening.status is not ScreeningStatus.DONE:
        message = "The computer has not checked this text. Read all of it, and say that you did, before you publish it."
        raise NotScreenedError(message)


def _apply(contribution: Contribution, new: State, decision: Decision, redactions: list[Redaction]) -> None:
    original = contribution.original
    if new is State.PUBLISHED and original is None:
        raise InputError("The original words have been destroyed, so this text cannot be published again.")
    approved = redact(original.text, redactions) if new is State.PUBLISHED and original else None
    contribution.state = new
    contribution.last_decision_id = decision.id
    contribution.published_text = approved
    contribution.published_title = original.title if approved is not None and original else None
    contribution.published_digest = digest(approved) if approved is not None else None
    contribution.published_at = now() if approved is not None else None
