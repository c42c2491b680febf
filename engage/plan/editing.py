"""Change the plan from the site: one entry at a time, with clear refusals. A slug stays as it was made."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import func, select

from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import Chapter, Contribution, Goal, Objective, Plan, Question, User, now
from engage.plan.parts import Part
from engage.plan.people_first import remember, remember_wording
from engage.policies import Permission, require

_SLUG = 60


def entry(plan: Plan, part: Part, id_: int, *, lock: bool = False) -> Any:
    """One entry of a part; ``lock`` lets others wait until this transaction ends.

    Raises:
        NotFoundError: the plan has none such (any more).
    """
    row = db.session.get(part.kind, id_, with_for_update=lock or None) if id_ < 2**31 else None
    owner = None if row is None else row.plan_id if hasattr(row, "plan_id") else _chapter_by_id(row.chapter_id).plan_id
    if row is None or owner != plan.id:
        raise NotFoundError(f"There is no such {part.one} in this plan.")
    return row


def save(actor: User, plan: Plan, part: Part, row: Any | None, values: dict[str, Any]) -> Any:
    """Change an entry, or add one when ``row`` is None. ``goals`` and ``chapters`` among the values are slugs.

    Raises:
        NotPermittedError: the actor may not change the plan.
        InputError: a number or name is taken, or the days are the wrong way round.
    """
    require(actor, Permission.EDIT_PLAN)
    values = _linked(plan, values)
    _check(plan, part, row, values)
    new = row is None
    if row is None:
        row = _new(plan, part, values)
    else:
        changed = [name for name, value in values.items() if getattr(row, name, None) != value]
        remember(actor, plan, part.key, row, changed)
    if isinstance(row, Question):
        _sign_summary(actor, row, str(values.get("summary") or ""))
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    if new:
        remember(actor, plan, part.key, row, values)
        db.session.flush()
    return row


def _sign_summary(actor: User, question: Question, summary: str) -> None:
    """Who wrote what people said in answer, and when; other changes of the question leave that as it is."""
    if summary != (question.summary or ""):
        question.summary_by_id, question.summary_at = (actor.id, now()) if summary else (None, None)


def _linked(plan: Plan, values: dict[str, Any]) -> dict[str, Any]:
    """Slugs of goals and chapters become the rows themselves."""
    linked = dict(values)
    for name, rows in (("goals", plan.goals), ("chapters", plan.chapters)):
        if name in values:
            linked[name] = [row for row in rows if row.slug in values[name]]
    if "chapter" in linked:
        linked["chapter_id"] = chapter_called(plan, linked.pop("chapter")).id
    return linked


def _check(plan: Plan, part: Part, row: Any | None, values: dict[str, Any]) -> None:
    if part.kind is Question and values["opens"] > values["closes"]:
        raise InputError("The last day cannot be before the first day.")
    if part.kind is Goal:
        taken = select(Goal).where(Goal.plan_id == plan.id, Goal.number == values["number"])
        holder = db.session.scalar(taken)
        if holder is not None and holder is not row:
            raise InputError(f"Number {values['number']} belongs to another goal: {holder.title}.")
    if part.kind is Objective:
        taken_by = db.session.scalar(
            select(Objective).where(Objective.chapter_id == values["chapter_id"], Objective.number == values["number"])
        )
        if taken_by is not None and taken_by is not row:
            raise InputError(
                f"This chapter has an objective {values['number']} already. The next free one is {next_number(values['chapter_id'])}."
            )


def _new(plan: Plan, part: Part, values: dict[str, Any]) -> Any:
    row = part.kind() if part.kind is Objective else part.kind(plan_id=plan.id)
    if part.slugged:
        row.slug = _free_slug(plan, part, str(values[part.named]))
    if hasattr(part.kind, "position"):
        last = db.session.scalar(select(func.max(part.kind.position)).where(part.kind.plan_id == plan.id))
        row.position = (last or 0) + 1
    return row


def slug_of(name: str) -> str:
    """A name as it stands in addresses and in the text pipeline's labels: lower case, a to z, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG].strip("-") or "entry"


def _free_slug(plan: Plan, part: Part, name: str) -> str:
    taken: set[str] = set(db.session.scalars(select(part.kind.slug).where(part.kind.plan_id == plan.id)))
    slug, number = slug_of(name), 2
    while slug in taken:
        slug, number = f"{slug_of(name)}-{number}", number + 1
    return slug


def next_number(chapter_id: int) -> int:
    """The number after the last of a chapter's objectives."""
    last = db.session.scalar(select(func.max(Objective.number)).where(Objective.chapter_id == chapter_id))
    return (last or 0) + 1


def chapter_called(plan: Plan, slug: str) -> Chapter:
    """A chapter of the plan.

    Raises:
        InputError: it has none such.
    """
    found = next((chapter for chapter in plan.chapters if chapter.slug == slug), None)
    if found is None:
        raise InputError("Choose a chapter of this plan.")
    return found


def _chapter_by_id(id_: int) -> Chapter:
    return db.session.get_one(Chapter, id_)


def remove(actor: User, plan: Plan, part: Part, row: Any) -> None:
    """Take an entry out of the plan.

    Raises:
        NotPermittedError: the actor may not change the plan.
        InputError: other things hang on entries of this part, or somebody answered this question.
    """
    require(actor, Permission.EDIT_PLAN)
    if not part.removable:
        raise InputError(
            f"A {part.one} cannot be removed, because what people said is filed under it. Change it instead."
        )
    if part.kind is Question and db.session.scalar(
        select(Contribution.id).where(Contribution.question_id == row.id).limit(1)
    ):
        raise InputError("People have answered this question, so it stays. You can change its days.")
    if part.kind is Question:
        row.chapters = []
    remember(actor, plan, part.key, row, (), removed=True)
    db.session.delete(row)
    db.session.flush()


def change_wording(actor: User, plan: Plan, facts: dict[str, str], wording: dict[str, Any]) -> None:
    """Change the plan's own names and the site's wording; parts of the wording that are not given stay.

    Raises:
        NotPermittedError: the actor may not change the plan.
    """
    require(actor, Permission.EDIT_PLAN)
    changed = [name for name, value in facts.items() if getattr(plan, name) != value]
    changed += [
        f"{part}.{name}"
        for part, given in wording.items()
        for name, value in given.items()
        if plan.wording.get(part, {}).get(name) != value
    ]
    remember_wording(actor, plan, changed)
    for name, value in facts.items():
        setattr(plan, name, value)
    plan.wording = {
        part: plan.wording.get(part, {}) | wording.get(part, {}) for part in plan.wording.keys() | wording.keys()
    }
    db.session.flush()
