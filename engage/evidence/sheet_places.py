"""Which of the plan's places a trust, a practice or a district of a sheet is: guessed, and then said by a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select

from engage.extensions import db
from engage.models import Locality, Plan, RegisterImport

MOST_SHOWN = 500
"""More places than this cannot be looked through: those that nothing is known of are left out of the list."""


def guess_places(plan: Plan, names: Iterable[str]) -> dict[str, str]:
    """For each place of a sheet the slug of the plan's place that it is, as far as that can be told; "" for the rest.

    What somebody said of the same name for an earlier sheet comes first, then its own name or a town within it.
    """
    said: dict[str, str] = {}
    earlier = select(RegisterImport.places).where(
        RegisterImport.plan_id == plan.id, RegisterImport.places.is_not(None), RegisterImport.undone_at.is_(None)
    )
    for places in db.session.scalars(earlier.order_by(RegisterImport.id)):
        said |= {name.casefold(): slug for name, slug in (places or {}).items()}
    patterns = _patterns(plan)
    return {name: said.get(name.casefold(), _guess(name, patterns)) for name in names}


def _patterns(plan: Plan) -> list[tuple[re.Pattern[str], str]]:
    """Names of places and towns, the longest first: Great Yarmouth before Yarmouth."""
    rows = db.session.scalars(select(Locality).where(Locality.plan_id == plan.id)).all()
    names = {name.casefold(): row.slug for row in rows for name in (*row.towns, row.name)}
    return [(re.compile(rf"\b{re.escape(name)}\b"), names[name]) for name in sorted(names, key=len, reverse=True)]


def _guess(name: str, patterns: list[tuple[re.Pattern[str], str]]) -> str:
    plain = name.casefold()
    return next((slug for pattern, slug in patterns if pattern.search(plain)), "")


def shown_places(guessed: dict[str, str]) -> list[tuple[str, str]]:
    """The places that a person looks through: all, or where there are too many those that seem to be ours."""
    every = list(guessed.items())
    return every if len(every) <= MOST_SHOWN else [pair for pair in every if pair[1]][:MOST_SHOWN]
