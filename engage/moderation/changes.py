"""What was just done, and what somebody else did meanwhile, in words for the next page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engage.extensions import db
from engage.models import Contribution, Decision, DecisionKind, State, User
from engage.moderation.item import Entry, history
from engage.moderation.proposals import Proposal, propose
from engage.moderation.queries import screening_of
from engage.moderation.undoing import may_undo
from engage.moderation.words import KINDS

_LARGEST = 2**31
_SAID = {
    DecisionKind.ROUTE: "counts. The writer is told who else can help.",
    DecisionKind.ASK: "waits for the writer's answer.",
    DecisionKind.SECOND: "waits for a second opinion.",
}
_DONE = {
    State.PUBLISHED: "is published.",
    State.DECLINED: "is not published.",
    State.REFERRED: "is with the safeguarding lead. Nobody else can open it now.",
    State.HELD: "is on hold.",
    State.RECEIVED: "is back in the queue.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """My latest decision: ``text`` says it; ``undo`` is there while it can be taken back."""

    text: str
    reference: str
    decision_id: int
    undo: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people decided at once: what the first did, and how mine would have differed."""

    message: str
    first: Entry | None
    now_reads: str | None
    would_read: str | None
    only_first: list[str]
    only_mine: list[str]


def outcome(decision_id: int | None, reader: User) -> Outcome | None:
    """What ``reader`` has just decided, or None."""
    if decision_id is None or not 0 < decision_id < _LARGEST:
        return None
    decision = db.session.get(Decision, decision_id)
    contribution = db.session.get(Contribution, decision.contribution_id) if decision else None
    if decision is None or contribution is None or decision.by_id != reader.id or decision.new not in _DONE:
        return None
    heading = f"{KINDS[contribution.kind]} {contribution.reference}"
    latest = contribution.last_decision_id == decision.id
    return Outcome(
        f"{heading} {_SAID.get(decision.kind) or _DONE[decision.new]}",
        contribution.reference,
        decision.id,
        latest and may_undo(decision, reader),
    )


def conflict(
    contribution: Contribution, reader: User, message: str, mine: Sequence[Proposal], would_read: str | None
) -> Conflict:
    """The first decision beside mine; ``would_read`` is the text as I would have published it."""
    entries = history(contribution, reader)
    first = _cut_out(contribution)
    own = {f"{each.words} → {each.replacement}": None for each in mine if each.ticked} if would_read else {}
    both = contribution.state is State.PUBLISHED and would_read is not None
    return Conflict(
        message=message,
        first=entries[-1] if entries else None,
        now_reads=contribution.published_text,
        would_read=would_read,
        only_first=[words for words in first if words not in own] if both else [],
        only_mine=[words for words in own if words not in first] if both else [],
    )


def _cut_out(contribution: Contribution) -> dict[str, None]:
    if contribution.original is None:
        return {}
    chosen = propose(contribution.original, screening_of(contribution))
    return {f"{each.words} → {each.replacement}": None for each in chosen if each.ticked}
