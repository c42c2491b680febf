"""Analysis: bring it up to date, forget it when a text is no longer published, and take people's answers.

Work to do is a query. Nothing is held in a transaction while the pipeline computes, so a worker may be killed at any
point: what it had stored is whole, and the rest still waits.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, union, update

from engage.errors import InputError, NotFoundError
from engage.extensions import begin_writing, db
from engage.models import (
    Analysis,
    Assignment,
    AssignmentStatus,
    Chapter,
    Consent,
    Contribution,
    Lease,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    State,
    User,
    current_plan,
    now,
    published,
)
from engage.policies import Permission, require
from engage.submissions import tallies
from engage.theming import gathering, grouping, leases, letters, pipeline, rethink
from engage.theming.pipeline import Pipeline
from engage.theming.storing import Found, store

log = logging.getLogger(__name__)

MOST_CHARACTERS = 30_000
"""Read and stored together: bounds memory, and how many passages one transaction holds."""


def encoder_problem() -> str | None:
    """Why analysis waits, in words that say how to mend it; None when it need not."""
    return pipeline.encoder_problem()


def analyse_pending(limit: int = 256) -> int:
    """Analyse up to ``limit`` contributions that wait for it; commits. How many were done: 0 when nothing can be."""
    reader = _ready()
    if reader is None:
        return 0
    plan, read_by = reader
    done = 0
    for batch in _batches(leases.claim(plan.id, read_by.version, limit), plan):
        done += _analyse(plan, read_by, batch)
    return done


def _ready() -> tuple[Plan, Pipeline] | None:
    if encoder_problem():
        return None
    try:
        plan = current_plan()
    except NotFoundError:
        return None
    return plan, pipeline.load(plan)


def _batches(ids: list[int], plan: Plan) -> Iterator[dict[int, tuple[str, str]]]:
    """Digest and text by id, a few at a time; read without holding a transaction open."""
    rows = db.session.execute(
        published(Purpose.USE, plan_id=plan.id)
        .where(Contribution.id.in_(ids))
        .with_only_columns(Contribution.id, Contribution.published_digest, Contribution.published_text)
    ).all()
    db.session.rollback()
    batch: dict[int, tuple[str, str]] = {}
    for row in rows:
        batch[row.id] = (row.published_digest, row.published_text)
        if sum(len(text) for _, text in batch.values()) > MOST_CHARACTERS:
            yield batch
            batch = {}
    if batch:
        yield batch


def _analyse(plan: Plan, read_by: Pipeline, batch: dict[int, tuple[str, str]]) -> int:
    """Read, then store. When a batch breaks the pipeline each text is tried alone; one that fails keeps its lease."""
    try:
        readings = read_by.read([text for _, text in batch.values()])
    except Exception as problem:
        if len(batch) > 1:
            return sum(_analyse(plan, read_by, {id_: one}) for id_, one in batch.items())
        log.warning("contribution %s could not be analysed: %s", next(iter(batch)), type(problem).__name__)
        return 0
    found = {id_: Found(digest, reading) for (id_, (digest, _)), reading in zip(batch.items(), readings, strict=True)}
    begin_writing()
    kept = store(plan, found, version=read_by.version, encoder=read_by.encoder)
    db.session.commit()
    return kept


def forget_unpublished() -> int:
    """Take out analysis, passages, vectors and assignments of what is no longer published; commits. How many.

    Where a writer put their own words, by commenting on a part of the plan, is no analysis: it waits with them.
    """
    if not _unpublished():
        return 0
    begin_writing()
    gone = _unpublished()
    for kind in (Passage, Assignment, Analysis, Lease):
        ours = (_made_here(),) if kind is Assignment else ()
        db.session.execute(delete(kind).where(kind.contribution_id.in_(gone), *ours))
    for plan in db.session.scalars(select(Plan)):
        grouping.retire_empty(plan)
    db.session.commit()
    return len(gone)


def _unpublished() -> list[int]:
    """Contributions of which something is left although they are no longer published, a few hundred at a time.

    Asked all the time, so it begins with the few that are not published, not with the many that are.
    """
    plans, others = select(Plan.id), [state for state in State if state is not State.PUBLISHED]
    not_approved = select(Contribution.id).where(Contribution.plan_id.in_(plans), Contribution.state.in_(others))
    not_agreed = select(Consent.contribution_id).where(Consent.use.is_(False))
    closed = union(not_approved, not_agreed).subquery()
    left = [exists().where(kind.contribution_id == closed.c.id) for kind in (Passage, Analysis)]
    left.append(exists().where(Assignment.contribution_id == closed.c.id, _made_here()))
    return list(db.session.scalars(select(closed.c.id).where(or_(*left)).limit(500)))


def _made_here() -> ColumnElement[bool]:
    """Suggested by the computer or answered by staff. What the writer said themselves is confirmed, and by no member of staff."""
    return or_(Assignment.status != AssignmentStatus.CONFIRMED, Assignment.decided_by_id.is_not(None))


def drain() -> int:
    """Everything that waits: forget, analyse, find the first themes; commits. How many contributions it touched."""
    touched = forget_unpublished()
    while done := analyse_pending():
        touched += done
    if touched:
        catch_up()
    return touched


def catch_up() -> None:
    """After new texts: find copies of one letter, and the first themes when they are due; commits."""
    letters.compare(current_plan())
    think_first()


def think_first() -> int:
    """Look for themes when somebody asked, or when there are none yet and enough was said; commits. How many there are."""
    plan = current_plan()
    if plan.themes_asked_at is None and not _first_themes_due(plan):
        return 0
    return think()


def _first_themes_due(plan: Plan) -> bool:
    if rethink.has_themes(plan):
        return False
    return gathering.count_passages(plan) >= grouping.FEWEST_PASSAGES


def think() -> int:
    """Look at everything said so far; commits. How many themes there are: 0 while the encoder is missing.

    The first themes are kept at once. Later looks only propose: a person accepts each change, or does not.
    """
    reader = _ready()
    return rethink.think(*reader) if reader else 0


def ask_to_think(plan: Plan, *, by: User) -> None:
    """Ask the worker for a new look at the themes. The caller commits.

    Raises:
        NotPermittedError: ``by`` may not.
    """
    require(by, Permission.CONFIRM)
    plan.themes_asked_at = now()
    db.session.flush()


def analyse_again() -> None:
    """Mark every analysis as out of date and give what was set aside another try; commits."""
    begin_writing()
    db.session.execute(update(Analysis).values(version=""))
    db.session.execute(delete(Lease).where(Lease.work == leases.WORK))
    db.session.commit()


def retry_set_aside(plan: Plan) -> int:
    """Give texts that could not be analysed another try; the caller commits. How many."""
    ids = list(db.session.scalars(leases.set_aside(plan.id)))
    leases.release(ids)
    return len(ids)


def waiting(plan: Plan) -> int:
    """How many published contributions have no analysis of their present text yet."""
    stale = leases.stale(plan.id).subquery()
    return db.session.scalar(select(func.count()).select_from(stale)) or 0


def set_aside(plan: Plan) -> int:
    """How many contributions could not be analysed and wait for a person."""
    rows = leases.set_aside(plan.id).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0


def answer(given: Assignment | PassageAssignment, status: AssignmentStatus, *, by: User) -> None:
    """Confirm or dismiss where something belongs. The caller commits.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: a person's answer is yes or no.
    """
    require(by, Permission.CONFIRM)
    if status is AssignmentStatus.SUGGESTED:
        raise InputError("Say yes or no.")
    given.status, given.decided_by_id, given.decided_at = status, by.id, now()
    tallies.spoil()
    db.session.flush()


def file_under(
    contribution: Contribution, chapter: Chapter, *, by: User, fits: bool = True, score: float = 1.0
) -> Assignment:
    """File a contribution under a chapter by hand, or say that it does not belong there. The caller commits.

    Raises:
        NotPermittedError: ``by`` may not.
    """
    require(by, Permission.CONFIRM)
    filed = db.session.scalar(
        select(Assignment).where(Assignment.contribution_id == contribution.id, Assignment.chapter_id == chapter.id)
    ) or Assignment(contribution_id=contribution.id, chapter_id=chapter.id, score=score, because=[])
    filed.status = AssignmentStatus.CONFIRMED if fits else AssignmentStatus.DISMISSED
    filed.decided_by_id, filed.decided_at = by.id, now()
    tallies.spoil()
    db.session.add(filed)
    db.session.flush()
    return filed
