"""Every figure of every report counted again, the long way, from facts alone.

It shares no code with the reports: what a rule says here it says by itself. Source: domain.md, "The quota",
"An issue" and "Reports"; docs/decisions.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from tests.support.zones import BLOCK, CATEGORIES, ENTERPRISES, METHODS, OFFICERS, Fact

DAY = timedelta(days=1)
RESTS = {date(2025, 10, day) for day in range(1, 9)}
SHIFTED = {date(2025, 9, 28), date(2025, 10, 11)}
Row = dict[str, object]
Place = tuple[str, str]


@dataclass
class Person:
    """An officer as known; `moves` says from which day on which grid."""

    role: str = ""
    quota: int | None = None
    moves: dict[date, str] = field(default_factory=dict)
    away: set[date] = field(default_factory=set)


@dataclass
class Firm:
    """An enterprise as known."""

    statuses: dict[date, str] = field(default_factory=dict)
    key: bool = True
    moves: dict[date, str] = field(default_factory=dict)

    def status_on(self, day: date) -> str:
        """Its status on a day."""
        said = [since for since in self.statuses if since <= day]
        return self.statuses[max(said)] if said else ""


@dataclass
class Call:
    """A visit as known."""

    on: date
    enterprise: str
    people: list[str]
    method: str
    late: bool
    grid: str
    void: bool = False


@dataclass
class Trouble:
    """An issue as known."""

    on: date
    enterprise: str
    officer: str
    grid: str
    category: str
    grade: str
    due: date
    state: str = "open"
    is_paused: bool = False
    missed: bool = False
    handler: str = ""
    result: str = ""
    solved: bool | None = None
    satisfaction: int | None = None
    revisited_on: date | None = None
    closed_on: date | None = None


class World(NamedTuple):
    """All that is known at an instant."""

    officers: dict[str, Person]
    firms: dict[str, Firm]
    calls: list[Call]
    troubles: list[Trouble]


def known(facts: Iterable[Fact]) -> World:
    """What a list of facts amounts to."""
    officers: dict[str, Person] = {}
    firms: dict[str, Firm] = {}
    calls: dict[str, Call] = {}
    troubles: dict[str, Trouble] = {}
    for fact in facts:
        noun = fact.about.partition("/")[0].partition(" ")[0]
        if noun == "officer":
            _person(officers.setdefault(fact.about[8:], Person()), fact)
        elif noun == "enterprise":
            _firm(firms.setdefault(fact.about[11:], Firm()), fact)
        elif noun == "visit":
            _call(calls, fact)
        elif noun == "issue":
            _trouble(troubles, fact)
    return World(officers, firms, list(calls.values()), list(troubles.values()))


def by_day(facts: Iterable[Fact], day: date) -> World:
    """What a list of facts amounts to, with each issue as it stood at the end of a day."""
    return known(one for one in facts if not one.about.startswith("issue ") or day_of(one, "on") <= day)


def day_of(fact: Fact, key: str) -> date:
    """A day that a fact names."""
    return date.fromisoformat(str(fact.data[key]))


def _person(one: Person, fact: Fact) -> None:
    if fact.kind == "officer.saved":
        one.role = str(fact.data["role"])
        quota = fact.data["quota"]
        one.quota = quota if isinstance(quota, int) else {"officer": 5, "deputy": 5}.get(one.role)
    elif fact.kind == "officer.assigned":
        one.moves[day_of(fact, "from")] = str(fact.data["grid"])
    else:
        day = day_of(fact, "from")
        while day <= day_of(fact, "to"):
            one.away.add(day)
            day += DAY


def _firm(one: Firm, fact: Fact) -> None:
    if fact.kind == "enterprise.moved":
        one.moves[day_of(fact, "from")] = str(fact.data["grid"])
        return
    since = fact.at.date() if one.statuses else date.min  # a first status holds since ever
    one.statuses[since] = str(fact.data["status"])
    one.key = bool(fact.data.get("key", one.key))


def _call(calls: dict[str, Call], fact: Fact) -> None:
    if fact.kind == "visit.voided":
        calls[fact.about].void = True
    elif fact.kind == "visit.edited":
        change = fact.data["change"]
        assert isinstance(change, dict)
        calls[fact.about].on = date.fromisoformat(change["on"])
    else:
        others = fact.data["participants"]
        assert isinstance(others, list)
        told = {key: str(fact.data[key]) for key in ("enterprise", "method", "grid")}
        people = [str(fact.data["officer"]), *map(str, others)]
        calls[fact.about] = Call(
            day_of(fact, "on"),
            told["enterprise"],
            people,
            told["method"],
            fact.data["late"] is True,
            told["grid"],
        )


def _trouble(troubles: dict[str, Trouble], fact: Fact) -> None:
    on = day_of(fact, "on")
    if fact.kind == "issue.raised":
        keys = ("enterprise", "officer", "grid", "category", "grade")
        enterprise, officer, grid, category, grade = (str(fact.data[key]) for key in keys)
        due = day_of(fact, "due")
        troubles[fact.about] = Trouble(on, enterprise, officer, grid, category, grade, due)
        return
    one = troubles[fact.about]
    if ticks(one) and on > one.due:
        one.missed = True
    if "due" in fact.data:
        one.due = day_of(fact, "due")
    if step := _STEP.get(fact.kind):
        step(one, fact, on)


def _assigned(one: Trouble, fact: Fact, _: date) -> None:
    one.handler = str(fact.data["handler"])


def _accepted(one: Trouble, fact: Fact, _: date) -> None:
    one.handler = one.handler or fact.by


def _held(one: Trouble, fact: Fact, _: date) -> None:
    one.is_paused = fact.data["waiting"] == "enterprise"


def _resumed(one: Trouble, _fact: Fact, _: date) -> None:
    one.is_paused = False


def _answered(one: Trouble, fact: Fact, _: date) -> None:
    one.handler = one.handler or fact.by
    one.state, one.result = "answered", str(fact.data["result"])
    one.satisfaction = one.solved = one.revisited_on = None


def _revisited(one: Trouble, fact: Fact, on: date) -> None:
    score, solved = fact.data["satisfaction"], fact.data.get("solved")
    assert isinstance(score, int)
    one.satisfaction, one.revisited_on = score, on
    one.solved = None if solved is None else bool(solved)


def _closed(one: Trouble, _fact: Fact, on: date) -> None:
    one.state, one.closed_on = "closed", on


def _reopened(one: Trouble, _fact: Fact, _: date) -> None:
    one.state, one.closed_on = "open", None


def _ended(one: Trouble, _fact: Fact, _: date) -> None:
    one.state = "ended"


_STEP: dict[str, Callable[[Trouble, Fact, date], None]] = {
    "issue.assigned": _assigned,
    "issue.accepted": _accepted,
    "issue.held": _held,
    "issue.resumed": _resumed,
    "issue.answered": _answered,
    "issue.revisited": _revisited,
    "issue.closed": _closed,
    "issue.reopened": _reopened,
    "issue.rejected": _ended,
    "issue.merged": _ended,
}


def ticks(one: Trouble) -> bool:
    """Whether the clock of an issue runs."""
    return one.state == "open" and not one.is_paused


def is_open(one: Trouble) -> bool:
    """Neither closed, declined nor merged."""
    return one.state in ("open", "answered")


def was_late(one: Trouble, today: date) -> bool:
    """Past its deadline today, or ever before."""
    return one.missed or (ticks(one) and today > one.due)


def grid_on(moves: dict[date, str], day: date) -> str:
    """Where something belongs on a day."""
    found = ""
    for since in sorted(moves):
        if since <= day:
            found = moves[since]
    return found


def days_from(first: date, last: date) -> list[date]:
    """Each day, both included."""
    return [first + at * DAY for at in range((last - first).days + 1)]


def is_workday(day: date) -> bool:
    """By the notice of the State Council for 2025."""
    return day in SHIFTED or (day.weekday() < 5 and day not in RESTS)


def place_in(one: Person, first: date, last: date) -> str | None:
    """Return the grid of an officer's last day in service, None when there was none; an officer who never had a grid serves all the time."""
    for day in reversed(days_from(first, last)):
        if grid := grid_on(one.moves, day):
            return grid
    return None if any(one.moves.values()) else ""


