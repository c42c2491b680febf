"""Reports: somebody says that something shown here should not be, and a person looks at it again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engage.codes import new_reference, read_reference
from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import Contribution, Plan, Report, ReportReason, ReportState, User, now
from engage.policies import Permission, require

MAX_NOTE = 2_000
MOST = 100
REASONS = {
    ReportReason.NAMES: "It names somebody, or shows who somebody is",
    ReportReason.MINE: "It is about me",
    ReportReason.HARM: "Somebody may be in danger",
    ReportReason.HURTFUL: "It is hurtful or rude",
    ReportReason.UNTRUE: "It is not true",
    ReportReason.AGAINST_LAW: "It may be against the law",
    ReportReason.OTHER: "Something else",
}
_FIRST = (ReportReason.HARM, ReportReason.MINE, ReportReason.NAMES, ReportReason.AGAINST_LAW)


def report(contribution: Contribution, reason: ReportReason, note: str, *, again: Report | None = None) -> Report:
    """Keep a report; nothing is known of who made it. The caller commits, then shows its reference.

    Raises:
        InputError: the note is too long, or the report to think about again is of something else, or still waits.
    """
    if len(note) > MAX_NOTE:
        raise InputError(f"Make your text shorter. We can take {MAX_NOTE:,} characters.")
    if again is not None and (again.contribution_id != contribution.id or again.state is ReportState.WAITING):
        raise InputError("We have not finished with your first report yet.")
    row = Report(
        reference=new_reference(), contribution_id=contribution.id, reason=reason, note=note,
        again_id=again.id if again else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def find_report(plan: Plan, reference: str, *, lock: bool = False) -> Report:
    """A report by its reference.

    Raises:
        NotFoundError: there is none.
    """
    query = select(Report).join(Report.contribution).where(Report.reference == read_reference(reference))
    query = query.where(Contribution.plan_id == plan.id)
    found = db.session.scalar(query.with_for_update(of=Report) if lock else query)
    if found is None:
        raise NotFoundError
    return found


def waiting_reports(plan: Plan) -> Sequence[Report]:
    """Reports that nobody has answered, what may do harm first, then the oldest."""
    rows = db.session.scalars(
        select(Report)
        .join(Report.contribution)
        .where(Contribution.plan_id == plan.id, Report.state == ReportState.WAITING)
        .order_by(Report.at, Report.id)
        .limit(MOST)
        .options(joinedload(Report.contribution), joinedload(Report.again))
    ).all()
    return sorted(rows, key=lambda row: _FIRST.index(row.reason) if row.reason in _FIRST else len(_FIRST))


def count_waiting(plan: Plan) -> int:
    """How many reports wait for an answer."""
    query = select(func.count(Report.id)).join(Report.contribution)
    return db.session.scalar(query.where(Contribution.plan_id == plan.id, Report.state == ReportState.WAITING)) or 0


def answer_report(row: Report, *, by: User, changed: bool, answer: str) -> None:
    """Say what was decided and why. What the reporter wrote is taken out: it has done its work. The caller commits.

    Raises:
        NotPermittedError: ``by`` may not decide on what is published.
        InputError: it has an answer, there is no reason, or another person has to decide this time.
    """
    require(by, Permission.MODERATE)
    if row.state is not ReportState.WAITING:
        raise InputError("Somebody has answered this report already.")
    if row.again is not None and row.again.decided_by_id == by.id:
        raise InputError("You decided on this the first time. Somebody else has to look at it now.")
    if not answer.strip():
        raise InputError("Say why, in words for the person who reported it.")
    row.state = ReportState.CHANGED if changed else ReportState.KEPT
    row.answer, row.note = answer.strip(), ""
    row.decided_by_id, row.decided_at = by.id, now()
    db.session.flush()
