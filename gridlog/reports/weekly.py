"""All that a week's figures are made of, read from the tables through their indexes."""

import sqlite3
from datetime import date, timedelta

from gridlog.core.figures import week as week_figures
from gridlog.core.figures.quota import Call
from gridlog.core.roster import CLOSED, Leave
from gridlog.core.rules import Rules
from gridlog.core.tree import Tree
from gridlog.store import lookup


def week(connection: sqlite3.Connection, start: date, today: date) -> week_figures.Week:
    """All that the figures of the week from Monday `start` are made of."""
    rule = lookup.rules(connection)
    tree = lookup.tree(connection, rule)
    return week_figures.Week(
        start=start,
        people=people(connection, *lookup.span(start), rule, tree),
        calls=calls(connection, *lookup.span(start)),
        matters=matters(connection, *lookup.span(start)),
        customers=customers(connection, start + timedelta(days=6), tree),
        calendar=lookup.calendar(connection, today, start, start + timedelta(days=7)),
        rules=rule,
        tree=tree,
    )


def people(
    connection: sqlite3.Connection, first: str, after: str, rule: Rules, tree: Tree
) -> list[week_figures.Person]:
    """The officers with a quota who were in service on some day of [first, after), with their last grid in it.

    An officer who never was assigned anywhere is in service too, without a grid.
    """
    away: dict[str, list[Leave]] = {}
    for officer, *spell in connection.execute(
        "SELECT officer, from_on, until_on, kind FROM leaves WHERE from_on < ? AND until_on > ?",
        (after, first),
    ):
        away.setdefault(officer, []).append(lookup.leave(*spell))
    found = connection.execute(
        """SELECT code, name, role, quota,
             (SELECT group_concat(grid, ';') FROM (SELECT grid FROM assignments
              WHERE officer = code AND from_on < :after AND until_on > :first ORDER BY from_on)) AS stays,
             EXISTS (SELECT 1 FROM assignments WHERE officer = code) AS ever
           FROM officers""",
        {"first": first, "after": after},
    )
    made = []
    for code, name, role, own, stays, ever in found:
        quota = lookup.own_quota(role, own, rule)
        if quota is None or (ever and not stays):
            continue
        *earlier, grid = (stays or "").split(";")
        moved_from = ";".join(dict.fromkeys(one for one in earlier if one != grid))
        leaves = tuple(away.get(code, ()))
        made.append(week_figures.Person(code, name, grid, tree.block(grid), quota, leaves, moved_from))
    return made


def matters(connection: sqlite3.Connection, first: str, after: str) -> list[week_figures.Matter]:
    """The issues raised in [first, after), and those closed in it and not reopened before its end.

    A long-term one never counts as closed.
    """
    closed = """s.closed_on >= :first AND s.closed_on < :after AND s.from_on < :after AND s.until_on >= :after
      AND s.grade <> 'longterm'"""
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
        """SELECT code, grid FROM enterprises LEFT JOIN enterprise_grids
             ON enterprise = code AND from_on <= :day AND :day < until_on
           WHERE code NOT IN (SELECT enterprise FROM enterprise_statuses
             WHERE status = :closed AND from_on <= :day AND :day < until_on)""",
        {"day": day.isoformat(), "closed": CLOSED},
    )
    return [week_figures.Customer(code, grid or "", tree.block(grid)) for code, grid in found]


def calls(connection: sqlite3.Connection, first: str, after: str) -> list[Call]:
    """Every visit of [first, after) that stands."""
    found = connection.execute(
        f"SELECT {lookup.CALL} FROM visits WHERE visited_on >= ? AND visited_on < ? AND NOT void",
        (first, after),
    )
    return [lookup.call(one) for one in found]
