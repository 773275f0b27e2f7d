"""The week in figures: who owed how many visits, who made them, and what the units add up to.

Source: domain.md, "The quota" and "Reports". Rates are pairs of numerator and denominator.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.calendar import Calendar
from gridlog.core.figures.quota import Call, counted, required, status
from gridlog.core.roster import Leave
from gridlog.core.rules import METHODS, ON_SITE, Rules
from gridlog.core.tree import DEFAULT_LEVEL, PERSONS, WHOLE, Tree, Unit
from gridlog.core.when import week_name


class Person(NamedTuple):
    """An officer with a quota during the week; grid and block are those of its last day in service.

    `moved_from` are the grids held before in the same week, divided by semicolons.
    """

    code: str
    name: str
    grid: str
    block: str
    quota: int
    leaves: tuple[Leave, ...]
    moved_from: str = ""


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
    tree: Tree = Tree()

    @property
    def end(self) -> date:
        """The Sunday."""
        return self.start + timedelta(days=6)


class OfficerWeek(NamedTuple):
    """One officer's week. `counted` are visits that count, `enterprises` distinct ones among them.

    `moved_from` are the grids that were held earlier in the week; all is counted in the last one.
    """

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
    moved_from: str = ""


class UnitWeek(NamedTuple):
    """The week of a unit of any level, or of the zone; `coverage` is visited on site / in charge, None for 0/0."""

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

    late: int
    joint: int
    methods: Mapping[str, int]


def _figures(calls: Sequence[Call]) -> Figures:
    methods: dict[str, int] = {}
    for call in calls:
        methods[call.method] = methods.get(call.method, 0) + 1
    return Figures(
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
    done = counted(calls, person.code, week.rules.counted_methods.split(","))
    figures = _figures(calls)
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
        counted=len(done),
        enterprises=len({enterprise for enterprise, _ in done}),
        short=max(0, owed - len(done)),
        status=status(owed, len(done)),
        late=figures.late,
        joint=figures.joint,
        **_methods(figures),
        issues_raised=sum(matter.raised for matter in mine),
        issues_closed=sum(matter.closed for matter in mine),
        moved_from=person.moved_from,
    )


def _methods(figures: Figures) -> dict[str, int]:
    return {method: figures.methods.get(method, 0) for method in METHODS}


class Tables(NamedTuple):
    """A week's rows at each level, whether reckoned now or as they were handed in.

    `block` has the units of the report level, which `level` names; `grid` the grids that something hangs on.
    `levels` has the rows of other levels by their names.
    """

    officer: list[OfficerWeek]
    grid: list[UnitWeek]
    block: list[UnitWeek]
    zone: list[UnitWeek]
    level: str = DEFAULT_LEVEL
    levels: Mapping[str, list[UnitWeek]] = {}

    def at(self, level: str) -> list[UnitWeek] | None:
        """The rows of the units of a level; None where these tables have none of it."""
        if level in self.levels:
            return self.levels[level]
        return {self.level: self.block, "grid": self.grid, "zone": self.zone}.get(level)


def tables(week: Week, levels: Iterable[str] = ()) -> Tables:
    """The rows of a week as they are now, `levels` among them where no other table has them."""
    officers = by_officer(week)
    tree = week.tree
    asked = {*levels} - {PERSONS, WHOLE}
    own = tree.own_levels() if asked else ()
    return Tables(
        officers,
        _by_unit(week, tree.by_grid, officers),
        _by_unit(week, tree.by_block, officers),
        _by_unit(week, tree.unit(WHOLE), officers),
        tree.report_level,
        {level: _by_unit(week, tree.unit(level), officers) for level in own if level in asked},
    )


def blameless(tables: Tables) -> Tables:
    """Return the rows of a week without records: no officer is short in it."""
    officers = [row._replace(status="unrecorded") if row.status == "short" else row for row in tables.officer]
    return tables._replace(officer=officers)


def by_unit(week: Week, level: str) -> list[UnitWeek]:
    """Return one row for each unit of a level.

    The visits of a unit are the visits of its officers. Its coverage and its issues are those of its enterprises, no
    matter which officer handled them.
    """
    return _by_unit(week, week.tree.unit(level), by_officer(week))


class _Share:
    """What belongs to one unit; `done` are its counted visits: officer, enterprise, day."""

    def __init__(self) -> None:
        self.rows: list[OfficerWeek] = []
        self.calls: list[Call] = []
        self.done: set[tuple[str, str, str]] = set()
        self.charge: set[str] = set()
        self.matters: list[Matter] = []


def _by_unit(week: Week, unit: Callable[[str, str], Unit], officers: Sequence[OfficerWeek]) -> list[UnitWeek]:
    seen = {call.enterprise for call in week.calls if call.method == ON_SITE}
    shares = _shares(week, unit, officers)
    return [_unit_row(week, key, share, seen) for key, share in sorted(shares.items())]


def _shares(
    week: Week, unit: Callable[[str, str], Unit], officers: Sequence[OfficerWeek]
) -> dict[Unit, _Share]:
    """Every officer, call, enterprise and issue laid to its unit, each touched once."""
    shares: defaultdict[Unit, _Share] = defaultdict(_Share)
    home: dict[str, Unit] = {}
    for row in officers:
        home[row.officer_code] = unit(row.block, row.grid)
        shares[home[row.officer_code]].rows.append(row)
    methods = week.rules.counted_methods.split(",")
    for call in week.calls:
        mine = [person for person in call.people if person in home]
        for key in {home[person] for person in mine}:
            shares[key].calls.append(call)
        if call.method in methods:
            for person in mine:
                shares[home[person]].done.add((person, call.enterprise, call.on))
    for customer in week.customers:
        shares[unit(customer.block, customer.grid)].charge.add(customer.code)
    for matter in week.matters:
        shares[unit(matter.block, matter.grid)].matters.append(matter)
    return shares


def _unit_row(week: Week, key: Unit, share: _Share, seen: set[str]) -> UnitWeek:
    figures = _figures(share.calls)
    return UnitWeek(
        week=week_name(week.start),
        start=week.start,
        end=week.end,
        block=key[0],
        grid=key[1],
        required=sum(row.required for row in share.rows),
        counted=len(share.done),
        enterprises=len({enterprise for _, enterprise, _ in share.done}),
        short=sum(row.short for row in share.rows),
        late=figures.late,
        joint=figures.joint,
        **_methods(figures),
        issues_raised=sum(one.raised for one in share.matters),
        issues_closed=sum(one.closed for one in share.matters),
        officers=len(share.rows),
        officers_met=sum(row.status == "met" for row in share.rows),
        enterprises_in_charge=len(share.charge),
        coverage=len(share.charge & seen) / len(share.charge) if share.charge else None,
    )
