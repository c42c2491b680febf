"""An item as a moderator sees it: the card in a list, and the page where it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    Assignment,
    Contribution,
    Decision,
    Original,
    Plan,
    Screening,
    ScreeningStatus,
    State,
    User,
    now,
)
from engage.moderation import clock, reasons
from engage.moderation.marking import Segment, concern_names, cut, marks_of
from engage.moderation.proposals import Proposal, propose, redactions
from engage.moderation.queries import Row, promised_days, screening_of
from engage.moderation.redaction import redact
from engage.moderation.words import KINDS, STATES, some
from engage.policies import Permission, allows

SHORT = 1_200
"""A text up to this long is shown whole in the list; a longer one opens on demand."""


@dataclass(frozen=True, slots=True)
class Card:
    """One item in a list."""

    reference: str
    heading: str
    facts: str
    clock: str
    late: bool
    state: str
    title: list[Segment]
    text: list[Segment]
    opening: str
    words: str
    concerns: list[str]
    distress: list[str]
    unchecked: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an item's history."""

    what: str
    who: str
    when: str
    reason: str
    note: str
    details: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another contribution of the same person."""

    reference: str
    heading: str
    state: str


@dataclass(frozen=True, slots=True)
class Item:
    """All that the item page shows, beside the card's facts."""

    card: Card
    version: int
    state: State
    proposals: list[Proposal]
    public_title: str | None
    public_text: str
    readable: bool
    consent: list[str]
    person: list[tuple[str, str]]
    earlier: list[Related]
    history: list[Entry]
    chapters: list[str]


def card(row: Row, plan: Plan, proposals: Sequence[Proposal] | None = None) -> Card:
    """One item in a list, with its text marked."""
    contribution, screening = row.contribution, row.screening
    original = _readable(contribution)
    shown = proposals if proposals is not None else (propose(original, screening) if original else [])
    text, title = (original.text, original.title or "") if original else ("", "")
    waited, late = _clock(row, plan)
    return Card(
        reference=contribution.reference,
        heading=f"{KINDS[contribution.kind]} {contribution.reference}",
        facts=_facts(contribution),
        clock=waited,
        late=late,
        state=_state(row),
        title=cut(title, marks_of(shown, screening.title_concerns if screening else (), "title")) if title else [],
        text=cut(text, marks_of(shown, screening.concerns if screening else (), "text")) if text else [],
        opening=f"{text[:160].rsplit(' ', 1)[0]} …" if len(text) > SHORT else "",
        words=some(len(text.split()), "word"),
        concerns=concern_names(screening),
        distress=concern_names(screening, distressing=True),
        unchecked=_unchecked(contribution, screening),
    )


def describe(contribution: Contribution, plan: Plan, reader: User, proposals: Sequence[Proposal] | None = None) -> Item:
    """The item page's view of ``contribution``; ``proposals`` as the moderator last ticked them, if they did."""
    original, screening = _readable(contribution), screening_of(contribution)
    shown = list(proposals) if proposals is not None else []
    if proposals is None and original is not None:
        shown = propose(original, screening)
    text, title = redactions(shown)
    decisions = _decisions(contribution)
    latest = decisions[-1] if decisions else None
    return Item(
        card=card(Row(contribution, screening, latest), plan, shown),
        version=contribution.version,
        state=contribution.state,
        proposals=shown,
        public_title=redact(original.title, title) if original and original.title else None,
        public_text=redact(original.text, text) if original else contribution.published_text or "",
        readable=original is not None,
        consent=_consent(contribution),
        person=_person(contribution),
        earlier=_earlier(contribution, reader),
        history=history(contribution, reader),
        chapters=_chapters(contribution),
    )


def history(contribution: Contribution, reader: User) -> list[Entry]:
    """Every decision on this, oldest first, as far as ``reader`` may know."""
    return [_entry(decision, reader) for decision in _decisions(contribution)]


def _readable(contribution: Contribution) -> Original | None:
    """The words as they were sent, unless they are destroyed or the writer took them back."""
    return None if contribution.state is State.WITHDRAWN else contribution.original


