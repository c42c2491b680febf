"""Care for the moderator: how much somebody read today, and when it is time for a break."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engage.extensions import db
from engage.models import Contribution, Decision, Plan, User
from engage.moderation.queries import midnight

USUAL = 20
HARD = 2
"""Something serious counts as this many ordinary texts."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one person decided today; ``rest`` says that it is time for a break."""

    decided: int
    serious: int
    rest: bool
    after: int


def load_today(plan: Plan, reader: User) -> Load:
    """How much ``reader`` read today; after each ``break_after`` texts a break is due, and hard ones count double."""
    since = (Decision.by_id == reader.id, Decision.at >= midnight())
    number = func.count(func.distinct(Decision.contribution_id))
    decided = db.session.scalar(select(number).where(*since)) or 0
    hard = select(number).join(Contribution, Contribution.id == Decision.contribution_id)
    serious = db.session.scalar(hard.where(*since, Contribution.urgency <= 1)) or 0
    after = int(plan.moderator.get("break_after") or USUAL)
    weight = decided + (HARD - 1) * serious
    return Load(decided, serious, weight >= after and weight % after <= 1, after)
