"""How lists of contributions are narrowed, in every room alike: what was asked for as data, and the conditions for it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, exists, select

from engage.extensions import db
from engage.models.analysis import Assignment, AssignmentStatus
from engage.models.contribution import Contribution


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """What a list is narrowed to; a part left as it is lets everything through."""

    def __bool__(self) -> bool:
        return bool(self.given())

    def given(self) -> dict[str, Any]:
        """The parts that are filled in, by name."""
        parts = {each.name: (getattr(self, each.name), each.default) for each in fields(self)}
        return {name: value for name, (value, left_out) in parts.items() if value != left_out}

    def without(self, name: str) -> Self:
        """The same, with one part taken away."""
        left_out = next(each.default for each in fields(self) if each.name == name)
        return replace(self, **{name: left_out})


def entry(kind: type[Any], plan_id: int, slug: str | None) -> Any:
    """An entry of one of the plan's lists by its slug, or None."""
    if not slug or not slug.isprintable():  # no database holds a NUL
        return None
    return db.session.scalar(select(kind).where(kind.plan_id == plan_id, kind.slug == slug))


def among(column: Any, kind: type[Any], plan_id: int, slug: str) -> ColumnElement[bool]:
    """That a contribution has this entry of one of the plan's lists; an entry that is not there finds nothing."""
    named: ColumnElement[bool] = column.in_(select(kind.id).where(kind.plan_id == plan_id, kind.slug == slug))
    return named


def filed_under(target: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a contribution is filed under a chapter or goal, and nobody said that it is not."""
    filed = (Assignment.contribution_id == Contribution.id, Assignment.status != AssignmentStatus.DISMISSED)
    return exists().where(*filed, target)
