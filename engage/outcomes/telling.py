"""Tell people who asked to be told what became of their words: one letter, in the way that they chose.

Once a day, so that a slip in an outcome can be mended before anybody hears of it, and at most once a week for each
person, however many outcomes are shown. Who is to be told is a query: killed half way, nobody is told twice or never.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from engage.extensions import begin_writing, db
from engage.language import ENGLISH, speaking
from engage.messages import Letter, language_of, letter, queue_message
from engage.models import (
    Contact,
    Contribution,
    Message,
    Outcome,
    OutcomeChange,
    Plan,
    Purpose,
    current_plan,
    now,
)
from engage.moderation.letters import in_english
from engage.outcomes import reckoning
from engage.outcomes.queries import LABELS, shown

BECAME = "became"
QUIET = timedelta(days=7)
"""Nobody is told of outcomes more often."""
MOST_NAMED = 3
"""Outcomes that a letter tells of; the receipt has them all."""


def tell(plan: Plan) -> bool:
    """Queue a letter for everybody whose words are behind something new; commits. Always True: it was done."""
    begin_writing()
    for person, outcomes in _untold(plan).items():
        row = db.session.scalars(_own(person)).first()
        if row is not None:
            named = ",".join(str(id_) for id_ in outcomes[:MOST_NAMED])
            queue_message(row, BECAME, values={"outcomes": named, "more": str(max(len(outcomes) - MOST_NAMED, 0))})
    db.session.commit()
    return True


def _own(person: int) -> Select[Contribution]:
    newest = Contribution.received_at.desc()
    return select(Contribution).where(Contribution.contributor_id == person).order_by(newest, Contribution.id.desc())


def _untold(plan: Plan) -> dict[int, list[int]]:
    """By contributor with a way to be reached: the outcomes that they have not been told of as they stand, latest first."""
    pairs, last = reckoning.linked(plan, Purpose.USE), _last_told()
    changed = (
        select(OutcomeChange.outcome_id, func.max(OutcomeChange.at).label("at"))
        .group_by(OutcomeChange.outcome_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Contribution.contributor_id, pairs.c.outcome_id, changed.c.at)
        .join(pairs, pairs.c.contribution_id == Contribution.id)
        .join(Contact, Contact.contributor_id == Contribution.contributor_id)
        .join(changed, changed.c.outcome_id == pairs.c.outcome_id)
        .outerjoin(last, last.c.contributor_id == Contribution.contributor_id)
        .where(or_(last.c.at.is_(None), (last.c.at < changed.c.at) & (last.c.at < now() - QUIET)))
        .distinct()
        .order_by(changed.c.at.desc(), pairs.c.outcome_id.desc())
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1])
    return found


def _last_told() -> Any:
    told = select(Message.contributor_id, func.max(Message.made_at).label("at")).where(Message.template == BECAME)
    return told.group_by(Message.contributor_id).subquery()


@letter(BECAME)
def _made(message: Message, site: str) -> Letter:
    """What became of it, in the office's own words; nothing that was taken off the public pages meanwhile."""
    plan, language = current_plan(), language_of(message)
    _ = speaking(language)
    wanted = [int(id_) for id_ in message.values.get("outcomes", "").split(",") if id_]
    rows = db.session.scalars(shown(plan).where(Outcome.id.in_(wanted))).all()
    reference = message.contribution.reference if message.contribution else ""
    more = int(message.values.get("more", 0))
    receipt = f"{site}/receipt" if site else _("the page called “Your receipt”")
    contact = plan.wording.get("contact", {})
    reach = " ".join(filter(None, (contact.get("email", ""), contact.get("phone", ""))))
    lines = [
        _("You asked us to tell you what becomes of your words. This is what we can tell you now."),
        *([in_english(plan, language)] if rows and language != ENGLISH else []),
        *(_told(row, site) for row in rows),
        *([_("There is more. Your receipt shows all of it.")] if more and rows else []),
        _("Your reference: %(reference)s", reference=reference),
        _("To see all of it, open this page and enter your private code: %(where)s", where=receipt),
        _("If you do not want such letters, tell us: %(contact)s", contact=reach),
        plan.partnership,
    ]
    subject = _("What became of your words (%(reference)s)", reference=reference)
    return Letter(subject, "\n\n".join(lines) + "\n", language)


def _told(row: Outcome, site: str) -> str:
    where = f"\n{site}/you-said-we-did/{row.id}" if site else ""
    did = f"{LABELS[row.status]}: {row.did}" if row.did else "We are thinking about it."
    return f"People said: {row.said}\n{did}\nWho is responsible: {row.responsible}{where}"
