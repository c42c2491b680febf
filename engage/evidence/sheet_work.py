"""Long sheets are read by the worker: it tells how far it is, and starts again where it was killed.

Nothing is written in the register before all of it was read. So a sheet is in it whole, or not at all.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select, update

from engage.errors import InputError, NotPermittedError, StaleError
from engage.evidence.register import Belongs, EntryWords
from engage.evidence.sheet_import import Reading, bring_in, read_sheet
from engage.extensions import begin_writing, db
from engage.models import Goal, Locality, Plan, RegisterImport, User
from engage.models.narrowing import entry
from engage.policies import Permission, require

LONG = 300_000
"""Bytes of a sheet above which nobody should wait for the page."""
_DAYS = ("starts", "ends")
FIRST = 10


def is_long(run: RegisterImport) -> bool:
    """Whether the worker reads it."""
    return len(run.content or b"") > LONG


def rows_in(run: RegisterImport) -> int | None:
    """About how many rows it has; None where that is not known before it is read."""
    return None if run.content is None or run.content.startswith(b"PK") else run.content.count(b"\n")


def ask(
    actor: User,
    run: RegisterImport,
    *,
    roles: dict[str, str],
    places: dict[str, str],
    only_ours: bool,
    words: EntryWords | None,
    belongs: Belongs | None,
    form: dict[str, list[str]],
) -> None:
    """Ask the worker to check a sheet, or with ``words`` to bring it in; ``form`` is what was typed, to be shown again.

    Raises:
        NotPermittedError: the actor may not keep the register.
        StaleError: it is being read already.
    """
    require(actor, Permission.KEEP_REGISTER)
    if run.asked is not None:
        raise StaleError("This sheet is being read already.")
    run.asked = {
        "by": actor.id, "roles": roles, "places": places, "only_ours": only_ours, "form": form,
        "words": _kept_words(words) if words else None, "belongs": _kept_belongs(belongs) if belongs else None,
    }  # fmt: skip
    run.found, run.rows_read = None, 0
    db.session.flush()


def _kept_words(words: EntryWords) -> dict[str, Any]:
    kept = asdict(words)
    return kept | {name: kept[name].isoformat() for name in _DAYS if kept[name]}


def _kept_belongs(belongs: Belongs) -> dict[str, Any]:
    return {
        "chapters": [chapter.slug for chapter in belongs.chapters],
        "goal": belongs.goal.slug if belongs.goal else None,
        "locality": belongs.locality.slug if belongs.locality else None,
    }


def read_asked() -> int:
    """Read one sheet that somebody asked for; commits. How many were read."""
    waiting = select(RegisterImport).where(RegisterImport.asked.is_not(None), RegisterImport.content.is_not(None))
    run = db.session.scalar(waiting.order_by(RegisterImport.id).limit(1))
    if run is None or run.asked is None:
        return 0
    id_, asked = run.id, run.asked
    try:
        reading = read_sheet(
            run,
            asked["roles"],
            places=asked["places"],
            only_ours=asked["only_ours"],
            told=lambda rows: _tell(id_, rows),
        )
        _finish(id_, asked, reading, "")
    except (InputError, NotPermittedError, StaleError) as problem:
        db.session.rollback()
        _finish(id_, asked | {"words": None}, Reading(), str(problem))
    return 1


def _tell(id_: int, rows: int) -> None:
    begin_writing()
    db.session.execute(update(RegisterImport).where(RegisterImport.id == id_).values(rows_read=rows))
    db.session.commit()


def _finish(id_: int, asked: dict[str, Any], reading: Reading, problem: str) -> None:
    """Bring it in, or keep what was found; unless it was thrown away or brought in meanwhile."""
    begin_writing()
    run = db.session.get_one(RegisterImport, id_, populate_existing=True, with_for_update=True)
    if run.content is None or run.asked is None:
        db.session.rollback()
        return
    if asked["words"] and reading.lines:
        plan = db.session.get_one(Plan, run.plan_id)
        words = asked["words"] | {name: date.fromisoformat(day) for name in _DAYS if (day := asked["words"][name])}
        bring_in(
            db.session.get_one(User, asked["by"]), plan, run, reading, words=EntryWords(**words),
            belongs=_belongs(plan, asked["belongs"]), roles=asked["roles"], places=asked["places"],
        )  # fmt: skip
    else:
        run.asked, run.found = None, _found(asked, reading, problem)
    db.session.commit()


def _found(asked: dict[str, Any], reading: Reading, problem: str) -> dict[str, Any]:
    if asked["words"] and not problem:
        problem = "No row can be used. Look at what is wrong below, or choose other columns."
    return as_found(reading) | {"problem": problem, "form": asked["form"]}


def as_found(reading: Reading) -> dict[str, Any]:
    """What the page shows of it."""
    return {
        "rows": reading.rows, "refused": reading.refused, "left_out": reading.left_out, "count": len(reading.lines),
        "lines": [asdict(line) for line in reading.lines[:FIRST]], "problems": [list(one) for one in reading.problems],
        "places": list(reading.places),
    }  # fmt: skip


def _belongs(plan: Plan, kept: dict[str, Any]) -> Belongs:
    return Belongs(
        chapters=[chapter for chapter in plan.chapters if chapter.slug in kept["chapters"]],
        goal=entry(Goal, plan.id, kept["goal"]),
        locality=entry(Locality, plan.id, kept["locality"]),
    )
