"""`visit list`, `visit show` and `visit history`: visits found again, and one visit in full."""

from collections.abc import Sequence
from typing import Annotated

import typer

from gridlog.cli.shell.forms import FOR_PEOPLE
from gridlog.cli.shell.listing import (
    MOST_ROWS,
    Excel,
    Format,
    InGrid,
    OfEnterprise,
    Output,
    Shape,
    Since,
    Unmask,
    Until,
)
from gridlog.cli.shell.options import Id, Json
from gridlog.cli.shell.output import (
    Wish,
    emit_object,
    emit_one,
    emit_query,
    paint,
    width_of,
    wish,
    write_text,
)
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, session
from gridlog.core.nouns.visit.ledger import VISIT_LEDGER, VISITS, companions, people
from gridlog.ledgers import queries
from gridlog.ledgers.columns import Column, Rows, Value
from gridlog.ledgers.queries import Query
from gridlog.words.language import language, pick, two
from gridlog.words.vocabulary import meant
from gridlog.work import finding
from gridlog.work.finding import VisitFilter
from gridlog.work.unmasking import record_shown

app = typer.Typer()


@app.command("list")
def list_(
    ctx: typer.Context,
    since: Since = None,
    until: Until = None,
    week: Annotated[
        str | None,
        typer.Option(
            "--week", metavar="W", help=two("哪一周：本周、上周、2026-W47", "A week: this, last, 2026-W47")
        ),
    ] = None,
    officer: Annotated[
        str | None, typer.Option("--officer", metavar="O", help=two("谁走访的（含联合）", "Led or joined by"))
    ] = None,
    enterprise: OfEnterprise = None,
    grid: InGrid = None,
    method: Annotated[
        str | None, typer.Option("--method", metavar="M", help=two("走访方式", "By this method"))
    ] = None,
    late: Annotated[bool, typer.Option("--late", help=two("只看补录", "Late entries only"))] = False,
    void: Annotated[bool, typer.Option("--void", help=two("只看作废", "Void ones only"))] = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar="N",
            min=0,
            max=MOST_ROWS,
            help=two("表格最多多少行，0 为不限", "At most N rows in a table; 0 is all"),
        ),
    ] = 200,
) -> None:
    here = session(ctx)
    chosen = VisitFilter(
        *here.limits(since, until),
        None if week is None else here.week(week),
        officer,
        enterprise,
        grid,
        None if method is None else meant("method", method),
        late,
        void,
    )
    show_visits(here, chosen, (format, json, output, excel), limit)


@app.command("show")
def show(
    ctx: typer.Context,
    id: Id,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    show_one(here, here.id("visit", id), (format, json, output), unmask)


@app.command("history")
def history(
    ctx: typer.Context,
    id: Id,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    from gridlog.cli.history import row_history

    here = session(ctx)
    row_history(here, here.id("visit", id), (format, json, output), unmask)


SHOWN = ("id", "date", "time", "grid", "enterprise", "method", "officer", "note")
SPARE = ("grid", "method", "officer", "time")


def show_visits(here: Session, chosen: VisitFilter, form: tuple[str, bool, str, bool], limit: int) -> None:
    """The visits in the form asked for; a table has the columns a person reads, newest last."""
    format, json, output, excel = form
    how = wish(format, json, output, excel)
    query = finding.visits(here, chosen)
    if how.format != "table":
        told = query.under(VISIT_LEDGER) if excel else by_name(query, how)
        emit_query(here.store.connection, told, how)
        return
    _show_table(here, query, limit, output)


def by_name(query: Query, how: Wish) -> Query:
    """The same visits; for people, with the names of the colleagues who came along instead of their codes."""
    if how.format not in FOR_PEOPLE:
        return query
    return with_cell(query, "participants", companions(pick(two("、", ", "))))


def with_cell(query: Query, key: str, cell: str) -> Query:
    """The same rows with another cell in one column."""
    cells = [
        cell if column.key == key else old for column, old in zip(query.columns, query.cells, strict=True)
    ]
    return query.with_cells(query.columns, cells)


def _show_table(here: Session, query: Query, limit: int, output: str) -> None:
    from gridlog.ledgers.terminal import table_text

    columns, cells = _shown(query)
    newest = query.with_cells(columns, cells)._replace(order="ORDER BY v.visited_on DESC, v.id DESC")
    rows = newest.latest(here.store.connection, limit + 1 if limit else 0)
    if limit and len(rows) > limit:
        say(
            two(
                "只显示最近 {limit} 条；全部请加 --limit 0，或用 --format csv。",
                "The latest {limit} only; --limit 0 or --format csv shows all.",
            ),
            limit=limit,
        )
        rows = rows[:limit]
    rows.reverse()
    how = wish("table", False, output)
    columns, cut = _without_idle_time(columns, rows)
    write_text([table_text(columns, cut, language(), width_of(how), spare=SPARE, paint=paint())], output)
    if not rows:
        say(two("没有符合条件的走访。", "No visit fits."))


def _shown(query: Query) -> tuple[list[Column], list[str]]:
    query = with_cell(query, "officer", people(pick(two("、", ", "))))
    pairs = [
        (column, cell) for column, cell in zip(query.columns, query.cells, strict=True) if column.key in SHOWN
    ]
    pairs.sort(key=lambda pair: SHOWN.index(pair[0].key))
    cells = ["substr(v.id, 1, 6)" if column.key == "id" else cell for column, cell in pairs]
    return [column for column, _ in pairs], cells


def _without_idle_time(columns: list[Column], rows: list[tuple[Value, ...]]) -> tuple[list[Column], Rows]:
    """The table without its column of times where no visit has one."""
    at = [column.key for column in columns].index("time")
    if any(row[at] for row in rows):
        return columns, rows
    return columns[:at] + columns[at + 1 :], [row[:at] + row[at + 1 :] for row in rows]


EXTRA = (
    Column("reason", "补录原因", "reason"),
    Column("outside", "跨网格", "outside own grid", "flag"),
    Column("nothing_raised", "无诉求", "nothing raised", "flag"),
    Column("void_reason", "作废原因", "void because"),
    Column("remark", "备注", "remark"),
)


def one_of(here: Session, id: str, how: Wish, unmask: bool) -> tuple[tuple[Column, ...], Sequence[Value]]:
    """The columns and the cells of one visit, in full."""
    query = by_name(queries.visits(here.rules, unmask), how).narrowed("v.id = :id", id=id)
    columns = (*VISITS.columns, *EXTRA)
    query = query.with_cells(columns, [*query.cells, *(f"v.{column.key}" for column in EXTRA)])
    if unmask:
        record_shown(here, "visits", query)
    return columns, query.one(here.store.connection)


def tell_object(here: Session, id: str) -> None:
    """One visit as one JSON object, with the keys of `visit show`: what a command that writes prints."""
    emit_object(*one_of(here, id, Wish("json", ""), unmask=False))


def show_one(here: Session, id: str, shape: Shape, unmask: bool) -> None:
    """Every field of one visit; its history has the rest."""
    how = wish(*shape)
    columns, row = one_of(here, id, how, unmask)
    emit_one(columns, row, how)
    count = len(here.store.events(id))
    if count > 1:
        told = two(
            "共 {count} 次记录，经过见 visit history {id}", "recorded {count} times; see visit history {id}"
        )
        say(told, count=count, id=id[:6])
