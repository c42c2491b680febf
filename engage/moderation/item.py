"""The page where one item is read and decided: all that stands on it, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from engage.extensions import db
from engage.models import (
    Assignment,
    Behalf,
    Contribution,
    Decision,
    DraftBlock,
    DraftChapter,
    EarlierText,
    Plan,
    State,
    User,
)
from engage.moderation import clock, reasons
from engage.moderation.cards import Card, card, cards, readable
from engage.moderation.enquiries import asked
from engage.moderation.proposals import Proposal, propose, redactions
from engage.moderation.queries import Row, screening_of
from engage.moderation.redaction import redact
from engage.moderation.words import DONE, IDENTIFIERS, KINDS, STATES, some
from engage.policies import Permission, allows

__all__ = ["Item", "card", "cards", "describe", "history"]

MOST = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an item's history."""

    what: str
    who: str
    when: str
    reason: str
    note: str
    details: str
    told: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another contribution of the same person."""

    reference: str
    heading: str
    state: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the writer, and the answer if there is one."""

    question: str
    answer: str
    when: str


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
    kinds: list[tuple[str, str]]
    twins: list[Related]
    asked: list[Asked]
    before: list[str]
    about: str
    not_shown: str


def describe(contribution: Contribution, plan: Plan, reader: User, proposals: Sequence[Proposal] | None = None) -> Item:
    """The item page's view of ``contribution``; ``proposals`` as the moderator last ticked them, if they did."""
    original, screening = readable(contribution), screening_of(contribution)
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
        kinds=[(kind, IDENTIFIERS[kind]) for kind, found in Counter(e.kind for e in shown).items() if found > 1],
        twins=_twins(contribution, reader),
        asked=[Asked(one.question, one.answer or "", clock.long_moment(one.asked_at)) for one in asked(contribution)],
        before=_before(contribution) if original else [],
        about=_about(contribution),
        not_shown=_not_shown(contribution),
    )


def history(contribution: Contribution, reader: User) -> list[Entry]:
    """Every decision on this, oldest first, as far as ``reader`` may know."""
    return [_entry(decision, reader) for decision in _decisions(contribution)]


def _consent(contribution: Contribution) -> list[str]:
    consent = contribution.consent
    lines = [
        "We may count it and use it to write the plan." if consent.use else "We may not use it.",
        "We may show it on this site." if consent.show else "We may not show it on this site.",
        f"We may quote it in the plan, as: {contribution.attribution}."
        if consent.quote
        else "We may not quote it in the plan.",
    ]
    if contribution.transcribed:
        lines.append("It was spoken, and staff wrote it down: each word may not be theirs.")
    if contribution.recorded_by_id:
        lines.append("Staff typed it in, with the person's leave.")
    if contribution.use_only:
        lines.append("The moderator lets it count only: it is neither shown nor quoted.")
    return lines


def _not_shown(contribution: Contribution) -> str:
    """Who reads it, when the public does not."""
    if contribution.consent.show and not contribution.use_only:
        return ""
    return (
        "Not shown on this site. The people who write the plan read it like this." if contribution.consent.use else ""
    )


def _before(contribution: Contribution) -> list[str]:
    """The words before their writer corrected them, latest first."""
    query = select(EarlierText.text).where(EarlierText.contribution_id == contribution.id)
    return list(db.session.scalars(query.order_by(EarlierText.id.desc()).limit(MOST)))


def _about(contribution: Contribution) -> str:
    """What a comment is about, in the words that everybody could read when it came."""
    if contribution.paragraph_id is not None:
        said = select(DraftBlock.text).join(DraftChapter, DraftChapter.id == DraftBlock.draft_id)
        said = said.where(
            DraftBlock.paragraph_id == contribution.paragraph_id, DraftChapter.published_at <= contribution.received_at
        )
        return db.session.scalar(said.order_by(DraftBlock.draft_id.desc()).limit(1)) or ""
    return (contribution.parent.published_text or "") if contribution.parent is not None else ""


def _person(contribution: Contribution) -> list[tuple[str, str]]:
    kind, place, event = contribution.respondent_kind, contribution.locality, contribution.event
    facts = [
        ("Who", kind.attribution if kind else "They did not say"),
        ("Where", place.name if place else "They did not say"),
        ("How", contribution.channel.name),
        ("Event", event.title if event else ""),
        ("For", _FOR.get(contribution.on_behalf, "")),
        (
            "Group",
            f"{contribution.group_name or 'A group'}, {some(contribution.group_size, 'person', 'people')}"
            if contribution.group_size
            else contribution.group_name or "",
        ),
        ("Question", contribution.question.title if contribution.question else ""),
        ("Received", clock.long_moment(contribution.received_at)),
    ]
    return [(name, value) for name, value in facts if value]


_FOR = {Behalf.PERSON: "Somebody else, with leave to", Behalf.GROUP: "A group"}


def _earlier(contribution: Contribution, reader: User) -> list[Related]:
    same = Contribution.contributor_id == contribution.contributor_id
    return _related(select(Contribution).where(same, Contribution.id != contribution.id), reader)


def _twins(contribution: Contribution, reader: User) -> list[Related]:
    """Near-copies of this by others, such as a campaign's letters."""
    if not contribution.twins:
        return []
    same = (Contribution.plan_id == contribution.plan_id, Contribution.twins == contribution.twins)
    return _related(select(Contribution).where(*same, Contribution.id != contribution.id), reader)


def _related(query: Select[Contribution], reader: User) -> list[Related]:
    if not allows(reader, Permission.SAFEGUARD):
        query = query.where(Contribution.state != State.REFERRED)
    rows = db.session.scalars(query.order_by(Contribution.received_at.desc()).limit(MOST))
    return [Related(other.reference, f"{KINDS[other.kind]} {other.reference}", STATES[other.state]) for other in rows]


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
        what=DONE.get(decision.kind, STATES[decision.new]),
        who=(decision.by.name or "Staff") if decision.by else (decision.source or ""),
        when=clock.long_moment(decision.at),
        reason="" if secret else reasons.label(decision.reason),
        note="" if secret else decision.note,
        details=", ".join(details),
        told=decision.told,
    )


def _chapters(contribution: Contribution) -> list[str]:
    query = select(Assignment).where(Assignment.contribution_id == contribution.id, Assignment.chapter_id.is_not(None))
    found = db.session.scalars(query.order_by(Assignment.score.desc()))
    return [f"{each.chapter.title} ({each.status})" for each in found if each.chapter]
