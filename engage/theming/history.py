"""What was done to each theme, by whom, and enough of how it was before to take it back. Never the words of a passage."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import flag_modified

from engage.errors import InputError, StaleError
from engage.extensions import db
from engage.models import AssignmentStatus, PassageAssignment, Plan, Theme, ThemeChange, ThemeChangeKind, User, now
from engage.policies import Permission, require
from engage.theming import counting

FACE = ("name", "named_by_id", "parent_id", "merged_into_id", "retired_by_id", "chapter_id", "goal_id", "settled_size")
AT_ONCE = 5_000
"""Ids in one statement: databases bound how many."""


@dataclass(slots=True)
class Before:
    """How things were before a change; ``made`` are the ids of rows that the change added."""

    themes: dict[str, dict[str, Any]] = field(default_factory=dict)
    landmarks: dict[str, str] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)
    moved: dict[str, list[int]] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)

    def theme(self, theme: Theme, *, landmarks: bool = False) -> None:
        """Remember a theme before it changes; ``landmarks`` too when these will."""
        self.themes[str(theme.id)] = {name: getattr(theme, name) for name in FACE} | {"retired": _moment(theme)}
        if landmarks:
            self.landmarks[str(theme.id)] = base64.b64encode(theme.centroid).decode()

    def row(self, row: PassageAssignment) -> None:
        """Remember a passage's place before it changes."""
        at = row.decided_at.isoformat() if row.decided_at else None
        self.rows.append([row.id, str(row.status), row.decided_by_id, at])

    def values(self) -> dict[str, Any]:
        """As kept."""
        kept = {"themes": self.themes, "landmarks": self.landmarks, "rows": self.rows, "moved": self.moved}
        return {name: value for name, value in (kept | {"made": self.made}).items() if value}


def _moment(theme: Theme) -> str | None:
    return theme.retired_at.isoformat() if theme.retired_at else None


def keep(
    theme: Theme,
    kind: ThemeChangeKind,
    *,
    by: User | None,
    before: Before | None = None,
    other: Theme | None = None,
    **after: Any,
) -> ThemeChange:
    """Write down a change to a theme, and to ``other`` when it is one between two; both get a new version."""
    change = ThemeChange(
        theme_id=theme.id,
        other_id=other.id if other else None,
        kind=kind,
        by_id=by.id if by else None,
        before=before.values() if before else {},
        after=after,
    )
    for touched in (theme, other):
        if touched is not None and by is not None:
            flag_modified(touched, "name")  # a version for every change, so that a second person is told
    db.session.add(change)
    db.session.flush()
    counting.count_again(db.session.get_one(Plan, theme.plan_id), _touched(change))
    return change


def _touched(change: ThemeChange) -> set[int]:
    """Ids of the themes that a change is about, and of those that something came out of."""
    ids = {int(id_) for part in ("themes", "moved") for id_ in change.before.get(part, {})}
    return ids | {id_ for id_ in (change.theme_id, change.other_id) if id_ is not None}


def last_by_a_person(theme_id: int) -> ThemeChange | None:
    """The latest change by a person to a theme that still stands."""
    return db.session.scalar(
        select(ThemeChange)
        .where(
            or_(ThemeChange.theme_id == theme_id, ThemeChange.other_id == theme_id),
            ThemeChange.by_id.is_not(None),
            ThemeChange.undone_at.is_(None),
            ThemeChange.kind != ThemeChangeKind.UNDONE,
        )
        .order_by(ThemeChange.id.desc())
        .limit(1)
    )


def undo(theme: Theme, *, by: User) -> ThemeChange:
    """Take back the last change that a person made to a theme. The caller commits.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: there is nothing to take back.
        StaleError: another theme of that change has changed since.
    """
    require(by, Permission.CONFIRM)
    change = last_by_a_person(theme.id)
    if change is None or not change.before:
        raise InputError("There is no change to undo here.")
    themes = _themes_of(change)
    for other in themes:
        latest = last_by_a_person(other.id)
        if latest is not None and latest.id != change.id:
            raise StaleError(f"The theme “{other.name}” was changed after that. Undo that change first.")
    _put_rows_back(change.before)
    for other in themes:
        _put_back(other, change.before, by)
    change.undone_at = now()
    other_id = change.other_id if change.theme_id == theme.id else change.theme_id
    second = next((one for one in themes if one.id == other_id), None)
    return keep(theme, ThemeChangeKind.UNDONE, by=by, other=second, what=str(change.kind))


