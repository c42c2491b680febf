"""Groups that are seldom heard, as the plan lists them: how many were heard, where they were met, what is planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engage.evidence.coverage import Coverage
from engage.extensions import db
from engage.models import Activity, Chapter, Event, Outreach, Plan, RespondentKind, now

MOST = 3
"""Events, and things to do, that are named for each group."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that is to be done, by whom and by when."""

    chapter: Chapter
    what: str
    owner: str
    on: Any


@dataclass(frozen=True, slots=True)
class SeldomHeard:
    """One group. ``people`` is None where no answer tells who belongs to it; ``more``: some more are hidden."""

    name: str
    people: int | None
    more: bool
    events: tuple[Event, ...]
    planned: tuple[Planned, ...]

    @property
    def heard(self) -> str:
        """How many, in words."""
        if self.people is None:
            return "Met at an event" if self.events else "Nobody yet that we know of"
        if self.more:
            return f"At least {self.people:,}" if self.people else "Number hidden"
        return f"{self.people:,} {'person' if self.people == 1 else 'people'}" if self.people else "Nobody yet"

    @property
    def nobody(self) -> bool:
        """Whether nobody of the group was heard or met, as far as is known."""
        return not self.people and not self.more and not self.events

    @property
    def sign(self) -> str:
        """What stands before the words, so that a gap is seen by its shape."""
        return "" if not self.nobody else "◆" if self.planned else "▲"


def seldom_heard(plan: Plan, cover: Coverage) -> tuple[SeldomHeard, ...]:
    """The plan's list, counted from what ``cover`` shows: so it tells nothing that is hidden there."""
    groups = plan.wording.get("seldom_heard", {}).get("groups", [])
    if not groups:
        return ()
    shown = _shown(plan, cover)
    events = list(db.session.scalars(select(Event).where(Event.plan_id == plan.id).order_by(Event.on.desc(), Event.id)))
    planned = planned_in(plan)
    return tuple(_group(one, shown, events, planned) for one in groups)


def _shown(plan: Plan, cover: Coverage) -> dict[str, int | None]:
    """Numbers as they are shown, by the names that the plan's list gives them: ``age/85-or-over``, ``kind/carer``."""
    slugs = dict(
        db.session.execute(
            select(RespondentKind.id, RespondentKind.slug).where(RespondentKind.plan_id == plan.id)
        ).all()
    )
    found = {f"kind/{slugs.get(row.id)}": row.people for row in cover.kinds}
    return found | {f"{table.slug}/{row.id}": row.people for table in cover.groups for row in table.rows}


def planned_in(plan: Plan) -> list[Planned]:
    """What is to be done about gaps, and how chapters go on listening, the soonest first."""
    ids, today = [chapter.id for chapter in plan.chapters], now().date()
    by_id = {chapter.id: chapter for chapter in plan.chapters}
    to_do = db.session.scalars(select(Outreach).where(Outreach.chapter_id.in_(ids), Outreach.done_on.is_(None)))
    found = [Planned(by_id[row.chapter_id], row.gap, row.owner, row.due) for row in to_do]
    coming = select(Activity).where(Activity.chapter_id.in_(ids), func.coalesce(Activity.until, Activity.on) >= today)
    rows = db.session.scalars(coming.options(joinedload(Activity.chapter)))
    found += [Planned(row.chapter, f"{row.what}, for {row.audience}", row.owner, row.on) for row in rows]
    return sorted(found, key=lambda one: (one.on, one.what))


def _group(
    one: dict[str, Any], shown: dict[str, int | None], events: list[Event], planned: list[Planned]
) -> SeldomHeard:
    """A group whose answers the plan names is counted; of any group, events and plans that name it are found by its words."""
    numbers = [shown[name] for name in one.get("counted") or () if name in shown]
    words = [str(word).casefold() for word in (one["name"], *(one.get("words") or ()))]
    return SeldomHeard(
        name=one["name"],
        people=sum(number or 0 for number in numbers) if numbers else None,
        more=None in numbers,
        events=tuple(row for row in events if _named(words, (row.title, row.invited, row.host)))[:MOST],
        planned=tuple(row for row in planned if _named(words, (row.what,)))[:MOST],
    )


def _named(words: list[str], texts: Iterable[str]) -> bool:
    told = " ".join(texts).casefold()
    return any(word in told for word in words)
