"""Seal the log of decisions, so that somebody with the run of the database cannot alter it unseen.

A seal is made from a decision, the seal before it and a key that is kept apart from the database. The worker seals what
was committed, one worker at a time, so that no decision has to wait for another. Whoever cuts off the end of the log and
its seals is found out by a seal that was kept elsewhere: every log that somebody downloaded holds them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, text

from engage.extensions import begin_writing, db
from engage.models import Decision, Seal

AT_ONCE = 1_000
SHORT = 16
"""So much of a seal stands in a log that is downloaded."""
_ONE_AT_A_TIME = 606_601
"""The number of the lock on PostgreSQL that keeps two workers from sealing together."""
_SEALED = (
    Decision.contribution_id, Decision.by_id, Decision.source, Decision.kind, Decision.old, Decision.new, Decision.reason,
    Decision.note, Decision.told, Decision.redactions, Decision.unscreened, Decision.batch, Decision.at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """What was found: how many are sealed, how many wait for it, the latest seal, and each decision that does not fit."""

    sealed: int
    waiting: int
    latest: str
    broken: list[int]
    noted: bool = True
    """Whether the seal that was kept elsewhere is there still."""

    @property
    def good(self) -> bool:
        """Whether nothing was changed, and nothing cut off as far as anybody can know."""
        return self.noted and not self.broken


def seal_decisions(key: str) -> int:
    """Seal what has no seal yet, oldest first; commits. How many."""
    begin_writing()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    before = db.session.scalar(select(Seal.digest).order_by(Seal.id.desc()).limit(1)) or ""
    unsealed = select(Decision.id, *_SEALED).outerjoin(Seal, Seal.decision_id == Decision.id).where(Seal.id.is_(None))
    rows = db.session.execute(unsealed.order_by(Decision.id).limit(AT_ONCE)).all()
    for row in rows:
        before = _seal(key, before, row)
        db.session.add(Seal(decision_id=row[0], digest=before))
        db.session.flush()
    db.session.commit()
    return len(rows)


def check_seals(key: str, noted: str = "") -> Check:
    """Go through the whole log. ``noted`` is a seal that was kept elsewhere and has to be there still (or its beginning)."""
    broken, sealed, before, found = [], 0, "", not noted
    for digest, row in _sealed():
        if not hmac.compare_digest(digest, _seal(key, before, row)):
            broken.append(row[0])
        sealed, before = sealed + 1, digest
        found = found or (len(noted) >= SHORT and digest.startswith(noted))
    decisions = db.session.scalar(select(func.count()).select_from(Decision)) or 0
    return Check(sealed, decisions - sealed, before, broken, found)


def _sealed() -> Iterator[tuple[str, Sequence[Any]]]:
    """Each seal with its decision, in the order of sealing; the values of one that is gone are all None."""
    query = select(Seal.digest, Seal.decision_id, *_SEALED).outerjoin(Decision, Decision.id == Seal.decision_id)
    for row in db.session.execute(query.order_by(Seal.id).execution_options(yield_per=AT_ONCE)):
        yield row[0], tuple(row)[1:]


def _seal(key: str, before: str, row: Sequence[Any]) -> str:
    said = json.dumps([before, *map(_plain, row)])
    return hmac.new(b"seal" + key.encode(), said.encode(), hashlib.sha256).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
