"""The only writer of a contribution's state: each change leaves a decision row in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engage.errors import InputError, InvalidTransitionError, NotScreenedError, StaleError
from engage.extensions import db
from engage.models import (
    TRANSITIONS,
    Contribution,
    Decision,
    Original,
    Screening,
    ScreeningStatus,
    State,
    User,
    digest,
    now,
)
from engage.moderation.redaction import Redaction, redact
from engage.policies import Permission, allows, require

MAX_TITLE = 200
QUICKER = "Somebody else decided on this while you were reading it. Nothing of yours was saved."
NEEDS_REASON = frozenset({State.DECLINED, State.REFERRED})
UNDO = timedelta(minutes=10)
_UNDONE_TO = frozenset({State.RECEIVED, State.HELD, State.REFERRED})


def decide(
    contribution: Contribution,
    new: State,
    *,
    by: User | None = None,
    source: str | None = None,
    reason: str = "",
    note: str = "",
    redactions: Sequence[Redaction] | None = None,
    title_redactions: Sequence[Redaction] | None = None,
    unscreened: bool = False,
    seen_version: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """Move ``contribution`` to ``new`` and write down who decided and why. The caller commits.

    ``by`` is the moderator; ``source`` names who decided instead (an import's origin, the contributor).
    ``redactions`` are cut out of the original text when publishing, ``title_redactions`` out of its title (what
    screening proposed, when None). The original is never altered; what was chosen is kept beside it for the next moderator.
    ``unscreened`` says that the moderator read the whole text although screening had not finished.
    ``seen_version`` is the version that the moderator was looking at. ``at`` is when it was decided, if not now.

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
        redactions=len(redactions or ()) + len(title_redactions or ()) if new is State.PUBLISHED else 0,
        unscreened=unscreened,
        at=at or now(),
    )
    db.session.add(decision)
    db.session.flush()
    if new is State.PUBLISHED and redactions is None:
        redactions = []
    _keep_choice(contribution, redactions, title_redactions)
    _apply(contribution, new, decision)
    db.session.flush()
    return decision


def _check(contribution: Contribution, new: State, *, by: User | None, reason: str, seen_version: int | None) -> None:
    if by is not None:
        referred = contribution.state is State.REFERRED and new is not State.WITHDRAWN
        require(by, Permission.SAFEGUARD if referred else Permission.MODERATE)
    if seen_version is not None and seen_version != contribution.version:
        raise StaleError(QUICKER)
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


def _keep_choice(
    contribution: Contribution, redactions: Sequence[Redaction] | None, title: Sequence[Redaction] | None
) -> None:
    original = contribution.original
    if original is None or redactions is None:
        return
    if title is None:
        screening = db.session.get(Screening, contribution.id)
        title = _read(screening.title_identifiers) if screening and original.title else []
    original.chosen = {
        "digest": original.digest,
        "text": [asdict(redaction) for redaction in redactions],
        "title": [asdict(redaction) for redaction in title],
    }


def _apply(contribution: Contribution, new: State, decision: Decision) -> None:
    original = contribution.original
    if new is State.PUBLISHED and original is None:
        raise InputError("The original words have been destroyed, so this text cannot be published again.")
    text, title = _approved(original) if new is State.PUBLISHED and original else (None, None)
    contribution.state = new
    contribution.last_decision_id = decision.id
    contribution.published_text = text
    contribution.published_title = title
    contribution.published_digest = digest(text) if text is not None else None
    contribution.published_at = now() if text is not None else None


def _approved(original: Original) -> tuple[str, str | None]:
    """The text and the title as they may be shown."""
    text, title = chosen_redactions(original)
    return redact(original.text, text), redact(original.title, title)[:MAX_TITLE] if original.title else None


def chosen_redactions(original: Original) -> tuple[list[Redaction], list[Redaction]]:
    """What a person last chose to cut out of the present text and title."""
    chosen = original.chosen
    if chosen is None or chosen["digest"] != original.digest:
        return [], []
    return _read(chosen["text"]), _read(chosen["title"])


def _read(stored: Iterable[dict[str, Any]]) -> list[Redaction]:
    return [Redaction(each["start"], each["end"], each["kind"]) for each in stored]


def may_undo(decision: Decision, by: User) -> bool:
    """Whether ``by`` made this decision just now, and it came from where it can go back to."""
    fresh = decision.by_id == by.id and now() - decision.at < UNDO
    known = decision.old in _UNDONE_TO and decision.old in TRANSITIONS[decision.new]
    hidden = State.REFERRED in {decision.old, decision.new} and not allows(by, Permission.SAFEGUARD)
    return fresh and known and not hidden and decision.reason != "undo"


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
        contribution, decision.old, by=by, reason=_reason_before(decision) or "undo", note="Undone straight away."
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
