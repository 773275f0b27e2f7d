"""All that a week's summary and a month's bulletin say, read through indexes."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import takewhile

from gridlog.core.calendar import monday as monday_of
from gridlog.core.figures import week as week_figures
from gridlog.core.figures.handling import Case, Complaint, Count, by, common, common_since, most_first, top
from gridlog.core.figures.month import (
    Bulletin,
    Met,
    Month,
    Totals,
    Uncovered,
    by_block,
    by_grid,
    by_officer,
    by_unit,
    last_day,
    met_in,
    same_days,
    weeks_of,
)
from gridlog.core.figures.quota import overvisited
from gridlog.core.figures.summary import Summary
from gridlog.core.nouns.issue.meaning import (
    CLOSED_THEN,
    IN_HAND_THEN,
    LONGTERM_THEN,
    SOLVED_THEN,
    late_then,
    rated_then,
)
from gridlog.core.nouns.officer.ledger import keeper
from gridlog.core.nouns.report.figures import as_handed_in
from gridlog.core.roster import on_day
from gridlog.core.rules import ON_SITE
from gridlog.core.tree import Tree
from gridlog.core.when import week_name
from gridlog.ledgers import queries
from gridlog.reports import daily, weekly
from gridlog.reports.courses import STANDING
from gridlog.reports.zone import Zone
from gridlog.store import lookup

DAY = timedelta(days=1)
WEEKS_SHOWN = 8


def month(zone: Zone, start: date, levels: Sequence[str] = ()) -> Month:
    """All that the tables of the month from `start` are made of; weeks count as they were handed in.

    The other weeks have rows of `levels` too.
    """
    last = last_day(start)
    connection = zone.connection
    span = (start.isoformat(), (last + DAY).isoformat())
    return Month(
        start=start,
        last=last,
        people=zone.people(*span),
        weeks=[tables(zone, monday, levels) for monday in counted_weeks(zone, start)],
        guests=daily.guests(connection, *span),
        matters=weekly.matters(connection, *span),
        customers=weekly.customers(connection, last, zone.tree),
        tree=zone.tree,
    )


def counted_weeks(zone: Zone, start: date) -> list[date]:
    """Return the Mondays of a month's weeks that are over or handed in: no officer is short of a running week yet.

    Weeks before the first record are left out, unless one was handed in.
    """
    mondays = [
        monday
        for monday in weeks_of(start)
        if monday + 6 * DAY <= zone.today or zone.frozen(week_name(monday))
    ]
    return mondays[unrecorded(zone, mondays) :]


def unrecorded(zone: Zone, mondays: Sequence[date]) -> int:
    """How many of some weeks, from the first on, have no record: nothing was recorded before they ended, nor handed in."""
    begun = zone.begun_on or date.min
    silent = takewhile(
        lambda monday: monday + 6 * DAY < begun and not zone.frozen(week_name(monday)), mondays
    )
    return len(list(silent))


def tables(zone: Zone, monday: date, levels: Sequence[str] = ()) -> week_figures.Tables:
    """A week's rows: as they were handed in, or else as they are now, `levels` among them."""
    frozen = zone.frozen(week_name(monday))
    return as_handed_in(frozen) if frozen else week_figures.tables(weekly.week(zone, monday), levels)


def cases(
    connection: sqlite3.Connection, start: date, last: date, today: date, tree: Tree | None = None
) -> list[Case]:
    """The issues that were raised or closed from `start` to `last`, or open then, as they stood at the end of
    `last`.

    What was declined, merged, reopened, extended or given to another handler since changes nothing. A long-term one is
    only ever raised: it is listed apart.
    """
    span = {"first": start.isoformat(), "last": last.isoformat(), "now": min(last + DAY, today).isoformat()}
    found = connection.execute(
        f"""SELECT ifnull((SELECT name FROM officers WHERE code = s.handler), s.handler), i.block, i.grid, i.category,
             i.enterprise, i.raised_on >= :first, {CLOSED_THEN}, {IN_HAND_THEN}, {late_then(":now")}, {SOLVED_THEN},
             {rated_then(":first", ":last")} {STANDING}""",
        span,
    )
    return [_case(tree or Tree(), *one) for one in found]


def _case(
    tree: Tree, handler: str, block: str, grid: str, category: str, enterprise: str, *told: int | None
) -> Case:
    raised, closed, open, late, solved, satisfaction = told
    flags = (bool(raised), bool(closed), bool(open), bool(late), bool(solved))
    return Case(handler, tree.kept_block(block, grid), grid, category, enterprise, *flags, satisfaction)


def complaints(connection: sqlite3.Connection, last: date) -> list[Complaint]:
    """Who raised what in the days that count towards a common issue on `last`."""
    found = connection.execute(
        "SELECT DISTINCT category, enterprise FROM issues WHERE raised_on BETWEEN ? AND ?",
        (common_since(last).isoformat(), last.isoformat()),
    )
    return [Complaint(*one) for one in found]


def longterm(connection: sqlite3.Connection, last: date) -> int:
    """How many long-term issues were open (挂账) at the end of a day."""
    query = f"SELECT count(*) FROM issue_spells AS s WHERE {LONGTERM_THEN} AND {on_day(':last', 's.')}"
    (count,) = connection.execute(query, {"last": last.isoformat()}).fetchone()
    return int(count)


def totals(zone: Zone, start: date, last: date) -> Totals:
    """The sums of a period of days."""
    span = (start.isoformat(), (last + DAY).isoformat())
    calls = zone.calls(*span)
    matters = weekly.matters(zone.connection, *span)
    return Totals(
        visits=len(calls),
        enterprises=len({call.enterprise for call in calls}),
        raised=sum(one.raised for one in matters),
        closed=sum(one.closed for one in matters),
    )


