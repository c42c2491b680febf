"""Screening, in the background, on the text as received. The one caller of the pipeline outside theming."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

import nlp
from engage.extensions import begin_writing, db
from engage.models import Contribution, Lease, Original, Plan, Screening, ScreeningStatus, State, now
from nlp.results import Concern
from nlp.results import Screening as Found

WORK = "screen"
WAITING = (State.RECEIVED, State.HELD, State.REFERRED)
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 3
UNHURRIED = frozenset({"advertising", "off-topic"})
"""Concerns that make nothing urgent; each other one does."""
HARM = frozenset({"self-harm", "risk-to-child", "risk-to-adult"})
MOST_COMPARED = 2_000
"""So many of the latest texts are compared with each other."""
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Text:
    """One text to screen, taken out of the database so that no transaction is open meanwhile."""

    id: int
    title: str
    text: str
    digest: str
    attempts: int = 1


def screen_pending(limit: int = 32) -> int:
    """Screen up to ``limit`` waiting texts, most urgent work first, and commit; how many were looked at.

    The work is a query, so a worker that dies loses nothing: its claim runs out after some minutes. A text
    that was on a dead worker's desk is tried again alone; after three tries it is set aside for a person.
    """
    claimed_until = now() + LEASE
    texts = _claim(limit, claimed_until)
    if not texts:
        return 0
    hopeless = [text for text in texts if text.attempts > MAX_ATTEMPTS]
    rows = [_failed(text, "Interrupted") for text in hopeless] or _screen(texts)
    _store(rows, claimed_until)
    return len(texts)


def screen_now(contributions: Sequence[Contribution]) -> list[Screening]:
    """Screen these at once, for an import; flushes, and gives the rows in the same order. The caller commits."""
    texts = [_text_of(contribution) for contribution in contributions]
    rows = [db.session.merge(row) for row in _screen(texts)]
    db.session.flush()
    return rows


def group_copies(plan: Plan, limit: int = MOST_COMPARED) -> bool:
    """Find near-copies among what came lately, such as a campaign's letters, and name their groups; commits."""
    recent = select(Contribution.id, Contribution.twins, Original.text).join(
        Original, Original.contribution_id == Contribution.id
    )
    recent = recent.where(Contribution.plan_id == plan.id).order_by(Contribution.id.desc()).limit(limit)
    rows = db.session.execute(recent).all()
    db.session.rollback()
    groups = nlp.find_duplicates([row[2] for row in rows])
    changed = {row[0]: group for row, group in zip(rows, groups, strict=True) if row[1] != group}
    if changed:
        begin_writing()
        for id_ in sorted(changed):
            db.session.execute(update(Contribution).where(Contribution.id == id_).values(twins=changed[id_]))
        db.session.commit()
    return True


def flagged(screening: Screening) -> bool:
    """Whether a person has to look: something was found in the text or its title, or screening failed."""
    found = (
        screening.identifiers, screening.concerns, screening.warnings,
        screening.title_identifiers, screening.title_concerns, screening.title_warnings,
    )  # fmt: skip
    return screening.status is not ScreeningStatus.DONE or any(found)


def alarming(text: str) -> bool:
    """Whether the words say that somebody may come to harm. Never raises: when in doubt, help is shown."""
    try:
        return nlp.alarming(text)
    except Exception as error:
        _log.warning("quick look failed: %s", type(error).__name__)
        return True


def fresh() -> ColumnElement[bool]:
    """The condition that a screening speaks of the present text and was made by the present pipeline."""
    return and_(
        Screening.contribution_id == Contribution.id,
        Screening.text_digest == Original.digest,
        Screening.version == nlp.SCREENING_VERSION,
    )


def _pending() -> Select[int, str | None, str, str]:
    return (
        select(Contribution.id, Original.title, Original.text, Original.digest)
        .join(Original, Original.contribution_id == Contribution.id)
        .where(Contribution.state.in_(WAITING), ~select(Screening.contribution_id).where(fresh()).exists())
        .order_by(Contribution.received_at, Contribution.id)
    )


def _claim(limit: int, until: datetime) -> list[_Text]:
    """Put a mark on what this worker takes. What an earlier worker died over comes first, and alone."""
    begin_writing()
    texts = _claim_abandoned(until) or _claim_new(limit, until)
    db.session.commit()
    return texts


def _claim_abandoned(until: datetime) -> list[_Text]:
    over = and_(Lease.work == WORK, Lease.until < now())
    pending = _pending().with_only_columns(Contribution.id).order_by(None)
    db.session.execute(delete(Lease).where(over, Lease.contribution_id.not_in(pending)))
    lease = db.session.scalar(
        select(Lease).where(over).order_by(Lease.until).limit(1).with_for_update(skip_locked=True)
    )
    if lease is None:
        return []
    lease.until, lease.attempts = until, lease.attempts + 1
    found = db.session.execute(_pending().where(Contribution.id == lease.contribution_id))
    return [_Text(row[0], row[1] or "", row[2], row[3], lease.attempts) for row in found]


