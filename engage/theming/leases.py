"""Who is analysing what just now. A lease runs out by itself; after a few tries a text is set aside for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Select, and_, delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from engage.extensions import begin_writing, db
from engage.models import Analysis, Contribution, Lease, Purpose, now, published

WORK = "analyse"
LASTS = timedelta(minutes=2)
MOST_ATTEMPTS = 3


def stale(plan_id: int, version: str | None = None) -> Select[int]:
    """Ids of published contributions whose analysis is missing, or was made from another text or version."""
    behind = or_(Analysis.contribution_id.is_(None), Analysis.text_digest != Contribution.published_digest)
    if version is not None:
        behind = or_(behind, Analysis.version != version)
    return (
        published(Purpose.USE, plan_id=plan_id)
        .outerjoin(Analysis, Analysis.contribution_id == Contribution.id)
        .where(behind)
        .with_only_columns(Contribution.id)
    )


def claim(plan_id: int, version: str, limit: int) -> list[int]:
    """Take up to ``limit`` contributions that wait, newest first; commits.

    What was tried before comes last and alone, so that a text that breaks the pipeline harms only itself.
    """
    if db.session.scalar(stale(plan_id, version).limit(1)) is None:
        return []  # the usual case: nothing waits, and nobody is kept from writing
    begin_writing()
    waiting = stale(plan_id, version).outerjoin(
        Lease, and_(Lease.contribution_id == Contribution.id, Lease.work == WORK)
    )
    newest = (Contribution.published_at.desc(), Contribution.id.desc())
    ids = list(db.session.scalars(waiting.where(Lease.contribution_id.is_(None)).order_by(*newest).limit(limit)))
    if not ids:
        again = waiting.where(Lease.until <= now(), Lease.attempts < MOST_ATTEMPTS)
        ids = list(db.session.scalars(again.order_by(Lease.attempts, Lease.until).limit(1)))
    taken = _take(sorted(ids))
    db.session.commit()
    return taken


def _take(ids: list[int]) -> list[int]:
    """Those of ``ids`` that nobody else took at the same moment."""
    if not ids:
        return []
    kind = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    moment = now()
    rows = [{"work": WORK, "contribution_id": id_, "until": moment + LASTS, "attempts": 1} for id_ in ids]
    statement = kind.insert(Lease).values(rows)
    taking = statement.on_conflict_do_update(
        index_elements=[Lease.work, Lease.contribution_id],
        set_={"until": statement.excluded.until, "attempts": Lease.attempts + 1},
        where=Lease.until <= moment,
    ).returning(Lease.contribution_id)
    return sorted(db.session.execute(taking).scalars())


def release(ids: Iterable[int]) -> None:
    """The work on these is done."""
    db.session.execute(
        delete(Lease).where(Lease.work == WORK, Lease.contribution_id.in_(list(ids))),
        execution_options={"synchronize_session": False},
    )


def set_aside(plan_id: int) -> Select[int]:
    """Ids of contributions that could not be analysed after several tries: a person has to look."""
    return (
        stale(plan_id)
        .join(Lease, and_(Lease.contribution_id == Contribution.id, Lease.work == WORK))
        .where(Lease.attempts >= MOST_ATTEMPTS, Lease.until <= now())
    )
