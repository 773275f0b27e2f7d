"""What a report needs to know of the zone: each fact is read once, when it is first needed, and handed down."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from gridlog.core.calendar import Calendar
from gridlog.core.figures.quota import Call
from gridlog.core.nouns.visit.meaning import STANDS
from gridlog.core.roster import Leave
from gridlog.core.rules import Rules
from gridlog.core.tree import Node, Tree
from gridlog.store import lookup
from gridlog.store.projection import batches

if TYPE_CHECKING:
    from gridlog.core.figures.week import Person
    from gridlog.core.nouns.report.figures import Frozen


class Stay(NamedTuple):
    """An officer's stay in a grid, on the days [from_on, until_on)."""

    grid: str
    from_on: str
    until_on: str


class Officer(NamedTuple):
    """An officer as the roster has them; `quota` is their own one, None where they have none of their own."""

    code: str
    name: str
    role: str
    quota: int | None


class Zone:
    """The zone's rules, grids, officers and calendar, read from one set of tables at one time.

    Nothing may be written to the tables while a zone is in use; after a write another zone is made.
    """

    def __init__(self, connection: sqlite3.Connection, today: date) -> None:
        self.connection = connection
        self.today = today
        self._calendars: dict[int, Calendar] = {}
        self._frozen: dict[str, Frozen | None] = {}
        self._enterprises: dict[str, str] = {}
        self._calls: list[tuple[str, str, Sequence[Call]]] = []  # first day, day after the last, visits

    @cached_property
    def rules(self) -> Rules:
        """The zone's rules."""
        return lookup.rules(self.connection)

    @cached_property
    def _grids(self) -> list[tuple[str, str, str, str]]:
        return self.connection.execute("SELECT code, level, parent, name FROM grids").fetchall()

    @cached_property
    def tree(self) -> Tree:
        """All grids, and the level that reports group by."""
        nodes = {code: Node(level, parent) for code, level, parent, _ in self._grids}
        return Tree(nodes, self.rules.report_level)

    @cached_property
    def names(self) -> dict[str, str]:
        """What each unit of the report level, or any other grid, is called; nothing is `—`."""
        return {"": "—", **{code: name for code, _, _, name in self._grids}}

    @cached_property
    def officers(self) -> list[Officer]:
        """Everybody on the roster."""
        found = self.connection.execute("SELECT code, name, role, quota FROM officers")
        return [Officer(*one) for one in found]

    @cached_property
    def _stays(self) -> dict[str, list[Stay]]:
        stays: dict[str, list[Stay]] = {}
        query = "SELECT officer, grid, from_on, until_on FROM assignments ORDER BY officer, from_on"
        for officer, *stay in self.connection.execute(query):
            stays.setdefault(officer, []).append(Stay(*stay))
        return stays

    @cached_property
    def _leaves(self) -> list[tuple[str, str, str, str]]:
        return self.connection.execute("SELECT officer, from_on, until_on, kind FROM leaves").fetchall()

    def people(self, first: str, after: str) -> "list[Person]":
        """The officers with a quota who were in service on some day of [first, after), with their last grid in it.

        An officer who never was assigned anywhere is in service too, without a grid.
        """
        from gridlog.core.figures.week import Person

        away: dict[str, list[Leave]] = {}
        for officer, from_on, until_on, kind in self._leaves:
            if from_on < after and until_on > first:
                away.setdefault(officer, []).append(lookup.leave(from_on, until_on, kind))
        made = []
        for one in self.officers:
            quota = lookup.own_quota(one.role, one.quota, self.rules)
            stays = self._stays.get(one.code, ())
            held = [stay.grid for stay in stays if stay.from_on < after and stay.until_on > first]
            if quota is None or (stays and not held):
                continue
            *earlier, grid = held or [""]
            moved_from = ";".join(dict.fromkeys(stay for stay in earlier if stay != grid))
            leaves = tuple(away.get(one.code, ()))
            made.append(Person(one.code, one.name, grid, self.tree.block(grid), quota, leaves, moved_from))
        return made

    def grid_of(self, officer: str, day: date) -> str:
        """The grid that an officer holds on a day; empty for none."""
        stays = self._stays.get(officer, ())
        return next((stay.grid for stay in stays if stay.from_on <= day.isoformat() < stay.until_on), "")

    def is_away(self, officer: str, day: date) -> bool:
        """Whether an officer is on leave on a day."""
        return any(
            who == officer and from_on <= day.isoformat() < until_on
            for who, from_on, until_on, _ in self._leaves
        )

    def calendar(self, start: date, end: date) -> Calendar:
        """The working calendar good for [start, end)."""
        exceptions: dict[date, bool] = {}
        years: set[int] = set()
        for year in range(start.year, end.year + 1):
            if year not in self._calendars:
                days = (date(year, 1, 1), date(year, 12, 31))
                self._calendars[year] = lookup.calendar(self.connection, self.today, *days)
            exceptions.update(self._calendars[year].exceptions)
            years |= self._calendars[year].years
        return Calendar(exceptions, frozenset(years))

    @cached_property
    def begun_on(self) -> date | None:
        """The first day of which anything is on record."""
        return lookup.begun_on(self.connection)

    def days_off(self, start: date, after: date) -> dict[date, str]:
        """The names of the holidays and shifted workdays of [start, after), read where there are any."""
        if not self.calendar(start, after).unusual(start, after):
            return {}
        return lookup.days_off(self.connection, start, after)

    def is_silent(self, end: date) -> bool:
        """Whether a period ended on `end` before the first record, so that no officer is to blame for it."""
        return end < (self.begun_on or date.min)

    @cached_property
    def _handed_in(self) -> set[str]:
        return {period for (period,) in self.connection.execute("SELECT period FROM frozen")}

    def frozen(self, period: str) -> "Frozen | None":
        """The figures of a period as they were handed in, if they were."""
        if period not in self._handed_in:
            return None
        if period not in self._frozen:
            self._frozen[period] = lookup.frozen(self.connection, period)
        return self._frozen[period]

    def calls(self, first: str, after: str) -> Sequence[Call]:
        """Every visit of [first, after) that stands."""
        for start, end, calls in self._calls:
            if start <= first and after <= end:
                return [call for call in calls if first <= call.on < after]
        found = self.connection.execute(
            f"SELECT {lookup.CALL} FROM visits AS v WHERE visited_on >= ? AND visited_on < ? AND {STANDS}",
            (first, after),
        )
        calls = [lookup.call(one) for one in found]
        self._calls.append((first, after, calls))
        return calls

    def read_weeks(self, last_monday: date, after: date, weeks: int) -> None:
        """Read the visits of some weeks up to the one of `last_monday`, and on to `after`, at once."""
        self.calls(str(last_monday - timedelta(days=7 * (weeks - 1))), str(after))

    def enterprises(self, codes: Iterable[str]) -> dict[str, str]:
        """The names of enterprises by their codes; a code that the roster does not know is its own name."""
        wanted = list(dict.fromkeys(codes))
        for batch in batches([code for code in wanted if code not in self._enterprises]):
            marks = ",".join("?" * len(batch))
            found = self.connection.execute(
                f"SELECT code, name FROM enterprises WHERE code IN ({marks})", batch
            )
            self._enterprises.update({code: code for code in batch} | dict(found.fetchall()))
        return {code: self._enterprises[code] for code in wanted}
