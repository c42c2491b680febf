"""An item as it stands in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from engage.extensions import db
from engage.models import Contribution, Original, Plan, Screening, ScreeningStatus, State, User, now
from engage.moderation import clock
from engage.moderation.claims import holders
from engage.moderation.marking import Segment, concern_names, cut, marks_of, worries
from engage.moderation.proposals import Proposal, propose
from engage.moderation.queries import Row, clock_of
from engage.moderation.words import CHECKED_LANGUAGE, KINDS, LANGUAGE_NAMES, STATES, SUSPICIONS, some

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
    language: str = ""
    lang: str = "en"
    busy: str = ""
    copies: int = 0
    suspicion: str = ""


def cards(rows: Sequence[Row], plan: Plan, reader: User) -> list[Card]:
    """A list's items, with who has which open and how many near-copies there are of each."""
    ids = [row.contribution.id for row in rows]
    desks, copies = holders(ids), _copies(plan, rows)
    return [
        card(row, plan, busy=_busy(desks, row, reader), copies=copies.get(row.contribution.twins, 0)) for row in rows
    ]


def _busy(desks: Mapping[int, tuple[int, str]], row: Row, reader: User) -> str:
    by, name = desks.get(row.contribution.id, (0, ""))
    return "You have this open" if by == reader.id else f"{name} has this open" if name else ""


def _copies(plan: Plan, rows: Sequence[Row]) -> dict[str | None, int]:
    """How many people sent each near-copy."""
    groups = {row.contribution.twins for row in rows if row.contribution.twins}
    people = func.count(func.distinct(Contribution.contributor_id))
    query = select(Contribution.twins, people).where(Contribution.plan_id == plan.id, Contribution.twins.in_(groups))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Contribution.twins))} if groups else {}


def card(row: Row, plan: Plan, proposals: Sequence[Proposal] | None = None, *, busy: str = "", copies: int = 0) -> Card:
    """One item in a list, with its text marked."""
    contribution, screening = row.contribution, row.screening
    original = readable(contribution)
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
        title=cut(title, marks_of(shown, worries(screening, "title"), "title")) if title else [],
        text=cut(text, marks_of(shown, worries(screening, "text"), "text")) if text else [],
        opening=f"{text[:160].rsplit(' ', 1)[0]} …" if len(text) > SHORT else "",
        words=some(len(text.split()), "word"),
        concerns=concern_names(screening),
        distress=concern_names(screening, distressing=True),
        unchecked=_unchecked(contribution, screening),
        language="" if contribution.language == CHECKED_LANGUAGE else _language(contribution.language),
        lang=contribution.language,
        busy=busy,
        copies=copies,
        suspicion=SUSPICIONS.get(contribution.suspicion, ""),
    )


def _language(code: str) -> str:
    """A language by its name, or that nobody knows it."""
    return f"In {LANGUAGE_NAMES[code]}" if code in LANGUAGE_NAMES else "Not in English"


def readable(contribution: Contribution) -> Original | None:
    """The words as they were sent, unless they are destroyed or the writer took them back."""
    return None if contribution.state is State.WITHDRAWN else contribution.original


def _clock(row: Row, plan: Plan) -> tuple[str, bool]:
    contribution, decision = row.contribution, row.decision
    if contribution.state is State.REFERRED and decision:
        return f"Referred {clock.since(decision.at, now())}", False
    if contribution.state in {State.RECEIVED, State.HELD}:
        return clock.waiting(contribution.received_at, now(), clock_of(plan))
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
    if contribution.language != CHECKED_LANGUAGE:
        return "Read whole: not checked in this language"
    if screening is None:
        return "Not checked yet"
    return "" if screening.status is ScreeningStatus.DONE else "Could not be checked"
