"""The month in figures (月通报): visits and issues of its civil days, quotas of the weeks that end in it.

A week belongs to the month of its Sunday, so that what is owed and counted is the sum of the weekly
summaries as they were handed in, each in one month, and final on the month's last day. A week counts once it
is over or was handed in. Source: domain.md, "Reports".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from gridlog.core.calendar import monday
from gridlog.core.figures.day import Guest
from gridlog.core.figures.handling import Count, Handling, share, total
from gridlog.core.figures.week import Customer, Matter, OfficerWeek, Person, Tables, UnitWeek
from gridlog.core.rules import METHODS, ON_SITE
from gridlog.core.tree import DEFAULT_LEVEL, WHOLE, Tree, Unit


class Month(NamedTuple):
    """All that a month's tables are made of; `last` is its last day, `weeks` are those of its Sundays that count."""

    start: date
    last: date
    people: Sequence[Person]
    weeks: Sequence[Tables]
    guests: Sequence[Guest]
    matters: Sequence[Matter]
    customers: Sequence[Customer]
    tree: Tree = Tree()

    @property
    def name(self) -> str:
        """As it is written everywhere: 2026-11."""
        return f"{self.start:%Y-%m}"


class OfficerMonth(NamedTuple):
    """One officer's month. From `weeks_owed` to `short` by weeks, the rest by the days of the month."""

    month: str
    start: date
    end: date
    block: str
    grid: str
    officer_code: str
    officer: str
    weeks_owed: int
    weeks_met: int
    required: int
    counted: int
    short: int
    visits: int
    enterprises: int
    late: int
    joint: int
    onsite: int
    station: int
    phone: int
    online: int
    meeting: int
    issues_raised: int
    issues_closed: int


class UnitMonth(NamedTuple):
    """The month of a unit of any level, or of the zone; visits are those its enterprises had, quotas those of its officers.

    `coverage` is enterprises visited on site in the month / in charge at its end, None for 0/0.
    """

    month: str
    start: date
    end: date
    block: str
    grid: str
    weeks_owed: int
    weeks_met: int
    required: int
    counted: int
    short: int
    visits: int
    enterprises: int
    late: int
    joint: int
    onsite: int
    station: int
    phone: int
    online: int
    meeting: int
    issues_raised: int
    issues_closed: int
    officers: int
    enterprises_in_charge: int
    coverage: float | None


class Totals(NamedTuple):
    """The sums of a period of days, to compare another one of as many days, or a whole month, with."""

    visits: int
    enterprises: int
    raised: int
    closed: int


class Met(NamedTuple):
    """How many officers of a block, or of another unit of the report level, met their quota in a week, of those who had one."""

    week: str
    block: str
    met: int
    owed: int


class Uncovered(NamedTuple):
    """An enterprise that no officer visited in time: days since the last visit, None for never, and how many are allowed."""

    block: str
    grid: str
    officer: str
    enterprise_code: str
    enterprise: str
    last_visit: str
    days_since: int | None
    limit: int


