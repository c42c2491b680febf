"""The voices behind an outcome or on a paragraph, as anybody may read them, and how many people they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.language import ENGLISH
from engage.models import Contribution, Plan, Purpose, published
from engage.models.outcome import outcome_contribution
from engage.outcomes.links import PICKED, behind, ways
from engage.submissions.labels import labels_of, told
from engage.submissions.spoken import excerpt

MOST_VOICES = 10
SPOKEN = (Contribution.consent, Contribution.locality, Contribution.respondent_kind)
"""What the words under a quote are made from."""


@dataclass(frozen=True)
class Heard:
    """A voice behind an outcome, whose speaker agreed that it is shown."""

    reference: str
    text: str
    attribution: str
    received_at: datetime
    language: str = ENGLISH
    how: str = ""
    """As beside every voice: that staff wrote it down, or that it is in or from another language."""


def people_behind(plan: Plan, outcome_id: int) -> int:
    """How many people's words are behind an outcome; a number only, so consent to show plays no part."""
    found = published(Purpose.USE, plan_id=plan.id).where(behind(outcome_id))
    return (
        db.session.scalar(found.with_only_columns(func.count(Contribution.contributor_id.distinct())).order_by(None))
        or 0
    )


def all_voices(plan: Plan, outcome_id: int) -> tuple[Heard, ...]:
    """The voices behind an outcome that may be shown, looked for now."""
    return _heard(published(Purpose.SHOW, plan_id=plan.id).where(behind(outcome_id)), outcome_id)


def still_said(plan: Plan, outcome_id: int, voices: Sequence[int]) -> tuple[Heard, ...]:
    """What was picked, and those of the voices chosen by the worker, that may be shown at this moment."""
    table = outcome_contribution.c
    picked: Sequence[int] = db.session.scalars(
        select(table.contribution_id).where(table.outcome_id == outcome_id)
    ).all()
    # by number, so that the database looks these few up and does not go through everything that was said
    some = Contribution.id.in_({*picked, *voices})
    return _heard(published(Purpose.SHOW, plan_id=plan.id).where(some), outcome_id)


def _heard(query: Select[Contribution], outcome_id: int) -> tuple[Heard, ...]:
    """The voices of a query, those picked by hand first, then the latest."""
    picked = case((ways(outcome_id)[PICKED], 0), else_=1)
    rows = db.session.scalars(
        query.options(*(joinedload(part) for part in SPOKEN))
        .order_by(picked, Contribution.published_at.desc(), Contribution.id.desc())
        .limit(MOST_VOICES)
    )
    return tuple(heard(row, excerpt(row.published_text or "")) for row in rows)


def heard(row: Contribution, text: str) -> Heard:
    """A voice as it stands under an outcome or a paragraph."""
    return Heard(row.reference, text, row.attribution, row.received_at, row.language, told(labels_of(row)))
