"""Bring a published sheet into the register: a survey's results or a count of complaints, each as one entry.

The sheet waits in the database while somebody says what each column is. Checking changes nothing. What was brought in
is one entry, so that one press takes all of it out again. Words of people never come in this way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engage.errors import InputError, NotFoundError, StaleError
from engage.evidence.register import (
    Belongs,
    EntryWords,
    Line,
    remove_entry,
    set_lines,
    share,
    whole_number,
    write_entry,
)
from engage.evidence.sheet_columns import ROLES, columns, in_order, rows_of
from engage.extensions import db
from engage.models import EntryKind, Plan, RegisterEntry, RegisterImport, User, now
from engage.policies import Permission, require
from engage.submissions.intake import clean_line
from engage.submissions.sheets import Row

MOST_ROWS = 100_000
MOST_LINES = 5_000
MOST_PLACES = 12_000
_PROBLEMS = 200
EVERY = 5_000
"""Rows after which it is told how far it is."""
Places = Mapping[str, str]
"""A place as the sheet writes it, with the slug of the plan's place that it is; "" for none."""


@dataclass(slots=True)
class Reading:
    """What a sheet gives with the chosen roles. ``problems``: (line of the sheet, what to do)."""

    rows: int = 0
    sums: dict[tuple[str, str], Line] = field(default_factory=dict)
    """Its lines by answer and place."""
    problems: list[tuple[int, str]] = field(default_factory=list)
    refused: int = 0
    left_out: int = 0
    places: dict[str, None] = field(default_factory=dict)
    """The places in it, in their order."""

    @property
    def lines(self) -> list[Line]:
        """What would be in the table."""
        return list(self.sums.values())

    @property
    def people(self) -> int:
        """All the numbers in it."""
        return sum(line.count or 0 for line in self.lines)


def take_in(actor: User, plan: Plan, kind: EntryKind, filename: str, content: bytes) -> RegisterImport:
    """Keep a file until somebody has said what its columns are.

    Raises:
        NotPermittedError: the actor may not keep the register.
        InputError: it cannot be read, or has no rows.
    """
    require(actor, Permission.KEEP_REGISTER)
    name = clean_line(Path(filename.replace("\\", "/")).name)[-200:]
    run = RegisterImport(plan_id=plan.id, kind=kind, filename=name, content=content, by_id=actor.id)
    columns(run)
    db.session.add(run)
    db.session.flush()
    return run


def find_import(plan: Plan, id_: int) -> RegisterImport:
    """A sheet that was brought here.

    Raises:
        NotFoundError: there is none.
    """
    run = db.session.get(RegisterImport, id_) if id_ < 2**31 else None
    if run is None or run.plan_id != plan.id:
        raise NotFoundError("There is no such file.")
    return run


def read_sheet(
    run: RegisterImport,
    roles: dict[str, str],
    *,
    places: Places | None = None,
    only_ours: bool = False,
    told: Callable[[int], None] | None = None,
) -> Reading:
    """What the sheet would give: lines added up by answer and place, and every row that cannot be used.

    With ``only_ours`` rows of a place that is none of the plan's (by ``places``) are left out. ``told`` hears how many
    rows were read, every now and then.

    Raises:
        InputError: the roles do not make a table.
    """
    chosen = {name: role for name, role in roles.items() if role in ROLES and role}
    _check_roles(chosen)
    reading = Reading()
    ours = {name.casefold() for name, slug in (places or {}).items() if slug} if only_ours else None
    for line, row in rows_of(run):
        reading.rows += 1
        if reading.rows > MOST_ROWS:
            raise InputError(f"The sheet has more than {MOST_ROWS:,} rows. Split it.")
        if told and reading.rows % EVERY == 0:
            told(reading.rows)
        try:
            _take_row(row, chosen, ours, reading)
        except InputError as problem:
            reading.refused += 1
            if len(reading.problems) < _PROBLEMS:
                reading.problems.append((line, str(problem)))
    if "tally" in chosen.values():
        reading.sums = dict(sorted(reading.sums.items(), key=lambda pair: (pair[0][1], in_order(pair[0][0]))))
    if len(reading.sums) > MOST_LINES:
        raise InputError(
            f"That makes {len(reading.sums):,} lines. Leave the place out, or bring in a part of the sheet."
        )
    return reading


