"""How long something has waited, in plain words, against the time that the moderator promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engage.moderation.holidays import bank_holidays
from engage.moderation.words import some

UK = ZoneInfo("Europe/London")
WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Promise:
    """Within how many working days everything is decided on, and the days off beside the usual bank holidays."""

    days: int
    off: frozenset[date] = frozenset()


def working_days(since: datetime, until: datetime, off: frozenset[date] = frozenset()) -> int:
    """Working days after the day of ``since``, up to and with the day of ``until``."""
    first, last = _day(since), _day(until)
    weeks, rest = divmod(max((last - first).days, 0), 7)
    weekdays = weeks * 5 + sum((last - timedelta(days=back)).weekday() < WEEKEND for back in range(rest))
    years = range(first.year, last.year + 1)
    holidays = off.union(*(bank_holidays(year) for year in years)) if years else off
    return weekdays - sum(first < day <= last and day.weekday() < WEEKEND for day in holidays)


def waiting(since: datetime, now: datetime, promise: Promise | int) -> tuple[str, bool]:
    """The wait in words, and whether the promise is broken: ``("Waiting 2 working days, 3 left", False)``."""
    promise = promise if isinstance(promise, Promise) else Promise(promise)
    promised, days = promise.days, working_days(since, now, promise.off)
    waited = f"Waiting {some(days, 'working day')}" if days else "New today"
    if days > promised:
        return f"{waited}, {some(days - promised, 'day')} late", True
    return f"{waited}, {'due today' if days == promised else f'{promised - days} left'}", False


def late_before(now: datetime, promise: Promise | int) -> datetime:
    """What was received before this moment is late."""
    promise = promise if isinstance(promise, Promise) else Promise(promise)
    day = _day(now)
    while working_days(_start(day), now, promise.off) <= promise.days:
        day -= timedelta(days=1)
    return _start(day + timedelta(days=1))


def since(moment: datetime, now: datetime) -> str:
    """An age in words: just now, 20 minutes, 3 hours, 4 days."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{some(minutes, 'minute')} ago"
    if minutes < 48 * 60:
        return f"{some(minutes // 60, 'hour')} ago"
    return f"{some(minutes // (24 * 60), 'day')} ago"


def long_moment(moment: datetime) -> str:
    """A day and a time as people say them: 3 November 2026, 14:05."""
    local = moment.astimezone(UK)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _day(moment: datetime) -> date:
    return moment.astimezone(UK).date()


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UK)
