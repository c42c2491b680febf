"""What a contributor sees with their private code: where each contribution stands, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.language import ENGLISH, page_language
from engage.models import Contribution, Decision, Enquiry, Kind, Message, MessageWay, Plan, State
from engage.moderation.enquiries import open_question
from engage.moderation.letters import translated
from engage.moderation.reasons import told
from engage.moderation.redaction import REPLACEMENTS
from engage.outcomes.queries import outcomes_for
from engage.submissions.correcting import may_correct

ASKING = "ask-author"
"""Of the reasons for holding something, the one that its writer can do something about."""


@dataclass(frozen=True)
class TakenOut:
    """One kind of words that the reader took out, as it reads now, what it stands for, and how often."""

    mark: str
    what: str
    times: int


@dataclass(frozen=True)
class Became:
    """What became of it: an outcome that its writer may follow."""

    label: str
    did: str
    because: str
    on: date
    id: int


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
    reason_language: str
    question: str
    answer: str
    can_answer: bool
    original: str
    public_title: str
    public_text: str
    taken_out: list[TakenOut]
    shown: bool
    corrected: datetime | None
    can_correct: bool
    can_withdraw: bool
    became: list[Became]


_YOURS = {Kind.IDEA: _l("Your idea"), Kind.STORY: _l("Your story"), Kind.COMMENT: _l("Your comment")}
_KINDS = {Kind.IDEA: _l("Idea"), Kind.STORY: _l("Story"), Kind.COMMENT: _l("Comment")}
_SHORT = {
    State.RECEIVED: (_l("Waiting to be read"), "grey"),
    State.HELD: (_l("Read, not decided yet"), "yellow"),
    State.REFERRED: (_l("Read, not decided yet"), "yellow"),
    State.PUBLISHED: (_l("Published"), "green"),
    State.DECLINED: (_l("Not published"), "red"),
    State.WITHDRAWN: (_l("Taken back"), "grey"),
}
"""Held and referred read alike: nobody looking over a shoulder may learn that somebody was told of a danger."""
_MEANT = {
    "person": _l("somebody's name"),
    "staff": _l("the name of a member of staff"),
    "phone": _l("a phone number"),
    "email": _l("an email address"),
    "url": _l("a web address"),
    "address": _l("an address"),
    "postcode": _l("a postcode"),
    "nhs-number": _l("an NHS number"),
    "ni-number": _l("a National Insurance number"),
    "date-of-birth": _l("a date of birth"),
    "date": _l("a date"),
    "vehicle": _l("a vehicle's number"),
    "account": _l("an account number"),
    "other": _l("something else that could show who somebody is"),
}


def standings(plan: Plan, contributor_id: int) -> list[Standing]:
    """Everything that this contributor gave, newest first."""
    rows = own_rows(contributor_id)
    decided = _decisions(row.last_decision_id for row in rows)
    asked = _enquiries(rows)
    became = outcomes_for(plan, [row.id for row in rows])
    return [
        _standing(plan, row, decided.get(row.last_decision_id or 0), asked.get(row.id), [
            Became(line.label, line.did, line.because, line.on, line.id) for line in became.get(row.id, ())
        ])
        for row in rows
    ]  # fmt: skip


def own_rows(contributor_id: int) -> list[Contribution]:
    """What this contributor gave, newest first, with what belongs to each."""
    query = select(Contribution).where(Contribution.contributor_id == contributor_id)
    links = (Contribution.consent, Contribution.original, Contribution.locality, Contribution.respondent_kind)
    query = query.options(*(joinedload(link) for link in links))
    return list(db.session.scalars(query.order_by(Contribution.received_at.desc(), Contribution.id.desc())))


def _decisions(ids: Iterable[int | None]) -> dict[int, Decision]:
    return {row.id: row for row in db.session.scalars(select(Decision).where(Decision.id.in_(filter(None, ids))))}


def _enquiries(rows: list[Contribution]) -> dict[int, Enquiry]:
    """The latest question about each contribution."""
    query = select(Enquiry).where(Enquiry.contribution_id.in_([row.id for row in rows])).order_by(Enquiry.decision_id)
    return {row.contribution_id: row for row in db.session.scalars(query)}


def _standing(
    plan: Plan, row: Contribution, decision: Decision | None, asked: Enquiry | None, became: list[Became]
) -> Standing:
    status, colour = _SHORT[row.state]
    reason, language = _reason(plan, row, decision)
    title = row.published_title or (row.original.title if row.original else "") or ""
    return Standing(
        reference=row.reference,
        kind=str(_KINDS[row.kind]),
        sent=row.received_at,
        heading=title or str(_YOURS[row.kind]),
        status=str(status),
        colour=colour,
        explanation=_explanation(plan, row),
        reason=reason,
        reason_language=language,
        question=asked.question if asked else "",
        answer=(asked.answer or "") if asked else "",
        can_answer=open_question(row) is not None,
        original=row.original.text if row.original else "",
        public_title=row.published_title or "",
        public_text=row.published_text or "",
        taken_out=taken_out(row),
        shown=row.state is State.PUBLISHED and row.consent.show and not row.use_only,
        corrected=row.corrected_at,
        can_correct=may_correct(row),
        can_withdraw=row.state is not State.WITHDRAWN,
        became=became,
    )


def taken_out(row: Contribution) -> list[TakenOut]:
    """What the reader took out of the published words, by kind."""
    words = f"{row.published_title or ''}\n{row.published_text or ''}"
    counted = [(kind, mark, words.count(mark)) for kind, mark in REPLACEMENTS.items()]
    return [TakenOut(mark, str(_MEANT.get(kind, _MEANT["other"])), times) for kind, mark, times in counted if times]


def times_in_words(times: int) -> str:
    """How often, as it is said."""
    return ngettext("once", "%(num)s times", times)


def _reason(plan: Plan, row: Contribution, decision: Decision | None) -> tuple[str, str]:
    """What the writer was told, and its language: the page's where the house has the letter in it."""
    words = said(decision) if decision else ""
    here = translated(plan, words, row.reference, page_language())
    return (here, page_language()) if here else (words, ENGLISH)