def _clock(row: Row, plan: Plan) -> tuple[str, bool]:
    contribution, decision = row.contribution, row.decision
    if contribution.state is State.REFERRED and decision:
        return f"Referred {clock.since(decision.at, now())}", False
    if contribution.state in {State.RECEIVED, State.HELD}:
        return clock.waiting(contribution.received_at, now(), promised_days(plan))
    return f"Decided {clock.since(decision.at, now())}" if decision else "", False


def _state(row: Row) -> str:
    words = STATES[row.contribution.state]
    reason = row.decision.reason if row.decision else ""
    if row.contribution.state is State.HELD:
        return {"ask-author": "On hold: ask the writer", "second-opinion": "Second opinion wanted"}.get(reason, words)
    return words


def _facts(contribution: Contribution) -> str:
    parts = (
        contribution.respondent_kind.attribution if contribution.respondent_kind else "",
        contribution.locality.name if contribution.locality else "",
        contribution.channel.name,
    )
    return " · ".join(part for part in parts if part)


def _unchecked(contribution: Contribution, screening: Screening | None) -> str:
    if contribution.state in {State.PUBLISHED, State.DECLINED, State.WITHDRAWN}:
        return ""
    if screening is None:
        return "Not checked yet"
    return "" if screening.status is ScreeningStatus.DONE else "Could not be checked"


def _consent(contribution: Contribution) -> list[str]:
    consent = contribution.consent
    return [
        "We may count it and use it to write the plan." if consent.use else "We may not use it.",
        "We may show it on this site." if consent.show else "We may not show it on this site.",
        f"We may quote it in the plan, as: {contribution.attribution}."
        if consent.quote
        else "We may not quote it in the plan.",
    ]


def _person(contribution: Contribution) -> list[tuple[str, str]]:
    kind, place, event = contribution.respondent_kind, contribution.locality, contribution.event
    facts = [
        ("Who", kind.attribution if kind else "They did not say"),
        ("Where", place.name if place else "They did not say"),
        ("How", contribution.channel.name),
        ("Event", event.title if event else ""),
        ("For", "Somebody else, with their permission" if contribution.on_behalf != "self" else ""),
        ("Question", contribution.question.title if contribution.question else ""),
        ("Received", clock.long_moment(contribution.received_at)),
    ]
    return [(name, value) for name, value in facts if value]


def _earlier(contribution: Contribution, reader: User) -> list[Related]:
    query = (
        select(Contribution)
        .where(Contribution.contributor_id == contribution.contributor_id, Contribution.id != contribution.id)
        .order_by(Contribution.received_at.desc())
        .limit(10)
    )
    if not allows(reader, Permission.SAFEGUARD):
        query = query.where(Contribution.state != State.REFERRED)
    return [
        Related(other.reference, f"{KINDS[other.kind]} {other.reference}", STATES[other.state])
        for other in db.session.scalars(query)
    ]


def _decisions(contribution: Contribution) -> list[Decision]:
    query = select(Decision).where(Decision.contribution_id == contribution.id).order_by(Decision.id)
    return list(db.session.scalars(query))


def _entry(decision: Decision, reader: User) -> Entry:
    """What a referral was about stays between the safeguarding lead and whoever referred it."""
    secret = State.REFERRED in {decision.old, decision.new} and not allows(reader, Permission.SAFEGUARD)
    details = [some(decision.redactions, "part") + " taken out"] if decision.redactions else []
    if decision.unscreened:
        details.append("read whole by a person, not checked by the computer")
    return Entry(
        what=STATES[decision.new],
        who=(decision.by.name or "Staff") if decision.by else (decision.source or ""),
        when=clock.long_moment(decision.at),
        reason="" if secret else reasons.label(decision.reason),
        note="" if secret else decision.note,
        details=", ".join(details),
    )


def _chapters(contribution: Contribution) -> list[str]:
    query = select(Assignment).where(Assignment.contribution_id == contribution.id, Assignment.chapter_id.is_not(None))
    found = db.session.scalars(query.order_by(Assignment.score.desc()))
    return [f"{each.chapter.title} ({each.status})" for each in found if each.chapter]
