"""The SELECT of each list and export: the columns of `gridlog.ledgers.columns`, in their order, filtered.

This module alone says how a column is derived from the tables. The list, the script dialect, the ledger and
the report that show the column all read it from here.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import Calendar
from gridlog.core.roster import CLOSED
from gridlog.core.rules import Rules
from gridlog.core.tree import DEFAULT_LEVEL, above_sql
from gridlog.ledgers.columns import (
    CATEGORIES,
    COVERAGE,
    ENTERPRISES,
    GRIDS,
    HANDLERS,
    ISSUES,
    NOTHING,
    OFFICERS,
    RATES,
    SEPARATOR,
    SPOTCHECKS,
    VISITS,
    Column,
    Value,
)


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
        f"CASE WHEN {expression} = '' THEN '' WHEN length({expression}) < 8 THEN '****' "
        f"ELSE substr({expression}, 1, 3) || '****' || substr({expression}, -4) END"
    )


COUNTED = """(NOT v.void AND instr(',' || :methods || ',', ',' || v.method || ',') > 0 AND NOT EXISTS (
  SELECT 1 FROM visits AS w WHERE w.officer = v.officer AND w.visited_on = v.visited_on
  AND w.enterprise = v.enterprise AND NOT w.void AND (w.recorded_at < v.recorded_at OR (w.recorded_at = v.recorded_at AND w.id < v.id))
  AND instr(',' || :methods || ',', ',' || w.method || ',') > 0))"""

_NAMES = "LEFT JOIN enterprises AS e ON e.code = v.enterprise LEFT JOIN officers AS o ON o.code = v.officer"
_VISIT_SOURCE = f"visits AS v {_NAMES}"


def visits(rules: Rules, unmask: bool = False) -> Query:
    """Return a query for every visit, void ones too; `counted` follows the rule for the visit's lead officer."""
    cells = (
        "v.id",
        "v.visited_on",
        "v.week",
        "v.block",
        "v.grid",
        "v.enterprise",
        "ifnull(e.name, v.enterprise)",
        "ifnull(e.uscc, '')",
        "v.method",
        "v.kind",
        "v.officer",
        "ifnull(o.name, v.officer)",
        "v.participants",
        "v.contact",
        "v.title",
        masked("v.phone", unmask),
        "v.note",
        "(SELECT group_concat(id, ';') FROM issues WHERE visit = v.id AND visit <> '')",
        "v.recorded_at",
        "v.late",
        COUNTED,
        "v.void",
        "v.at",
    )
    return Query(
        VISITS, cells, _VISIT_SOURCE, (), "ORDER BY v.visited_on, v.id", {"methods": rules.counted_methods}
    )


def companions(mark: str) -> str:
    """Return SQL for the names of the colleagues who joined a visit, with `mark` between them; NULL for none."""
    return f"""(SELECT group_concat(ifnull(p.name, vp.officer), '{mark}') FROM visit_participants AS vp
           LEFT JOIN officers AS p ON p.code = vp.officer WHERE vp.visit = v.id)"""


def people(mark: str) -> str:
    """Return SQL for the names of all officers on a visit, the lead first."""
    return f"ifnull(o.name, v.officer) || ifnull('{mark}' || {companions(mark)}, '')"


def issues(today: date, calendar: Calendar, rules: Rules) -> Query:
    """Return a query for every issue as of today, with its light and whether it is or was overdue."""
    overdue = "(i.missed OR (i.clock_runs AND i.due < :today))"
    light = f"""CASE WHEN NOT i.open THEN '' WHEN {overdue} THEN 'red'
      WHEN i.reopened OR (i.clock_runs AND i.progress_on <= :stale) THEN 'yellow'
      WHEN i.clock_runs AND i.due <= :soon THEN 'blue' ELSE 'green' END"""
    cells = (
        "i.id",
        "i.raised_on",
        "i.enterprise",
        "ifnull(e.name, i.enterprise)",
        "i.block",
        "i.grid",
        "i.source",
        "i.category",
        "i.text",
        "i.grade",
        "i.level",
        "i.state",
        "ifnull((SELECT name FROM officers WHERE code = i.handler), i.handler)",
        "i.first_due",
        "i.due",
        "i.extended",
        overdue,
        light,
        "i.answered_on",
        "i.result",
        "i.result_text",
        "i.revisited_on",
        "i.solved",
        "i.satisfaction",
        "i.closed_on",
        "i.workdays",
        "i.reopened",
        "i.visit",
    )
    parameters: dict[str, str | int] = {
        "today": today.isoformat(),
        "stale": calendar.before(today, rules.stale_workdays).isoformat(),
        "soon": calendar.after(today, rules.soon_workdays).isoformat(),
    }
    source = "issues AS i LEFT JOIN enterprises AS e ON e.code = i.enterprise"
    return Query(ISSUES, cells, source, (), "ORDER BY i.raised_on, i.id", parameters)


