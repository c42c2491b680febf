"""The figures that coverage is measured against: each with its source and year, written by the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.errors import InputError
from engage.evidence.counts import asked
from engage.evidence.groups import TOGETHER, in_one, populations
from engage.extensions import db
from engage.models import Deprivation, GroupPopulation, Locality, Plan, Population, RespondentKind, User
from engage.policies import Permission, require
from engage.submissions.intake import clean_line

PLACE, KIND, DEPRIVED = "place", "kind", "deprived"
HEADINGS = {
    PLACE: "People in each place",
    DEPRIVED: "Of 100 people in each place, how many live in the most deprived fifth of the country",
    KIND: "People of each kind",
}
MOST_SOURCE = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """What there can be a figure of. ``listed``: a kind of list, or a question's slug; ``key``: a slug, or answers."""

    listed: str
    key: str
    heading: str
    name: str
    id: int | None = None

    @property
    def of(self) -> tuple[str, str]:
        """What tells it from all others, in a file too."""
        return self.listed, self.key

    @property
    def field(self) -> str:
        """What tells its fields from others on a page."""
        return f"{self.listed}-{self.id or self.key.replace(TOGETHER, '_')}"


@dataclass(frozen=True, slots=True)
class Written:
    """A figure as it stands or is to be: ``number`` of people, or of a hundred."""

    number: float | None
    source: str
    year: int | None


def entries(plan: Plan, several: tuple[tuple[str, str], ...] = ()) -> list[Entry]:
    """Everything that there can be a figure of; ``several``: answers that a file has one figure for."""
    found = [
        Entry(listed, row.slug, HEADINGS[listed], getattr(row, "attribution", row.name), row.id)
        for listed, kind in ((PLACE, Locality), (DEPRIVED, Locality), (KIND, RespondentKind))
        for row in _rows(plan, kind)
    ]
    known = {(slug, options) for slug, figures in populations(plan).items() for options in figures}
    for question in asked(plan):
        found += [Entry(question.slug, slug, question.title, name) for slug, name in question.options.items()]
        joined = sorted(
            options for slug, options in known | set(several) if slug == question.slug and TOGETHER in options
        )
        found += [
            Entry(question.slug, options, question.title, in_one(question, options))
            for options in joined
            if set(options.split(TOGETHER)) <= set(question.options)
        ]
    return found


def _rows(plan: Plan, kind: type[Any]) -> list[Any]:
    return list(db.session.scalars(select(kind).where(kind.plan_id == plan.id).order_by(kind.position)))


def written(plan: Plan) -> dict[tuple[str, str], Written]:
    """The figures that there are, by what they are of."""
    found = {entry.of: _stored(plan, entry) for entry in entries(plan)}
    return {
        of: Written(row.per_cent if isinstance(row, Deprivation) else row.people, row.source, row.year)
        for of, row in found.items()
        if row is not None
    }


def set_figure(actor: User, plan: Plan, entry: Entry, new: Written) -> None:
    """Set a figure; without a number it goes.

    Raises:
        NotPermittedError: the actor may not keep the register.
        InputError: a number without its source and year, or one that cannot be true.
    """
    require(actor, Permission.KEEP_REGISTER)
    row = _stored(plan, entry)
    if new.number is None:
        if row is not None:
            db.session.delete(row)
        return
    source = clean_line(new.source)[:MOST_SOURCE]
    if not source or new.year is None or not 1900 <= new.year <= 2100:
        raise InputError(f"{entry.name}: write the source and the year of the figure.")
    if entry.listed == DEPRIVED and not 0 <= new.number <= 100:
        raise InputError(f"{entry.name}: write a number from 0 to 100.")
    if entry.listed != DEPRIVED and not (0 < new.number < 2**31 and new.number == int(new.number)):
        raise InputError(f"{entry.name}: write a number of people that can be true.")
    row = row or _empty(plan, entry)
    setattr(row, "per_cent" if entry.listed == DEPRIVED else "people", new.number)
    row.source, row.year = source, new.year
    db.session.add(row)
    db.session.flush()


def _stored(plan: Plan, entry: Entry) -> Any:
    if entry.listed == DEPRIVED:
        return db.session.get(Deprivation, entry.id)
    if entry.listed in {PLACE, KIND}:
        column = Population.locality_id if entry.listed == PLACE else Population.respondent_kind_id
        return db.session.scalar(select(Population).where(column == entry.id))
    group = GroupPopulation
    mine = (group.plan_id == plan.id, group.question == entry.listed, group.options == entry.key)
    return db.session.scalar(select(group).where(*mine))


def _empty(plan: Plan, entry: Entry) -> Any:
    if entry.listed == DEPRIVED:
        return Deprivation(locality_id=entry.id)
    if entry.listed in {PLACE, KIND}:
        return Population(
            plan_id=plan.id, **{"locality_id" if entry.listed == PLACE else "respondent_kind_id": entry.id}
        )
    return GroupPopulation(plan_id=plan.id, question=entry.listed, options=entry.key)
