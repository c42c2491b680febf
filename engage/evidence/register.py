"""Write in the register: events, surveys, complaints and reports, each with its source, its licence and who entered it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import Chapter, EntryKind, Event, Goal, Locality, Plan, RegisterEntry, RegisterLine, User, now
from engage.policies import Permission, require
from engage.submissions.intake import clean_line, clean_text

MAX_WORDS = 20_000
MAX_LINES = 2_000
_LARGEST = 2**31 - 1
HIDDEN = frozenset({"*", "**", "-", "–", "c", "<5", "<3", "<8", "<10", "suppressed", "x"})
"""How published sheets mark a number that their source hid."""


@dataclass(frozen=True, kw_only=True)
class Belongs:
    """Where an event or an entry belongs."""

    chapters: list[Chapter]
    goal: Goal | None = None
    locality: Locality | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a results table, checked."""

    label: str
    place: str = ""
    count: int | None = None
    percent: float | None = None


@dataclass(frozen=True, kw_only=True)
class EntryWords:
    """What an entry says."""

    title: str
    source: str
    licence: str
    question: str = ""
    base: int | None = None
    weighting: str = ""
    starts: date | None = None
    ends: date | None = None
    findings: str = ""


@dataclass(frozen=True, kw_only=True)
class EventWords:
    """What is written down about an event."""

    title: str
    on: date
    place: str
    host: str = ""
    invited: str = ""
    attended: int | None = None
    notes: str = ""
    source: str = ""
    licence: str = ""


def find_entry(plan: Plan, id_: int) -> RegisterEntry:
    """An entry of the plan that was not taken out.

    Raises:
        NotFoundError: there is none.
    """
    row = db.session.get(RegisterEntry, id_) if id_ <= _LARGEST else None
    if row is None or row.plan_id != plan.id or row.removed_at is not None:
        raise NotFoundError("There is no such entry in the register.")
    return row


def find_event(plan: Plan, id_: int) -> Event:
    """An event of the plan.

    Raises:
        NotFoundError: there is none.
    """
    row = db.session.get(Event, id_) if id_ <= _LARGEST else None
    if row is None or row.plan_id != plan.id:
        raise NotFoundError("There is no such event.")
    return row


def write_entry(
    actor: User, plan: Plan, kind: EntryKind, words: EntryWords, belongs: Belongs, *, entry: RegisterEntry | None = None
) -> RegisterEntry:
    """Make an entry, or change one; its table is set by :func:`set_lines`.

    Raises:
        NotPermittedError: the actor may not keep the register.
        InputError: something is missing or too long.
    """
    require(actor, Permission.KEEP_REGISTER)
    if entry is None:
        entry = RegisterEntry(plan_id=plan.id, kind=kind, entered_by_id=actor.id)
        db.session.add(entry)
    entry.title = _needed(words.title, "Write a title.", 200)
    entry.source = _needed(words.source, "Write who published it or where it comes from.", 300)
    entry.licence = _needed(words.licence, "Write the licence, or how we may use it.", 200)
    entry.weighting = clean_line(words.weighting)[:300]
    entry.question, entry.findings = _long(words.question), _long(words.findings)
    entry.base = _counted(words.base)
    if words.starts and words.ends and words.ends < words.starts:
        raise InputError("The last day cannot be before the first day.")
    entry.starts, entry.ends = words.starts, words.ends
    _put(entry, belongs)
    db.session.flush()
    return entry


def set_lines(plan: Plan, entry: RegisterEntry, lines: list[Line], places: Mapping[str, str] | None = None) -> None:
    """Set an entry's table. A place is linked to one of the plan's: as ``places`` (name, slug) says, or by its name."""
    known: dict[str, int | None] = dict(places_by_name(plan))
    known |= {name.casefold(): known.get(slug) for name, slug in (places or {}).items()}
    entry.lines[:] = []
    db.session.flush()
    entry.lines.extend(
        RegisterLine(
            position=number,
            label=line.label[:300],
            place=line.place[:200],
            count=line.count,
            percent=line.percent,
            locality_id=known.get(line.place.casefold()),
        )
        for number, line in enumerate(lines, start=1)
    )
    db.session.flush()


def places_by_name(plan: Plan) -> dict[str, int]:
    """Every name under which a sheet may mean one of the plan's places."""
    found: dict[str, int] = {}
    rows = db.session.scalars(select(Locality).where(Locality.plan_id == plan.id)).all()
    for row in rows:
        found |= {town.casefold(): row.id for town in row.towns}
    return found | {name.casefold(): row.id for row in rows for name in (row.slug, row.name)}