def spotchecks(unmask: bool = False) -> Query:
    """Return a query for every drawn visit and its enterprise's answers, even when the visit was voided since.

    The phone number to call is the roster's. When the roster has none, it is the number that the officer wrote down.
    """
    phone = "ifnull(nullif(e.phone, ''), ifnull(v.phone, ''))"
    cells = (
        "s.id",
        "s.visit",
        "ifnull(v.visited_on, '')",
        "ifnull(v.block, '')",
        "ifnull(v.enterprise, '')",
        "ifnull(e.name, ifnull(v.enterprise, ''))",
        "ifnull(nullif(e.contact, ''), ifnull(v.contact, ''))",
        masked(phone, unmask),
        "ifnull(v.officer, '')",
        "ifnull(o.name, ifnull(v.officer, ''))",
        "ifnull(v.void, 0)",
        "s.reached",
        "s.confirmed",
        "s.satisfaction",
        "s.note",
        "ifnull((SELECT name FROM officers WHERE code = s.recorded_by), s.recorded_by)",
        "s.recorded_at",
    )
    source = f"spotchecks AS s LEFT JOIN visits AS v ON v.id = s.visit {_NAMES}"
    order = "ORDER BY s.drawn_clock, s.id, v.block, v.visited_on, s.visit"
    return Query(SPOTCHECKS, cells, source, (), order, {})


_NOW_AT = "AND from_on <= :today AND :today < until_on LIMIT 1"
_GRID = f"(SELECT grid FROM enterprise_grids WHERE enterprise = e.code {_NOW_AT})"
_BLOCK = above_sql(_GRID, ":report_level")
_STATUS = f"(SELECT status FROM enterprise_statuses WHERE enterprise = e.code {_NOW_AT})"
_LAST = """(SELECT visited_on FROM visits WHERE enterprise = e.code AND visited_on <= :today AND NOT void
  AND method = 'onsite' ORDER BY visited_on DESC LIMIT 1)"""


def keeper(role: str, grid: str) -> str:
    """Return SQL for the name of the person who holds a grid today in this role."""
    return f"""(SELECT group_concat(name, ';') FROM (SELECT o.name FROM assignments AS a JOIN officers AS o
      ON o.code = a.officer WHERE a.grid = {grid} AND o.role = '{role}'
      AND a.from_on <= :today AND :today < a.until_on ORDER BY o.code))"""


def enterprises(today: date, unmask: bool = False, report_level: str = DEFAULT_LEVEL) -> Query:
    """Return a query for the roster of enterprises, with the officers of each and its last visit.

    `block` is the unit at the report level.
    """
    cells = (
        "e.code",
        "e.name",
        "e.uscc",
        _GRID,
        "e.industry",
        "e.scale",
        "e.key",
        f"ifnull({_STATUS}, '')",
        "e.address",
        "e.contact",
        "e.title",
        masked("e.phone", unmask),
        _BLOCK,
        keeper("officer", _GRID),
        _LAST,
        f"CAST(julianday(:today) - julianday({_LAST}) AS INTEGER)",
        "(SELECT count(*) FROM issues WHERE enterprise = e.code AND open)",
    )
    parameters: dict[str, str | int] = {"today": today.isoformat(), "report_level": report_level}
    return Query(ENTERPRISES, cells, "enterprises AS e", (), "ORDER BY e.code", parameters)