class Bulletin(NamedTuple):
    """All facts of a monthly bulletin, for the days of the month up to `until`.

    until: the last day that the bulletin covers
    officer, grid, block, zone: the rows by officer, by grid, by unit of the report level, and of the zone
    weeks: how many officers of each block met their quota in each week
    counted: the number of weeks of the month that count
    frozen: the number of these weeks that were handed in
    before: the totals of the days with which the month is compared
    issues: the handling of issues, by block
    top: the categories in which most issues were raised, with their numbers
    common: the categories that three or more enterprises complained of (共性问题), with the numbers of enterprises
    longterm: the number of long-term issues that were open at the end
    unseen: the enterprises without a visit on site in the month
    uncovered: the enterprises that were not visited in time at the end of the month
    crowded: the enterprises to which too many officers came in one week (扰企), with the largest number
    level: the name of the report level
    levels: the rows of the other levels, by the name of the level
    unrecorded: the number of weeks, before the weeks that count, of which nothing is on record
    workdays: the workdays up to `until`; 0 in figures that older versions handed in
    workdays_before: the workdays of the days that `before` sums; 0 in figures that older versions handed in
    """

    until: date
    officer: list[OfficerMonth]
    grid: list[UnitMonth]
    block: list[UnitMonth]
    zone: list[UnitMonth]
    weeks: list[Met]
    counted: int
    frozen: int
    before: Totals
    issues: list[Handling]
    top: list[Count]
    common: list[Count]
    longterm: int
    unseen: list[str]
    uncovered: list[Uncovered]
    crowded: list[Count]
    level: str = DEFAULT_LEVEL
    levels: Mapping[str, list[UnitMonth]] = {}
    unrecorded: int = 0
    workdays: int = 0
    workdays_before: int = 0

    def at(self, level: str) -> list[UnitMonth] | None:
        """The rows of the units of a level; None where the bulletin has none of it."""
        if level in self.levels:
            return self.levels[level]
        return {self.level: self.block, "grid": self.grid, "zone": self.zone}.get(level)

    @property
    def has_records(self) -> bool:
        """Whether the month has anything to be judged by."""
        (zone,) = self.zone
        is_silent = not (self.counted or zone.visits or zone.issues_raised or zone.issues_closed)
        return not (is_silent and self.unrecorded == len(weeks_of(zone.start)))

    @property
    def whole(self) -> Handling:
        """The issues of all blocks."""
        return total(self.issues)


def last_day(start: date) -> date:
    """The last day of the month that begins on `start`."""
    return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def weeks_of(start: date) -> list[date]:
    """The Mondays of the weeks that end in the month of `start`."""
    mondays = (monday(start) + timedelta(days=7 * at) for at in range(6))
    return [one for one in mondays if start <= one + timedelta(days=6) <= last_day(start)]


def same_days(start: date, until: date) -> tuple[date, date]:
    """What a month up to `until` is compared with: the month before, or as many first days of it."""
    earlier = (start - timedelta(days=1)).replace(day=1)
    if until >= last_day(start):
        return earlier, last_day(earlier)
    return earlier, min(earlier + (until - start), last_day(earlier))


def met_in(week: str, officers: Iterable[OfficerWeek], tree: Tree | None = None) -> list[Met]:
    """A row a block: who met their quota, of those who had one."""
    unit = (tree or Tree()).by_block
    rows = _grouped(officers, lambda row: unit(row.block, row.grid))
    return [
        Met(
            week, block, sum(row.status == "met" for row in mine), sum(row.status != "exempt" for row in mine)
        )
        for (block, _), mine in sorted(rows.items())
    ]


def by_officer(month: Month) -> list[OfficerMonth]:
    """Return one row for each officer who was in service in the month or owed visits in one of its weeks.

    The rows are ordered by block, grid and code.
    """
    weeks: dict[str, list[OfficerWeek]] = {}
    for tables in month.weeks:
        for row in tables.officer:
            weeks.setdefault(row.officer_code, []).append(row)
    places = {code: _place(rows[-1], month.tree) for code, rows in weeks.items()}
    places |= {one.code: (one.block, one.grid, one.name) for one in month.people}
    visits: dict[str, list[Guest]] = {}
    for guest in month.guests:
        for person in guest.call.people:
            visits.setdefault(person, []).append(guest)
    rows = [
        _officer_row(month, code, place, weeks.get(code, ()), visits.get(code, ()))
        for code, place in places.items()
    ]
    return sorted(rows, key=lambda row: (row.block, row.grid, row.officer_code))


def _place(last: OfficerWeek, tree: Tree) -> tuple[str, str, str]:
    """Where an officer was in the last week that has a row, and the officer's name."""
    return tree.kept_block(last.block, last.grid), last.grid, last.officer


