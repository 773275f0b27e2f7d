"""All that a month's figures are made of, and the issues any period had in hand, read through indexes."""

import sqlite3
from datetime import date, timedelta
from typing import NamedTuple

from gridlog import daily, reading, weekly
from gridlog.core import report
from gridlog.core.bulletin import Month, last_day, weeks_of
from gridlog.core.freeze import as_handed_in
from gridlog.core.handling import Case, Complaint, common_since
from gridlog.core.quota import overvisited
from gridlog.core.when import week_name

DAY = timedelta(days=1)


def month(connection: sqlite3.Connection, start: date, today: date) -> Month:
    """All that the tables of the month from `start` are made of; weeks count as they were handed in."""
    last = last_day(start)
    span = (start.isoformat(), (last + DAY).isoformat())
    return Month(
        start=start,
        last=last,
        people=weekly.people(connection, *span, reading.rules(connection)),
        weeks=[tables(connection, monday, today) for monday in weeks_of(start)],
        guests=daily.guests(connection, *span),
        matters=weekly.matters(connection, *span),
        customers=weekly.customers(connection, last),
    )


def tables(connection: sqlite3.Connection, monday: date, today: date) -> report.Tables:
    """A week's rows: as they were handed in, or else as they are now."""
    frozen = reading.frozen(connection, week_name(monday))
    return as_handed_in(frozen) if frozen else report.tables(weekly.week(connection, monday, today))


def cases(connection: sqlite3.Connection, start: date, last: date, today: date) -> list[Case]:
    """The issues that were raised or closed from `start` to `last`, or open then, as they are known now.

    One that was declined or merged since is not counted as open on any day: its row does not say when. A long-term
    one is only ever raised: it is listed apart.
    """
    span = {"start": start.isoformat(), "last": last.isoformat(), "now": min(last + DAY, today).isoformat()}
    found = connection.execute(
        """SELECT ifnull((SELECT name FROM officers WHERE code = handler), handler), block, grid, category, enterprise,
             raised_on >= :start,
             grade <> 'longterm' AND ifnull(closed_on BETWEEN :start AND :last, 0),
             grade <> 'longterm' AND (open OR ifnull(closed_on > :last, 0)),
             CASE WHEN closed_on BETWEEN :start AND :last THEN missed
                  WHEN missed THEN min(first_due, due) <= :last
                  ELSE open AND clock_runs AND due < :now END,
             grade <> 'longterm' AND result = 'solved' AND ifnull(solved, 1) AND ifnull(closed_on BETWEEN :start AND :last, 0),
             iif(grade <> 'longterm' AND revisited_on BETWEEN :start AND :last, satisfaction, NULL)
           FROM issues WHERE raised_on <= :last AND id IN (
             SELECT id FROM issues WHERE raised_on BETWEEN :start AND :last
             UNION SELECT id FROM issues WHERE closed_on >= :start
             UNION SELECT id FROM issues WHERE open)""",
        span,
    )
    return [_case(*one) for one in found]


def _case(handler: str, block: str, grid: str, category: str, enterprise: str, *told: int | None) -> Case:
    raised, closed, open, late, solved, satisfaction = told
    flags = (bool(raised), bool(closed), bool(open), bool(late), bool(solved))
    return Case(handler, block, grid, category, enterprise, *flags, satisfaction)


def complaints(connection: sqlite3.Connection, last: date) -> list[Complaint]:
    """Who raised what in the days that count towards a common issue on `last`."""
    found = connection.execute(
        "SELECT DISTINCT category, enterprise FROM issues WHERE raised_on BETWEEN ? AND ?",
        (common_since(last).isoformat(), last.isoformat()),
    )
    return [Complaint(*one) for one in found]


def longterm(connection: sqlite3.Connection, last: date) -> int:
    """How many long-term issues are open (挂账), of those raised by `last`."""
    query = "SELECT count(*) FROM issues WHERE open AND grade = 'longterm' AND raised_on <= ?"
    (count,) = connection.execute(query, (last.isoformat(),)).fetchone()
    return int(count)


class Totals(NamedTuple):
    """What a period before is compared with."""

    visits: int
    enterprises: int
    raised: int
    closed: int


def totals(connection: sqlite3.Connection, start: date, last: date) -> Totals:
    """The sums of a period of days."""
    span = (start.isoformat(), (last + DAY).isoformat())
    calls = weekly.calls(connection, *span)
    matters = weekly.matters(connection, *span)
    return Totals(
        visits=len(calls),
        enterprises=len({call.enterprise for call in calls}),
        raised=sum(one.raised for one in matters),
        closed=sum(one.closed for one in matters),
    )


def crowded(connection: sqlite3.Connection, start: date, limit: int) -> list[tuple[str, int]]:
    """The enterprises that too many officers came to in one week of a month (扰企), by name, with the most that came."""
    most: dict[str, int] = {}
    for monday in weeks_of(start):
        calls = weekly.calls(connection, *reading.span(monday))
        for code, count in overvisited(calls, limit).items():
            most[code] = max(count, most.get(code, 0))
    return [(reading.enterprise_name(connection, code), count) for code, count in sorted(most.items())]
