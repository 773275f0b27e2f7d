"""`plan list`, `plan show` and `plan history`: plans found again, and the page to hand over."""

from typing import Annotated

import typer

from gridlog.cli.history import rows_history
from gridlog.cli.plan.fields import MOST, Enterprise
from gridlog.cli.shell.forms import FOR_PEOPLE
from gridlog.cli.shell.listing import Excel, Format, Output, ReportFormat
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import (
    emit_one,
    emit_paper,
    emit_query,
    field_lines,
    paint,
    report_wish,
    width_of,
    wish,
    write_text,
)
from gridlog.cli.shell.session import session
from gridlog.core.figures.plans import Sheet
from gridlog.core.nouns.plan.meaning import IS_MISSED, MEASURES_OVERDUE
from gridlog.ledgers import queries
from gridlog.reports import plans as reading
from gridlog.words.language import language, two

app = typer.Typer()
SPARE = (
    *("state", "period", "begun_on", "confirmed_by", "number", "leader", "block", "confirmed_on"),
    *("officer", "version"),
)


@app.command("list")
def list_(
    ctx: typer.Context,
    overdue: Annotated[
        bool,
        typer.Option(
            "--overdue",
            help=two("只看有超期措施或未按期复盘的", "Only those with overdue measures or a missed review"),
        ),
    ] = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    query, ledger = queries.exported(queries.export_of("plans"), here, False)
    query = ledger if how.excel or how.format in FOR_PEOPLE else query
    if overdue:
        query = query.narrowed(f"({IS_MISSED} OR {MEASURES_OVERDUE} > 0)")
    emit_query(here.store.connection, query, how, SPARE)


@app.command("show")
def show(
    ctx: typer.Context,
    enterprise: Enterprise,
    version: Annotated[
        int | None,
        typer.Option(
            "--version",
            metavar="N",
            min=1,
            max=MOST,
            help=two("第几版，默认最新", "Which version; the latest by default"),
            show_default=False,
        ),
    ] = None,
    format: ReportFormat = "",
    json: Json = False,
    output: Output = "",
) -> None:
    from gridlog.papers import plan as paper

    here = session(ctx)
    found = here.find("enterprise", enterprise)
    how = report_wish(format, json, output, False)
    sheet = reading.sheet(here.store.connection, found.code, version)
    if how.format == "table":
        lines = [f"{line}\n" for line in field_lines(paper.FIELDS, paper.fields(sheet))]
        write_text([*lines, *_tables(sheet, width_of(how))], how.output)
    elif how.format == "csv":
        emit_one(paper.FIELDS, paper.fields(sheet), how)
    elif how.format in ("json", "ndjson"):
        from json import dumps

        told = dumps(paper.whole(sheet, here.today), ensure_ascii=False)
        write_text([f"[\n{told}\n]\n" if how.format == "json" else f"{told}\n"], how.output)
    else:
        from gridlog.cli.report.seeing import present

        emit_paper(paper.page(present(here).letter(), sheet), how)


def _tables(sheet: Sheet, width: int | None) -> list[str]:
    from gridlog.ledgers.terminal import table_text
    from gridlog.papers import plan as paper

    return [
        table_text(
            one.columns, one.rows, language(), width, one.title, "", ("note", "issue", "category"), paint()
        )
        for one in paper.tables(sheet)
    ]


@app.command("history")
def history(
    ctx: typer.Context, enterprise: Enterprise, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    keys = [f"plan/{found.code}", *reading.keys_of(here.store.connection, found.code)]
    rows_history(here, keys, (format, json, output))
