"""The steering group's word on a chapter's evidence, minuted; and what is to be done about gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from engage.errors import InputError, NotFoundError
from engage.extensions import db
from engage.models import Chapter, Endorsement, Outreach, Plan, User, Verdict, now
from engage.policies import Permission, require
from engage.submissions.intake import clean_line, clean_text

VERDICTS = {Verdict.ENDORSED: "Endorsed", Verdict.MORE_WANTED: "More wanted"}
MAX_NOTE = 4_000


def minute(
    actor: User, chapter: Chapter, verdict: Verdict, note: str, *, met_on: date, figures: dict[str, Any]
) -> Endorsement:
    """Write down what the group decided about a chapter's evidence, with the figures that it saw.

    Raises:
        NotPermittedError: the actor is not of the steering group.
        InputError: more is wanted and the note does not say what; or the meeting is still to come.
    """
    require(actor, Permission.ENDORSE)
    note = clean_text(note)[:MAX_NOTE]
    if verdict is Verdict.MORE_WANTED and not note:
        raise InputError("Write what is still wanted, so that somebody can go and get it.")
    if met_on > now().date():
        raise InputError("The meeting cannot be in the future.")
    row = Endorsement(chapter_id=chapter.id, verdict=verdict, note=note, met_on=met_on, by_id=actor.id, figures=figures)
    db.session.add(row)
    db.session.flush()
    return row


def latest_verdicts(chapters: Sequence[int]) -> dict[int, Verdict]:
    """The group's latest word on each of these chapters, where there is one."""
    rows = select(Endorsement.chapter_id, Endorsement.verdict).where(Endorsement.chapter_id.in_(chapters))
    return dict(db.session.execute(rows.order_by(Endorsement.met_on, Endorsement.id)).all())


def plan_outreach(actor: User, chapter: Chapter, *, gap: str, owner: str, due: date) -> Outreach:
    """Write down a gap, who goes after it, and by when.

    Raises:
        NotPermittedError: the actor may not.
        InputError: something is missing.
    """
    require(actor, Permission.PLAN_OUTREACH)
    gap, owner = clean_line(gap)[:300], clean_line(owner)[:200]
    if not gap:
        raise InputError("Write who or what is missing.")
    if not owner:
        raise InputError("Write who will do it.")
    row = Outreach(chapter_id=chapter.id, gap=gap, owner=owner, due=due, by_id=actor.id)
    db.session.add(row)
    db.session.flush()
    return row


def find_outreach(plan: Plan, id_: int) -> Outreach:
    """Something to do in one of the plan's chapters.

    Raises:
        NotFoundError: there is none.
    """
    row = db.session.get(Outreach, id_) if id_ < 2**31 else None
    if row is None or row.chapter_id not in {chapter.id for chapter in plan.chapters}:
        raise NotFoundError("There is no such entry.")
    return row


def set_done(actor: User, row: Outreach, *, done: bool) -> None:
    """Say that it was done today, or that it was not.

    Raises:
        NotPermittedError: the actor may not.
    """
    require(actor, Permission.PLAN_OUTREACH)
    row.done_on = (row.done_on or now().date()) if done else None
    db.session.flush()
