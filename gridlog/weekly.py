"""All that a week's figures are made of, read from the tables through their indexes."""

import sqlite3
from datetime import date, timedelta

from gridlog import reading
from gridlog.core import report
from gridlog.core.quota import Call
from gridlog.core.roster import CLOSED, Leave
from gridlog.core.rules import Rules
from gridlog.core.tree import Tree


def week(connection: sqlite3.Connection, start: date, today: date) -> report.Week:
    """All that the figures of the week from Monday `start` are made of."""
    rule = reading.rules(connection)
    tree = reading.tree(connection, rule)
    return report.Week(
        start=start,
        people=people(connection, *reading.span(start), rule, tree),
        calls=calls(connection, *reading.span(start)),
        matters=matters(connection, *reading.span(start)),
        customers=customers(connection, start + timedelta(days=6), tree),
        calendar=reading.calendar(connection, today, start, start + timedelta(days=7)),
        rules=rule,
        tree=tree,
    )


def people(
    connection: sqlite3.Connection, first: str, after: str, rule: Rules, tree: Tree
) -> list[report.Person]:
    """The officers with a quota who were in service on some day of [first, after), with their last grid in it.

    An officer who never was assigned anywhere is in service too, without a grid.
    """
    away: dict[str, list[Leave]] = {}
    for officer, *spell in connection.execute(
        "SELECT officer, from_on, until_on, kind FROM leaves WHERE from_on < ? AND until_on > ?",
        (after, first),
    ):
        away.setdefault(officer, []).append(reading.leave(*spell))
    found = connection.execute(
        """SELECT code, name, role, quota,
             (SELECT grid FROM assignments WHERE officer = code AND from_on < :after AND until_on > :first
              ORDER BY from_on DESC LIMIT 1) AS grid,
             EXISTS (SELECT 1 FROM assignments WHERE officer = code) AS ever
           FROM officers""",
        {"first": first, "after": after},
    )
    return [
        report.Person(code, name, grid or "", tree.block(grid), quota, tuple(away.get(code, ())))
        for code, name, role, own, grid, ever in found
        if (quota := reading.own_quota(role, own, rule)) is not None and (grid or not ever)
    ]


def matters(connection: sqlite3.Connection, first: str, after: str) -> list[report.Matter]:
    """The issues raised or closed in [first, after); a long-term one never counts as closed."""
    found = connection.execute(
        """SELECT officer, block, grid, raised_on >= :first AND raised_on < :after,
             grade <> 'longterm' AND ifnull(closed_on >= :first AND closed_on < :after, 0)
           FROM issues WHERE raised_on >= :first AND raised_on < :after
           UNION ALL
           SELECT officer, block, grid, 0, 1 FROM issues
           WHERE closed_on >= :first AND closed_on < :after AND grade <> 'longterm'
             AND NOT (raised_on >= :first AND raised_on < :after)""",
        {"first": first, "after": after},
    )
    return [
        report.Matter(officer, block, grid, bool(raised), bool(closed))
        for officer, block, grid, raised, closed in found
    ]


def customers(connection: sqlite3.Connection, day: date, tree: Tree) -> list[report.Customer]:
    """The enterprises in charge on a day, with the grid and block they then belong to; not those that were 注销 then."""
    found = connection.execute(
        """SELECT code, grid FROM enterprises LEFT JOIN enterprise_grids
             ON enterprise = code AND from_on <= :day AND :day < until_on
           WHERE code NOT IN (SELECT enterprise FROM enterprise_statuses
             WHERE status = :closed AND from_on <= :day AND :day < until_on)""",
        {"day": day.isoformat(), "closed": CLOSED},
    )
    return [report.Customer(code, grid or "", tree.block(grid)) for code, grid in found]


def calls(connection: sqlite3.Connection, first: str, after: str) -> list[Call]:
    """Every visit of [first, after) that stands."""
    found = connection.execute(
        f"SELECT {reading.CALL} FROM visits WHERE visited_on >= ? AND visited_on < ? AND NOT void",
        (first, after),
    )
    return [reading.call(one) for one in found]
