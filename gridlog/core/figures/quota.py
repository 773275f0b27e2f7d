"""What an officer owes in a week, and which visits count towards it.

Source: domain.md, "The quota".
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.calendar import Calendar, days
from gridlog.core.roster import Leave
from gridlog.core.rules import ON_SITE


class Call(NamedTuple):
    """A visit that stands, as the week needs it."""

    on: str
    enterprise: str
    grid: str
    people: tuple[str, ...]
    method: str
    late: bool


def required(quota: int, leaves: Iterable[Leave], start: date, calendar: Calendar) -> int:
    """Visits owed in the week of `start`: the quota, or fewer when workdays less leave are fewer."""
    end = start + timedelta(days=7)
    away = {
        day
        for leave in leaves
        for day in days(max(leave.from_on, start), min(leave.until_on, end))
        if calendar.is_workday(day)
    }
    return max(0, min(quota, calendar.workdays(start, end) - len(away)))


def status(owed: int, counted: int) -> str:
    """met, short, or exempt where nothing was owed."""
    if owed == 0:
        return "exempt"
    return "met" if counted >= owed else "short"


def counted(calls: Iterable[Call], person: str, methods: Sequence[str]) -> set[tuple[str, str]]:
    """The distinct (enterprise, day) that count for a person."""
    return {(call.enterprise, call.on) for call in calls if person in call.people and call.method in methods}


def overvisited(calls: Iterable[Call], limit: int) -> dict[str, int]:
    """Enterprises that `limit` or more different officers came to, and how many did (扰企)."""
    guests: dict[str, set[str]] = {}
    for call in calls:
        if call.method == ON_SITE:
            guests.setdefault(call.enterprise, set()).update(call.people[:1])
    return {code: len(people) for code, people in sorted(guests.items()) if len(people) >= limit}
