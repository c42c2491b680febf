"""What people changed on the site stays, however often the plan's file is loaded: what they touched, by entry and field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from engage.extensions import db
from engage.models import Chapter, Milestone, Objective, Plan, PlanEdit, User

WORDING = "wording"
PLAN = "plan"
"""The key of the plan's own facts and wording."""


class Edits:
    """Everything that people changed in one plan."""

    def __init__(self, plan: Plan) -> None:
        """Read them; a plan that was never stored has none."""
        rows = db.session.scalars(select(PlanEdit).where(PlanEdit.plan_id == plan.id)).all() if plan.id else []
        self._rows = {(row.part, row.key): row for row in rows}

    def of(self, part: str, key: str) -> PlanEdit | None:
        """What was changed in one entry."""
        return self._rows.get((part, key))

    def open_fields(self, part: str, key: str, fields: Iterable[str]) -> list[str]:
        """The fields that the file may still set."""
        edit = self.of(part, key)
        return [field for field in fields if edit is None or field not in edit.fields]

    def removed(self, part: str, key: str) -> bool:
        """Whether somebody took the entry out."""
        edit = self.of(part, key)
        return edit is not None and edit.removed

    def entries(self, part: str) -> set[int]:
        """The rows of a part that somebody changed or added."""
        return {row.entry_id for (of, _), row in self._rows.items() if of == part and row.entry_id is not None}


def remember(
    actor: User | None, plan: Plan, part: str, row: Any, changed: Iterable[str], *, removed: bool = False
) -> None:
    """Note what somebody changed in an entry, before it is changed; the caller commits."""
    edit = _known(plan, part, row) or _new(plan, part, key_of(row))
    edit.entry_id = None if removed else row.id
    edit.fields, edit.removed = sorted({*edit.fields, *changed}), removed
    edit.by_id = actor.id if actor else None
    db.session.add(edit)


def remember_wording(actor: User, plan: Plan, changed: Iterable[str]) -> None:
    """Note which of the plan's facts ("name") and wording ("moderator.about") somebody changed; the caller commits."""
    edit = db.session.scalar(_query(plan, WORDING).where(PlanEdit.key == PLAN)) or _new(plan, WORDING, PLAN)
    edit.fields, edit.by_id = sorted({*edit.fields, *changed}), actor.id
    db.session.add(edit)


def _query(plan: Plan, part: str) -> Any:
    return select(PlanEdit).where(PlanEdit.plan_id == plan.id, PlanEdit.part == part)


def _known(plan: Plan, part: str, row: Any) -> PlanEdit | None:
    """The note on this row: by the row first, because what the file called it may have been changed."""
    if row.id is not None:
        found: PlanEdit | None = db.session.scalar(_query(plan, part).where(PlanEdit.entry_id == row.id))
        if found is not None:
            return found
    same: PlanEdit | None = db.session.scalar(_query(plan, part).where(PlanEdit.key == key_of(row)))
    return same


def _new(plan: Plan, part: str, key: str) -> PlanEdit:
    return PlanEdit(plan_id=plan.id, part=part, key=key, fields=[], removed=False)


def key_of(row: Any) -> str:
    """What the plan's file calls an entry."""
    if isinstance(row, Objective):
        return f"{db.session.get_one(Chapter, row.chapter_id).slug}/{row.number}"
    if isinstance(row, Milestone):
        return milestone_key(row.on.isoformat(), row.what)
    return str(row.slug)


def milestone_key(day: str, what: str) -> str:
    """A date that matters has no slug: its day and its words name it."""
    return f"{day} {what}"


def merged(plan: Plan, edits: Edits, wording: Mapping[str, Any]) -> dict[str, Any]:
    """The file's wording with everything in it that somebody changed, and with what no file knows of."""
    edit = edits.of(WORDING, PLAN)
    mine: dict[str, Any] = dict(plan.wording or {}) | dict(wording)
    for name in edit.fields if edit else ():
        part, _, field = name.partition(".")
        kept = (plan.wording or {}).get(part, {})
        if field and field in kept:
            mine[part] = {**mine.get(part, {}), field: kept[field]}
    return mine