def moved_from(one: Person, first: date, last: date) -> list[str]:
    """Return the grids that an officer held before the last one, in order, each once."""
    held = [grid for day in days_from(first, last) if (grid := grid_on(one.moves, day))]
    return [grid for grid in dict.fromkeys(held) if grid != held[-1]]


def staff(world: World, first: date, last: date) -> dict[str, str]:
    """The officers with a quota who were in service, and where."""
    found = {}
    for code in OFFICERS:
        one = world.officers[code]
        place = place_in(one, first, last)
        if one.quota is not None and place is not None:
            found[code] = place
    return found


def calls_in(world: World, first: date, last: date) -> list[Call]:
    """The visits that stand."""
    return [one for one in world.calls if first <= one.on <= last and not one.void]


def in_charge(world: World, day: date) -> dict[str, str]:
    """The enterprises that are not closed down, and the grid of each on a day."""
    return {
        code: grid_on(world.firms[code].moves, day)
        for code in ENTERPRISES
        if world.firms[code].status_on(day) != "注销"
    }


def done(calls: Iterable[Call], code: str) -> set[tuple[str, date]]:
    """What counts for one person: an enterprise once a day, on site."""
    return {(one.enterprise, one.on) for one in calls if code in one.people and one.method == "onsite"}


def raised_in(world: World, first: date, last: date) -> list[Trouble]:
    """The issues raised on these days."""
    return [one for one in world.troubles if first <= one.on <= last]


