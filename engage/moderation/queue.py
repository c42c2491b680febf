"""The queue: what waits for a decision, most serious first, then oldest. As quick with thirty thousand as with thirty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    and_,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
)

from engage.extensions import db
from engage.models import ON_HOLD, WAITING, Claim, Contribution, Decision, DecisionKind, Plan, State, User, now
from engage.models.types import UtcDateTime
from engage.moderation import clock
from engage.moderation.filters import Filters
from engage.moderation.queries import PAGE, Page, clock_of, rows_of

SERIOUS = 1
WAITS: ColumnElement[bool] = literal_column(f"contribution.{WAITING}")
"""Written out, because a database uses an index for some of the rows only when it sees the words."""
HELD: ColumnElement[bool] = literal_column(f"contribution.{ON_HOLD}")
UNCHECKED: ColumnElement[bool] = literal_column("NOT contribution.checked")
IN_TRAY = and_(literal_column("contribution.suspicion <> ''"), Contribution.urgency > SERIOUS)
"""Likely spam waits apart. What may be about somebody in danger never does."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits, and how urgently."""

    waiting: int
    serious: int
    unchecked: int
    held: int
    late: int
    tray: int = 0


def in_queue(plan: Plan) -> list[ColumnElement[bool]]:
    """The conditions of what waits in the queue itself."""
    return [*_waits(plan), not_(IN_TRAY)]


def _waits(plan: Plan) -> list[ColumnElement[bool]]:
    """What waits at all. Every urgency is at least 0: saying so leads the database to the queue's own index."""
    return [Contribution.plan_id == plan.id, WAITS, Contribution.urgency >= 0]


def queue_page(
    plan: Plan, filters: Filters, number: int, reader: User | None = None, *, waiting: int | None = None
) -> Page:
    """What waits for a decision. Referred items are nowhere here, and likely spam is in its tray.

    ``waiting`` is how many there are in all, when that has been counted already.
    """
    asked = [*filters.conditions(), *(_of(filters, reader) if reader is not None else ())]
    conditions = [*_waits(plan), *asked, not_(IN_TRAY)]
    total = waiting if not filters else None
    if total is None:
        total = db.session.scalar(select(func.count()).select_from(Contribution).where(*conditions)) or 0
    pages = max(-(-total // PAGE), 1)
    number = min(max(number, 1), pages)
    ids = select(Contribution.id).where(*conditions).order_by(*ORDER).limit(PAGE).offset((number - 1) * PAGE)
    return Page(rows_of(list(db.session.scalars(ids))), number, pages, total)


ORDER = (Contribution.urgency, Contribution.received_at, Contribution.id)
"""Most serious first, then oldest."""


def _of(filters: Filters, reader: User) -> list[ColumnElement[bool]]:
    if filters.mine == "mine":
        return [Contribution.id.in_(select(Claim.contribution_id).where(Claim.by_id == reader.id))]
    if filters.mine == "second":
        return [_second_opinion(Decision.by_id != reader.id)]
    return []


def _second_opinion(by: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(HELD, _asked_for(by))


def _asked_for(by: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Decision.id == Contribution.last_decision_id, Decision.kind == DecisionKind.SECOND, by)


def counts(plan: Plan) -> Counts:
    """How much waits; always counted, never remembered. Each number is a walk along an index that holds little else."""
    waits, promised = _waits(plan), clock.late_before(now(), clock_of(plan))
    late, recent = Contribution.received_at < promised, Contribution.received_at >= promised
    tray, by_age = [*waits, IN_TRAY], [Contribution.plan_id == plan.id, WAITS]
    query = select(
        _number([*by_age, late]),
        _number([*by_age, recent]),
        _number([*waits, Contribution.urgency <= SERIOUS]),
        _number([*waits, UNCHECKED, not_(IN_TRAY)]),
        _number([*waits, HELD, not_(IN_TRAY)]),
        _number(tray),
        _number([*tray, late]),
    )
    old, new, serious, unchecked, held, apart, old_apart = db.session.execute(query).one()
    return Counts(old + new - apart, serious, unchecked, held, old - old_apart, apart)


def next_to_read(plan: Plan, after: Contribution, reader: User | None = None) -> str | None:
    """The reference of the next item for ``reader`` in the order of the queue; from the end it goes on at the start.

    New ones, and those that somebody else wants a second opinion on; none that is on another desk.
    """
    urgency = db.session.scalar(select(Contribution.urgency).where(Contribution.id == after.id))
    ready = [*in_queue(plan), Contribution.id != after.id, _ready_for(reader)]
    here = (literal(urgency), literal(after.received_at, UtcDateTime), literal(after.id))
    behind = tuple_(*ORDER) > tuple_(*here)  # compared as one, so that the index leads straight to it
    query = select(Contribution.reference).where(*ready).order_by(*ORDER).limit(1)
    following: str | None = db.session.scalar(query.where(behind))
    return following or db.session.scalar(query)


def _ready_for(reader: User | None) -> ColumnElement[bool]:
    new: Any = literal_column("contribution.state") == State.RECEIVED.value
    if reader is None:
        return new
    elsewhere = exists().where(Claim.contribution_id == Contribution.id, Claim.by_id != reader.id, Claim.until > now())
    return and_(or_(new, _second_opinion(Decision.by_id != reader.id)), not_(elsewhere))


def tray_page(plan: Plan, number: int) -> Page:
    """What is probably spam, oldest first."""
    conditions = [*_waits(plan), IN_TRAY]
    total = db.session.scalar(select(_number(conditions))) or 0
    pages = max(-(-total // PAGE), 1)
    number = min(max(number, 1), pages)
    ids = select(Contribution.id).where(*conditions).order_by(Contribution.received_at, Contribution.id)
    return Page(rows_of(list(db.session.scalars(ids.limit(PAGE).offset((number - 1) * PAGE)))), number, pages, total)


def _number(conditions: list[ColumnElement[bool]]) -> ScalarSelect[int]:
    return select(func.count()).select_from(Contribution).where(*conditions).scalar_subquery()
