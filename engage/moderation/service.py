"""The only writer of a contribution's state: each change leaves a decision row in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import delete

from engage.errors import InputError, InvalidTransitionError, NotScreenedError, StaleError
from engage.extensions import db
from engage.models import (
    LEADS_TO,
    TRANSITIONS,
    Claim,
    Contribution,
    Decision,
    DecisionKind,
    Enquiry,
    Original,
    Screening,
    ScreeningStatus,
    State,
    User,
    digest,
    now,
)
from engage.moderation import letters
from engage.moderation.redaction import NAMING, Redaction, occurrences, redact
from engage.moderation.words import CHECKED_LANGUAGE
from engage.policies import Permission, require

MAX_TITLE = 200
MAX_QUESTION = 2_000
QUICKER = "Somebody else decided on this while you were reading it. Nothing of yours was saved."
NEEDS_REASON = frozenset({State.DECLINED, State.REFERRED})
UNDO = timedelta(minutes=letters.UNDO_MINUTES)
SECOND_OPINION = "second-opinion"
ASK_AUTHOR = "ask-author"
_KINDS = {
    State.RECEIVED: DecisionKind.BACK,
    State.HELD: DecisionKind.HOLD,
    State.REFERRED: DecisionKind.REFER,
    State.PUBLISHED: DecisionKind.PUBLISH,
    State.DECLINED: DecisionKind.DECLINE,
    State.WITHDRAWN: DecisionKind.WITHDRAW,
}
_OWN_AGAIN = frozenset({DecisionKind.UNDO, DecisionKind.REFER})
"""What the one who asked for a second opinion may still do: take it back, or raise the alarm."""


class How(TypedDict, total=False):
    """More about a decision, where there is more to say than who, what and why."""

    source: str | None
    """Who decided instead of a moderator: an import's origin; the contributor when nothing is said."""
    kind: DecisionKind | None
    """What was done more exactly than the new state says."""
    question: str
    """What the writer is asked."""
    redactions: Sequence[Redaction] | None
    """What is cut out of the original when publishing; the original itself is never altered."""
    title_redactions: Sequence[Redaction] | None
    """The same for its title; what screening proposed, when None."""
    use_only: bool
    """It counts, and is not shown."""
    unscreened: bool
    """The moderator read the whole text although screening had not finished."""
    seen_version: int | None
    """The version that they were looking at."""
    batch: str | None
    """What joins the decisions that were made with one press."""
    at: datetime | None
    """When it was decided, if not now."""


def decide(
    contribution: Contribution,
    new: State,
    *,
    by: User | None = None,
    reason: str = "",
    note: str = "",
    **how: Unpack[How],
) -> Decision:
    """Move ``contribution`` to ``new`` and write down who decided and why. The caller commits.

    Raises:
        NotPermittedError: ``by``, the moderator, may not decide on this.
        InvalidTransitionError: the present state does not lead to ``new``.
        StaleError: somebody changed it since they looked at it.
        NotScreenedError: publishing what no screening and no person has read whole.
        InputError: a reason is missing, the note names somebody, or the original is gone.
    """
    kind = how.get("kind") or (DecisionKind.SECOND if (new, reason) == (State.HELD, SECOND_OPINION) else _KINDS[new])
    _check(contribution, new, kind, by=by, reason=reason, seen_version=how.get("seen_version"))
    if new is State.PUBLISHED:
        _prepare(contribution, how)
    if by is not None:
        check_note(contribution, note)
    decision = _written(contribution, new, kind, by, how)
    decision.reason, decision.note = reason, note
    decision.told = _told(contribution, decision, use_only=how.get("use_only", False)) if by else ""
    db.session.add(decision)
    db.session.flush()
    _apply(contribution, new, decision, use_only=how.get("use_only", False))
    db.session.flush()
    _follow(contribution, decision, how.get("question", ""))
    return decision


def _written(contribution: Contribution, new: State, kind: DecisionKind, by: User | None, how: How) -> Decision:
    cut = chosen_redactions(contribution.original) if new is State.PUBLISHED and contribution.original else ([], [])
    return Decision(
        contribution_id=contribution.id,
        by_id=by.id if by else None,
        source=None if by else (how.get("source") or "contributor"),
        kind=kind,
        old=contribution.state,
        new=new,
        redactions=sum(map(len, cut)),
        unscreened=how.get("unscreened", False),
        batch=how.get("batch"),
        at=how.get("at") or now(),
    )


def _told(contribution: Contribution, decision: Decision, *, use_only: bool) -> str:
    """The letter as it is now: what was told is kept with the decision."""
    changed = decision.redactions > 0
    return letters.letter_for(contribution, decision.kind, decision.reason, changed=changed, use_only=use_only)


def _check(
    contribution: Contribution,
    new: State,
    kind: DecisionKind,
    *,
    by: User | None,
    reason: str,
    seen_version: int | None,
) -> None:
    if by is not None:
        require(by, _needed(contribution.state, new))
    if seen_version is not None and seen_version != contribution.version:
        raise StaleError(QUICKER)
    if new not in TRANSITIONS[contribution.state] or new not in LEADS_TO[kind]:
        raise InvalidTransitionError(f"What is {contribution.state} cannot become {new}.")
    if (new in NEEDS_REASON or kind is DecisionKind.ROUTE) and not reason:
        raise InputError("Choose a reason.")
    if by is not None and kind not in _OWN_AGAIN and asked_for_second(contribution) == by.id:
        raise InputError("You asked for a second opinion on this, so somebody else decides.")