def _take_row(row: Row, chosen: dict[str, str], ours: set[str] | None, reading: Reading) -> None:
    for found in _lines_of(row, chosen):
        if found.place and len(reading.places) < MOST_PLACES:
            reading.places.setdefault(found.place)
        if ours is not None and found.place.casefold() not in ours:
            reading.left_out += 1
            return
        _add(reading.sums, found)


def _check_roles(chosen: dict[str, str]) -> None:
    used = list(chosen.values())
    for role in ("place", "label", "count", "percent", "tally"):
        if used.count(role) > 1:
            raise InputError(f"Choose only one column as: {ROLES[role]}.")
    if not {"label", "answer", "tally"} & set(used):
        raise InputError("Say which column holds the answer or the category.")
    if "label" in used and not {"count", "percent"} & set(used):
        raise InputError("Say which column holds how many people, or the per cent.")
    if len({"label", "answer", "tally"} & set(used)) > 1:
        raise InputError("Choose one way: a column of answers, headings that are answers, or counting rows.")


def _lines_of(row: Row, chosen: dict[str, str]) -> Iterator[Line]:
    by_role = {role: row.get(name, "") for name, role in chosen.items()}
    place = clean_line(by_role.get("place", ""))[:200]
    if "label" in by_role:
        yield Line(
            _named(by_role["label"]), place, whole_number(by_role.get("count", "")), share(by_role.get("percent", ""))
        )
    elif "tally" in by_role:
        name = next(name for name, role in chosen.items() if role == "tally")
        yield Line(f"{clean_line(name)}: {_named(by_role['tally'])}"[:300], place, 1)
    else:
        cells = [(name, whole_number(row.get(name, ""))) for name, role in chosen.items() if role == "answer"]
        yield from (Line(clean_line(name)[:300], place, number) for name, number in cells)


def _named(value: str) -> str:
    label = clean_line(value)[:280]
    if not label:
        raise InputError("The answer or category is empty.")
    return label


def _add(sums: dict[tuple[str, str], Line], line: Line) -> None:
    """The same answer at the same place twice is one line; a share cannot be added."""
    key = (line.label.casefold(), line.place.casefold())
    before = sums.get(key)
    if before is None:
        sums[key] = line
    elif line.percent is not None or before.percent is not None:
        raise InputError(f"'{line.label[:60]}' is here twice for the same place, and shares cannot be added.")
    elif line.count is not None:
        sums[key] = Line(before.label, before.place, (before.count or 0) + line.count)


def bring_in(
    actor: User,
    plan: Plan,
    run: RegisterImport,
    reading: Reading,
    *,
    words: EntryWords,
    belongs: Belongs,
    roles: dict[str, str],
    places: Places | None = None,
) -> RegisterEntry:
    """Make the entry of what was read; the file itself is not kept any longer.

    Raises:
        NotPermittedError: the actor may not keep the register.
        InputError: the words cannot be used, or no row can.
        StaleError: it has been brought in already.
    """
    if run.content is None:
        raise StaleError("This file has been brought in already, or was thrown away.")
    if not reading.lines:
        raise InputError("No row can be used. Look at what is wrong below, or choose other columns.")
    entry = write_entry(actor, plan, run.kind, words, belongs)
    if entry.base is None and reading.people:
        entry.base = reading.people
    entry.import_id = run.id
    set_lines(plan, entry, reading.lines, places or {})
    run.roles, run.places = {name: role for name, role in roles.items() if role}, dict(places or {}) or None
    run.rows_read, run.rows_refused, run.done_at, run.content = reading.rows, reading.refused, now(), None
    run.asked = run.found = None
    db.session.flush()
    return entry


def entry_of(run: RegisterImport) -> RegisterEntry | None:
    """What was made of a sheet, while it is in the register."""
    return db.session.query(RegisterEntry).filter_by(import_id=run.id, removed_at=None).first()


def take_out(actor: User, run: RegisterImport) -> None:
    """Undo the whole import, or throw a file away that was not brought in.

    Raises:
        NotPermittedError: the actor may not keep the register.
    """
    require(actor, Permission.KEEP_REGISTER)
    for entry in db.session.query(RegisterEntry).filter_by(import_id=run.id, removed_at=None):
        remove_entry(actor, entry)
    run.content, run.undone_at = None, run.undone_at or now()
    run.asked = run.found = None
    db.session.flush()


def imports(plan: Plan) -> list[RegisterImport]:
    """The latest files first."""
    query = db.session.query(RegisterImport).filter_by(plan_id=plan.id).order_by(RegisterImport.id.desc())
    return list(query.limit(30))
