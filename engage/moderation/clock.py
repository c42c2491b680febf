"""How long something has waited, in plain words, against the time that the moderator promised."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engage.moderation.words import some

UK = ZoneInfo("Europe/London")
WEEKEND = 5


def working_days(since: datetime, until: datetime) -> int:
    """Mondays to Fridays after the day of ``since``, up to and with the day of ``until``. Bank holidays count."""
    first, last = _day(since), _day(until)
    weeks, rest = divmod(max((last - first).days, 0), 7)
    return weeks * 5 + sum((last - timedelta(days=back)).weekday() < WEEKEND for back in range(rest))


def waiting(since: datetime, now: datetime, promised: int) -> tuple[str, bool]:
    """The wait in words, and whether the promise is broken: ``("Waiting 2 working days, 3 left", False)``."""
    days = working_days(since, now)
    waited = f"Waiting {some(days, 'working day')}" if days else "New today"
    if days > promised:
        return f"{waited}, {some(days - promised, 'day')} late", True
    return f"{waited}, {'due today' if days == promised else f'{promised - days} left'}", False


def late_before(now: datetime, promised: int) -> datetime:
    """What was received before this moment is late."""
    day = _day(now)
    while working_days(_start(day), now) <= promised:
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
