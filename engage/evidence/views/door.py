"""The evidence room's door, and what its pages share."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import select

from engage.extensions import db
from engage.models import Locality, Plan

room = Blueprint("evidence", __name__)


def places_of(plan: Plan) -> list[Locality]:
    """The plan's places in their order."""
    return list(db.session.scalars(select(Locality).where(Locality.plan_id == plan.id).order_by(Locality.position)))