def _needed(old: State, new: State) -> Permission:
    """Anybody on the staff may raise the alarm; what was raised is the safeguarding lead's."""
    if old is State.REFERRED and new is not State.WITHDRAWN:
        return Permission.SAFEGUARD
    return Permission.RAISE_CONCERN if new is State.REFERRED else Permission.MODERATE


def asked_for_second(contribution: Contribution) -> int | None:
    """Who asked for a second opinion on this and waits for it."""
    latest = db.session.get(Decision, contribution.last_decision_id) if contribution.last_decision_id else None
    return latest.by_id if latest is not None and latest.kind is DecisionKind.SECOND else None


def check_note(contribution: Contribution, note: str) -> None:
    """Notes are kept for good, so that none may hold what is taken out of the text.

    Raises:
        InputError: it says who somebody is.
    """
    original, screening = contribution.original, db.session.get(Screening, contribution.id)
    if not note or original is None:
        return
    found = chosen_redactions(original)[0]
    if screening is not None and screening.text_digest == original.digest:
        found = found + _read(screening.identifiers)
    words = {original.text[each.start : each.end] for each in found if each.kind in NAMING}
    if any(len(said) > 2 and occurrences(note, said, any_case=True) for said in words):
        raise InputError("Your note says who somebody is. Notes are kept for good: write it without names and numbers.")


def _prepare(contribution: Contribution, how: How) -> None:
    """Before publishing: somebody or something has looked at the text, and what is cut out is kept beside it."""
    if not how.get("unscreened"):
        _check_screened(contribution)
    if contribution.original is None:
        raise InputError("The original words have been destroyed, so this text cannot be published again.")
    _keep_choice(contribution, how.get("redactions") or [], how.get("title_redactions"))


def _follow(contribution: Contribution, decision: Decision, question: str) -> None:
    """What comes with a decision: the question to the writer, the letter, an end to being on somebody's desk."""
    db.session.execute(delete(Claim).where(Claim.contribution_id == contribution.id))
    if decision.kind is DecisionKind.WITHDRAW:
        db.session.execute(delete(Enquiry).where(Enquiry.contribution_id == contribution.id))
    if question and decision.kind is DecisionKind.ASK:
        db.session.add(
            Enquiry(decision_id=decision.id, contribution_id=contribution.id, question=question[:MAX_QUESTION])
        )
    letters.send_after_undo(contribution, decision, wait=UNDO)
    db.session.flush()


def _check_screened(contribution: Contribution) -> None:
    screening = db.session.get(Screening, contribution.id)
    original = contribution.original
    fresh = screening is not None and original is not None and screening.text_digest == original.digest
    done = fresh and screening is not None and screening.status is ScreeningStatus.DONE
    if not done or contribution.language != CHECKED_LANGUAGE:
        message = "The computer has not checked this text. Read all of it, and say that you did, before you publish it."
        raise NotScreenedError(message)


def _keep_choice(contribution: Contribution, text: Sequence[Redaction], title: Sequence[Redaction] | None) -> None:
    original = contribution.original
    if original is None:
        return
    if title is None:
        screening = db.session.get(Screening, contribution.id)
        title = _read(screening.title_identifiers) if screening and original.title else []
    before = original.chosen if original.chosen and original.chosen["digest"] == original.digest else {}
    original.chosen = {
        **before,
        "digest": original.digest,
        "text": [asdict(redaction) for redaction in text],
        "title": [asdict(redaction) for redaction in title],
    }


def _apply(contribution: Contribution, new: State, decision: Decision, *, use_only: bool) -> None:
    original = contribution.original
    text, title = _approved(original) if new is State.PUBLISHED and original else (None, None)
    contribution.state = new
    contribution.last_decision_id = decision.id
    contribution.published_text = text
    contribution.published_title = title
    contribution.published_digest = digest(text) if text is not None else None
    contribution.published_at = decision.at if text is not None else None
    contribution.use_only = use_only and new is State.PUBLISHED


def _approved(original: Original) -> tuple[str, str | None]:
    """The text and the title as they may be shown."""
    text, title = chosen_redactions(original)
    return redact(original.text, text), redact(original.title, title)[:MAX_TITLE] if original.title else None


def chosen_redactions(original: Original) -> tuple[list[Redaction], list[Redaction]]:
    """What a person last chose to cut out of the present text and title."""
    chosen = original.chosen
    if chosen is None or not has_chosen(original):
        return [], []
    return _read(chosen["text"]), _read(chosen["title"])


def has_chosen(original: Original) -> bool:
    """Whether a person has chosen what to cut out of the present text."""
    return original.chosen is not None and original.chosen["digest"] == original.digest and "text" in original.chosen


def _read(stored: Iterable[dict[str, Any]]) -> list[Redaction]:
    return [Redaction(each["start"], each["end"], each["kind"]) for each in stored]
