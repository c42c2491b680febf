"""How well two people agree: a sample of decisions is read again by another moderator who does not know the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, literal_column, select

from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import SETTLED, Contribution, Decision, DecisionKind, Original, Plan, SecondReading, User
from engage.policies import Permission, require

EVERY = 10
MOST = 100
FEWEST = 20
"""Below this many readings no figure is published."""
VERDICTS = {
    "publish": "Publish it, or send it elsewhere and count it",
    "decline": "Do not publish it",
    "other": "I would not have decided alone",
}
_FIRST = {DecisionKind.PUBLISH: "publish", DecisionKind.ROUTE: "publish", DecisionKind.DECLINE: "decline"}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many were read twice, how many alike in per cent, and Cohen's kappa (1 full agreement, 0 chance)."""

    read: int
    alike: int
    kappa: float

    @property
    def enough(self) -> bool:
        """Whether there are enough for a figure to mean something."""
        return self.read >= FEWEST


def to_read(plan: Plan, reader: User) -> Contribution | None:
    """The next one of the sample for ``reader``: decided by somebody else, not read again yet, words still kept."""
    require(reader, Permission.MODERATE)
    return db.session.scalar(_sample(plan, reader).order_by(Contribution.last_decision_id).limit(1))


def how_many(plan: Plan, reader: User) -> int:
    """How many of the sample wait for ``reader``; nobody needs to know it beyond ``MOST``."""
    some = _sample(plan, reader).with_only_columns(Contribution.id).order_by(Contribution.last_decision_id)
    return db.session.scalar(select(func.count()).select_from(some.limit(MOST).subquery())) or 0


def _sample(plan: Plan, reader: User) -> Select[Contribution]:
    every = max(int(plan.moderator.get("second_reading_every") or EVERY), 1)
    return (
        select(Contribution)
        .join(Decision, Decision.id == Contribution.last_decision_id)
        .join(Original, Original.contribution_id == Contribution.id)
        .where(
            Contribution.plan_id == plan.id,
            literal_column(f"contribution.{SETTLED}"),
            Decision.kind.in_(_FIRST),
            Decision.by_id.is_not(None),
            Decision.by_id != reader.id,
            Decision.batch.is_(None),
            Contribution.id % every == 0,
            ~exists().where(SecondReading.decision_id == Decision.id),
        )
    )


def read_again(plan: Plan, reference: str, verdict: str, *, by: User) -> bool:
    """Keep what a second reader would have decided; whether both agree. It changes nothing else. The caller commits.

    Raises:
        NotFoundError: it is not in the sample for this person (any more).
        InputError: there is no such verdict.
    """
    row = db.session.scalar(_sample(plan, by).where(Contribution.reference == reference))
    if row is None:
        message = "Somebody has read this one already, or decided on it again."
        raise NotFoundError(message)
    if verdict not in VERDICTS:
        raise InputError("Choose what you would have decided.")
    decision = db.session.get_one(Decision, row.last_decision_id)
    db.session.add(SecondReading(decision_id=decision.id, by_id=by.id, verdict=verdict))
    db.session.flush()
    return _FIRST[decision.kind] == verdict


def agreement(plan: Plan) -> Agreement:
    """How well first and second readers agree, over everything that was read twice."""
    query = (
        select(Decision.kind, SecondReading.verdict)
        .join(SecondReading, SecondReading.decision_id + 0 == Decision.id)  # begins with what was read twice
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .where(Contribution.plan_id + 0 == plan.id)
    )
    return measured((_FIRST[kind], verdict) for kind, verdict in db.session.execute(query))


def measured(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Agreement and Cohen's kappa of pairs of verdicts."""
    both = list(pairs)
    total = len(both)
    if not total:
        return Agreement(0, 0, 0.0)
    seen = sum(first == second for first, second in both) / total
    firsts, seconds = Counter(first for first, _ in both), Counter(second for _, second in both)
    chance = sum(firsts[verdict] * seconds[verdict] for verdict in firsts) / total**2
    kappa = 1.0 if chance == 1 else (seen - chance) / (1 - chance)
    return Agreement(total, round(100 * seen), round(kappa, 2))
