"""Erase everything about a contributor, for good; what is left can only be counted."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from engage.extensions import db
from engage.models import AboutAnswer, Contact, Contribution, Contributor, Draft, Message, Quote, now
from engage.submissions.service import withdraw


def erase(contributor: Contributor) -> int:
    """Erase words, sent or not, contact, letters and answers about the person; how many contributions were emptied.

    What is left of each contribution is that there was one: its kind, its channel and its day. Each gets a decision
    row saying that its writer took it back, so every page, search, theme and quote lets go of it at once. The private
    code opens nothing afterwards. Doing it twice changes nothing. The caller has locked the contributor, and commits.
    """
    own = select(Contribution).where(Contribution.contributor_id == contributor.id)
    rows = list(db.session.scalars(own.order_by(Contribution.id).with_for_update()))
    if contributor.erased_at is not None:
        return 0
    for row in rows:
        withdraw(row, reason="erased")
        _empty(row)
    for kind in (AboutAnswer, Contact, Message):
        db.session.execute(delete(kind).where(kind.contributor_id == contributor.id))
    db.session.execute(delete(Draft).where(Draft.code_hash == contributor.code_hash))
    contributor.code_hash = contributor.source = contributor.source_key = None
    contributor.erased_at = now()
    db.session.flush()
    return len(rows)


def _empty(row: Contribution) -> None:
    """Take away all that could say who it was; how many there were, of which kind and when, stays."""
    row.locality_id = row.respondent_kind_id = row.happened_on = None
    row.group_name = row.group_size = row.form_token = row.twins = None
    row.language = "en"
    db.session.execute(update(Quote).where(Quote.contribution_id == row.id).values(note=""))
