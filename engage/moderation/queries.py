"""What moderators read: the queue, what was decided, what was referred, the log. Originals never leave this room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlalchemy.orm import joinedload

from engage.codes import read_reference
from engage.errors import NotFoundError
from engage.extensions import db
from engage.models import (
    SETTLED,
    Contribution,
    Decision,
    Original,
    Plan,
    Screening,
    Seal,
    State,
    User,
    now,
)
from engage.moderation import clock
from engage.moderation.sealing import SHORT
from engage.policies import Permission, allows

PAGE = 20
DECIDED = (State.PUBLISHED, State.DECLINED)


@dataclass(frozen=True, slots=True)
class Row:
    """One contribution with the screening of its present text, if there is one, and its latest decision."""

    contribution: Contribution
    screening: Screening | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; ``number`` and ``pages`` count from 1."""

    rows: list[Row]
    number: int
    pages: int
    total: int


def decided_page(plan: Plan, state: str, number: int) -> Page:
    """What was published or declined, the latest decision first."""
    settled: ColumnElement[bool] = literal_column(
        f"contribution.{SETTLED}"
    )  # in the words of the index that is in this order
    ids = select(Contribution.id).where(Contribution.plan_id == plan.id, settled)
    if state in set(DECIDED):
        ids = ids.where(Contribution.state == State(state))
    return _page(ids.order_by(Contribution.last_decision_id.desc()), number)


def referred_page(plan: Plan, number: int) -> Page:
    """What waits for the safeguarding lead, the longest wait first."""
    ids = select(Contribution.id).where(Contribution.plan_id == plan.id, Contribution.state == State.REFERRED)
    return _page(ids.order_by(Contribution.last_decision_id), number)


def find(plan: Plan, reference: str, reader: User, *, locked: bool = False) -> Contribution:
    """The contribution with this reference, as far as ``reader`` may know of it; ``locked`` until the commit.

    Raises:
        NotFoundError: there is none, or it was referred and is the safeguarding lead's alone.
    """
    known = read_reference(reference)
    query = select(Contribution).where(Contribution.plan_id == plan.id, Contribution.reference == known)
    found = db.session.scalar(query.with_for_update(of=Contribution) if locked else query)
    if found is None or (found.state is State.REFERRED and not allows(reader, Permission.SAFEGUARD)):
        message = "There is nothing with this reference, or it is with the safeguarding lead now."
        raise NotFoundError(message)
    return found


def screening_of(contribution: Contribution) -> Screening | None:
    """The screening of the present text, if there is one."""
    screening = db.session.get(Screening, contribution.id)
    original = contribution.original
    fresh = screening is not None and original is not None and screening.text_digest == original.digest
    return screening if fresh else None


def log(plan: Plan, reader: User) -> Iterator[Mapping[str, Any]]:
    """Every decision, oldest first, without anybody's name or words. Why something was referred stays with the lead.

    With the beginning of its seal, so that each downloaded log proves later that nothing before it was cut off.
    """
    query = (
        select(Decision, Contribution.reference, Seal.digest)
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .outerjoin(Seal, Seal.decision_id == Decision.id)
        .where(Contribution.plan_id == plan.id)
        .options(joinedload(Decision.by).selectinload(User.roles))
        .order_by(Decision.id)
    )
    lead = allows(reader, Permission.SAFEGUARD)
    for decision, reference, seal in db.session.execute(query):
        secret = decision.new is State.REFERRED and not lead
        yield {
            "reference": reference,
            "from": decision.old.value,
            "to": decision.new.value,
            "reason": "" if secret else decision.reason,
            "at": decision.at.isoformat(timespec="seconds"),
            "parts taken out": decision.redactions,
            "decided by": " and ".join(sorted(decision.by.role_names)) if decision.by else "not staff",
            "seal": (seal or "")[:SHORT],
        }


def clock_of(plan: Plan) -> clock.Promise:
    """What the moderator promised about time."""
    days = plan.moderator.get("holidays") or ()
    off = frozenset(day if isinstance(day, date) else date.fromisoformat(str(day)) for day in days)
    return clock.Promise(int(plan.moderator.get("timing_days", 5)), off)


def decided_today(reader: User) -> int:
    """How many decisions this person made since midnight."""
    query = select(func.count()).select_from(Decision).where(Decision.by_id == reader.id, Decision.at >= midnight())
    return db.session.scalar(query) or 0


def midnight() -> datetime:
    """When today began, in UK time."""
    return now().astimezone(clock.UK).replace(hour=0, minute=0, second=0, microsecond=0)


def _joined(query: Any) -> Any:
    return query.outerjoin(Original, Original.contribution_id == Contribution.id).outerjoin(
        Screening,
        and_(Screening.contribution_id == Contribution.id, Screening.text_digest == Original.digest),
    )


def _page(ids: Any, number: int) -> Page:
    """Ids first: a long list is sorted without its texts."""
    total = db.session.scalar(select(func.count()).select_from(ids.order_by(None).subquery())) or 0
    pages = max(-(-total // PAGE), 1)
    number = min(max(number, 1), pages)
    shown = list(db.session.scalars(ids.limit(PAGE).offset((number - 1) * PAGE)))
    return Page(rows_of(shown), number, pages, total)


def rows_of(ids: list[int]) -> list[Row]:
    """These contributions with all that a list shows, in the same order."""
    query = _joined(select(Contribution, Screening, Decision).select_from(Contribution))
    found = db.session.execute(
        query.outerjoin(Decision, Decision.id == Contribution.last_decision_id)
        .where(Contribution.id.in_(ids))
        .options(
            joinedload(Contribution.original),
            joinedload(Contribution.channel),
            joinedload(Contribution.locality),
            joinedload(Contribution.respondent_kind),
        )
    )
    rows = {row[0].id: Row(row[0], row[1], row[2]) for row in found}
    return [rows[key] for key in ids if key in rows]
