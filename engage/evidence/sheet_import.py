"""Bring a published sheet into the register: a survey's results or a count of complaints, each as one entry.

The sheet waits in the database while somebody says what each column is. Checking changes nothing. What was brought in
is one entry, so that one press takes all of it out again. Words of people never come in this way.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
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
from engage.extensions import db
from engage.models import EntryKind, Plan, RegisterEntry, RegisterImport, User, now
from engage.policies import Permission, require
from engage.submissions.intake import clean_line
from engage.submissions.sheets import Row, read_rows

ROLES = {
    "": "Leave it out",
    "place": "Place or organisation",
    "label": "Answer or category",
    "count": "How many people",
    "percent": "Per cent",
    "answer": "Its heading is an answer, and each cell says how many",
    "tally": "Count the rows that say the same here",
}
"""What a column can be."""
MOST_ROWS = 100_000
MOST_LINES = 5_000
MOST_COLUMNS = 60
_LOOKED_FOR = 15
_PROBLEMS = 200
_GUESSES = {
    "place": {"place", "area", "locality", "district", "trust", "trust name", "organisation name", "practice name", "icb name", "ward"},
    "label": {"answer", "category", "subject", "response", "theme", "subject of complaint", "service area", "question"},
    "count": {"count", "number", "complaints", "total complaints", "people", "responses", "received"},
    "percent": {"percent", "percentage", "%", "per cent", "share"},
    "answer": {"very good", "good", "neither good nor poor", "poor", "very poor", "don't know", "dont know", "extremely likely", "likely", "neither likely nor unlikely", "unlikely", "extremely unlikely"},
    "tally": {"criticality", "rating", "score"},
}  # fmt: skip
"""Headings of sheets as they are published: the Friends and Family Test, the GP patient survey, complaints returns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its heading, a few of its values, and what it seems to be."""

    name: str
    examples: tuple[str, ...]
    guess: str


@dataclass(slots=True)
class Reading:
    """What a sheet gives with the chosen roles. ``problems``: (line of the sheet, what to do)."""

    rows: int = 0
    lines: list[Line] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    refused: int = 0

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


def columns(run: RegisterImport) -> list[Column]:
    """The sheet's columns with examples and guesses.

    Raises:
        InputError: it cannot be read, or has no rows.
    """
    rows = [row for _, row in islice(_rows(run), 50)]
    if not rows:
        raise InputError("The file has no rows under its headings.")
    names = [name for name in rows[0] if name.strip()][:MOST_COLUMNS]
    return [Column(name, _examples(rows, name), _guess(name)) for name in names]


def _examples(rows: list[Row], name: str) -> tuple[str, ...]:
    found = dict.fromkeys(value for row in rows if (value := clean_line(row.get(name, ""))[:40]))
    return tuple(islice(found, 3))


def _guess(name: str) -> str:
    plain = clean_line(name).casefold()
    return next((role for role, names in _GUESSES.items() if plain in names), "")


def _rows(run: RegisterImport) -> Iterator[tuple[int, Row]]:
    """The sheet's rows; the headings are on the first of its lines that has the most of them."""
    if run.content is None:
        raise StaleError("This file has been brought in already, or was thrown away.")
    with tempfile.NamedTemporaryFile(suffix=Path(run.filename).suffix.lower()) as kept:
        kept.write(run.content)
        kept.flush()
        path = Path(kept.name)
        try:
            yield from read_rows(path, heading=_heading(path))
        except InputError as problem:
            raise InputError(str(problem).replace(path.name, run.filename)) from None
        except Exception as problem:  # a broken file fails in many ways once it has been opened
            raise InputError(f"{run.filename} cannot be read. Save it again as .xlsx or as CSV.") from problem


def _heading(path: Path) -> int:
    """Published sheets begin with lines of title and notes."""
    if path.suffix not in {".csv", ".tsv", ".txt", ".xlsx", ".xlsm"}:
        return 1
    widths = []
    for line in range(1, _LOOKED_FOR + 1):
        first = next(read_rows(path, heading=line), None)
        if first is None:
            break
        widths.append((sum(bool(name.strip()) for name in first[1]), -line))
        if line == 1 and widths[0][0] >= 2 and all(name.strip() for name in first[1]):
            return 1
    return -max(widths)[1] if widths else 1


def read_sheet(run: RegisterImport, roles: dict[str, str]) -> Reading:
    """What the sheet would give: lines added up by answer and place, and every row that cannot be used.

    Raises:
        InputError: the roles do not make a table.
    """
    chosen = {name: role for name, role in roles.items() if role in ROLES and role}
    _check_roles(chosen)
    reading = Reading()
    sums: dict[tuple[str, str], Line] = {}
    for line, row in _rows(run):
        reading.rows += 1
        if reading.rows > MOST_ROWS:
            raise InputError(f"The sheet has more than {MOST_ROWS:,} rows. Split it.")
        try:
            for found in _lines_of(row, chosen):
                _add(sums, found)
        except InputError as problem:
            reading.refused += 1
            if len(reading.problems) < _PROBLEMS:
                reading.problems.append((line, str(problem)))
    if len(sums) > MOST_LINES:
        raise InputError(f"That makes {len(sums):,} lines. Leave the place out, or bring in a part of the sheet.")
    reading.lines = list(sums.values())
    return reading


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
    actor: User, plan: Plan, run: RegisterImport, roles: dict[str, str], *, words: EntryWords, belongs: Belongs
) -> tuple[RegisterEntry, Reading]:
    """Make the entry; the file itself is not kept any longer.

    Raises:
        NotPermittedError: the actor may not keep the register.
        InputError: the roles or the words cannot be used, or no row can.
        StaleError: it has been brought in already.
    """
    reading = read_sheet(run, roles)
    if not reading.lines:
        raise InputError("No row can be used. Look at what is wrong below, or choose other columns.")
    entry = write_entry(actor, plan, run.kind, words, belongs)
    if entry.base is None and reading.people:
        entry.base = reading.people
    entry.import_id = run.id
    set_lines(plan, entry, reading.lines)
    run.roles = {name: role for name, role in roles.items() if role}
    run.rows_read, run.rows_refused, run.done_at, run.content = reading.rows, reading.refused, now(), None
    db.session.flush()
    return entry, reading


def take_out(actor: User, run: RegisterImport) -> None:
    """Undo the whole import, or throw a file away that was not brought in.

    Raises:
        NotPermittedError: the actor may not keep the register.
    """
    require(actor, Permission.KEEP_REGISTER)
    for entry in db.session.query(RegisterEntry).filter_by(import_id=run.id, removed_at=None):
        remove_entry(actor, entry)
    run.content, run.undone_at = None, run.undone_at or now()
    db.session.flush()


def imports(plan: Plan) -> list[RegisterImport]:
    """The latest files first."""
    query = db.session.query(RegisterImport).filter_by(plan_id=plan.id).order_by(RegisterImport.id.desc())
    return list(query.limit(30))
