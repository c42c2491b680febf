"""Which hours a promise counts: all of them, or only those in which somebody is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engage.models import Plan
from engage.moderation.clock import UK, WEEKEND
from engage.moderation.holidays import bank_holidays
from engage.moderation.queries import clock_of

OPENS, CLOSES = time(9), time(17)
LONGEST = 3_650
"""Days that are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when somebody is there on a working day; ``off`` are days off beside the usual bank holidays."""

    opens: time = OPENS
    closes: time = CLOSES
    off: frozenset[date] = frozenset()

    @property
    def day(self) -> timedelta:
        """How long a working day is."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)


def hours_of(plan: Plan) -> Hours | None:
    """The working hours that the plan's safeguarding clock counts; None when it counts all hours."""
    times = plan.wording.get("safeguarding", {})
    if times.get("counts", "all") != "working":
        return None
    opens, closes = _time(times.get("opens"), OPENS), _time(times.get("closes"), CLOSES)
    return Hours(opens, closes, clock_of(plan).off) if opens < closes else Hours(off=clock_of(plan).off)


def _time(said: object, otherwise: time) -> time:
    try:
        return time.fromisoformat(str(said))
    except ValueError:
        return otherwise


def said_plainly(plan: Plan) -> str:
    """How the clock counts, for the people who work by it."""
    if hours_of(plan) is None:
        return "The clock counts all hours, also at night and at weekends."
    return "The clock counts working hours only. It stands still at night, at weekends and on bank holidays."


def end_of(start: datetime, length: timedelta, hours: Hours | None) -> datetime:
    """When ``length`` is over, counted from ``start``."""
    if hours is None:
        return start + length
    for begins, ends in _windows(start, hours):
        if begins + length <= ends:
            return begins + length
        length -= ends - begins
    return start + length


def passed(start: datetime, end: datetime, hours: Hours | None) -> timedelta:
    """How much time that counts lies between the two; below nothing when ``end`` comes first."""
    if end < start:
        return -passed(end, start, hours)
    if hours is None:
        return end - start
    total = timedelta()
    for begins, ends in _windows(start, hours):
        if begins >= end:
            break
        total += min(ends, end) - begins
    return total


def _windows(start: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """What is left of each working day from ``start`` on."""
    local = start.astimezone(UK)
    for later in range(LONGEST):
        day = local.date() + timedelta(days=later)
        if day.weekday() >= WEEKEND or day in hours.off or day in bank_holidays(day.year):
            continue
        begins, ends = (datetime.combine(day, moment, UK) for moment in (hours.opens, hours.closes))
        if ends > local:
            yield max(begins, local), ends
