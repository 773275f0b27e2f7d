"""The working calendar: workdays with shifted days (调休), ISO weeks and deadlines.

The caller passes the table of exceptional days as an argument.
Source: the State Council's yearly notice on public holidays; ISO 8601 for weeks.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from gridlog.core.when import ZONE

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Calendar(NamedTuple):
    """The days that differ from Monday-to-Friday (`exceptions`), and the years that are known (`years`)."""

    exceptions: Mapping[date, bool]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        """Return whether a day is worked: Monday to Friday, unless an exception says otherwise."""
        known = self.exceptions.get(day)
        return day.weekday() < 5 if known is None else known

    def workdays(self, start: date, end: date) -> int:
        """Return how many workdays lie in [start, end); 0 when the interval is empty."""
        return sum(1 for day in days(start, end) if self.is_workday(day))

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th workday after `day`; for 0, the day itself."""
        while count > 0:
            day += DAY
            count -= self.is_workday(day)
        return day

    def before(self, day: date, count: int) -> date:
        """Return the `count`-th workday before `day`."""
        while count > 0:
            day -= DAY
            count -= self.is_workday(day)
        return day

    def unusual(self, start: date, end: date) -> list[date]:
        """Return the days of [start, end) that are free though it is Monday to Friday, or worked though it is not."""
        return [day for day in days(start, end) if self.is_workday(day) != (day.weekday() < 5)]

    def unknown(self, start: date, end: date) -> list[int]:
        """Return the years of [start, end) whose holidays are not known: only Saturday and Sunday count as free."""
        return [year for year in range(start.year, (end - DAY).year + 1) if year not in self.years]


def days(start: date, end: date) -> Iterator[date]:
    """Yield each day of [start, end)."""
    while start < end:
        yield start
        start += DAY


def monday(day: date) -> date:
    """Return the first day of the ISO week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def in_time_until(calendar: Calendar, day: date, hour: int) -> datetime:
    """Return until when a visit on `day` can be recorded without being late: `hour` of the next workday."""
    return datetime.combine(calendar.after(day, 1), time(hour), ZONE)