def officers(today: date, unmask: bool = False) -> Query:
    """Return a query for all officers, each with the grid that the officer holds today."""
    grid = f"(SELECT grid FROM assignments WHERE officer = o.code {_NOW_AT})"
    cells = ("o.code", "o.name", grid, "o.role", "o.quota", masked("o.phone", unmask))
    return Query(OFFICERS, cells, "officers AS o", (), "ORDER BY o.code", {"today": today.isoformat()})


def grids() -> Query:
    """Return a query for the tree as a list."""
    return Query(GRIDS, ("code", "name", "level", "parent"), "grids", (), "ORDER BY code", {})


def coverage(today: date, key_days: int, since_for_others: date, report_level: str = DEFAULT_LEVEL) -> Query:
    """Return a query for the enterprises that were not visited in time, longest first (超期未访).

    A key enterprise is due every `key_days`. Any other enterprise is due once a calendar month, so it is listed when
    its last visit lies before `since_for_others`, the first day of the month before.
    """
    limit = "CASE WHEN e.key THEN :key_days ELSE :other_days END"
    days = f"CAST(julianday(:today) - julianday({_LAST}) AS INTEGER)"
    cells = (
        _BLOCK,
        _GRID,
        keeper("officer", _GRID),
        "e.code",
        "e.name",
        _LAST,
        days,
        limit,
    )
    parameters: dict[str, str | int] = {
        "today": today.isoformat(),
        "key_days": key_days,
        "other_days": (today - since_for_others).days,
        "report_level": report_level,
    }
    late = f"(ifnull({_STATUS}, '') <> '{CLOSED}' AND ifnull({days} > {limit}, 1))"
    order = f"ORDER BY {days} IS NOT NULL, {days} DESC, e.code"
    return Query(COVERAGE, cells, "enterprises AS e", (late,), order, parameters)


def handled(by: str, today: date, nobody: str = "") -> Query:
    """Return a query for issues by handler or category: how many were given and finished, and how content people are.

    `nobody` stands for the handler of an issue that has no handler. Declined and merged issues are not counted;
    long-term issues are listed apart and not counted here.
    Solved is the share of closed issues that were closed as solved and not denied on revisit. Dissatisfied is a share
    of all revisited issues; the other rates are shares of all given issues.
    """
    group = {
        "handler": "ifnull((SELECT name FROM officers WHERE code = i.handler), ifnull(nullif(i.handler, ''), :nobody))",
        "category": "i.category",
    }[by]
    done = "i.state = 'closed'"
    missed = "(i.missed OR (i.clock_runs AND i.due < :today))"
    rated = "i.satisfaction IS NOT NULL"
    solved = f"{done} AND i.result = 'solved' AND ifnull(i.solved, 1)"

    def count(condition: str) -> str:
        return f"sum(iif({condition}, 1, 0))"

    def rate(condition: str, of: str) -> str:
        return f"1.0 * {count(condition)} / nullif({count(of)}, 0)"

    cells = (
        group,
        "count(*)",
        count(f"{done} AND NOT {missed}"),
        count(f"{done} AND {missed}"),
        count(f"NOT ({done})"),
        rate(done, "1"),
        rate(f"{done} AND NOT {missed}", "1"),
        count(solved),
        rate(solved, done),
        count(rated),
        count("i.satisfaction <= 2"),
        rate("i.satisfaction <= 2", rated),
    )
    columns = HANDLERS if by == "handler" else CATEGORIES
    where = ("i.state NOT IN ('rejected', 'merged')", "i.grade <> 'longterm'")
    order = "GROUP BY 1 ORDER BY 2 DESC, 1"
    parameters: dict[str, str | int] = {"today": today.isoformat(), "nobody": nobody}
    return Query(columns, cells, "issues AS i", where, order, parameters)


def any_of(column: str, values: Iterable[str]) -> str:
    """Return a condition that a column has one of a few codes, which come from the tables themselves."""
    listed = ", ".join(map(text, values))
    return f"{column} IN ({listed})"