def _themes_of(change: ThemeChange) -> Sequence[Theme]:
    ids = {int(id_) for id_ in change.before.get("themes", {})} | {change.theme_id, change.other_id or change.theme_id}
    return db.session.scalars(select(Theme).where(Theme.id.in_(ids)).order_by(Theme.id)).all()


def _put_back(theme: Theme, before: dict[str, Any], by: User) -> None:
    face = before.get("themes", {}).get(str(theme.id))
    if face is None:
        return
    if face.get("made"):  # the change had made it: it is retired, and kept for its history
        theme.retired_at, theme.retired_by_id = now(), by.id
        return
    for name in FACE:
        setattr(theme, name, face[name])
    theme.retired_at = datetime.fromisoformat(face["retired"]) if face["retired"] else None
    if landmarks := before.get("landmarks", {}).get(str(theme.id)):
        theme.centroid = base64.b64decode(landmarks)


def _put_rows_back(before: dict[str, Any]) -> None:
    quiet = {"synchronize_session": False}
    for ids in in_parts(before.get("made", [])):
        db.session.execute(delete(PassageAssignment).where(PassageAssignment.id.in_(ids)), execution_options=quiet)
    for theme_id, moved in before.get("moved", {}).items():
        there = aliased(PassageAssignment)
        taken = select(there.passage_id).where(there.theme_id == int(theme_id))
        for ids in in_parts(moved):
            where = PassageAssignment.id.in_(ids), PassageAssignment.passage_id.not_in(taken)
            move = update(PassageAssignment).where(*where).values(theme_id=int(theme_id))
            db.session.execute(move, execution_options=quiet)
    for id_, status, by_id, at in before.get("rows", []):
        row = db.session.get(PassageAssignment, id_)
        if row is not None:
            row.status, row.decided_by_id = AssignmentStatus(status), by_id
            row.decided_at = datetime.fromisoformat(at) if at else None
    db.session.flush()
    db.session.expire_all()


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids a few thousand at a time."""
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


_WORDS = {
    ThemeChangeKind.FOUND: "found this theme",
    ThemeChangeKind.RENAMED: "named it “{name}”",
    ThemeChangeKind.MERGED: "merged “{other}” into “{theme}”",
    ThemeChangeKind.SPLIT: "took {passages} out of “{theme}” for a new theme, “{other}”",
    ThemeChangeKind.MOVED: "moved {passages} from “{theme}” to “{other}”",
    ThemeChangeKind.REMOVED: "said that {passages} did not belong",
    ThemeChangeKind.CONFIRMED: "confirmed {passages}",
    ThemeChangeKind.PINNED: "pinned it to {pinned}",
    ThemeChangeKind.RETIRED: "retired it",
    ThemeChangeKind.BROUGHT_BACK: "brought it back",
    ThemeChangeKind.GROWN: "let it grow by {passages}",
    ThemeChangeKind.UNDONE: "undid the change before",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words."""

    who: str
    what: str
    at: datetime
    undone: bool


def tell(change: ThemeChange, names: dict[int, str]) -> Told:
    """A change in words; ``names`` are the present names of themes by id."""
    number = change.after.get("passages", 0)
    what = _WORDS[change.kind].format(
        name=change.after.get("name", ""),
        theme=names.get(change.theme_id, ""),
        other=names.get(change.other_id or 0, ""),
        passages=f"{number:,} passage{'' if number == 1 else 's'}",
        pinned=change.after.get("pinned") or "nothing",
    )
    who = (change.by.name or change.by.email) if change.by else "The computer"
    return Told(who, what, change.at, change.undone_at is not None)


def history(theme: Theme, most: int = 50) -> tuple[Told, ...]:
    """What happened to a theme, latest first."""
    changes = db.session.scalars(
        select(ThemeChange)
        .where(or_(ThemeChange.theme_id == theme.id, ThemeChange.other_id == theme.id))
        .order_by(ThemeChange.id.desc())
        .limit(most)
    ).all()
    ids = {id_ for change in changes for id_ in (change.theme_id, change.other_id) if id_}
    names = {row.id: row.name for row in db.session.execute(select(Theme.id, Theme.name).where(Theme.id.in_(ids)))}
    return tuple(tell(change, names) for change in changes)
