"""All that a day's figures are made of, read from the tables through their indexes."""

import sqlite3
from datetime import date

from gridlog.core.figures import day as day_figures
from gridlog.core.nouns.issue.meaning import CLOSED_THEN, IN_HAND_THEN, due_then, late_then, lit_days
from gridlog.core.nouns.visit.meaning import STANDS
from gridlog.core.roster import on_day
from gridlog.ledgers import queries
from gridlog.ledgers.columns import Value
from gridlog.reports import weekly
from gridlog.reports.courses import STANDING
from gridlog.reports.zone import Zone
from gridlog.store import lookup


def day(zone: Zone, on: date) -> day_figures.Day:
    """All that the figures of a day are made of; issues are as they stood at its end, whatever came later."""
    connection = zone.connection
    return day_figures.Day(
        on=on,
        people=zone.people(*lookup.span(on, 1)),
        guests=guests(connection, *lookup.span(on, 1)),
        troubles=troubles(connection, on),
        customers=weekly.customers(connection, on, zone.tree),
        methods=zone.rules.counted_methods.split(","),
        tree=zone.tree,
    )


def guests(connection: sqlite3.Connection, first: str, after: str) -> list[day_figures.Guest]:
    """Every visit of [first, after) that stands, with the block of its day."""
    found = connection.execute(
        f"SELECT block, {lookup.CALL} FROM visits AS v WHERE visited_on >= ? AND visited_on < ? AND {STANDS}",
        (first, after),
    )
    return [day_figures.Guest(block, lookup.call(rest)) for block, *rest in found]


def troubles(connection: sqlite3.Connection, on: date) -> list[day_figures.Trouble]:
    """The issues that were raised or closed on a day, or open at its end; long-term ones are only ever raised."""
    found = connection.execute(
        f"""SELECT i.officer, i.block, i.grid, i.raised_on = :last, {CLOSED_THEN},
             {IN_HAND_THEN} AND {due_then(":last")}, {IN_HAND_THEN} AND {late_then(":last")} {STANDING}""",
        {"first": on.isoformat(), "last": on.isoformat()},
    )
    return [
        day_figures.Trouble(officer, block, grid, *map(bool, flags)) for officer, block, grid, *flags in found
    ]


PRESSING = f"""FROM issue_spells AS s WHERE {IN_HAND_THEN} AND {on_day(":on", "s.")}
  AND ({late_then(":on")} OR {due_then(":on")})"""


def pressing(zone: Zone, on: date) -> list[dict[str, Value]]:
    """The issues that are due or overdue on a day, by the keys of ISSUES; deadline and handler are those of that day."""
    named = "ifnull((SELECT name FROM officers WHERE code = handler), handler)"
    connection = zone.connection
    then = {
        id: {"due": due, "handler": handler}
        for id, due, handler in connection.execute(f"SELECT issue, due, {named} {PRESSING}", {"on": str(on)})
    }
    calendar = zone.calendar(*lit_days(zone.today, zone.rules))
    query = queries.issues(zone.today, calendar, zone.rules)
    query = query.narrowed(f"i.id IN (SELECT issue {PRESSING})", on=on.isoformat())
    keys = [column.key for column in query.columns]
    return [dict(zip(keys, row, strict=True)) | then[str(row[0])] for row in query.rows(connection)]


def overdue(connection: sqlite3.Connection, on: date) -> list[tuple[str, str]]:
    """The id and the enterprise's name of every issue that was open and overdue at the end of a day, the oldest first."""
    return connection.execute(
        f"""SELECT i.id, ifnull((SELECT name FROM enterprises WHERE code = i.enterprise), i.enterprise)
            {STANDING} AND {IN_HAND_THEN} AND {late_then(":last")} ORDER BY i.raised_on, i.id""",
        {"first": on.isoformat(), "last": on.isoformat()},
    ).fetchall()