def _explanation(plan: Plan, row: Contribution) -> str:
    reader = plan.moderator.get("short_name") or _("our reading team")
    if row.state is State.PUBLISHED:
        return _published(reader, show=row.consent.show and not row.use_only, quote=row.consent.quote, row=row)
    if row.state is State.RECEIVED:
        days = plan.moderator.get("timing_days", 5)
        return _(
            "We have it. A person at %(reader)s has not read it yet. They try to read everything within %(days)s working days.",
            reader=reader, days=days,
        )  # fmt: skip
    if row.state is State.DECLINED:
        return _("A person at %(reader)s has read it. They decided not to publish it.", reader=reader)
    if row.state is State.WITHDRAWN:
        return _("You took it back. Nobody can see it now, and your words have been deleted.")
    return _("A person at %(reader)s has read it. They need a little more time to decide.", reader=reader)


def _published(reader: str, *, show: bool, quote: bool, row: Contribution) -> str:
    if row.consent.show and not show:
        return _(
            "A person at %(reader)s has read it. It is counted when the plan is written. It is not shown on this site.",
            reader=reader,
        )
    if not show:
        return _(
            "A person at %(reader)s has read it. It is counted when the plan is written. Nobody sees your words on this site, as you asked.",
            reader=reader,
        )
    if quote:
        return _(
            "A person at %(reader)s has read it and it is published. Everybody can read it on this site and your words may be quoted in the plan.",
            reader=reader,
        )
    return _(
        "A person at %(reader)s has read it and it is published. Everybody can read it on this site.", reader=reader
    )


def letter_coming(contribution: Contribution) -> str:
    """That a letter is on its way, for the page after sending."""
    way = db.session.scalar(select(Message.way).where(Message.contribution_id == contribution.id).limit(1))
    return _("We also send an email with your reference, without the code.") if way is MessageWay.EMAIL else ""


def said(decision: Decision) -> str:
    """The reason in words for the contributor. Of a referral nothing: that is safeguarding's business."""
    if decision.new is State.REFERRED:
        return ""
    if decision.told:
        return decision.told
    if decision.new is State.DECLINED or (decision.new, decision.reason) == (State.HELD, ASKING):
        return told(decision.new, decision.reason, decision.note)
    return ""
