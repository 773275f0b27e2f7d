"""`issue list`, `issue show` and `issue history`: issues found again, and one issue in full."""

from collections.abc import Sequence
from typing import Annotated

import typer

from gridlog.cli.shell.listing import (
    Excel,
    Format,
    OfEnterprise,
    Output,
    RaisedSince,
    RaisedUntil,
    Shape,
    Unmask,
)
from gridlog.cli.shell.options import Id, Json, OfProject
from gridlog.cli.shell.output import emit_object, emit_one, emit_query, paint, width_of, wish, write_text
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, session
from gridlog.core.nouns.issue.ledger import ISSUE_LEDGER, ISSUES
from gridlog.ledgers.columns import Column, Value
from gridlog.words.language import language, two
from gridlog.words.vocabulary import meant
from gridlog.work import finding
from gridlog.work.desk import Desk
from gridlog.work.finding import IssueFilter

app = typer.Typer()


@app.command("list")
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help=two("只看未结", "Open ones only"))] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=two("只看超期（含曾超期）", "Overdue now or before"))
    ] = False,
    state: Annotated[
        str | None, typer.Option("--state", metavar="S", help=two("状态，如 办理中", "The state"))
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", metavar="C", help=two("类别", "The category"))
    ] = None,
    enterprise: OfEnterprise = None,
    handler: Annotated[
        str | None,
        typer.Option("--handler", metavar="H", help=two("责任人或单位", "The person or unit handling it")),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help=two("只看交给我办的", "Given to me"))] = False,
    project: OfProject = None,
    since: RaisedSince = None,
    until: RaisedUntil = None,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    chosen = IssueFilter(
        open_,
        overdue,
        None if state is None else meant("state", state),
        None if category is None else meant("category", category),
        enterprise,
        handler,
        *here.limits(since, until),
        mine,
        project,
    )
    show_issues(here, chosen, (format, json, output, excel))


@app.command("show")
def show(ctx: typer.Context, id: Id, format: Format = "", json: Json = False, output: Output = "") -> None:
    here = session(ctx)
    show_one(here, here.id("issue", id), (format, json, output))


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
    row_history(here, here.id("issue", id), (format, json, output), unmask)


SHOWN = ("id", "raised_on", "enterprise", "category", "text", "state", "due", "light")
SPARE = ("raised_on", "category", "state")


def show_issues(here: Session, chosen: IssueFilter, form: tuple[str, bool, str, bool]) -> None:
    """The issues in the form asked for."""
    format, json, output, excel = form
    how = wish(format, json, output, excel)
    query = finding.issues(here, chosen)
    if how.format != "table":
        emit_query(here.store.connection, query.under(ISSUE_LEDGER) if excel else query, how)
        return
    from gridlog.ledgers.terminal import table_text

    pairs = [
        (column, cell) for column, cell in zip(query.columns, query.cells, strict=True) if column.key in SHOWN
    ]
    cells = ["substr(i.id, 1, 6)" if column.key == "id" else cell for column, cell in pairs]
    columns = [column for column, _ in pairs]
    narrow = query.with_cells(columns, cells)
    rows = narrow.latest(here.store.connection, 0)
    write_text([table_text(columns, rows, language(), width_of(how), spare=SPARE, paint=paint())], output)
    if not rows:
        say(two("没有符合条件的问题。", "No issue fits."))


EXTRA = (
    Column("officer", "登记人", "raised by"),
    Column("helper", "协办单位", "helped by"),
    Column("progress", "最新进展", "progress"),
    Column("merged_into", "已并入", "merged into"),
    Column("end_reason", "原因", "because"),
    Column("remark", "备注", "remark"),
    Column("project", "项目", "project", is_code=True),
)
PROJECT = "ifnull((SELECT project FROM blockers WHERE issue = i.id), '')"


def one_of(here: Desk, id: str) -> tuple[tuple[Column, ...], Sequence[Value]]:
    """The columns and the cells of one issue, in full."""
    query = finding.all_issues(here).narrowed("i.id = :id", id=id)
    columns = (*ISSUES.columns, *EXTRA)
    query = query.with_cells(columns, [*query.cells, *(f"i.{column.key}" for column in EXTRA[:-1]), PROJECT])
    return columns, query.one(here.store.connection)


def show_one(here: Session, id: str, shape: Shape) -> None:
    """Every field of one issue; its history has the rest."""
    columns, row = one_of(here, id)
    emit_one(columns, row, wish(*shape))


def tell_object(here: Desk, id: str) -> None:
    """One issue as one JSON object, with the keys of `issue show`: what a command that writes prints."""
    emit_object(*one_of(here, id))
