"""How much of what is heard comes from the most deprived places: by place, because nobody is asked whether they are poor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engage.evidence.comparing import CoverageRow, reading
from engage.extensions import db
from engage.models import Deprivation, Locality, Plan

FORMULA = "each place's share of people in the most deprived fifth, counted as often as people from there were heard, beside the same counted as often as people live there"


@dataclass(frozen=True, slots=True)
class Deprived:
    """``shares``: of a place's people, how many in a hundred live in the most deprived fifth of the country.

    ``heard`` and ``living``: the same of all who were heard and of all who live there, if people inside a place speak
    alike; None where too little is known.
    """

    shares: dict[int, Deprivation]
    heard: float | None
    living: float | None

    @property
    def reading(self) -> str:
        """The two against each other, in easy words."""
        return "" if self.heard is None or self.living is None else reading(self.heard, self.living)


def deprived(plan: Plan, places: Sequence[CoverageRow]) -> Deprived:
    """The reading of a table of places, from those lines of it that are shown."""
    query = (
        select(Deprivation).join(Locality, Locality.id == Deprivation.locality_id).where(Locality.plan_id == plan.id)
    )
    shares = {row.locality_id: row for row in db.session.scalars(query)}
    known = [
        (row.people, row.population, shares[row.id].per_cent)
        for row in places
        if row.id in shares and row.people is not None and row.population
    ]
    heard, living = sum(people for people, _, _ in known), sum(number for _, number, _ in known)
    if len(known) < 2 or not heard:
        return Deprived(shares, None, None)
    return Deprived(
        shares,
        round(sum(people * share for people, _, share in known) / heard, 1),
        round(sum(number * share for _, number, share in known) / living, 1),
    )
