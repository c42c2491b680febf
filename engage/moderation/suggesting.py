"""The chapters that a text may be about, found in the background before somebody opens it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select, update

from engage.errors import NotFoundError
from engage.extensions import begin_writing, db
from engage.models import Consent, Contribution, Lease, Original, Plan, Screening, ScreeningStatus, current_plan, now
from engage.moderation.queue import ORDER, in_queue
from engage.moderation.words import CHECKED_LANGUAGE
from engage.theming.foresight import chapters_of
from engage.theming.service import encoder_problem

WORK = "suggest"
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3
BATCH = 8
AHEAD = 500
"""So far down the queue: what waits longer than that will be read another day, and what is approved is read anyway."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text to look at, taken out of the database so that no transaction is open meanwhile."""

    id: int
    text: str
    digest: str


def suggest_pending(limit: int = BATCH) -> int:
    """Find likely chapters for what is next in the queue; commits. How many were looked at: 0 without an encoder.

    Only labels, scores and the words that caused them are kept, beside the screening, and go when that goes.
    """
    try:
        plan = current_plan()
    except NotFoundError:
        return 0
    if not db.session.execute(_pending(plan).limit(1)).first() or encoder_problem():
        db.session.rollback()
        return 0  # the usual case: nobody is kept from writing
    texts = _claim(plan, limit)
    if texts:
        _store(texts, _look(plan, texts))
    return len(texts)


def _pending(plan: Plan) -> Select[int, str, str]:
    """Waiting texts that were screened, in the order of the queue, on nobody's desk; likely spam is not worth the time."""
    next_ones = select(Contribution.id).where(*in_queue(plan)).order_by(*ORDER).limit(AHEAD).subquery()
    mine = and_(Lease.work == WORK, Lease.contribution_id == Contribution.id)
    taken = exists().where(mine, or_(Lease.until > now(), Lease.attempts >= MOST_ATTEMPTS))
    fresh = and_(Screening.contribution_id == Contribution.id, Screening.text_digest == Original.digest)
    return (
        select(Contribution.id, Original.text, Original.digest)
        .join(next_ones, next_ones.c.id == Contribution.id)
        .join(Original, Original.contribution_id == Contribution.id)
        .join(Screening, fresh)
        .join(Consent, Consent.contribution_id == Contribution.id)
        .where(
            Screening.chapters.is_(None),
            Screening.status == ScreeningStatus.DONE,
            Contribution.language == CHECKED_LANGUAGE,
            Contribution.suspicion == "",
            Consent.use,
            ~taken,
        )
        .order_by(*ORDER)
    )


def _claim(plan: Plan, limit: int) -> list[_Text]:
    """Put a mark on what this worker takes: a text that breaks the pipeline is tried a few times, and then left."""
    begin_writing()
    rows = db.session.execute(_pending(plan).limit(limit).with_for_update(skip_locked=True, of=Contribution)).all()
    for row in rows:
        lease = db.session.get(Lease, (WORK, row[0])) or Lease(work=WORK, contribution_id=row[0], attempts=0)
        lease.until, lease.attempts = now() + LEASE, lease.attempts + 1
        db.session.add(lease)
    db.session.commit()
    return [_Text(*row) for row in rows]


def _look(plan: Plan, texts: Sequence[_Text]) -> list[list[dict[str, Any]]]:
    """Together; when that breaks, one by one, and what breaks it gets no suggestions."""
    try:
        return chapters_of(plan, [text.text for text in texts])
    except Exception as problem:
        _log.warning("finding chapters for %d texts failed: %s", len(texts), type(problem).__name__)
    return [found for text in texts for found in (_look(plan, [text]) if len(texts) > 1 else [[]])]


def _store(texts: Sequence[_Text], found: Sequence[list[dict[str, Any]]]) -> None:
    """Keep what still speaks of the present text."""
    begin_writing()
    ids = select(Contribution.id).where(Contribution.id.in_([text.id for text in texts])).order_by(Contribution.id)
    db.session.execute(ids.with_for_update(of=Contribution))  # first, as everybody does who changes a screening
    for text, chapters in sorted(zip(texts, found, strict=True), key=lambda pair: pair[0].id):
        same = (Screening.contribution_id == text.id, Screening.text_digest == text.digest)
        db.session.execute(update(Screening).where(*same).values(chapters=chapters))
        lease = db.session.get(Lease, (WORK, text.id))
        if lease is not None:
            db.session.delete(lease)
    db.session.commit()