def closed_in(world: World, first: date, last: date) -> list[Trouble]:
    """The issues closed on these days; long-term ones never are."""
    return [
        one
        for one in world.troubles
        if one.closed_on is not None and first <= one.closed_on <= last and one.grade != "longterm"
    ]


def methods_of(calls: Sequence[Call]) -> Row:
    """How many visits of each method."""
    return {method: sum(one.method == method for one in calls) for method in METHODS}


def rate(part: int, whole: int) -> float | None:
    """A rate as JSON has it; nothing for 0/0."""
    return round(part / whole, 4) if whole else None


def key_of(level: str, grid: str, block: str | None = None) -> Place:
    """The unit that a grid is part of."""
    block = BLOCK[grid] if block is None else block
    return {"grid": (block, grid), "block": (block, ""), "zone": ("", "")}[level]


def named(level: str, place: Place) -> Row:
    """The columns that say which unit a row is about."""
    return dict(list(zip(("block", "grid"), place, strict=True))[: {"grid": 2, "block": 1, "zone": 0}[level]])


def week_of(monday: date) -> Row:
    """The columns that every row of a week begins with."""
    year, week, _ = monday.isocalendar()
    return {"week": f"{year}-W{week:02}", "start": str(monday), "end": str(monday + 6 * DAY)}


def officers_week(world: World, monday: date) -> list[Row]:
    """`report week --by officer`."""
    last = monday + 6 * DAY
    calls = calls_in(world, monday, last)
    rows = []
    for code, grid in staff(world, monday, last).items():
        mine = [one for one in calls if code in one.people]
        rows.append(
            week_of(monday)
            | {"block": BLOCK[grid], "grid": grid, "officer_code": code, "officer": f"姓名{code}"}
            | _quota(world.officers[code], monday, done(calls, code))
            | {"late": sum(one.late for one in mine), "joint": sum(len(one.people) > 1 for one in mine)}
            | methods_of(mine)
            | {
                "issues_raised": sum(one.officer == code for one in raised_in(world, monday, last)),
                "issues_closed": sum(one.officer == code for one in closed_in(world, monday, last)),
            }
        )
    return sorted(rows, key=lambda row: (str(row["block"]), str(row["grid"]), str(row["officer_code"])))


