"""A decision about a contribution: who, what, why. Rows are never changed or deleted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.contribution import TRANSITIONS, State
from engage.models.types import EnumString, UtcDateTime, now
from engage.models.user import User


class DecisionKind(StrEnum):
    """What was done, more exactly than the state that it led to."""

    PUBLISH = "publish"
    ROUTE = "route"
    """Sent to somebody who can deal with it; what it says still counts."""
    ASK = "ask"
    HOLD = "hold"
    SECOND = "second"
    """Given to another moderator."""
    REFER = "refer"
    DECLINE = "decline"
    BACK = "back"
    ANSWER = "answer"
    """The writer answered what they were asked, or corrected their words."""
    UNDO = "undo"
    WITHDRAW = "withdraw"


LEADS_TO: dict[DecisionKind, frozenset[State]] = {
    DecisionKind.PUBLISH: frozenset({State.PUBLISHED}),
    DecisionKind.ROUTE: frozenset({State.PUBLISHED}),
    DecisionKind.ASK: frozenset({State.HELD}),
    DecisionKind.HOLD: frozenset({State.HELD}),
    DecisionKind.SECOND: frozenset({State.HELD}),
    DecisionKind.REFER: frozenset({State.REFERRED}),
    DecisionKind.DECLINE: frozenset({State.DECLINED}),
    DecisionKind.BACK: frozenset({State.RECEIVED}),
    DecisionKind.ANSWER: frozenset({State.RECEIVED}),
    DecisionKind.UNDO: frozenset({State.RECEIVED, State.HELD, State.REFERRED}),
    DecisionKind.WITHDRAW: frozenset({State.WITHDRAWN}),
}
"""The state that each kind of decision leads to; the database refuses any other pair."""


def _pairs(first: str, second: str, known: dict[DecisionKind, frozenset[State]] | dict[State, frozenset[State]]) -> str:
    allowed = [(str(key), sorted(str(state) for state in states)) for key, states in known.items() if states]
    return " OR ".join(
        f"({first} = '{key}' AND {second} IN ({', '.join(map(repr, states))}))" for key, states in allowed
    )


class Decision(Base):
    """One change of state. ``by`` is a user, or nobody with ``source`` naming who else: the contributor, an import.

    ``told`` is the letter that the writer got, in the house's own words; it never holds anybody else's.
    ``batch`` joins what was decided with one press.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("(by_id IS NULL) <> (source IS NULL)", name="by_somebody"),
        CheckConstraint("new <> 'declined' OR reason <> ''", name="declined_with_reason"),
        CheckConstraint("new <> 'referred' OR reason <> ''", name="referred_with_reason"),
        CheckConstraint("kind <> 'route' OR reason <> ''", name="routed_somewhere"),
        CheckConstraint(_pairs("kind", "new", LEADS_TO), name="kind_leads_to_new"),
        CheckConstraint(_pairs("old", "new", TRANSITIONS), name="old_leads_to_new"),
        Index("ix_decision_by", "by_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    source: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[DecisionKind] = mapped_column(EnumString(DecisionKind))
    old: Mapped[State] = mapped_column(EnumString(State))
    new: Mapped[State] = mapped_column(EnumString(State))
    reason: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[str] = mapped_column(Text, default="")
    redactions: Mapped[int] = mapped_column(default=0)
    unscreened: Mapped[bool] = mapped_column(default=False)
    """The person said that they read the whole text although screening had failed."""
    batch: Mapped[str | None] = mapped_column(String(32), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    by: Mapped[User | None] = relationship()