VISIT_LEDGER: tuple[tuple[Column, str], ...] = (
    (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY v.visited_on, v.id)"),
    (Column("id", "走访编号", "id"), "substr(v.id, 1, 10)"),
    (Column("date", "走访日期", "date", "date"), "v.visited_on"),
    (Column("weekday", "星期", "weekday"), "substr('日一二三四五六', strftime('%w', v.visited_on) + 1, 1)"),
    (Column("block", "所属板块", "block"), "ifnull((SELECT name FROM grids WHERE code = v.block), v.block)"),
    (Column("grid", "网格编号", "grid"), "v.grid"),
    (Column("grid_name", "网格名称", "grid name"), "(SELECT name FROM grids WHERE code = v.grid)"),
    (Column("enterprise", "企业名称", "enterprise"), "ifnull(e.name, v.enterprise)"),
    (Column("uscc", "统一社会信用代码", "credit code"), "ifnull(e.uscc, '')"),
    (Column("method", "走访方式", "method", words="method"), "v.method"),
    (Column("kind", "走访类型", "kind", words="kind"), "v.kind"),
    (Column("officer", "走访人员", "officer"), "ifnull(o.name, v.officer)"),
    (
        Column("participants", "联合走访人员", "participants"),
        companions("、"),
    ),
    (Column("contact", "受访人", "contact"), "v.contact"),
    (Column("title", "职务", "title"), "v.title"),
    (Column("phone", "联系电话", "phone"), "{phone}"),
    (Column("note", "生产经营情况", "note"), "v.note"),
    (Column("staffing", "用工情况", "staffing"), "''"),
    (
        Column("raised", "问题及诉求", "issues raised"),
        """ifnull((SELECT group_concat(text, '；') FROM issues WHERE visit = v.id AND visit <> ''),
           CASE WHEN v.nothing_raised THEN '无诉求' ELSE '' END)""",
    ),
    (
        Column("handled", "现场办理情况", "handled on the spot"),
        """(SELECT group_concat(result_text, '；') FROM issues
           WHERE visit = v.id AND visit <> '' AND answered_on = v.visited_on)""",
    ),
    (
        Column("issues", "问题编号", "issue ids"),
        "(SELECT group_concat(substr(id, 1, 10), '；') FROM issues WHERE visit = v.id AND visit <> '')",
    ),
    (Column("advice", "意见建议", "advice"), "''"),
    (
        Column("recorded_at", "录入时间", "recorded at", "instant"),
        "replace(substr(v.recorded_at, 1, 19), 'T', ' ')",
    ),
    (Column("late", "是否补录", "late", "flag"), "v.late"),
    (Column("counted", "是否计入考核", "counted", "flag"), COUNTED),
    (
        Column("remark", "备注", "remark"),
        """trim(v.remark || CASE WHEN v.outside THEN ' 跨网格' ELSE '' END
           || CASE WHEN v.reason <> '' THEN ' 补录原因：' || v.reason ELSE '' END
           || CASE WHEN v.void THEN ' 作废：' || v.void_reason ELSE '' END)""",
    ),
    (Column("time", "走访时间", "time"), "v.at"),
)

