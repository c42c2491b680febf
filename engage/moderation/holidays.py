"""The bank holidays of England, worked out by rule; a plan can name more, such as a coronation."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """All days of ``year`` on which offices are closed, beside weekends."""
    easter = easter_sunday(year)
    fixed = {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        _first_monday(date(year, 5, 1)),
        _last_monday(date(year, 5, 31)),
        _last_monday(date(year, 8, 31)),
        _next_weekday(date(year, 1, 1)),
    }
    # Christmas and Boxing Day: at a weekend each moves to the next weekday that is free
    days = {FRIDAY: (25, 28), SATURDAY: (27, 28), SUNDAY: (26, 27)}.get(date(year, 12, 25).weekday(), (25, 26))
    return frozenset(fixed | {date(year, 12, day) for day in days})


def easter_sunday(year: int) -> date:
    """Easter by the usual rule of the Gregorian calendar."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _next_weekday(day: date) -> date:
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() >= SATURDAY else 0)


def _first_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _last_monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
