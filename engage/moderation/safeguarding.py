"""When somebody may be in danger: raise it from anywhere, see it through step by step, and keep who did what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.codes import read_reference
from engage.errors import InputError, InvalidTransitionError, NotFoundError
from engage.extensions import db
from engage.models import Contribution, Decision, Plan, SafeguardingStep, State, StepKind, User, now
from engage.moderation.clock import long_moment
from engage.moderation.service import decide
from engage.moderation.words import some
from engage.moderation.working_hours import Hours, end_of, hours_of, passed
from engage.policies import Permission, allows, require

STEPS = {
    StepKind.RAISED: "Raised",
    StepKind.OPENED: "Opened and read",
    StepKind.ACKNOWLEDGED: "Acknowledged",
    StepKind.CONTACTED: "Tried to reach the writer",
    StepKind.ESCALATED: "Told somebody who can act",
    StepKind.OUTCOME: "Outcome",
}
BY_HAND = (StepKind.ACKNOWLEDGED, StepKind.CONTACTED, StepKind.ESCALATED, StepKind.OUTCOME)
"""The steps that a lead takes; the others are written down by themselves."""
MAX_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Due:
    """What has to be done next, by when, in words."""

    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """One step that was taken, in words."""

    what: str
    who: str
    when: str
    told_to: str
    note: str


def raise_concern(plan: Plan, reference: str, *, by: User, reason: str, note: str) -> Contribution:
    """Hide a contribution from everybody but the safeguarding lead, and say why. The caller commits.

    Somebody who does not moderate can raise what is published; raising it again adds a note to the case.

    Raises:
        NotPermittedError: the actor is not on the staff.
        NotFoundError: there is nothing that this person may know of.
    """
    require(by, Permission.RAISE_CONCERN)
    query = select(Contribution).where(
        Contribution.plan_id == plan.id, Contribution.reference == (read_reference(reference) or "")
    )
    found = db.session.scalar(query.with_for_update(of=Contribution))
    known = found is not None and (found.state is State.PUBLISHED or allows(by, Permission.MODERATE))
    if found is None or not known or found.state is State.WITHDRAWN:
        message = "There is nothing with this reference. Check each letter and number."
        raise NotFoundError(message)
    if found.state is not State.REFERRED:
        decide(found, State.REFERRED, by=by, reason=reason)
    _keep(found, StepKind.RAISED, by, note=note)
    return found


def note_opened(contribution: Contribution, by: User) -> None:
    """Write down that somebody read what was referred. The caller commits."""
    if contribution.state is State.REFERRED:
        _keep(contribution, StepKind.OPENED, by)


def take_step(
    contribution: Contribution,
    kind: StepKind,
    *,
    by: User,
    note: str = "",
    told_to: str = "",
    at: datetime | None = None,
) -> SafeguardingStep:
    """Write down a step that a lead took, now or at another moment. The caller commits.

    Raises:
        NotPermittedError: the actor is no lead.
        InvalidTransitionError: it is not referred (any more).
        InputError: whom it went to, or the outcome, is missing.
    """
    require(by, Permission.SAFEGUARD)
    if contribution.state is not State.REFERRED:
        message = "This is no longer referred, so nothing can be added."
        raise InvalidTransitionError(message)
    if kind not in BY_HAND:
        raise InputError("Choose a step.")
    if kind is StepKind.ESCALATED and not told_to:
        raise InputError("Say whom you told.")
    if kind is StepKind.OUTCOME and not note:
        raise InputError("Say what came of it.")
    return _keep(contribution, kind, by, note=note[:MAX_NOTE], told_to=told_to[:200], at=at)


def settle(contribution: Contribution, *, by: User, note: str) -> None:
    """Before a referred item is decided on: its outcome, if nobody has written one down. The caller commits."""
    if contribution.state is State.REFERRED and StepKind.OUTCOME not in {step.kind for step in _since(contribution)}:
        _keep(contribution, StepKind.OUTCOME, by, note=note)


def _keep(
    contribution: Contribution,
    kind: StepKind,
    by: User,
    *,
    note: str = "",
    told_to: str = "",
    at: datetime | None = None,
) -> SafeguardingStep:
    step = SafeguardingStep(
        contribution_id=contribution.id, kind=kind, by_id=by.id, note=note, told_to=told_to, at=at or now()
    )
    db.session.add(step)
    db.session.flush()
    return step


def case_of(contribution: Contribution) -> list[Taken]:
    """Every step taken for this contribution, oldest first."""
    return [
        Taken(STEPS[step.kind], step.by.name or "Staff", long_moment(step.at), step.told_to, step.note)
        for step in _steps(contribution)
    ]


def due(plan: Plan, contribution: Contribution) -> Due:
    """What has to be done next for a referred item."""
    times, since, hours = plan.wording.get("safeguarding", {}), _referred_at(contribution), hours_of(plan)
    taken = {step.kind for step in _since(contribution)}
    if StepKind.ACKNOWLEDGED not in taken:
        return _by("Acknowledge it", since, timedelta(hours=float(times.get("acknowledge_hours", 2))), hours)
    if not taken & {StepKind.CONTACTED, StepKind.ESCALATED}:
        length = timedelta(hours=float(times.get("contact_hours", 24)))
        return _by("Reach the writer, or tell somebody", since, length, hours)
    if StepKind.OUTCOME not in taken:
        days = float(times.get("settle_days", 5))
        return _by("Write down the outcome", since, days * (hours.day if hours else timedelta(days=1)), hours)
    return Due("Decide what becomes of the text", late=False)


def _by(what: str, since: datetime, length: timedelta, hours: Hours | None) -> Due:
    """How much time is left, in the hours that count, and the moment when it is over."""
    end = end_of(since, length, hours)
    late = end < now()
    minutes = int(abs(passed(now(), end, hours)).total_seconds() // 60)
    said = some(minutes, "minute") if minutes < 90 else some(round(minutes / 60), "hour")
    return Due(f"{what}: {said} {'late, since' if late else 'left, by'} {long_moment(end)}", late)


def _referred_at(contribution: Contribution) -> datetime:
    decision = db.session.get(Decision, contribution.last_decision_id) if contribution.last_decision_id else None
    return decision.at if decision else now()


def _steps(contribution: Contribution) -> Sequence[SafeguardingStep]:
    query = select(SafeguardingStep).where(SafeguardingStep.contribution_id == contribution.id)
    return db.session.scalars(query.options(joinedload(SafeguardingStep.by)).order_by(SafeguardingStep.id)).all()


def _since(contribution: Contribution) -> list[SafeguardingStep]:
    """The steps of the present case: an earlier one was settled."""
    began = _referred_at(contribution)
    return [step for step in _steps(contribution) if step.at >= began]


def cases(plan: Plan, reader: User) -> Iterator[Mapping[str, Any]]:
    """Every step of every case, for the restricted log, without anybody's words but the leads' own.

    Raises:
        NotPermittedError: the reader is no lead.
    """
    require(reader, Permission.SAFEGUARD)
    query = (
        select(SafeguardingStep, Contribution.reference)
        .join(Contribution, Contribution.id == SafeguardingStep.contribution_id)
        .where(Contribution.plan_id == plan.id)
        .options(joinedload(SafeguardingStep.by))
        .order_by(SafeguardingStep.id)
    )
    for step, reference in db.session.execute(query):
        yield {
            "reference": reference,
            "step": step.kind.value,
            "at": step.at.isoformat(timespec="seconds"),
            "by": step.by.name or "Staff",
            "told to": step.told_to,
            "note": step.note,
        }
