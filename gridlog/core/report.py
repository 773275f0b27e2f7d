"""The week in figures: who owed how many visits, who made them, and what the units add up to.

Source: domain.md, "The quota" and "Reports". Rates are pairs of numerator and denominator.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.calendar import Calendar
from gridlog.core.quota import Call, counted, required, status
from gridlog.core.roster import Leave
from gridlog.core.rules import Rules
from gridlog.core.when import week_name


class Person(NamedTuple):
    """An officer with a quota during the week; grid and block are those of its last day in service."""

    code: str
    name: str
    grid: str
    block: str
    quota: int
    leaves: tuple[Leave, ...]


class Matter(NamedTuple):
    """One issue that was raised or closed in the week."""

    officer: str
    block: str
    grid: str
    raised: bool
    closed: bool


class Customer(NamedTuple):
    """An enterprise in charge at the end of the week."""

    code: str
    grid: str
    block: str


class Week(NamedTuple):
    """All that a week's figures are made of; `start` is its Monday."""

    start: date
    people: Sequence[Person]
    calls: Sequence[Call]
    matters: Sequence[Matter]
    customers: Sequence[Customer]
    calendar: Calendar
    rules: Rules

    @property
    def end(self) -> date:
        """The Sunday."""
        return self.start + timedelta(days=6)


class OfficerWeek(NamedTuple):
    """One officer's week. `counted` are visits that count, `enterprises` distinct ones among them."""

    week: str
    start: date
    end: date
    block: str
    grid: str
    officer_code: str
    officer: str
    required: int
    counted: int
    enterprises: int
    short: int
    status: str
    late: int
    joint: int
    onsite: int
    station: int
    phone: int
    online: int
    meeting: int
    issues_raised: int
    issues_closed: int


class UnitWeek(NamedTuple):
    """A grid's, block's or zone's week; `coverage` is visited on site / in charge, None for 0/0."""

    week: str
    start: date
    end: date
    block: str
    grid: str
    required: int
    counted: int
    enterprises: int
    short: int
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
    officers_met: int
    enterprises_in_charge: int
    coverage: float | None


class Figures(NamedTuple):
    """What a set of calls amounts to for one person or one unit."""

    counted: int
    enterprises: int
    late: int
    joint: int
    methods: Mapping[str, int]


def _figures(calls: Sequence[Call], done: set[tuple[str, str, str]]) -> Figures:
    methods: dict[str, int] = {}
    for call in calls:
        methods[call.method] = methods.get(call.method, 0) + 1
    return Figures(
        counted=len(done),
        enterprises=len({enterprise for _, enterprise, _ in done}),
        late=sum(call.late for call in calls),
        joint=sum(len(call.people) > 1 for call in calls),
        methods=methods,
    )


def by_officer(week: Week) -> list[OfficerWeek]:
    """One row an officer with a quota, sorted by block, grid, code."""
    theirs: dict[str, list[Call]] = {}
    for call in week.calls:
        for code in call.people:
            theirs.setdefault(code, []).append(call)
    rows = [_officer_row(week, person, theirs.get(person.code, [])) for person in week.people]
    return sorted(rows, key=lambda row: (row.block, row.grid, row.officer_code))


def _officer_row(week: Week, person: Person, calls: Sequence[Call]) -> OfficerWeek:
    methods = week.rules.counted_methods.split(",")
    done = {(person.code, *one) for one in counted(calls, person.code, methods)}
    figures = _figures(calls, done)
    owed = required(person.quota, person.leaves, week.start, week.calendar)
    mine = [matter for matter in week.matters if matter.officer == person.code]
    return OfficerWeek(
        week=week_name(week.start),
        start=week.start,
        end=week.end,
        block=person.block,
        grid=person.grid,
        officer_code=person.code,
        officer=person.name,
        required=owed,
        counted=figures.counted,
        enterprises=figures.enterprises,
        short=max(0, owed - figures.counted),
        status=status(owed, figures.counted),
        late=figures.late,
        joint=figures.joint,
        **_methods(figures),
        issues_raised=sum(matter.raised for matter in mine),
        issues_closed=sum(matter.closed for matter in mine),
    )


def _methods(figures: Figures) -> dict[str, int]:
    return {
        method: figures.methods.get(method, 0)
        for method in ("onsite", "station", "phone", "online", "meeting")
    }


Unit = tuple[str, str]
UNITS: dict[str, Callable[[str, str], Unit]] = {
    "grid": lambda block, grid: (block, grid),
    "block": lambda block, _: (block, ""),
    "zone": lambda _, __: ("", ""),
}


def by_unit(week: Week, level: str) -> list[UnitWeek]:
    """One row a grid, block or zone. A unit's visits are those of its officers; its coverage and its
    issues are those of its enterprises, whoever saw to them."""
    unit = UNITS[level]
    officers = by_officer(week)
    units = {unit(row.block, row.grid) for row in officers}
    units |= {unit(one.block, one.grid) for one in week.customers}
    units |= {unit(one.block, one.grid) for one in week.matters}
    return [_unit_row(week, key, unit, officers) for key in sorted(units)]


class Tables(NamedTuple):
    """A week's rows at each level, whether reckoned now or as they were handed in."""

    officer: list[OfficerWeek]
    grid: list[UnitWeek]
    block: list[UnitWeek]
    zone: list[UnitWeek]


def tables(week: Week) -> Tables:
    """The rows of a week as they are now."""
    return Tables(by_officer(week), by_unit(week, "grid"), by_unit(week, "block"), by_unit(week, "zone"))


def _unit_row(
    week: Week, key: Unit, unit: Callable[[str, str], Unit], officers: Sequence[OfficerWeek]
) -> UnitWeek:
    rows = [row for row in officers if unit(row.block, row.grid) == key]
    codes = {row.officer_code for row in rows}
    calls = [call for call in week.calls if codes & set(call.people)]
    methods = week.rules.counted_methods.split(",")
    done = {(code, *one) for code in codes for one in counted(calls, code, methods)}
    figures = _figures(calls, done)
    charge = {one.code for one in week.customers if unit(one.block, one.grid) == key}
    seen = {call.enterprise for call in week.calls if call.method == "onsite"}
    matters = [one for one in week.matters if unit(one.block, one.grid) == key]
    return UnitWeek(
        week=week_name(week.start),
        start=week.start,
        end=week.end,
        block=key[0],
        grid=key[1],
        required=sum(row.required for row in rows),
        counted=figures.counted,
        enterprises=figures.enterprises,
        short=sum(row.short for row in rows),
        late=figures.late,
        joint=figures.joint,
        **_methods(figures),
        issues_raised=sum(one.raised for one in matters),
        issues_closed=sum(one.closed for one in matters),
        officers=len(rows),
        officers_met=sum(row.status == "met" for row in rows),
        enterprises_in_charge=len(charge),
        coverage=len(charge & seen) / len(charge) if charge else None,
    )
