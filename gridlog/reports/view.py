"""What a report is seen through: the tables as they are, or as they were at an instant."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from typing import NamedTuple

from gridlog.core.figures.beside import Letter, Origin, Remarked
from gridlog.core.nouns.report.figures import Frozen
from gridlog.core.rules import Rules
from gridlog.reports import monthly
from gridlog.reports.zone import Zone
from gridlog.store import as_of

MONTHS_BACK = 63  # two months, which an enterprise that is no key one may go unvisited


class View(NamedTuple):
    """What a report is made from: the zone by its tables, as they are or as they were `at` an instant, and the time."""

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

    def letter(self, enterprises: Iterable[str] = ()) -> Letter:
        """Return what a document needs to know of the zone, with the names of these enterprises."""
        names = self.zone.enterprises(enterprises)
        return Letter(self.rules, self.zone.names, names, self.today, self.now)

    def origin(
        self, period: str, frozen: Frozen | None = None, later: Mapping[str, int] | None = None
    ) -> Origin:
        """Return where the figures of a period come from; `frozen` are the figures that are shown as handed in."""
        names = {one.code: one.name for one in self.zone.officers}
        if frozen is not None:
            return Origin(names, self.at, frozen, later or {})
        is_set_aside = self.at is None and self.zone.frozen(period) is not None
        return Origin(names, self.at, is_set_aside=is_set_aside)

    def remarked(
        self, start: date, after: date, *, is_silent: bool, enterprises: Iterable[str] = ()
    ) -> Remarked:
        """Return what is remarked of the days [start, after), with the names of these enterprises."""
        return Remarked(
            start,
            after,
            self.zone.calendar(start, after),
            self.zone.days_off(start, after),
            is_silent,
            self.zone.begun_on if is_silent else None,
            self.zone.enterprises(enterprises),
        )


@contextmanager
def view_at(
    connection: sqlite3.Connection, now: datetime, at: datetime, start: date, after: date, back: int = 0
) -> Iterator[View]:
    """Yield the days [start - `back`, after) as what was recorded by the instant `at` leaves them."""
    first = start - timedelta(days=min(back, start.toordinal() - 1))
    with closing(as_of.as_of(connection, at, first, after)) as then:
        yield View(Zone(then, at.date()), now, at)


def days_back(rules: Rules) -> int:
    """Return how many days before its first a whole report looks, for the weeks it shows and for who was not visited."""
    return max(7 * monthly.WEEKS_SHOWN, MONTHS_BACK, rules.coverage_days + 1)