def _quota(one: Person, monday: date, made: set[tuple[str, date]]) -> Row:
    workdays = [day for day in days_from(monday, monday + 6 * DAY) if is_workday(day) and day not in one.away]
    owed = min(one.quota or 0, len(workdays))
    state = "exempt" if not owed else "met" if len(made) >= owed else "short"
    firms = len({enterprise for enterprise, _ in made})
    short = max(0, owed - len(made))
    return {"required": owed, "counted": len(made), "enterprises": firms, "short": short, "status": state}


def units_week(world: World, monday: date, level: str) -> list[Row]:
    """`report week --by grid|block|zone`: visits of a unit's officers, enterprises and issues of its own."""
    last = monday + 6 * DAY
    calls, charge = calls_in(world, monday, last), in_charge(world, last)
    people = officers_week(world, monday)
    raised, closed = raised_in(world, monday, last), closed_in(world, monday, last)
    places = {key_of(level, str(row["grid"])) for row in people}
    places |= {key_of(level, grid) for grid in charge.values()}
    places |= {key_of(level, one.grid) for one in [*raised, *closed]}
    rows = []
    for place in sorted(places):
        mine = [row for row in people if key_of(level, str(row["grid"])) == place]
        codes = {str(row["officer_code"]) for row in mine}
        theirs = [one for one in calls if codes & {*one.people}]
        made = [(code, *one) for code in codes for one in done(calls, code)]
        firms = {code for code, grid in charge.items() if key_of(level, grid) == place}
        seen = {one.enterprise for one in calls if one.method == "onsite"}
        rows.append(
            week_of(monday)
            | named(level, place)
            | {
                "required": sum(int(str(row["required"])) for row in mine),
                "counted": len(made),
                "enterprises": len({enterprise for _, enterprise, _ in made}),
                "short": sum(int(str(row["short"])) for row in mine),
                "late": sum(one.late for one in theirs),
                "joint": sum(len(one.people) > 1 for one in theirs),
            }
            | methods_of(theirs)
            | {
                "issues_raised": sum(key_of(level, one.grid) == place for one in raised),
                "issues_closed": sum(key_of(level, one.grid) == place for one in closed),
                "officers": len(mine),
                "officers_met": sum(row["status"] == "met" for row in mine),
                "enterprises_in_charge": len(firms),
                "coverage": rate(len(firms & seen), len(firms)),
            }
        )
    return rows


class Week(NamedTuple):
    """A week's rows at every level: reckoned now, or as they were handed in."""

    officer: list[Row]
    grid: list[Row]
    block: list[Row]
    zone: list[Row]


def week(world: World, monday: date) -> Week:
    """A week's rows as they are known."""
    levels = (units_week(world, monday, level) for level in ("grid", "block", "zone"))
    return Week(officers_week(world, monday), *levels)


def officers_day(world: World, day: date) -> list[Row]:
    """`report day --by officer`."""
    calls = calls_in(world, day, day)
    rows = []
    for code, grid in staff(world, day, day).items():
        mine = [one for one in calls if code in one.people]
        rows.append(
            {"day": str(day), "block": BLOCK[grid], "grid": grid}
            | {"officer_code": code, "officer": f"姓名{code}", "visits": len(mine)}
            | {"counted": len(done(calls, code)), "enterprises": len({one.enterprise for one in mine})}
            | {"joint": sum(len(one.people) > 1 for one in mine)}
            | _day_issues(world, day, lambda one, code=code: one.officer == code)  # type: ignore[misc]  # mypy knows no lambda defaults
        )
    return sorted(rows, key=lambda row: (str(row["block"]), str(row["grid"]), str(row["officer_code"])))


