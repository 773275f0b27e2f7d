"""The SELECT of each list and export, made from the ledger that its noun declares, filtered.

The ledger alone says how a column is derived from the tables. The list, the script dialect, the ledger and the report
that show the column all read it from there.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from gridlog.core.calendar import Calendar
from gridlog.core.nouns import module_of, nouns
from gridlog.core.nouns.issue.meaning import lit_days
from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.phone import REDACTED
from gridlog.core.rules import Rules
from gridlog.core.tree import DEFAULT_LEVEL
from gridlog.ledgers.columns import NOTHING, RATES, SEPARATOR, Value


class Query(NamedTuple):
    """A SELECT in parts, so that the same rows can be read as values or as finished lines."""

    columns: tuple[Column, ...]
    cells: tuple[str, ...]
    source: str
    where: tuple[str, ...]
    order: str
    parameters: dict[str, str | int]

    def sql(self) -> str:
        """Return a SELECT with one column for each cell."""
        return f"SELECT {', '.join(self.cells)} {self._rest()}"

    def joined_sql(self) -> str:
        """Return a SELECT with one column: SQLite joins the cells of a row with SEPARATOR between them."""
        pattern = SEPARATOR.join("%s" for _ in self.columns)
        return f"SELECT format('{pattern}', {', '.join(self.cells)}) {self._rest()}"

    def count_sql(self) -> str:
        """Return a SELECT that counts the rows, for queries without GROUP BY."""
        where = f"WHERE {' AND '.join(self.where)}" if self.where else ""
        return f"SELECT count(*) FROM {self.source} {where}"

    @property
    def is_joinable(self) -> bool:
        """Return whether SQLite writes each cell of `joined_sql` as `columns.raw` does."""
        return not any(column.kind in (*RATES, "change") for column in self.columns)

    @property
    def is_numbered(self) -> bool:
        """Return whether the first cell counts the rows in the order in which they come."""
        return self.cells[0] == f"row_number() OVER ({self.order})"

    def without_first(self) -> "Query":
        """Return a query for the same rows without the first column."""
        return self.with_cells(self.columns[1:], self.cells[1:])

    def spoken(self) -> "Query":
        """Return a query for the same rows; each cell is the text that `columns.spoken` returns in Chinese."""
        cells = [spoken_sql(column, cell) for column, cell in zip(self.columns, self.cells, strict=True)]
        return self.with_cells(self.columns, cells)

    def rows(self, connection: sqlite3.Connection) -> sqlite3.Cursor:
        """Return a cursor over the rows."""
        return connection.execute(self.sql(), self.parameters)

    def one(self, connection: sqlite3.Connection) -> tuple[Value, ...]:
        """Return the first row, for a query that has exactly one."""
        found: tuple[Value, ...] = self.rows(connection).fetchone()
        return found

    def joined_rows(self, connection: sqlite3.Connection) -> sqlite3.Cursor:
        """Return a cursor over the rows of `joined_sql`."""
        return connection.execute(self.joined_sql(), self.parameters)

    def latest(self, connection: sqlite3.Connection, limit: int) -> list[tuple[Value, ...]]:
        """Return the first `limit` rows in the query's own order, all of them for 0."""
        sql = self.sql() + (f" LIMIT {limit}" if limit else "")
        return connection.execute(sql, self.parameters).fetchall()

    def count(self, connection: sqlite3.Connection) -> int:
        """Return the number of rows, for queries without GROUP BY."""
        ((found,),) = connection.execute(self.count_sql(), self.parameters)
        return int(found)

    def count_grouped(self, connection: sqlite3.Connection) -> int:
        """Return the number of rows of any query, with GROUP BY or without."""
        ((found,),) = connection.execute(f"SELECT count(*) FROM ({self.sql()})", self.parameters)
        return int(found)

    def _rest(self) -> str:
        where = f"WHERE {' AND '.join(self.where)}" if self.where else ""
        return f"FROM {self.source} {where} {self.order}"

    def narrowed(self, where: str, **parameters: str | int) -> "Query":
        """Return the same query with one more condition."""
        return self._replace(where=(*self.where, where), parameters={**self.parameters, **parameters})

    def under(self, ledger: Ledger, unmask: bool = False) -> "Query":
        """Return a query for the same rows under the columns of another ledger of the noun."""
        return self.with_cells(ledger.columns, _cells(ledger, unmask))

    def with_cells(self, columns: Sequence[Column], cells: Sequence[str]) -> "Query":
        """Return a query for the same rows with other columns."""
        return self._replace(columns=tuple(columns), cells=tuple(cells))


