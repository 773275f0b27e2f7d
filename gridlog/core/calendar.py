"""The working calendar: workdays with shifted days (调休), ISO weeks and deadlines.

The table of exceptional days is an argument; who fills it is the caller's business.
Source: the State Council's yearly notice on public holidays; ISO 8601 for weeks.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from gridlog.core.when import ZONE

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Calendar(NamedTuple):
    """`exceptions` says which days differ from Monday-to-Friday; `years` which years it knows."""

    exceptions: Mapping[date, bool]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        """Monday to Friday unless an exception says otherwise."""
        known = self.exceptions.get(day)
        return day.weekday() < 5 if known is None else known

    def workdays(self, start: date, end: date) -> int:
        """How many workdays lie in [start, end); 0 when the interval is empty."""
        return sum(1 for day in days(start, end) if self.is_workday(day))

    def after(self, day: date, count: int) -> date:
        """The `count`-th workday after `day`; the day itself for 0."""
        while count > 0:
            day += DAY
            count -= self.is_workday(day)
        return day

    def before(self, day: date, count: int) -> date:
        """The `count`-th workday before `day`."""
        while count > 0:
            day -= DAY
            count -= self.is_workday(day)
        return day

    def unknown(self, start: date, end: date) -> list[int]:
        """The years of [start, end) in which holidays are only guessed as Saturday and Sunday."""
        return [year for year in range(start.year, (end - DAY).year + 1) if year not in self.years]


def days(start: date, end: date) -> Iterator[date]:
    """Each day of [start, end)."""
    while start < end:
        yield start
        start += DAY


def monday(day: date) -> date:
    """The first day of the ISO week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def in_time_until(calendar: Calendar, day: date, hour: int) -> datetime:
    """Until when a visit on `day` may be written down without being late: `hour` of the next workday."""
    return datetime.combine(calendar.after(day, 1), time(hour), ZONE)