def read_lines(text: str) -> list[Line]:
    """A typed table: one line each, ``answer; number; per cent; place``, where all but the answer may be empty.

    Raises:
        InputError: a line cannot be used; the message names it.
    """
    found = []
    typed = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(typed) > MAX_LINES:
        raise InputError(f"The table has more than {MAX_LINES:,} lines. Bring it in as a file.")
    for number, line in typed:
        cells = [cell.strip() for cell in line.split(";")] + ["", "", ""]
        try:
            found.append(Line(_label(cells[0]), cells[3], whole_number(cells[1]), share(cells[2])))
        except InputError as problem:
            raise InputError(f"Line {number}: {problem}") from None
    return found


def typed_lines(entry: RegisterEntry) -> str:
    """An entry's table as it is typed."""
    return "\n".join(
        "; ".join(
            (
                line.label.replace(";", ","),
                "*" if line.count is None and line.percent is None else str("" if line.count is None else line.count),
                "" if line.percent is None else f"{line.percent:g}",
                line.place.replace(";", ","),
            )
        ).rstrip("; ")
        for line in entry.lines
    )


def _label(value: str) -> str:
    label = clean_line(value)
    if not label:
        raise InputError("write the answer or the category first.")
    return label[:300]


def whole_number(value: str) -> int | None:
    """A number of people as sheets write it, such as ``1,204``; None where it is empty or the source hid it.

    Raises:
        InputError: it is something else.
    """
    plain = value.strip().replace(",", "").replace(" ", "")
    if not plain or plain.casefold() in HIDDEN:
        return None
    if not re.fullmatch(r"\d{1,10}(\.0+)?", plain) or int(float(plain)) > _LARGEST:
        raise InputError(f"'{value[:40]}' should be a whole number, such as 120.")
    return int(float(plain))


def share(value: str) -> float | None:
    """A percentage such as ``86%`` or ``86.5``; None where it is empty or hidden.

    Raises:
        InputError: it is something else.
    """
    plain = value.strip().removesuffix("%").strip()
    if not plain or plain.casefold() in HIDDEN:
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", plain) or float(plain) > 100:
        raise InputError(f"'{value[:40]}' should be a percentage from 0 to 100.")
    return float(plain)


def remove_entry(actor: User, entry: RegisterEntry) -> None:
    """Take an entry out of the register; its table goes, the row stays to say that it was there.

    Raises:
        NotPermittedError: the actor may not keep the register.
    """
    require(actor, Permission.KEEP_REGISTER)
    entry.removed_at = now()
    entry.lines[:] = []
    db.session.flush()


def write_event(actor: User, plan: Plan, words: EventWords, belongs: Belongs, *, event: Event | None = None) -> Event:
    """Write an event down, or change what is written.

    Raises:
        NotPermittedError: the actor may not keep the register.
        InputError: something is missing or too long.
    """
    require(actor, Permission.KEEP_REGISTER)
    if event is None:
        event = Event(plan_id=plan.id, key=secrets.token_hex(8), entered_by_id=actor.id, entered_at=now())
        db.session.add(event)
    event.title = _needed(words.title, "Write what it was.", 200)
    event.place = _needed(words.place, "Write where it was.", 200)
    event.on, event.attended = words.on, _counted(words.attended)
    event.host, event.invited = clean_line(words.host)[:200], clean_line(words.invited)[:300]
    event.notes = _long(words.notes)
    event.source, event.licence = clean_line(words.source)[:300], clean_line(words.licence)[:200]
    _put(event, belongs)
    db.session.flush()
    return event


def _put(row: RegisterEntry | Event, belongs: Belongs) -> None:
    row.chapters = belongs.chapters
    row.goal_id = belongs.goal.id if belongs.goal else None
    row.locality_id = belongs.locality.id if belongs.locality else None


def _needed(value: str, message: str, most: int) -> str:
    line = clean_line(value)
    if not line:
        raise InputError(message)
    return line[:most]


def _long(value: str) -> str:
    text = clean_text(value)
    if len(text) > MAX_WORDS:
        raise InputError(f"Make it shorter: {MAX_WORDS:,} characters or fewer.")
    return text


def _counted(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= _LARGEST:
        raise InputError("Write a number of people that can be true.")
    return value