_ISSUE_LEDGER: tuple[tuple[Column, str], ...] = (
    (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY i.raised_on, i.id)"),
    (Column("id", "问题编号", "id"), "substr(i.id, 1, 10)"),
    (Column("raised_on", "登记日期", "raised on", "date"), "i.raised_on"),
    (Column("enterprise", "企业名称", "enterprise"), "ifnull(e.name, i.enterprise)"),
    (Column("block", "所属板块", "block"), "ifnull((SELECT name FROM grids WHERE code = i.block), i.block)"),
    (Column("grid", "网格编号", "grid"), "i.grid"),
    (Column("source", "来源", "source", words="source"), "i.source"),
    (Column("category", "问题类别", "category", words="category"), "i.category"),
    (Column("text", "问题描述", "text"), "i.text"),
    (Column("grade", "紧急程度", "grade", words="grade"), "i.grade"),
    (Column("level", "办理层级", "level", words="level"), "i.level"),
    (
        Column("unit", "主办单位", "unit"),
        "CASE WHEN EXISTS (SELECT 1 FROM officers WHERE code = i.handler) THEN '' ELSE i.handler END",
    ),
    (Column("helper", "协办单位", "helper"), "i.helper"),
    (Column("handler", "责任人", "handler"), "(SELECT name FROM officers WHERE code = i.handler)"),
    (Column("assigned_on", "交办日期", "assigned on", "date"), "i.assigned_on"),
    (Column("accepted_on", "签收日期", "accepted on", "date"), "i.accepted_on"),
    (Column("due", "办结时限", "due", "date"), "i.due"),
    (Column("extended", "是否延期", "extended", "flag"), "i.extended"),
    (Column("state", "当前状态", "state", words="state"), "i.state"),
    (Column("progress", "最新进展", "progress"), "i.progress"),
    (Column("answered_on", "答复日期", "answered on", "date"), "i.answered_on"),
    (Column("result_text", "办理结果", "result text"), "i.result_text"),
    (Column("result", "结果类型", "result", words="result"), "i.result"),
    (Column("revisited_on", "回访日期", "revisited on", "date"), "i.revisited_on"),
    (
        Column("revisited_by", "回访人", "revisited by"),
        """ifnull((SELECT name FROM officers WHERE code = i.revisited_by), i.revisited_by)
           || CASE WHEN i.by_handler THEN '（本人办理）' ELSE '' END""",
    ),
    (Column("satisfaction", "满意度", "satisfaction", words="satisfaction"), "i.satisfaction"),
    (Column("closed", "是否销号", "closed", "flag"), "i.state = 'closed'"),
    (Column("closed_on", "销号日期", "closed on", "date"), "i.closed_on"),
    (Column("workdays", "用时(工作日)", "workdays", "number"), "i.workdays"),
    (Column("overdue", "是否超期", "overdue", "flag"), "{overdue}"),
    (Column("reopened", "重办次数", "reopened", "number"), "i.reopened"),
    (Column("light", "督办灯", "light", words="light"), "{light}"),
    (
        Column("remark", "备注", "remark"),
        "trim(i.remark || ' ' || i.end_reason || CASE WHEN i.grade = 'longterm' THEN ' 挂账' ELSE '' END)",
    ),
)

_ENTERPRISE_LEDGER: tuple[tuple[Column, str], ...] = (
    (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY e.code)"),
    (Column("code", "企业编号", "code"), "e.code"),
    (Column("name", "企业名称", "name"), "e.name"),
    (Column("uscc", "统一社会信用代码", "credit code"), "e.uscc"),
    (
        Column("block", "所属板块", "block"),
        f"(SELECT name FROM grids WHERE code = {_BLOCK})",
    ),
    (Column("grid", "网格编号", "grid"), _GRID),
    (Column("officer", "专员(A角)", "officer"), keeper("officer", _GRID)),
    (Column("deputy", "B角", "deputy"), keeper("deputy", _GRID)),
    (Column("industry", "行业", "industry"), "e.industry"),
    (Column("scale", "规上/规下", "scale"), "e.scale"),
    (Column("status", "企业状态", "status"), f"ifnull({_STATUS}, '')"),
    (Column("address", "地址", "address"), "e.address"),
    (Column("contact", "联系人", "contact"), "e.contact"),
    (Column("title", "职务", "title"), "e.title"),
    (Column("phone", "联系电话", "phone"), "{phone}"),
    (Column("key", "重点等级", "key"), "CASE WHEN e.key THEN '重点' ELSE '一般' END"),
    (Column("remark", "备注", "remark"), "e.remark"),
)


def visit_ledger(query: Query, unmask: bool) -> Query:
    """Return 走访台账: the rows of a visit query under the ledger's exact headings."""
    return _ledger(query, VISIT_LEDGER, {"{phone}": masked("v.phone", unmask)})


def issue_ledger(query: Query) -> Query:
    """Return 问题台账: the rows of an issue query under the ledger's exact headings."""
    cell = {column.key: cell for column, cell in zip(query.columns, query.cells, strict=True)}
    return _ledger(query, _ISSUE_LEDGER, {"{overdue}": cell["overdue"], "{light}": cell["light"]})


def enterprise_ledger(query: Query, unmask: bool) -> Query:
    """Return 企业底册: the rows of an enterprise query under the ledger's exact headings."""
    return _ledger(query, _ENTERPRISE_LEDGER, {"{phone}": masked("e.phone", unmask)})


def _ledger(query: Query, ledger: tuple[tuple[Column, str], ...], holes: dict[str, str]) -> Query:
    return query.with_cells([column for column, _ in ledger], [holes.get(cell, cell) for _, cell in ledger])