def _day_issues(world: World, day: date, wanted: Callable[[Trouble], bool]) -> Row:
    mine = [one for one in world.troubles if wanted(one)]
    standing = [one for one in mine if is_open(one) and one.grade != "longterm"]
    return {
        "issues_raised": sum(one.on == day for one in mine),
        "issues_closed": sum(one.closed_on == day and one.grade != "longterm" for one in mine),
        "issues_due": sum(ticks(one) and one.due == day for one in standing),
        "issues_overdue": sum(was_late(one, day) for one in standing),
    }


def units_day(world: World, day: date, level: str) -> list[Row]:
    """`report day --by grid|block|zone`: the visits that a unit's enterprises had."""
    calls = calls_in(world, day, day)
    told = [one for one in world.troubles if day in (one.on, one.closed_on) or is_open(one)]
    places = {key_of(level, one.grid) for found in (calls, told) for one in found}
    places |= {key_of(level, grid) for grid in in_charge(world, day).values()}
    rows = []
    for place in sorted(places or {("", "")}):
        mine = [one for one in calls if key_of(level, one.grid) == place]
        came = {person for one in mine for person in one.people}
        rows.append(
            {"day": str(day)}
            | named(level, place)
            | {"visits": len(mine), "counted": sum(len(done(mine, code)) for code in came)}
            | {"enterprises": len({one.enterprise for one in mine}), "officers": len(came)}
            | {"joint": sum(len(one.people) > 1 for one in mine)}
            | _day_issues(world, day, lambda one, place=place: key_of(level, one.grid) == place)  # type: ignore[misc]  # mypy knows no lambda defaults
        )
    return rows


def month_last(first: date) -> date:
    """The last day of the month that begins on `first`."""
    day = first
    while (day + DAY).month == first.month:
        day += DAY
    return day


def mondays_of(first: date) -> list[date]:
    """The Mondays of the weeks whose Sunday lies in the month."""
    return [day - 6 * DAY for day in days_from(first, month_last(first)) if day.isoweekday() == 7]


def _sum(rows: Iterable[Row], key: str) -> int:
    return sum(int(str(row[key])) for row in rows)


def _quota_month(weeks: Iterable[Row], units: Sequence[Row]) -> Row:
    held = [row for row in weeks if row["status"] != "exempt"]
    return {
        "weeks_owed": len(held),
        "weeks_met": sum(row["status"] == "met" for row in held),
        "required": _sum(units, "required"),
        "counted": _sum(units, "counted"),
        "short": _sum(units, "short"),
    }


def _visits_month(calls: Sequence[Call]) -> Row:
    return {
        "visits": len(calls),
        "enterprises": len({one.enterprise for one in calls}),
        "late": sum(one.late for one in calls),
        "joint": sum(len(one.people) > 1 for one in calls),
    } | methods_of(calls)


def _month(first: date) -> Row:
    return {"month": f"{first:%Y-%m}", "start": str(first), "end": str(month_last(first))}


def officers_month(world: World, first: date, weeks: Sequence[Week]) -> list[Row]:
    """`report month --by officer`; `weeks` are those of `mondays_of`, some of them as handed in."""
    last = month_last(first)
    calls = calls_in(world, first, last)
    places = {str(row["officer_code"]): str(row["grid"]) for one in weeks for row in one.officer}
    places |= staff(world, first, last)
    rows = []
    for code, grid in places.items():
        owed = [row for one in weeks for row in one.officer if row["officer_code"] == code]
        rows.append(
            _month(first)
            | {"block": BLOCK[grid], "grid": grid, "officer_code": code, "officer": f"姓名{code}"}
            | _quota_month(owed, owed)
            | _visits_month([one for one in calls if code in one.people])
            | {
                "issues_raised": sum(one.officer == code for one in raised_in(world, first, last)),
                "issues_closed": sum(one.officer == code for one in closed_in(world, first, last)),
            }
        )
    return sorted(rows, key=lambda row: (str(row["block"]), str(row["grid"]), str(row["officer_code"])))


