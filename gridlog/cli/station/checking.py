"""`station check`: what is wrong with the duty roster."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import typer

from gridlog.cli.shell.listing import Format, Output
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, session
from gridlog.core.calendar import monday
from gridlog.core.nouns.duty.roster import Finding
from gridlog.errors import NotMet
from gridlog.ledgers.columns import Column, Value
from gridlog.reports.stations import found_wrong, places
from gridlog.reports.zone import Zone
from gridlog.words.language import fill, two

app = typer.Typer()
FINDINGS = (
    Column("date", "日期", "date", "date"),
    Column("station", "服务站编号", "station", is_code=True),
    Column("station_name", "服务站", "station name"),
    Column("what", "情况", "what", words="duty_finding"),
    Column("shift", "班次", "shift", words="shift"),
    Column("officer_code", "人员编号", "officer code", is_code=True),
    Column("officer", "人员", "officer"),
    Column("other", "另一处", "other station", is_code=True),
)


@app.command("check")
def check(
    ctx: typer.Context,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="D", help=two("从哪天起", "From this day on"))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day")),
    ] = None,
    format: Format = "",
    json: Json = False,
    output: Output = "",
    strict: Annotated[
        bool, typer.Option("--check", help=two("有问题则退出码为 7", "Exit with 7 when anything is wrong"))
    ] = False,
) -> None:
    here = session(ctx)
    first = here.day(from_, "station check --from") or monday(here.today)
    last = here.end(until, first) if until else max(first, monday(here.today)) + timedelta(days=6)
    connection = here.store.connection
    found = found_wrong(Zone(connection, here.today), first, last, here.now)
    names = {code: one.name for code, one in places(connection).items()}
    title = fill(two("值班表检查 {first} 至 {last}", "duty roster {first} to {last}"), first=first, last=last)
    rows = [_row(here, one, names) for one in found]
    emit(FINDINGS, rows, wish(format, json, output), ("station", "officer_code", "other"), title)
    if not found:
        say(two("没有发现问题。", "Nothing is wrong."))
    wrong = [one for one in found if one.what != "block"]
    if strict and wrong:
        raise NotMet("station.wrong", count=len(wrong), since=first, until=last)


def _row(here: Session, one: Finding, names: dict[str, str]) -> Sequence[Value]:
    name = here.name("officer", one.officer) if one.officer else ""
    return (
        one.on,
        one.station,
        names.get(one.station, one.station),
        one.what,
        one.shift,
        one.officer,
        name,
        one.other,
    )
