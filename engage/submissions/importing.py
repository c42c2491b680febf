"""Bring contributions in from a file: each row is taken in, screened and, where it was moderated at its source
and nothing was found, published; everything else goes to the queue. Repeating an import adds nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from engage.errors import InputError
from engage.extensions import begin_writing, db
from engage.models import (
    Channel,
    Contribution,
    Contributor,
    ImportRun,
    Kind,
    Locality,
    Plan,
    Purpose,
    RespondentKind,
    Screening,
    ScreeningStatus,
    State,
    digest,
    now,
)
from engage.moderation.screening import screen_now
from engage.moderation.service import decide
from engage.submissions.intake import Given, clean_text, receive
from engage.submissions.sheets import Row, read_rows

SPOKEN = frozenset({"phone", "event"})
"""Channels where staff wrote down what somebody said."""
FIELDS = ("text", "title", "kind", "locality", "respondent", "date", "source-id")
_BATCH = 200
_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, kw_only=True)
class Import:
    """What to bring in. ``columns``: field -> column name, or several joined with ``+``."""

    path: Path
    channel: str
    columns: dict[str, str]
    source: str | None = None
    consent: Purpose = Purpose.USE
    moderated_at_source: str | None = None
    dry_run: bool = False


@dataclass(slots=True)
class Outcome:
    """What an import did. ``queued`` counts why rows went to the queue; ``problems``: (line, what to do)."""

    read: int = 0
    added: int = 0
    already: int = 0
    published: int = 0
    queued: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """How many rows went to the moderator's queue."""
        return self.added - self.published


def run_import(plan: Plan, wanted: Import, *, progress: Callable[[int], None] = lambda _rows: None) -> Outcome:
    """Bring the file in, batch by batch; each batch is committed whole, so a killed import goes on where it was.

    Raises:
        InputError: the file, a field, a column or the channel is not there.
    """
    channel = _channel(plan, wanted.channel)
    rows = read_rows(wanted.path)
    first = next(rows, None)
    if first is None:
        raise InputError(f"{wanted.path.name} has no rows.")
    columns = _columns(wanted.columns, first[1])
    reader = _Reader(plan, channel, columns, wanted.consent, wanted.source or wanted.path.stem)
    outcome = Outcome()
    if not wanted.dry_run:
        reader.run_id = _start(plan, wanted, reader.source)
    plan_id, rest = plan.id, chain((first,), rows)
    while batch := list(islice(rest, _BATCH)):
        begin_writing()
        _bring_in(db.session.get_one(Plan, plan_id), reader, batch, outcome, reason=wanted.moderated_at_source)
        if wanted.dry_run:
            db.session.rollback()
        else:
            db.session.commit()
        progress(len(batch))
    if reader.run_id is not None:
        _finish(reader.run_id, outcome)
    return outcome


def _channel(plan: Plan, wanted: str) -> Channel:
    channels = list(db.session.scalars(select(Channel).where(Channel.plan_id == plan.id).order_by(Channel.position)))
    for channel in channels:
        if wanted.casefold() in {channel.slug.casefold(), channel.name.casefold()}:
            return channel
    raise InputError(f"There is no channel '{wanted}'. Choose one of: {', '.join(c.slug for c in channels)}.")


def _columns(wanted: dict[str, str], first: Row) -> dict[str, list[str]]:
    """Each field's columns, checked against the file's heading."""
    if "text" not in wanted and "text" in first:
        wanted = {**wanted, "text": "text"}
    if "text" not in wanted:
        raise InputError(f"Say which column holds the text: --map text=COLUMN. Columns: {', '.join(first)}.")
    for name, column in wanted.items():
        if name not in FIELDS:
            raise InputError(f"There is no field '{name}'. Choose from: {', '.join(FIELDS)}.")
        for part in column.split("+"):
            if part not in first:
                raise InputError(f"There is no column '{part}'. The file has: {', '.join(first)}.")
    return {name: column.split("+") for name, column in wanted.items()}


def _start(plan: Plan, wanted: Import, source: str) -> int:
    begin_writing()
    run = ImportRun(
        plan_id=plan.id, source=source, fields=wanted.columns, moderated_at_source=wanted.moderated_at_source
    )
    db.session.add(run)
    db.session.commit()
    return run.id


def _finish(run_id: int, outcome: Outcome) -> None:
    begin_writing()
    run = db.session.get_one(ImportRun, run_id)
    run.added, run.skipped, run.refused = outcome.added, outcome.already, len(outcome.problems)
    run.finished_at = now()
    db.session.commit()