def units_month(world: World, first: date, weeks: Sequence[Week], level: str) -> list[Row]:
    """`report month --by grid|block|zone`: the sum of the weeks; visits and issues of its enterprises."""
    last = month_last(first)
    calls, charge = calls_in(world, first, last), in_charge(world, last)
    people = officers_month(world, first, weeks)
    raised, closed = raised_in(world, first, last), closed_in(world, first, last)
    summed = [row for one in weeks for row in getattr(one, level)]
    owed = [row for one in weeks for row in one.officer]
    places = {key_of(level, str(row["grid"])) for row in people}
    places |= {(str(row.get("block", "")), str(row.get("grid", ""))) for row in summed}
    places |= {key_of(level, grid) for grid in charge.values()}
    places |= {key_of(level, one.grid) for one in [*raised, *closed]}
    places |= {key_of(level, one.grid) for one in calls}
    rows = []
    for place in sorted(places | ({("", "")} if level == "zone" else set())):
        firms = {code for code, grid in charge.items() if key_of(level, grid) == place}
        seen = {one.enterprise for one in calls if one.method == "onsite"}
        rows.append(
            _month(first)
            | named(level, place)
            | _quota_month(
                [row for row in owed if key_of(level, str(row["grid"])) == place],
                [row for row in summed if (row.get("block", ""), row.get("grid", "")) == place],
            )
            | _visits_month([one for one in calls if key_of(level, one.grid) == place])
            | {
                "issues_raised": sum(key_of(level, one.grid) == place for one in raised),
                "issues_closed": sum(key_of(level, one.grid) == place for one in closed),
                "officers": sum(key_of(level, str(row["grid"])) == place for row in people),
                "enterprises_in_charge": len(firms),
                "coverage": rate(len(firms & seen), len(firms)),
            }
        )
    return rows


def trend(weeks: Sequence[Week], level: str) -> list[Row]:
    """`report trend`: the first of the weeks is only compared with."""
    rows = []
    for before, now in pairwise(weeks):
        for row in getattr(now, level):
            earlier = [one for one in getattr(before, level) if one.get("block") == row.get("block")]
            rows.append(_compared(row, earlier[0] if earlier else None))
    return sorted(rows, key=lambda row: (str(row.get("block", "")), str(row["start"])))


def _compared(row: Row, before: Row | None) -> Row:
    def change(key: str) -> int | None:
        return int(str(row[key])) - int(str(before[key])) if before else None

    kept = (
        *("week", "start", "end", "block", "required", "counted", "enterprises", "enterprises_in_charge"),
        *("coverage", "officers", "officers_met", "late", "issues_raised", "issues_closed"),
    )
    told = {key: row[key] for key in kept if key in row}
    told |= {f"{key}_change": change(key) for key in ("counted", "issues_raised", "issues_closed")}
    start = date.fromisoformat(str(row["start"]))
    return told | {"workdays": workdays(start, start + 6 * DAY)}


def workdays(first: date, last: date) -> int:
    """How many workdays there are from one day to another."""
    return sum(map(is_workday, days_from(first, last)))


def uncovered(world: World, today: date) -> list[Row]:
    """`report coverage`: who was not seen in time, longest ago first."""
    rows = []
    for code in ENTERPRISES:
        firm = world.firms[code]
        visits = [
            one.on
            for one in world.calls
            if one.enterprise == code and not one.void and one.method == "onsite" and one.on <= today
        ]
        last = max(visits, default=None)
        earlier = (today.replace(day=1) - DAY).replace(day=1)
        limit = 14 if firm.key else (today - earlier).days
        if firm.status_on(today) == "注销" or (last is not None and (today - last).days <= limit):
            continue
        grid = grid_on(firm.moves, today)
        names = [
            f"姓名{one}"
            for one in OFFICERS
            if grid
            and world.officers[one].role == "officer"
            and grid_on(world.officers[one].moves, today) == grid
        ]
        told: Row = {"block": BLOCK[grid] or None, "grid": grid or None, "officer": ";".join(names) or None}
        told |= {"enterprise_code": code, "enterprise": f"企业{code}", "last_visit": last and str(last)}
        rows.append(told | {"days_since": last and (today - last).days, "limit": limit})
    return sorted(rows, key=lambda row: (row["days_since"] is not None, -int(str(row["days_since"] or 0))))


