"""What a contributor sees with their private code: where each contribution stands, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.models import Contact, Contribution, Decision, Kind, Plan, State
from engage.moderation.reasons import told

ASKING = "ask-author"
"""Of the reasons for holding something, the one that its writer can do something about."""


@dataclass(frozen=True)
class Standing:
    """One contribution as its own writer sees it."""

    reference: str
    kind: str
    sent: datetime
    heading: str
    status: str
    colour: str
    explanation: str
    reason: str
    original: str
    public_title: str
    public_text: str
    changed: str
    shown: bool
    can_withdraw: bool


_KINDS = {Kind.IDEA: "Idea", Kind.STORY: "Story", Kind.COMMENT: "Comment"}
_SHORT = {
    State.RECEIVED: ("Waiting to be read", "grey"),
    State.HELD: ("Read, not decided yet", "yellow"),
    State.REFERRED: ("Read, not decided yet", "yellow"),
    State.PUBLISHED: ("Published", "green"),
    State.DECLINED: ("Not published", "red"),
    State.WITHDRAWN: ("Taken back", "grey"),
}
"""Held and referred read alike: nobody looking over a shoulder may learn that somebody was told of a danger."""


def standings(plan: Plan, contributor_id: int) -> list[Standing]:
    """Everything that this contributor gave, newest first."""
    rows = _own(contributor_id)
    decided = _decisions([row.last_decision_id for row in rows if row.last_decision_id])
    return [_standing(plan, row, decided.get(row.last_decision_id or 0)) for row in rows]


def _own(contributor_id: int) -> list[Contribution]:
    query = select(Contribution).where(Contribution.contributor_id == contributor_id)
    links = (Contribution.consent, Contribution.original, Contribution.locality, Contribution.respondent_kind)
    query = query.options(*(joinedload(link) for link in links))
    return list(db.session.scalars(query.order_by(Contribution.received_at.desc(), Contribution.id.desc())))


def _decisions(ids: list[int]) -> dict[int, Decision]:
    return {row.id: row for row in db.session.scalars(select(Decision).where(Decision.id.in_(ids)))}


def _standing(plan: Plan, row: Contribution, decision: Decision | None) -> Standing:
    status, colour = _SHORT[row.state]
    words = row.original.text if row.original else ""
    title = row.published_title or (row.original.title if row.original else "") or ""
    return Standing(
        reference=row.reference,
        kind=_KINDS[row.kind],
        sent=row.received_at,
        heading=title or f"Your {_KINDS[row.kind].lower()}",
        status=status,
        colour=colour,
        explanation=_explanation(plan, row),
        reason=_said(decision) if decision else "",
        original=words,
        public_title=row.published_title or "",
        public_text=row.published_text or "",
        changed=_changed(decision),
        shown=row.state is State.PUBLISHED and row.consent.show,
        can_withdraw=row.state is not State.WITHDRAWN,
    )


def _changed(decision: Decision | None) -> str:
    """What the reader did to the words, when they are published."""
    number = decision.redactions if decision else 0
    if not number:
        return "Nothing was changed."
    parts = "One part was" if number == 1 else f"{number} parts were"
    return f"{parts} taken out because it could show who somebody is. Words in square brackets show where. Nothing else was changed."


def _explanation(plan: Plan, row: Contribution) -> str:
    reader = plan.moderator.get("short_name", "our reading team")
    days = plan.moderator.get("timing_days", 5)
    if row.state is State.PUBLISHED:
        return _published(reader, show=row.consent.show, quote=row.consent.quote)
    return {
        State.RECEIVED: f"We have it. A person at {reader} has not read it yet. They try to read everything within {days} working days.",
        State.HELD: f"A person at {reader} has read it. They need a little more time to decide.",
        State.REFERRED: f"A person at {reader} has read it. They need a little more time to decide.",
        State.DECLINED: f"A person at {reader} has read it. They decided not to publish it.",
        State.WITHDRAWN: "You took it back. Nobody can see it now, and your words have been deleted.",
    }[row.state]


def _published(reader: str, *, show: bool, quote: bool) -> str:
    begin = f"A person at {reader} has read it"
    if not show:
        return f"{begin}. It is counted when the plan is written. Nobody sees your words on this site, as you asked."
    end = " and your words may be quoted in the plan" if quote else ""
    return f"{begin} and it is published. Everybody can read it on this site{end}."


def own_data(contributor_id: int) -> dict[str, Any]:
    """A copy of everything kept about a contributor, to take away."""
    contact = db.session.get(Contact, contributor_id)
    rows = _own(contributor_id)
    return {
        "contact": {"email": contact.email, "phone": contact.phone, "post": contact.post} if contact else None,
        "contributions": [_copy(row) for row in rows],
    }


def _copy(row: Contribution) -> dict[str, Any]:
    decisions = db.session.scalars(select(Decision).where(Decision.contribution_id == row.id).order_by(Decision.id))
    return {
        "reference": row.reference,
        "kind": row.kind,
        "received": row.received_at.isoformat(),
        "state": "held" if row.state is State.REFERRED else row.state,
        "title_as_sent": row.original.title if row.original else None,
        "text_as_sent": row.original.text if row.original else None,
        "published_title": row.published_title,
        "published_text": row.published_text,
        "described_as": row.attribution,
        "place": row.locality.name if row.locality else None,
        "who": row.respondent_kind.name if row.respondent_kind else None,
        "consent": {
            "use": row.consent.use,
            "show": row.consent.show,
            "quote": row.consent.quote,
            "given": row.consent.given_at.isoformat(),
            "wording": row.consent.wording,
        },
        "decisions": [
            {"at": one.at.isoformat(), "to": "held" if one.new is State.REFERRED else one.new, "reason": _said(one)}
            for one in decisions
        ],
    }


def _said(decision: Decision) -> str:
    """The reason in words for the contributor. Of a referral nothing: that is safeguarding's business."""
    if decision.new is State.DECLINED or (decision.new, decision.reason) == (State.HELD, ASKING):
        return told(decision.new, decision.reason, decision.note)
    return ""
