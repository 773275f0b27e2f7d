"""`station list`, `station show` and `station history`: stations found again, and who is on duty there."""

from datetime import timedelta
from typing import Annotated

import typer

from gridlog.cli.history import code_history
from gridlog.cli.shell.listing import Excel, Format, Output, Unmask
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit_one, emit_query, wish
from gridlog.cli.shell.session import session
from gridlog.cli.station.fields import Station
from gridlog.core.nouns.station.ledger import STATIONS
from gridlog.ledgers import queries
from gridlog.words.language import fill, two
from gridlog.work.unmasking import record, record_shown

app = typer.Typer()
SPARE = ("station", "standin_code", "leader_code", "officer_code", "block", "issues", "received", "standin")


@app.command("list")
def list_(
    ctx: typer.Context,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    query, _ = queries.exported(queries.export_of("stations"), here, unmask)
    if unmask:
        record(here, "stations", query)
    emit_query(here.store.connection, query, wish(format, json, output, excel))


@app.command("show")
def show(
    ctx: typer.Context,
    station: Station,
    week: Annotated[
        str,
        typer.Option("--week", metavar="W", help=two("哪一周，默认本周", "Which week; this one by default")),
    ] = "this",
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    found = here.find("station", station)
    monday = here.week(week)
    how = wish(format, json, output)
    connection = here.store.connection
    stationed, _ = queries.exported(queries.export_of("stations"), here, unmask)
    stationed = stationed.narrowed("s.code = :code", code=found.code)
    if unmask:
        record_shown(here, "stations", stationed)
    emit_one(STATIONS.columns, stationed.one(connection), how)
    if how.format != "table":
        return
    duties, _ = queries.exported(queries.export_of("duty"), here, False)
    days = {"first": monday.isoformat(), "last": (monday + timedelta(days=6)).isoformat()}
    duties = duties.narrowed("d.station = :code", code=found.code)
    duties = duties.narrowed("d.on_day BETWEEN :first AND :last", **days)
    title = fill(two("值班表 {first} 至 {last}", "duties {first} to {last}"), **days)
    emit_query(connection, duties, how, SPARE, title)


@app.command("history")
def history(
    ctx: typer.Context,
    station: Station,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    code_history(here, "station", here.find("station", station).code, (format, json, output), unmask)