class _Reader:
    """Turns rows into what was given, with the plan's lists at hand."""

    def __init__(
        self, plan: Plan, channel: Channel, columns: dict[str, list[str]], consent: Purpose, source: str
    ) -> None:
        self.channel_id = channel.id
        self.columns = columns
        self.consent = consent
        self.source = source[:200]
        self.localities = _by_name(plan, Locality)
        self.respondents = _by_name(plan, RespondentKind)
        self.seen: dict[str, int] = {}
        self.run_id: int | None = None

    def value(self, row: Row, name: str) -> str:
        """The field's text: several columns are joined by a stroke."""
        return " / ".join(row.get(column, "").strip() for column in self.columns.get(name, ())).strip(" /")

    def source_id(self, row: Row) -> str:
        """The row's own id, or one made of its words; the n-th row of the same words is the n-th."""
        own = self.value(row, "source-id")
        if own:
            return own[:200]
        made = hashlib.sha256("\x1f".join(self.value(row, name) for name in FIELDS).encode()).hexdigest()[:40]
        self.seen[made] = self.seen.get(made, 0) + 1
        return f"{made}:{self.seen[made]}"

    def given(self, row: Row, source_id: str) -> Given:
        """What the row gives.

        Raises:
            InputError: a value that cannot be used; the message says what to do.
        """
        day = _day(self.value(row, "date"))
        channel = db.session.get_one(Channel, self.channel_id)
        return Given(
            kind=_kind(self.value(row, "kind")),
            text=self.value(row, "text"),
            title=self.value(row, "title") or None,
            channel=channel,
            transcribed=channel.slug in SPOKEN,
            locality=_listed(Locality, self.localities, self.value(row, "locality"), "locality"),
            respondent_kind=_listed(RespondentKind, self.respondents, self.value(row, "respondent"), "respondent"),
            show=self.consent in {Purpose.SHOW, Purpose.QUOTE},
            quote=self.consent is Purpose.QUOTE,
            received_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None,
            source=self.source,
            source_id=source_id,
            contributor=Contributor(source=self.source, source_key=source_id),
            import_run=db.session.get(ImportRun, self.run_id) if self.run_id else None,
        )


def _by_name(plan: Plan, kind: type[Any]) -> dict[str, int]:
    """Every spelling of an entry that a sheet may hold -> its id."""
    found: dict[str, int] = {}
    rows: Sequence[Any] = db.session.scalars(select(kind).where(kind.plan_id == plan.id)).all()
    for row in rows:
        for spelling in (row.slug, row.name, getattr(row, "attribution", row.name)):
            found[spelling.casefold()] = row.id
    return found


def _listed(kind: type[Any], known: dict[str, int], value: str, name: str) -> Any:
    if not value:
        return None
    if value.casefold() not in known:
        raise InputError(f"The {name} '{value}' is not on the plan's list.")
    return db.session.get_one(kind, known[value.casefold()])


def _kind(value: str) -> Kind:
    if not value:
        return Kind.STORY
    if value.casefold() not in set(Kind):
        raise InputError(f"The kind '{value}' should be idea or story.")
    return Kind(value.casefold())


def _day(value: str) -> date | None:
    if not value:
        return None
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise InputError(f"The date '{value}' should look like 2026-11-21 or 21/11/2026.")


def _bring_in(
    plan: Plan, reader: _Reader, batch: list[tuple[int, Row]], outcome: Outcome, *, reason: str | None
) -> None:
    identified = [(line, row, reader.source_id(row)) for line, row in batch]
    known = _known(reader.source, [source_id for _, _, source_id in identified])
    added: list[Contribution] = []
    for line, row, source_id in identified:
        outcome.read += 1
        try:
            if source_id in known:
                _check_same(known[source_id], reader.value(row, "text"))
                outcome.already += 1
                continue
            row_added = receive(plan, reader.given(row, source_id)).contribution
        except InputError as problem:
            outcome.problems.append((line, str(problem)))
            continue
        known[source_id] = row_added
        added.append(row_added)
    outcome.added += len(added)
    _decide(added, reason, outcome)


def _known(source: str, source_ids: list[str]) -> dict[str, Contribution]:
    found = db.session.scalars(
        select(Contribution).where(Contribution.source == source, Contribution.source_id.in_(source_ids))
    )
    return {row.source_id: row for row in found if row.source_id}


def _check_same(earlier: Contribution, text: str) -> None:
    """An id that comes back with other words is a mistake somebody should see, not a repeat."""
    if earlier.original and earlier.original.digest != digest(clean_text(text)):
        raise InputError("This source-id is here already with another text. Give each row its own id.")


def _decide(added: list[Contribution], reason: str | None, outcome: Outcome) -> None:
    """Publish what was moderated at its source, unless screening found anything at all."""
    screenings = {row.contribution_id: row for row in screen_now(added)}
    for row in added:
        why = _why_queued(screenings.get(row.id), reason)
        if why:
            for word in why:
                outcome.queued[word] = outcome.queued.get(word, 0) + 1
        else:
            decide(row, State.PUBLISHED, source=f"moderated at source: {reason}"[:200])
            outcome.published += 1


def _why_queued(screening: Screening | None, reason: str | None) -> set[str]:
    """Why a person has to read this row; nothing when it may be published."""
    if reason is None:
        return {"not moderated at its source"}
    if screening is None or screening.status is not ScreeningStatus.DONE:
        return {"screening failed"}
    concerns = [*screening.concerns, *screening.title_concerns]
    identifiers = [*screening.identifiers, *screening.title_identifiers]
    return {f"concern: {found['kind']} ({found['level']})" for found in concerns} | {
        f"identifier: {found['kind']}" for found in identifiers
    }