def spoken_sql(column: Column, cell: str) -> str:
    """Return SQL for a cell as `columns.spoken` writes it in Chinese, for the columns of a query that is joinable."""
    if column.key in NOTHING:
        return f"ifnull(nullif({cell}, ''), '{NOTHING[column.key][0]}')"
    if column.kind == "flag":
        return f"substr('否是', 1 + ({cell} <> 0), 1)"
    if not column.words:
        return cell
    from gridlog.words.vocabulary import vocabulary

    words = " ".join(
        f"WHEN {text(key)} THEN {text(pair[0])}" for key, pair in vocabulary(column.words).items()
    )
    return f"CASE CAST({cell} AS TEXT) {words} ELSE {cell} END"


def text(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def masked(expression: str, unmask: bool) -> str:
    """Return SQL that masks a phone number as `gridlog.ledgers.columns.mask` does."""
    if unmask:
        return expression
    return (
        f"CASE WHEN trim({expression}, '{REDACTED}') = '' THEN {expression} WHEN length({expression}) < 8 THEN '****' "
        f"ELSE substr({expression}, 1, 3) || '****' || substr({expression}, -4) END"
    )


def _cells(ledger: Ledger, unmask: bool) -> list[str]:
    return [masked(cell, unmask) if column.is_phone else cell for column, cell in ledger.cells]


def query_of(ledger: Ledger, parameters: Mapping[str, str | int], unmask: bool = False) -> Query:
    """Return a query for all rows of a ledger; `parameters` has what its SQL names."""
    cells = tuple(_cells(ledger, unmask))
    return Query(ledger.columns, cells, ledger.source, ledger.where, ledger.order, dict(parameters))


def exports() -> list[str]:
    """Return the name of every export."""
    return [name for noun in _asked_most_first() for name in _exports_of(noun)]


def export_of(name: str) -> Export:
    """Return an export by its name. Raises LookupError for another name."""
    for noun in _asked_most_first():
        if name in (found := _exports_of(noun)):
            return found[name]
    raise LookupError(name)


def _asked_most_first() -> list[str]:
    return list(dict.fromkeys(("visit", "issue", *nouns())))


def _exports_of(noun: str) -> Mapping[str, Export]:
    found: Mapping[str, Export] = getattr(module_of(noun, "ledger"), "EXPORTS", {})
    return found


class Asked(Protocol):
    """What the parameters of a ledger are made of; `gridlog.work.desk.Desk` has it."""

    @property
    def today(self) -> date:
        """The civil date of now."""

    @property
    def rules(self) -> Rules:
        """The rules of the zone."""

    @property
    def connection(self) -> sqlite3.Connection:
        """The tables."""

    def calendar(self, start: date, end: date, /) -> Calendar:
        """The working calendar good for [start, end)."""


# the parameters that the SQL of a ledger may name, and how each is made
PARAMETERS: Mapping[str, Callable[[Asked], str | int]] = {
    "today": lambda asked: asked.today.isoformat(),
    "methods": lambda asked: asked.rules.counted_methods,
    "report_level": lambda asked: asked.rules.report_level,
    "stale": lambda asked: _lights(asked)["stale"],
    "soon": lambda asked: _lights(asked)["soon"],
    "project_lights": lambda asked: _project_lights(asked),
}


def _project_lights(asked: Asked) -> str:
    from gridlog.ledgers import projects

    known = projects.known(asked.connection)
    return projects.cells(projects.lights(known, asked.today, asked.calendar, asked.rules))


def _lights(asked: Asked) -> dict[str, str]:
    calendar = asked.calendar(*lit_days(asked.today, asked.rules))
    return light_days(asked.today, calendar, asked.rules)


def light_days(today: date, calendar: Calendar, rules: Rules) -> dict[str, str]:
    """Return the days on which the lights of issues turn: no progress since `stale`, due by `soon`."""
    return {
        "stale": calendar.before(today, rules.stale_workdays).isoformat(),
        "soon": calendar.after(today, rules.soon_workdays).isoformat(),
    }


_NAMED = re.compile(r":([a-z_]+)")


def exported(export: Export, asked: Asked, unmask: bool) -> tuple[Query, Query]:
    """Return the rows of an export as scripts read them, and the same rows under the headings of the office's ledger."""
    texts = [cell for ledger in export[:2] for _, cell in ledger.cells]
    named = {name for text in (*texts, export.script.source) for name in _NAMED.findall(text)}
    script = query_of(export.script, {name: PARAMETERS[name](asked) for name in sorted(named)}, unmask)
    return script, script.under(export.people, unmask)


def visits(rules: Rules, unmask: bool = False) -> Query:
    """Return a query for every visit, void ones too; `counted` follows the rule for the visit's lead officer."""
    from gridlog.core.nouns.visit.ledger import VISITS

    return query_of(VISITS, {"methods": rules.counted_methods}, unmask)


def issues(today: date, calendar: Calendar, rules: Rules) -> Query:
    """Return a query for every issue as of today, with its light and whether it is or was overdue."""
    from gridlog.core.nouns.issue.ledger import ISSUES

    return query_of(ISSUES, {"today": today.isoformat(), **light_days(today, calendar, rules)})


def spotchecks(unmask: bool = False) -> Query:
    """Return a query for every drawn visit and its enterprise's answers, even when the visit was voided since."""
    from gridlog.core.nouns.spotcheck.ledger import SPOTCHECKS

    return query_of(SPOTCHECKS, {}, unmask)


def enterprises(today: date, unmask: bool = False, report_level: str = DEFAULT_LEVEL) -> Query:
    """Return a query for the roster of enterprises, with the officers of each and its last visit.

    `block` is the unit at the report level.
    """
    from gridlog.core.nouns.enterprise.ledger import ENTERPRISES

    return query_of(ENTERPRISES, {"today": today.isoformat(), "report_level": report_level}, unmask)


def officers(today: date, unmask: bool = False) -> Query:
    """Return a query for all officers, each with the grid that the officer holds today."""
    from gridlog.core.nouns.officer.ledger import OFFICERS

    return query_of(OFFICERS, {"today": today.isoformat()}, unmask)


def grids() -> Query:
    """Return a query for the tree as a list."""
    from gridlog.core.nouns.grid.ledger import GRIDS

    return query_of(GRIDS, {})


def coverage(today: date, rules: Rules) -> Query:
    """Return a query for the enterprises that were not visited in time, longest first (超期未访).

    A key enterprise is due every so many days as the rules say. Any other enterprise is due once a calendar month.
    """
    from gridlog.core.nouns.enterprise.ledger import COVERAGE
    from gridlog.core.nouns.enterprise.meaning import days_for_others

    days = {"key_days": rules.coverage_days, "other_days": days_for_others(today)}
    return query_of(COVERAGE, {"today": today.isoformat(), "report_level": rules.report_level, **days})


def handled(by: str, today: date, unassigned: str = "") -> Query:
    """Return a query for issues by handler or category: how many were given and finished, and how content people are.

    `unassigned` stands for the handler of an issue that has no handler.
    """
    from gridlog.core.nouns.issue.ledger import CATEGORIES, HANDLERS

    ledger = {"handler": HANDLERS, "category": CATEGORIES}[by]
    return query_of(ledger, {"today": today.isoformat(), "unassigned": unassigned})


def either(*conditions: str) -> str:
    """Return a condition that holds where one of the conditions does."""
    return "(" + " OR ".join(f"({one})" for one in conditions) + ")"


def any_of(column: str, values: Iterable[str]) -> str:
    """Return a condition that a column has one of a few codes, which come from the tables themselves."""
    listed = ", ".join(map(text, values))
    return f"{column} IN ({listed})"
