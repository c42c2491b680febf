"""The register as it is read: every entry in one list, each beside the voices and never added to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from engage.evidence import kept
from engage.evidence.suppression import hide_small
from engage.extensions import db
from engage.models import Chapter, EntryKind, Event, Goal, Locality, Plan, RegisterEntry, RegisterLine

KINDS = {
    "event": "Event",
    EntryKind.SURVEY: "Survey",
    EntryKind.COMPLAINTS: "Complaints",
    EntryKind.REPORT: "Report",
}
A_PAGE = 50
MOST_ON_CHAPTER = 12


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to list; an empty part lets everything through. Chapter, goal and place are slugs."""

    kind: str = ""
    chapter: str = ""
    goal: str = ""
    locality: str = ""
    q: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the register."""

    kind: str
    kind_name: str
    id: int
    identifier: str
    title: str
    on: date | None
    place: str
    source: str
    licence: str
    entered_by: str
    chapters: tuple[str, ...]
    size: str


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register, and the voices beside it."""

    rows: tuple[Listed, ...]
    found: int
    number: int
    pages: int
    people: int
    contributions: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A line of a results table as it may be shown."""

    label: str
    place: str
    count: str
    percent: str


def register(plan: Plan, wanted: Wanted, *, page_size: int = A_PAGE) -> Register:
    """The entries that are wanted, the latest first."""
    events = db.session.scalars(_events(plan, wanted)).all() if wanted.kind in {"", "event"} else []
    entries = db.session.scalars(_entries(plan, wanted)).all() if wanted.kind != "event" else []
    rows = [_event_line(row) for row in events] + [_entry_line(row) for row in entries]
    rows.sort(key=lambda row: (row.on or date.min, row.identifier), reverse=True)
    pages = max(1, -(-len(rows) // page_size))
    number = min(max(1, wanted.page), pages)
    people, contributions = kept.heard(plan)
    part = tuple(rows[(number - 1) * page_size : number * page_size])
    return Register(part, len(rows), number, pages, people, contributions)


def entries_of_chapter(plan: Plan, chapter: Chapter) -> list[RegisterEntry]:
    """Surveys, complaints and reports about a chapter, the latest first."""
    query = _entries(plan, Wanted(chapter=chapter.slug)).options(selectinload(RegisterEntry.lines))
    return list(db.session.scalars(query.limit(MOST_ON_CHAPTER)))


def shown_lines(entry: RegisterEntry, limit: int) -> tuple[Cell, ...]:
    """An entry's table with small numbers hidden, and as many more as it takes that the base does not tell them."""
    counted = {line.id: line.count for line in entry.lines if line.count is not None}
    safe = hide_small(counted, limit).cells
    small = {id_ for id_, number in safe.items() if number is None}
    return tuple(
        Cell(
            line.label,
            _place(line),
            _count(line, small),
            "" if line.percent is None or line.id in small else f"{line.percent:g}%",
        )
        for line in entry.lines
    )


def shown_base(entry: RegisterEntry, limit: int) -> str:
    """How many people answered, unless that is a small number or would tell one of the table's."""
    if entry.base is None:
        return ""
    safe = hide_small({line.id: line.count for line in entry.lines if line.count is not None}, limit)
    telling = safe.all_hidden and bool(safe.cells)
    return "hidden, because it is small" if telling or 0 < entry.base < limit else f"{entry.base:,}"


def _place(line: RegisterLine) -> str:
    """As the sheet writes it, and which of the plan's places that is."""
    ours = db.session.get(Locality, line.locality_id) if line.locality_id else None
    return line.place if ours is None or ours.name == line.place else f"{line.place} ({ours.name})"


def _count(line: RegisterLine, small: set[int]) -> str:
    if line.count is None:
        return "" if line.percent is not None else "hidden by the source"
    return "hidden" if line.id in small else f"{line.count:,}"


def _events(plan: Plan, wanted: Wanted) -> Select[Event]:
    query = select(Event).where(Event.plan_id == plan.id).order_by(Event.on.desc(), Event.id)
    query = query.options(joinedload(Event.locality), joinedload(Event.entered_by), selectinload(Event.chapters))
    return _narrowed(query, Event, wanted, (Event.title, Event.place, Event.host, Event.notes))


def _entries(plan: Plan, wanted: Wanted) -> Select[RegisterEntry]:
    query = (
        select(RegisterEntry)
        .where(RegisterEntry.plan_id == plan.id, RegisterEntry.removed_at.is_(None))
        .order_by(RegisterEntry.ends.desc(), RegisterEntry.id.desc())
        .options(
            joinedload(RegisterEntry.locality),
            joinedload(RegisterEntry.entered_by),
            selectinload(RegisterEntry.chapters),
        )
    )
    if wanted.kind in set(EntryKind):
        query = query.where(RegisterEntry.kind == EntryKind(wanted.kind))
    words = (RegisterEntry.title, RegisterEntry.source, RegisterEntry.question, RegisterEntry.findings)
    return _narrowed(query, RegisterEntry, wanted, words)


def _narrowed(query: Any, kind: Any, wanted: Wanted, words: tuple[Any, ...]) -> Any:
    if wanted.chapter:
        query = query.where(kind.chapters.any(Chapter.slug == wanted.chapter))
    if wanted.goal:
        query = query.where(kind.goal.has(Goal.slug == wanted.goal))
    if wanted.locality:
        query = query.where(kind.locality.has(Locality.slug == wanted.locality))
    for word in wanted.q.split()[:8]:
        query = query.where(or_(*(func.lower(column).contains(word.lower(), autoescape=True) for column in words)))
    return query


def _event_line(row: Event) -> Listed:
    return Listed(
        "event", KINDS["event"], row.id, row.identifier, row.title, row.on,
        row.locality.name if row.locality else row.place, row.source or row.host, row.licence,
        row.entered_by.name if row.entered_by else "", tuple(chapter.title for chapter in row.chapters),
        "" if row.attended is None else f"{row.attended:,} came",
    )  # fmt: skip


def _entry_line(row: RegisterEntry) -> Listed:
    return Listed(
        row.kind, KINDS[row.kind], row.id, row.identifier, row.title, row.ends or row.starts,
        row.locality.name if row.locality else "", row.source, row.licence, row.entered_by.name,
        tuple(chapter.title for chapter in row.chapters), "",
    )  # fmt: skip