def crowded(zone: Zone, start: date) -> list[Count]:
    """The enterprises that too many officers came to in one week of a month (扰企), and the most that came."""
    most: dict[str, int] = {}
    for monday in weeks_of(start):
        calls = zone.calls(*lookup.span(monday))
        for code, count in overvisited(calls, zone.rules.overvisit_officers).items():
            most[code] = max(count, most.get(code, 0))
    return most_first(most)


def uncovered(zone: Zone, on: date) -> list[Uncovered]:
    """Return the enterprises that no officer visited in time, as `queries.coverage` lists them."""
    query = queries.coverage(on, zone.rules)
    found = zone.connection.execute(query.sql(), query.parameters)
    return [
        Uncovered(block or "", grid or "", officer or "", code, name, last_visit or "", days, limit)
        for block, grid, officer, code, name, last_visit, days, limit in found
    ]


def with_names(zone: Zone, late: Sequence[Uncovered], on: date) -> list[Uncovered]:
    """Fill in the names that were left out when very many were handed in, by the roster of now."""
    return [row if row.enterprise else _with_name(zone, row, on) for row in late]


def _with_name(zone: Zone, row: Uncovered, on: date) -> Uncovered:
    query = f"SELECT {keeper('officer', ':grid')}"
    (officer,) = zone.connection.execute(query, {"grid": row.grid, "today": str(on)}).fetchone()
    name = zone.enterprises([row.enterprise_code])[row.enterprise_code]
    return row._replace(enterprise=name, officer=officer or "")


def met(
    zone: Zone,
    last_monday: date,
    known: Mapping[date, Sequence[week_figures.OfficerWeek]] | None = None,
) -> list[Met]:
    """How the quotas of the last weeks were met, block by block, oldest week first; `known` need not be read again."""
    read = known or {}
    mondays = [last_monday - timedelta(days=7 * back) for back in range(WEEKS_SHOWN - 1, -1, -1)]
    silent = mondays[: unrecorded(zone, mondays)]
    rows = [
        row
        for monday in mondays
        for row in met_in(week_name(monday), read.get(monday) or officers(zone, monday), zone.tree)
    ]
    names = {week_name(monday) for monday in silent}
    return [row._replace(met=0, owed=0) if row.week in names else row for row in rows]


def officers(zone: Zone, monday: date) -> list[week_figures.OfficerWeek]:
    """A week's rows by officer: as they were handed in, or else as they are now, without issues."""
    frozen = zone.frozen(week_name(monday))
    return as_handed_in(frozen).officer if frozen else week_figures.by_officer(weekly.quotas(zone, monday))


def summary(zone: Zone, week: week_figures.Week) -> Summary:
    """All that the summary of a week says beside its rows, reckoned now."""
    connection, today = zone.connection, zone.today
    known = {week.start: week_figures.by_officer(week)} if not zone.frozen(week_name(week.start)) else {}
    issues = cases(connection, week.start, week.end, today, week.tree)
    until = min(week.end, today)
    return Summary(
        until=until,
        handlers=by(lambda case: case.handler, issues),
        blocks=by(lambda case: case.block, issues),
        grids=by(lambda case: case.grid, issues),
        top=top(issues),
        common=common(complaints(connection, until)),
        uncovered=uncovered(zone, until),
        crowded=crowded_in(week),
        weeks=met(zone, week.start, known),
        longterm=longterm(connection, week.end),
    )


def crowded_in(week: week_figures.Week) -> list[Count]:
    """The enterprises that too many officers came to in a week (扰企), and how many came."""
    return most_first(overvisited(week.calls, week.rules.overvisit_officers))


def bulletin(zone: Zone, start: date, levels: Sequence[str] = ()) -> Bulletin:
    """All that the bulletin of the month from `start` says, reckoned now; `levels` have rows of their own in it."""
    connection, today = zone.connection, zone.today
    figures = month(zone, start, levels)
    last = min(figures.last, today)
    issues = cases(connection, start, figures.last, today, figures.tree)
    seen = {guest.call.enterprise for guest in figures.guests if guest.call.method == ON_SITE}
    mondays = counted_weeks(zone, start)
    known = {monday: one.officer for monday, one in zip(mondays, figures.weeks, strict=True)}
    earlier = same_days(start, last)
    calendar = zone.calendar(earlier[0], last + DAY)
    return Bulletin(
        until=last,
        officer=by_officer(figures),
        grid=by_grid(figures),
        block=by_block(figures),
        zone=by_unit(figures, "zone"),
        weeks=met(zone, max(mondays, default=monday_of(start) - 7 * DAY), known),
        counted=len(mondays),
        frozen=sum(zone.frozen(week_name(monday)) is not None for monday in mondays),
        before=totals(zone, *earlier),
        issues=sorted(by(lambda case: case.block, issues), key=lambda row: row.name),
        top=top(issues),
        common=common(complaints(connection, last)),
        longterm=longterm(connection, figures.last),
        unseen=sorted({one.code for one in figures.customers} - seen),
        uncovered=uncovered(zone, last),
        crowded=crowded(zone, start),
        level=figures.tree.report_level,
        levels={one: by_unit(figures, one) for one in figures.tree.own_levels() if one in levels},
        unrecorded=unrecorded(zone, weeks_of(start)),
        workdays=calendar.workdays(start, last + DAY),
        workdays_before=calendar.workdays(earlier[0], earlier[1] + DAY),
    )