def _claim_new(limit: int, until: datetime) -> list[_Text]:
    claimed = select(Lease.contribution_id).where(Lease.work == WORK)
    query = _pending().where(Contribution.id.not_in(claimed)).limit(limit)
    rows = db.session.execute(query.with_for_update(skip_locked=True, of=Original)).all()
    if not rows:
        return []
    insert = _INSERT[db.engine.dialect.name](Lease).values(
        [{"work": WORK, "contribution_id": row[0], "until": until, "attempts": 1} for row in rows]
    )
    won = set(db.session.scalars(insert.on_conflict_do_nothing().returning(Lease.contribution_id)))
    return [_Text(row[0], row[1] or "", row[2], row[3]) for row in rows if row[0] in won]


def _text_of(contribution: Contribution) -> _Text:
    original = contribution.original
    if original is None:
        message = "the original text is gone"
        raise ValueError(message)
    return _Text(contribution.id, original.title or "", original.text, original.digest)


def _screen(texts: Sequence[_Text]) -> list[Screening]:
    """Screen together; when that breaks, one by one, so that only the text that broke it is marked as failed."""
    try:
        return _screen_together(texts)
    except Exception as error:
        _log.warning("screening %d texts failed: %s", len(texts), type(error).__name__)
    return [_screen_alone(text) for text in texts]


def _screen_together(texts: Sequence[_Text]) -> list[Screening]:
    results = list(nlp.screen([part for text in texts for part in (text.text, text.title)]))
    pairs = zip(results[::2], results[1::2], strict=True)
    return [_found(text, *pair) for text, pair in zip(texts, pairs, strict=True)]


def _screen_alone(text: _Text) -> Screening:
    try:
        return _screen_together([text])[0]
    except Exception as error:
        return _failed(text, type(error).__name__)


def _found(text: _Text, body: Found, title: Found) -> Screening:
    about_title = [each for each in title.concerns if each.kind != "off-topic"]  # a title says little, or nothing
    return Screening(
        contribution_id=text.id,
        text_digest=text.digest,
        version=nlp.SCREENING_VERSION,
        status=ScreeningStatus.DONE,
        seriousness=max((_seriousness(each) for each in (*body.concerns, *about_title)), default=0),
        identifiers=_plain(body.identifiers),
        concerns=_plain(body.concerns),
        title_identifiers=_plain(title.identifiers),
        title_concerns=_plain(about_title),
        warnings=_plain(body.warnings),
        title_warnings=_plain(title.warnings),
        chapters=None,
        problem="",
        at=now(),
    )


def _seriousness(concern: Concern) -> int:
    """Somebody may come to harm: before all else. Advertising and the like are no reason to hurry."""
    if concern.kind in UNHURRIED:
        return 0
    if concern.level == "low":
        return 1
    return 3 if concern.kind in HARM else 2


def _failed(text: _Text, problem: str) -> Screening:
    """The problem's type only: its message could hold the person's words."""
    return Screening(
        contribution_id=text.id, text_digest=text.digest, version=nlp.SCREENING_VERSION, seriousness=1,
        status=ScreeningStatus.FAILED, identifiers=[], concerns=[], title_identifiers=[], title_concerns=[],
        warnings=[], title_warnings=[], chapters=None, problem=problem, at=now(),
    )  # fmt: skip


def _advertises(row: Screening) -> bool:
    """Whether it is very likely advertising and nothing else, with a link: a case for the tray."""
    concerns = {(each["kind"], each["level"]) for each in (*row.concerns, *row.title_concerns)}
    links = any(each["kind"] == "url" for each in row.identifiers)
    return links and concerns == {("advertising", "high")}


def _plain(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(each) for each in found]


def _store(rows: Sequence[Screening], claimed_until: datetime) -> None:
    """Keep what still speaks of the present text and was not taken over by another worker meanwhile."""
    begin_writing()
    leases = {
        lease.contribution_id: lease
        for lease in db.session.scalars(
            select(Lease)
            .where(Lease.work == WORK, Lease.contribution_id.in_([row.contribution_id for row in rows]))
            .order_by(Lease.contribution_id)
            .with_for_update()
        )
        if lease.until == claimed_until
    }
    # locked first, and in order: storing a screening also moves its contribution in the queue
    db.session.execute(
        select(Contribution.id)
        .where(Contribution.id.in_(leases))
        .order_by(Contribution.id)
        .with_for_update(of=Contribution)
    )
    held = select(Original.contribution_id, Original.digest).where(Original.contribution_id.in_(leases))
    digests = {row[0]: row[1] for row in db.session.execute(held)}
    for row in rows:
        if digests.get(row.contribution_id) == row.text_digest:
            db.session.merge(row)
            if _advertises(row):
                mark = update(Contribution).where(Contribution.id == row.contribution_id, Contribution.suspicion == "")
                db.session.execute(mark.values(suspicion="advertising"))
    for lease in leases.values():
        db.session.delete(lease)
    db.session.commit()
