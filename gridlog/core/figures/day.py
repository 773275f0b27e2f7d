"""The day on one screen (日调度), and weeks side by side: what changed against the week before.

Source: domain.md, "Reports".
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import DAY, Calendar
from gridlog.core.figures.quota import Call, counted
from gridlog.core.figures.week import Customer, Person, Tables, UnitWeek
from gridlog.core.tree import Tree, Unit


class Trouble(NamedTuple):
    """One issue that the day has to do with: whether it began, ended, falls due or is overdue on it."""

    officer: str
    block: str
    grid: str
    raised: bool
    closed: bool
    due: bool
    overdue: bool


class Guest(NamedTuple):
    """A visit of the day and the block that its grid belonged to."""

    block: str
    call: Call


class Day(NamedTuple):
    """All that a day's figures are made of."""

    on: date
    people: Sequence[Person]
    guests: Sequence[Guest]
    troubles: Sequence[Trouble]
    customers: Sequence[Customer]
    methods: Sequence[str]
    tree: Tree = Tree()


class OfficerDay(NamedTuple):
    """One officer's day; issues are those this officer raised."""

    day: date
    block: str
    grid: str
    officer_code: str
    officer: str
    visits: int
    counted: int
    enterprises: int
    joint: int
    issues_raised: int
    issues_closed: int
    issues_due: int
    issues_overdue: int


class UnitDay(NamedTuple):
    """The day of a unit of any level, or of the zone. `counted` are visits that count; `enterprises` were visited, in whatever way."""

    day: date
    block: str
    grid: str
    visits: int
    counted: int
    enterprises: int
    officers: int
    joint: int
    issues_raised: int
    issues_closed: int
    issues_due: int
    issues_overdue: int


def by_officer(day: Day) -> list[OfficerDay]:
    """One row an officer with a quota who is in service, sorted by block, grid, code."""
    rows = [
        OfficerDay(
            day=day.on,
            block=one.block,
            grid=one.grid,
            officer_code=one.code,
            officer=one.name,
            **_visits(day, [guest.call for guest in day.guests if one.code in guest.call.people], [one.code]),
            **_issues([trouble for trouble in day.troubles if trouble.officer == one.code]),
        )
        for one in day.people
    ]
    return sorted(rows, key=lambda row: (row.block, row.grid, row.officer_code))


def by_day_unit(day: Day, level: str) -> list[UnitDay]:
    """One row a unit of a level that has enterprises or something to tell, or one for the zone."""
    return _by_unit(day, day.tree.unit(level))


def by_block(day: Day) -> list[UnitDay]:
    """One row a unit of the report level."""
    return _by_unit(day, day.tree.by_block)


def _by_unit(day: Day, unit: Callable[[str, str], Unit]) -> list[UnitDay]:
    keys = {unit(one.block, one.grid) for found in (day.troubles, day.customers) for one in found}
    keys |= {unit(one.block, one.call.grid) for one in day.guests}
    return [_row(day, key, unit) for key in sorted(keys or {("", "")})]


def _row(day: Day, key: Unit, unit: Callable[[str, str], Unit]) -> UnitDay:
    calls = [guest.call for guest in day.guests if unit(guest.block, guest.call.grid) == key]
    people = {person for call in calls for person in call.people}
    return UnitDay(
        day=day.on,
        block=key[0],
        grid=key[1],
        officers=len(people),
        **_visits(day, calls, people),
        **_issues([one for one in day.troubles if unit(one.block, one.grid) == key]),
    )


def _visits(day: Day, calls: Sequence[Call], people: Iterable[str]) -> dict[str, int]:
    return {
        "visits": len(calls),
        "counted": sum(len(counted(calls, person, day.methods)) for person in people),
        "enterprises": len({call.enterprise for call in calls}),
        "joint": sum(len(call.people) > 1 for call in calls),
    }


def _issues(troubles: Sequence[Trouble]) -> dict[str, int]:
    return {
        "issues_raised": sum(one.raised for one in troubles),
        "issues_closed": sum(one.closed for one in troubles),
        "issues_due": sum(one.due for one in troubles),
        "issues_overdue": sum(one.overdue for one in troubles),
    }


class UnitTrend(NamedTuple):
    """A unit's week beside the one before; changes are None for the first week shown."""

    week: str
    start: date
    end: date
    block: str
    grid: str
    required: int
    counted: int
    counted_change: int | None
    enterprises: int
    enterprises_in_charge: int
    coverage: float | None
    coverage_change: float | None
    officers: int
    officers_met: int
    late: int
    issues_raised: int
    issues_raised_change: int | None
    issues_closed: int
    issues_closed_change: int | None
    workdays: int


def trend(weeks: Iterable[Tables], level: str, calendar: Calendar) -> list[UnitTrend]:
    """Each unit of a level, week by week, oldest first; the first week only serves to compare with.

    A week that was handed in without rows of the level has none here.
    """
    before: dict[Unit, UnitWeek] = {}
    rows = []
    for at, week in enumerate(weeks):
        units = {(row.block, row.grid): row for row in week.at(level) or ()}
        if at:
            rows += [_compared(row, before.get(unit), calendar) for unit, row in units.items()]
        before = units
    return sorted(rows, key=lambda row: (row.block, row.grid, row.start))


def _compared(row: UnitWeek, before: UnitWeek | None, calendar: Calendar) -> UnitTrend:
    covered = None
    if before and row.coverage is not None and before.coverage is not None:
        covered = row.coverage - before.coverage
    return UnitTrend(
        week=row.week,
        start=row.start,
        end=row.end,
        block=row.block,
        grid=row.grid,
        required=row.required,
        counted=row.counted,
        counted_change=row.counted - before.counted if before else None,
        enterprises=row.enterprises,
        enterprises_in_charge=row.enterprises_in_charge,
        coverage=row.coverage,
        coverage_change=covered,
        officers=row.officers,
        officers_met=row.officers_met,
        late=row.late,
        issues_raised=row.issues_raised,
        issues_raised_change=row.issues_raised - before.issues_raised if before else None,
        issues_closed=row.issues_closed,
        issues_closed_change=row.issues_closed - before.issues_closed if before else None,
        workdays=calendar.workdays(row.start, row.end + DAY),
    )
