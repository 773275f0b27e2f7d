"""`gridlog today`: what matters today, on one screen or as rows for a program."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from gridlog.cli.shell.forms import FOR_PEOPLE
from gridlog.cli.shell.listing import Excel, Format, Output
from gridlog.cli.shell.options import By, Json
from gridlog.cli.shell.output import emit, width_of, wish, write_text
from gridlog.cli.shell.session import session
from gridlog.cli.today.screen import read, shown_lines, why_text
from gridlog.core.figures.today import Item
from gridlog.ledgers.columns import Column, Value
from gridlog.words.language import two

app = typer.Typer()

COLUMNS = (
    Column("part", "事项", "part", words="today_part"),
    Column("id", "编号", "id", is_code=True),
    Column("enterprise_code", "企业编号", "enterprise code", is_code=True),
    Column("enterprise", "企业/服务站", "enterprise"),
    Column("officer", "人员", "officer"),
    Column("date", "日期", "date", "date"),
    Column("days", "天数", "days", "number"),
    Column("light", "督办灯", "light", words="light"),
    Column("why", "缘由", "why"),
    Column("text", "内容", "text", is_long=True),
    Column("required", "应访", "required", "number"),
    Column("counted", "实访(次)", "counted", "number"),
    Column("short", "差", "short", "number"),
    Column("days_left", "剩余工作日", "workdays left", "number"),
)


@app.command("today", help=two("今天要紧的事，一屏", "What matters today, on one screen"))
def today(
    ctx: typer.Context,
    by: By = None,
    everything: Annotated[
        bool, typer.Option("--all", help=two("全部列出，不限一屏", "List all of it, not one screen"))
    ] = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    found = read(here, by)
    if how.format != "table":
        is_read = how.excel or how.format in FOR_PEOPLE
        emit(COLUMNS, [_row(item, found.on, is_read) for part in found.parts for item in part], how)
        return
    write_text(shown_lines(found, width_of(how), here.rules.demo == 1, everything), how.output)


def _row(item: Item, on: date, is_read: bool) -> Sequence[Value]:
    return item._replace(why=why_text(item, on)) if is_read else item