def handled(world: World, today: date, by: str) -> list[Row]:
    """`report issues`: neither declined, merged nor long-term ones."""
    groups: dict[str, list[Trouble]] = {}
    for one in world.troubles:
        if one.state != "ended" and one.grade != "longterm":
            name = f"姓名{one.handler}" if one.handler in OFFICERS else one.handler
            groups.setdefault(name if by == "handler" else one.category, []).append(one)
    rows = [_handled(by, name, group, today) for name, group in groups.items()]
    return sorted(rows, key=lambda row: (-int(str(row["assigned"])), str(row[by])))


def _handled(by: str, name: str, group: Sequence[Trouble], today: date) -> Row:
    closed = [one for one in group if one.state == "closed"]
    late = [one for one in closed if was_late(one, today)]
    solved = [one for one in closed if one.result == "solved" and one.solved is not False]
    rated = [one.satisfaction for one in group if one.satisfaction is not None]
    unhappy = [score for score in rated if score < 3]
    return {
        by: name,
        "assigned": len(group),
        "on_time": len(closed) - len(late),
        "overtime": len(late),
        "unfinished": len(group) - len(closed),
        "closed_rate": rate(len(closed), len(group)),
        "on_time_rate": rate(len(closed) - len(late), len(group)),
        "solved": len(solved),
        "solved_rate": rate(len(solved), len(closed)),
        "rated": len(rated),
        "dissatisfied": len(unhappy),
        "dissatisfied_rate": rate(len(unhappy), len(rated)),
    }


def block_of(one: Trouble) -> str:
    """The block of an issue."""
    return BLOCK[one.grid]


def cases(
    world: World, first: date, last: date, today: date, key: Callable[[Trouble], str] = block_of
) -> dict[str, list[int]]:
    """What a week's or a month's paper says of the issues of each block, or another `key`, and of all under `合计`;
    `world` is that of the period's last day:

    raised, closed in time, closed late, still open, overdue, solved, rated, dissatisfied.
    """
    found: dict[str, list[int]] = {"合计": [0] * 8}
    for one in world.troubles:
        told = _case(one, first, last, today)
        if told is not None:
            for name in (key(one), "合计"):
                sums = found.setdefault(name, [0] * 8)
                found[name] = [a + b for a, b in zip(sums, told, strict=True)]
    return found


def _case(one: Trouble, first: date, last: date, today: date) -> list[int] | None:
    is_raised = first <= one.on <= last
    is_closed = one.closed_on is not None and first <= one.closed_on <= last
    stands = is_open(one)
    if not (is_raised or is_closed or stands):
        return None
    if one.grade == "longterm":
        return [int(is_raised), *[0] * 7]
    over = min(last + DAY, today)
    late = one.missed or (ticks(one) and one.due < over)
    solved = is_closed and one.result == "solved" and one.solved is not False
    rated = one.revisited_on is not None and first <= one.revisited_on <= last
    unhappy = rated and one.satisfaction is not None and one.satisfaction < 3
    flags = (is_raised, is_closed and not late, is_closed and late, stands, stands and late, solved, rated)
    return [*map(int, flags), int(unhappy)]


def most_raised(world: World, first: date, last: date) -> list[tuple[str, int]]:
    """The categories by how many issues were raised."""
    counts = {name: sum(one.category == name for one in raised_in(world, first, last)) for name in CATEGORIES}
    return sorted(((name, count) for name, count in counts.items() if count), key=lambda one: (-one[1], one))


def shared(world: World, last: date) -> dict[str, int]:
    """The categories that three enterprises or more raised within thirty days, and how many."""
    told = raised_in(world, last - 29 * DAY, last)
    firms = {name: len({one.enterprise for one in told if one.category == name}) for name in CATEGORIES}
    return {name: count for name, count in firms.items() if count >= 3}
