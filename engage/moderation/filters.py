"""How a moderator narrows the queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal_column, select

from engage.extensions import db
from engage.models import ON_HOLD, Channel, Contribution, Kind, Locality, Plan, State, Worry
from engage.models.narrowing import Narrowing
from engage.moderation.words import CONCERNS, KINDS

QUEUE = (State.RECEIVED, State.HELD)
UNCHECKED = "unchecked"
OTHER_LANGUAGES = "other"


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
            yield Contribution.locality_id.in_(_ids(Locality, self.place))
        if self.channel:
            yield Contribution.channel_id.in_(_ids(Channel, self.channel))
        if self.concern in CONCERNS:
            yield Contribution.id.in_(select(Worry.contribution_id).where(Worry.kind == self.concern))
            yield Contribution.checked.is_(True)
        elif self.concern == UNCHECKED:
            yield literal_column("NOT contribution.checked")
        if self.waiting in set(QUEUE):
            held = self.waiting == State.HELD
            yield literal_column(f"contribution.{ON_HOLD}") if held else Contribution.state == State(self.waiting)
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


def _ids(kind: type[Locality] | type[Channel], slug: str) -> list[int]:
    """Looked up first: compared with numbers, an index is walked in half the time."""
    return list(db.session.scalars(select(kind.id).where(kind.slug == slug)))
