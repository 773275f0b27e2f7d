"""What a report is seen through: the tables as they are, as of an instant, or as they were handed in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import NamedTuple

from gridlog.cli.shell.session import Session
from gridlog.core.nouns.report.figures import Frozen
from gridlog.core.rules import Rules
from gridlog.core.when import ZONE, parse_instant, parse_moment
from gridlog.errors import Refused, Usage
from gridlog.reports import monthly
from gridlog.reports.zone import Zone
from gridlog.store import as_of as past
from gridlog.words.language import fill, pick, two

MONTHS_BACK = 63  # two months, which an enterprise that is no key one may go unvisited


class View(NamedTuple):
    """What a report is made from: the zone by its tables, as they are or as they were `at` an instant, and today's date."""

    zone: Zone
    now: datetime
    at: datetime | None = None

    @property
    def today(self) -> date:
        """The day the report is made, or would have been."""
        return (self.at or self.now).date()

    @property
    def rules(self) -> Rules:
        """The zone's rules."""
        return self.zone.rules

    @property
    def connection(self) -> sqlite3.Connection:
        """The tables."""
        return self.zone.connection


def present(here: Session) -> View:
    """The tables as they are now."""
    zone = Zone(here.store.connection, here.today)
    zone.rules = here.rules
    return View(zone, here.now)


@contextmanager
def view(here: Session, as_of: str | None, start: date, after: date, back: int = 0) -> Iterator[View]:
    """The tables as they are, or the days [start - `back`, after) as what was recorded by an instant leaves them.

    Raises Refused for days that had not begun then.
    """
    at = here.now if as_of is None else min(instant(as_of, here.today).astimezone(ZONE), here.now)
    if start > at.date():
        raise Refused("report.not_begun", start=start, day=at.date())
    if as_of is None:
        yield present(here)
        return
    first = start - timedelta(days=min(back, start.toordinal() - 1))
    with closing(past.as_of(here.store.connection, at, first, after)) as then:
        yield View(Zone(then, at.date()), here.now, at)


def provenance(seen: View, period: str) -> list[str]:
    """Return the line that says where figures come from: as of an instant, or not as handed in.

    Returns no line for all other figures.
    """
    if seen.at is not None:
        at = f"{seen.at:%Y-%m-%d %H:%M}"
        return [fill(two("以上为截至 {at} 已录入的数字。", "these are the figures recorded by {at}."), at=at)]
    if seen.zone.frozen(period):
        return [
            pick(two("以上为现在的数字，不是上报数字。", "these are today's figures, not those handed in."))
        ]
    return []


def signing_day(frozen: Frozen | None) -> date | None:
    """The day on which figures were handed in, or corrected last; None where they were not."""
    if frozen is None:
        return None
    at = frozen.corrections[-1].at if frozen.corrections else frozen.at
    return datetime.fromisoformat(at).astimezone(ZONE).date()


def instant(typed: str, today: date) -> datetime:
    """An instant: ISO, or a day in words with a time; a day alone is its end."""
    try:
        day, time = parse_moment(typed, today)
    except Usage:
        return parse_instant(typed)
    return datetime.combine(day, time or clock(23, 59, 59), ZONE)


def days_back(rules: Rules) -> int:
    """How many days before its first a whole report looks, for the weeks it shows and for who was not visited."""
    return max(7 * monthly.WEEKS_SHOWN, MONTHS_BACK, rules.coverage_days + 1)
