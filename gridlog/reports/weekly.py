"""All that a week's figures are made of, read from the tables through their indexes."""

import sqlite3
from datetime import date, timedelta

from gridlog.core.figures import week as week_figures
from gridlog.core.nouns.enterprise.meaning import grid_sql, in_charge
from gridlog.core.nouns.issue.meaning import CLOSED_THEN
from gridlog.core.tree import Tree
from gridlog.reports.zone import Zone
from gridlog.store import lookup


def week(zone: Zone, start: date) -> week_figures.Week:
    """All that the figures of the week from Monday `start` are made of."""
    connection = zone.connection
    return _week(
        zone,
        start,
        matters(connection, *lookup.span(start)),
        customers(connection, start + timedelta(days=6), zone.tree),
    )


def quotas(zone: Zone, start: date) -> week_figures.Week:
    """The same without enterprises and issues: enough to say who met the quota."""
    return _week(zone, start, [], [])


def _week(
    zone: Zone,
    start: date,
    matters: list[week_figures.Matter],
    customers: list[week_figures.Customer],
) -> week_figures.Week:
    return week_figures.Week(
        start=start,
        people=zone.people(*lookup.span(start)),
        calls=zone.calls(*lookup.span(start)),
        matters=matters,
        customers=customers,
        calendar=zone.calendar(start, start + timedelta(days=7)),
        rules=zone.rules,
        tree=zone.tree,
    )


def matters(connection: sqlite3.Connection, first: str, after: str) -> list[week_figures.Matter]:
    """The issues raised in [first, after), and those closed in it and not reopened before its end.

    A long-term one never counts as closed.
    """
    closed = f"{CLOSED_THEN} AND s.closed_on < :after AND s.from_on < :after AND s.until_on >= :after"
    found = connection.execute(
        f"""SELECT officer, block, grid, 1, EXISTS (SELECT 1 FROM issue_spells AS s WHERE issue = i.id AND {closed})
           FROM issues AS i WHERE raised_on >= :first AND raised_on < :after
           UNION ALL
           SELECT officer, block, grid, 0, 1 FROM issue_spells AS s CROSS JOIN issues AS i ON i.id = s.issue
           WHERE {closed} AND NOT (raised_on >= :first AND raised_on < :after)""",
        {"first": first, "after": after},
    )
    return [
        week_figures.Matter(officer, block, grid, bool(raised), bool(closed))
        for officer, block, grid, raised, closed in found
    ]


def customers(connection: sqlite3.Connection, day: date, tree: Tree) -> list[week_figures.Customer]:
    """The enterprises in charge on a day, with the grid and block they then belong to; not those that were 注销 then."""
    found = connection.execute(
        f"SELECT e.code, {grid_sql(':day')} FROM enterprises AS e WHERE {in_charge(':day')}",
        {"day": day.isoformat()},
    )
    return [week_figures.Customer(code, grid or "", tree.block(grid)) for code, grid in found]
