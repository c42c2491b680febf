"""How a moderator narrows the queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, exists, literal_column, or_, select

from engage.extensions import db
from engage.models import Channel, Contribution, Kind, Locality, Plan, Screening, State
from engage.models.narrowing import Narrowing
from engage.moderation.words import CONCERNS, KINDS

QUEUE = (State.RECEIVED, State.HELD)
UNCHECKED = "unchecked"
OTHER_LANGUAGES = "other"
UNHURRIED = frozenset({"advertising", "off-topic"})
"""Concerns that make nothing urgent; each other one does, so that few rows have to be looked into for it."""
NOTHING_FOUND = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters(Narrowing):
    """What to narrow the queue to."""

    kind: str = ""
    place: str = ""
    channel: str = ""
    concern: str = ""
    waiting: str = ""
    language: str = ""
    mine: str = ""

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What each filled-in filter asks of a row."""
        if self.kind in set(Kind):
            yield Contribution.kind == Kind(self.kind)
        if self.place:
            yield Contribution.locality_id.in_(select(Locality.id).where(Locality.slug == self.place))
        if self.channel:
            yield Contribution.channel_id.in_(select(Channel.id).where(Channel.slug == self.channel))
        if self.concern in CONCERNS:
            yield _mentions(self.concern)
            if self.concern not in UNHURRIED:
                yield Contribution.urgency < NOTHING_FOUND
        elif self.concern == UNCHECKED:
            yield literal_column("NOT contribution.checked")
        if self.waiting in set(QUEUE):
            yield Contribution.state == State(self.waiting)
        if self.language == OTHER_LANGUAGES:
            yield Contribution.language != "en"
        elif self.language:
            yield Contribution.language == self.language


def filter_choices(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """What each filter can be set to."""
    return {
        "kind": [(kind.value, label) for kind, label in KINDS.items()],
        "place": _listed(plan, Locality),
        "channel": _listed(plan, Channel),
        "concern": [*CONCERNS.items(), (UNCHECKED, "not checked by the computer")],
        "waiting": [(State.RECEIVED.value, "New"), (State.HELD.value, "On hold")],
        "language": [("en", "English"), (OTHER_LANGUAGES, "Any other language")],
        "mine": [("mine", "On my desk"), ("second", "A second opinion is wanted")],
    }


def _listed(plan: Plan, kind: type[Locality] | type[Channel]) -> list[tuple[str, str]]:
    query = select(kind.slug, kind.name).where(kind.plan_id == plan.id).order_by(kind.position)
    return [(slug, name) for slug, name in db.session.execute(query)]


def _mentions(concern: str) -> ColumnElement[bool]:
    """Looked up in the screenings of what waits, only when somebody asks for it."""
    word = f'"{concern}"'
    columns = (Screening.concerns, Screening.title_concerns)
    found = or_(*(cast(column, String).contains(word, autoescape=True) for column in columns))
    return exists().where(Screening.contribution_id == Contribution.id, Contribution.checked.is_(True), found)