def _officer_row(
    month: Month,
    code: str,
    place: tuple[str, str, str],
    weeks: Sequence[OfficerWeek],
    guests: Sequence[Guest],
) -> OfficerMonth:
    block, grid, name = place
    mine = [one for one in month.matters if one.officer == code]
    return OfficerMonth(
        month=month.name,
        start=month.start,
        end=month.last,
        block=block,
        grid=grid,
        officer_code=code,
        officer=name,
        weeks_owed=sum(row.status != "exempt" for row in weeks),
        weeks_met=sum(row.status == "met" for row in weeks),
        required=sum(row.required for row in weeks),
        counted=sum(row.counted for row in weeks),
        short=sum(row.short for row in weeks),
        **_visits(guests),
        issues_raised=sum(one.raised for one in mine),
        issues_closed=sum(one.closed for one in mine),
    )


def _visits(guests: Sequence[Guest]) -> dict[str, int]:
    methods = [guest.call.method for guest in guests]
    return {
        "visits": len(guests),
        "enterprises": len({guest.call.enterprise for guest in guests}),
        "late": sum(guest.call.late for guest in guests),
        "joint": sum(len(guest.call.people) > 1 for guest in guests),
        **{method: methods.count(method) for method in METHODS},
    }


def by_unit(month: Month, level: str) -> list[UnitMonth]:
    """One row a unit of a level that has officers, enterprises, visits or issues, and one for the zone in any case."""
    always = [("", "")] if level == WHOLE else []
    return _by_unit(month, month.tree.unit(level), (one.at(level) or () for one in month.weeks), always)


def by_grid(month: Month) -> list[UnitMonth]:
    """One row a grid, of whatever level, that something hangs on."""
    return _by_unit(month, month.tree.by_grid, (one.grid for one in month.weeks))


def by_block(month: Month) -> list[UnitMonth]:
    """One row a unit of the report level."""
    level = month.tree.report_level
    weeks = (one.block for one in month.weeks if one.level == level)
    return _by_unit(month, month.tree.by_block, weeks)


def _by_unit(
    month: Month,
    unit: Callable[[str, str], Unit],
    weeks: Iterable[Iterable[UnitWeek]],
    always: Iterable[Unit] = (),
) -> list[UnitMonth]:
    """A row for each unit of `always`, of the rows of `weeks`, and of all else in the month. Quotas are summed by officer."""
    units = {unit(row.block, row.grid) for rows in weeks for row in rows}
    officers = by_officer(month)
    owed = [row for tables in month.weeks for row in tables.officer]
    people = _grouped(officers, lambda row: unit(row.block, row.grid))
    quotas = _grouped(owed, lambda row: unit(row.block, row.grid))
    guests = _grouped(month.guests, lambda guest: unit(guest.block, guest.call.grid))
    matters = _grouped(month.matters, lambda one: unit(one.block, one.grid))
    charges = _grouped(month.customers, lambda one: unit(one.block, one.grid))
    seen = {guest.call.enterprise for guest in month.guests if guest.call.method == ON_SITE}
    keys = units | {*always} | people.keys() | quotas.keys() | guests.keys() | matters.keys() | charges.keys()
    return [
        UnitMonth(
            month=month.name,
            start=month.start,
            end=month.last,
            block=key[0],
            grid=key[1],
            weeks_owed=sum(row.status != "exempt" for row in quotas.get(key, ())),
            weeks_met=sum(row.status == "met" for row in quotas.get(key, ())),
            required=sum(row.required for row in quotas.get(key, ())),
            counted=sum(row.counted for row in quotas.get(key, ())),
            short=sum(row.short for row in quotas.get(key, ())),
            **_visits(guests.get(key, [])),
            issues_raised=sum(one.raised for one in matters.get(key, ())),
            issues_closed=sum(one.closed for one in matters.get(key, ())),
            officers=len(people.get(key, ())),
            enterprises_in_charge=len({one.code for one in charges.get(key, ())}),
            coverage=_coverage(charges.get(key, ()), seen),
        )
        for key in sorted(keys)
    ]


def _coverage(charges: Sequence[Customer], seen: set[str]) -> float | None:
    codes = {one.code for one in charges}
    return share(len(codes & seen), len(codes))


_Row = TypeVar("_Row")


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], Unit]) -> dict[Unit, list[_Row]]:
    found: dict[Unit, list[_Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
