"""What people do to themes. Each verb checks who may, writes the change down, and wins over any later run.

``seen`` is the version of the theme that the person had before them: when somebody else changed it since, they are told.
The caller commits.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from engage.errors import InputError, NotFoundError, StaleError
from engage.extensions import db
from engage.models import (
    Chapter,
    Goal,
    PassageAssignment,
    Plan,
    Theme,
    ThemeChangeKind,
    User,
    now,
)
from engage.policies import Permission, require
from engage.submissions.intake import clean_text
from engage.theming.grouping import lock
from engage.theming.history import Before, history, in_parts, keep

MOST_NAME = 120
MOST_LANDMARKS = 24


def theme_to_change(plan: Plan, theme_id: int, *, seen: int | None = None) -> Theme:
    """The theme, held until the caller commits.

    Raises:
        NotFoundError: there is none in this plan.
        StaleError: somebody changed it since version ``seen``; the message says what they did.
    """
    lock(plan)
    query = select(Theme).where(Theme.id == theme_id, Theme.plan_id == plan.id)
    theme = db.session.scalar(query.execution_options(populate_existing=True))
    if theme is None:
        raise NotFoundError("There is no such theme.")
    if seen is not None and theme.version != seen:
        told = next(iter(history(theme, most=1)), None)
        first = f"{told.who} {told.what}." if told else ""
        raise StaleError(
            f"Somebody else changed this theme while you were working on it. {first} Your change was not made: "
            "look at the theme as it is now, and send your change again if it is still right."
        )
    return theme


def clean_name(name: str) -> str:
    """A name in one line.

    Raises:
        InputError: there is nothing in it, or too much.
    """
    name = " ".join(clean_text(name).split())
    if not 0 < len(name) <= MOST_NAME:
        raise InputError(f"Write a name of up to {MOST_NAME} characters.")
    return name


def rename(theme: Theme, name: str, *, by: User) -> None:
    """Give a theme a name that no run will ever change.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: there is no name, or it is too long.
    """
    require(by, Permission.CONFIRM)
    name, before = clean_name(name), Before()
    before.theme(theme)
    theme.name, theme.named_by_id = name, by.id
    keep(theme, ThemeChangeKind.RENAMED, by=by, before=before, name=name)


def merge(theme: Theme, into: Theme, *, by: User) -> None:
    """Put everything in ``theme`` into another, which lives on under its own name; runs follow.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: they are one, or one of them is retired.
    """
    require(by, Permission.CONFIRM)
    if theme.id == into.id or theme.retired_at or into.retired_at:
        raise InputError("Choose another theme to merge it into.")
    before = Before()
    before.theme(theme)
    before.theme(into, landmarks=True)
    narrower = db.session.scalars(select(Theme).where(Theme.parent_id == theme.id, Theme.id != into.id)).all()
    for child in narrower:
        before.theme(child)
    moved = _move_rows(theme, into)
    before.moved[str(theme.id)] = moved
    if into.parent_id == theme.id:
        into.parent_id = theme.parent_id
    for child in narrower:
        child.parent_id = into.parent_id or into.id
    if theme.encoder == into.encoder:
        into.centroid += theme.centroid
    into.settled_size += theme.settled_size
    theme.retired_at, theme.merged_into_id = now(), into.id
    keep(into, ThemeChangeKind.MERGED, by=by, before=before, other=theme, passages=len(moved))


def _move_rows(theme: Theme, into: Theme) -> list[int]:
    """Every place in ``theme`` becomes one in ``into``, except of passages that have one there; ids of those moved."""
    there = aliased(PassageAssignment)
    taken = select(there.passage_id).where(there.theme_id == into.id)
    mine = PassageAssignment.theme_id == theme.id, PassageAssignment.passage_id.not_in(taken)
    ids = list(db.session.scalars(select(PassageAssignment.id).where(*mine)))
    for part in in_parts(ids):
        db.session.execute(
            update(PassageAssignment).where(PassageAssignment.id.in_(part)).values(theme_id=into.id),
            execution_options={"synchronize_session": "fetch"},
        )
    return ids


def pin(theme: Theme, chapter: Chapter | None, goal: Goal | None, *, by: User) -> None:
    """Say which chapter and which goal a theme belongs to; None takes the pin out.

    Raises:
        NotPermittedError: ``by`` may not.
    """
    require(by, Permission.CONFIRM)
    before = Before()
    before.theme(theme)
    theme.chapter_id, theme.goal_id = chapter.id if chapter else None, goal.id if goal else None
    words = [chapter.title if chapter else "", (goal.plain or goal.title) if goal else ""]
    keep(theme, ThemeChangeKind.PINNED, by=by, before=before, pinned=" and ".join(filter(None, words)))


def retire(theme: Theme, *, by: User) -> None:
    """Take a theme out of sight; its passages keep their places in it, and no run brings it back.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: it is retired already.
    """
    require(by, Permission.CONFIRM)
    if theme.retired_at:
        raise InputError("This theme is retired already.")
    before = Before()
    before.theme(theme)
    theme.retired_at, theme.retired_by_id = now(), by.id
    keep(theme, ThemeChangeKind.RETIRED, by=by, before=before)


def bring_back(theme: Theme, *, by: User) -> None:
    """Show a retired theme again.

    Raises:
        NotPermittedError: ``by`` may not.
        InputError: it is not retired, or it was merged (that is undone on the other theme's page).
    """
    require(by, Permission.CONFIRM)
    if not theme.retired_at or theme.merged_into_id:
        raise InputError("This theme is not one to bring back. If it was merged, undo the merge.")
    before = Before()
    before.theme(theme)
    theme.retired_at = theme.retired_by_id = None
    keep(theme, ThemeChangeKind.BROUGHT_BACK, by=by, before=before)
