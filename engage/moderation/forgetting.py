"""Destroy what is no longer needed: words as sent some days after the decision, and how to reach a writer later on.

Deleting overwrites the rows on SQLite (``secure_delete``). What stays in unused corners of the file and in the
write-ahead log goes when the file is written anew, which happens on the day of every destruction. On PostgreSQL the rows
are gone from every table at once; their space on the disk is used again by and by, which no application can hasten.
"""

from __future__ import annotations

import logging
import sqlite3
from datetime import timedelta

from sqlalchemy import delete, exists, select, update

from engage.extensions import begin_writing, db
from engage.models import (
    Claim,
    Contact,
    Contribution,
    Decision,
    Enquiry,
    Lease,
    Message,
    MessageState,
    Original,
    Plan,
    Screening,
    State,
    now,
)
from engage.moderation.letters import contact_days, keep_days
from engage.moderation.queries import midnight

DECIDED = (State.PUBLISHED, State.DECLINED)
MOST = 500
_log = logging.getLogger(__name__)


def destroy_originals(plan: Plan, limit: int = MOST) -> int:
    """Destroy the words as sent of what was decided long enough ago, and what was made from them; commits. How many.

    The approved text stays. What waits, is held or is referred keeps its words: somebody still needs them.
    """
    before = midnight() - timedelta(days=keep_days(plan))
    due = (
        select(Contribution.id)
        .join(Original, Original.contribution_id == Contribution.id)
        .join(Decision, Decision.id == Contribution.last_decision_id)
        .where(Contribution.plan_id == plan.id, Contribution.state.in_(DECIDED), Decision.at < before)
        .order_by(Contribution.id)
        .limit(limit)
    )
    begin_writing()
    ids = list(db.session.scalars(due.with_for_update(of=Contribution)))
    if ids:
        forget_words(ids)
    db.session.commit()
    return len(ids)


def forget_words(ids: list[int]) -> None:
    """Delete the words of these contributions as they were sent, and all that repeats them. The caller commits."""
    for kind in (Original, Screening, Enquiry, Lease, Claim):
        db.session.execute(delete(kind).where(kind.contribution_id.in_(ids)))
    db.session.execute(update(Contribution).where(Contribution.id.in_(ids)).values(twins=None))
    db.session.flush()
    db.session.expire_all()


def forget_contacts(plan: Plan) -> int:
    """Delete how to reach those whose last decision is long ago and who wait for no letter; commits. How many."""
    before = now() - timedelta(days=contact_days(plan))
    own = Contribution.contributor_id == Contact.contributor_id
    open_ones = exists().where(own, Contribution.state.not_in([*DECIDED, State.WITHDRAWN]))
    lately = exists().where(own, Decision.id == Contribution.last_decision_id, Decision.at >= before)
    letters = exists().where(Message.contributor_id == Contact.contributor_id, Message.state == MessageState.WAITING)
    settled = exists().where(own, Contribution.last_decision_id.is_not(None))
    begin_writing()
    gone = db.session.execute(delete(Contact).where(settled, ~open_ones, ~lately, ~letters))
    db.session.commit()
    return int(getattr(gone, "rowcount", 0))


def scrub() -> bool:
    """SQLite: write the file anew and empty its log, so that nothing deleted is left in it. Whether it was done."""
    if db.engine.dialect.name != "sqlite":
        return True
    db.session.rollback()
    raw = db.engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
        busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as problem:  # somebody reads or writes just now: the next try comes soon
        _log.info("the database file could not be written anew yet: %s", problem)
        return False
    finally:
        raw.close()
    return not busy
