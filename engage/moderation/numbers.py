"""What the moderators did, in numbers that everybody may see. Small numbers are hidden, so that nobody stands out.

The worker counts, because it takes longer the more people speak; where none is at work they are counted in the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from sqlalchemy import func, select

from engage.extensions import db
from engage.models import Contribution, Decision, Plan, State
from engage.moderation import reasons
from engage.moderation.agreement import Agreement, agreement
from engage.moderation.clock import working_days
from engage.moderation.queries import clock_of
from engage.moderation.words import some
from engage.submissions import tallies

READING = "reading"
"""The name of these figures among the tallies."""
FEWEST = 5
LATEST = 1_000
"""The time to a decision is that of so many latest ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure with what it counts."""

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """All public figures."""

    lines: list[Line]
    why_not: list[Line]
    usual_time: str
    in_time: str
    agreement: Agreement


def numbers(plan: Plan) -> Numbers:
    """The public figures, as they were counted last or as they are now."""
    kept = tallies.fresh(plan, READING)
    figures = kept if kept is not None else count_reading(plan)
    return Numbers(
        lines=[Line(label, number) for label, number in hidden(dict(figures["lines"])).items()],
        why_not=[Line(label, number) for label, number in hidden(dict(figures["why_not"])).items()],
        usual_time=figures["usual_time"],
        in_time=figures["in_time"],
        agreement=Agreement(**figures["agreement"]),
    )


def count_reading(plan: Plan) -> dict[str, Any]:
    """Count them. Lists of pairs keep their order wherever they are kept."""
    states = _states(plan)
    total = sum(states.values())
    unread = states.get(State.RECEIVED, 0)
    counted = _counted_only(plan)
    figures = {
        "Received": total,
        "Read by a person": total - unread,
        "Published": states.get(State.PUBLISHED, 0) - counted,
        "Counted for the plan, and not shown": counted,
        "Not published": states.get(State.DECLINED, 0),
        "Taken back by the writer": states.get(State.WITHDRAWN, 0),
        "Waiting, or being looked into": unread + states.get(State.HELD, 0) + states.get(State.REFERRED, 0),
    }
    usual, in_time = _time(plan)
    return {
        "lines": list(figures.items()),
        "why_not": list(_why_not(plan).items()),
        "usual_time": usual,
        "in_time": in_time,
        "agreement": asdict(agreement(plan)),
    }


def hidden(figures: Mapping[str, int]) -> dict[str, str]:
    """Figures as they may be shown: small ones hidden, and never exactly one, which the others would give away."""
    small = {label for label, number in figures.items() if 0 < number < FEWEST}
    rest = sorted((number, label) for label, number in figures.items() if number >= FEWEST)
    if len(small) == 1 and rest:
        small.add(rest[0][1])
    return {label: "too few to show" if label in small else f"{number:,}" for label, number in figures.items()}


def _states(plan: Plan) -> dict[State, int]:
    query = select(Contribution.state, func.count()).where(Contribution.plan_id == plan.id)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Contribution.state))}


def _counted_only(plan: Plan) -> int:
    query = select(func.count()).select_from(Contribution).where(
        Contribution.plan_id == plan.id, Contribution.state == State.PUBLISHED, Contribution.use_only.is_(True)
    )  # fmt: skip
    return db.session.scalar(query) or 0


def _why_not(plan: Plan) -> dict[str, int]:
    query = (
        select(Decision.reason, func.count())
        .join(Contribution, Contribution.last_decision_id == Decision.id)
        .where(Contribution.plan_id == plan.id, Contribution.state == State.DECLINED)
        .group_by(Decision.reason)
        .order_by(func.count().desc())
    )
    return {reasons.label(row[0]): row[1] for row in db.session.execute(query)}


def _time(plan: Plan) -> tuple[str, str]:
    """The usual time to the first decision, and how often the promise was kept, in words."""
    promise = clock_of(plan)
    first = (
        select(Contribution.received_at, func.min(Decision.at))
        .join(Decision, Decision.contribution_id == Contribution.id)
        .where(Contribution.plan_id == plan.id, Decision.by_id.is_not(None))
        .group_by(Contribution.id, Contribution.received_at)
        .order_by(Contribution.id.desc())
        .limit(LATEST)
    )
    days = [working_days(row[0], row[1], promise.off) for row in db.session.execute(first)]
    if len(days) < FEWEST:
        return "", ""
    kept = round(100 * sum(day <= promise.days for day in days) / len(days))
    usual = int(median(days))
    return (some(usual, "working day") if usual else "the same day"), f"{kept}%"
