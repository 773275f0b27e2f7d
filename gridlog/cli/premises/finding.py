"""`premises list`, `premises show` and `premises history`: premises found again, and who occupies them."""

from typing import Annotated

import typer

from gridlog.cli.history import rows_history
from gridlog.cli.premises.fields import Premises, Text, text
from gridlog.cli.shell.listing import Excel, Format, Output
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit_one, emit_query, wish
from gridlog.cli.shell.session import Session, session
from gridlog.core.nouns.premises.ledger import HAS_VACANT, IS_IDLE, PREMISES, PREMISES_LEDGER
from gridlog.ledgers import queries
from gridlog.ledgers.queries import Query, either
from gridlog.reports.premises import parks
from gridlog.words.language import pick, two
from gridlog.words.vocabulary import part_of
from gridlog.work import premises

app = typer.Typer()
SPARE = ("owner", "price", "power", "height", "load", "floor", "block", "part", "park", "occupied", "area")
SPARE_STAYS = ("premises", "premises_name", "enterprise")


@app.command("list")
def list_(
    ctx: typer.Context,
    vacant: Annotated[
        bool, typer.Option("--vacant", help=two("只看有空置面积的", "Only what has a vacant area"))
    ] = False,
    idle: Annotated[bool, typer.Option("--idle", help=two("只看低效闲置的", "Only what is idle"))] = False,
    park: Annotated[Text, text("--park", "P", "只看一个园区", "Only those of a park")] = None,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    query = _premises(here)
    if vacant or idle:
        query = query.narrowed(either(*[HAS_VACANT] * vacant, *[IS_IDLE] * idle))
    connection = here.store.connection
    if park is not None:
        query = query.narrowed("p.park = :park", park=part_of(parks(connection), park))
    if excel:
        query = query.under(PREMISES_LEDGER)
    emit_query(connection, query, how, SPARE)


def _premises(here: Session) -> Query:
    query, _ = queries.exported(queries.export_of("premises"), here, False)
    return query


@app.command("show")
def show(
    ctx: typer.Context, code: Premises, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = here.find("premises", code)
    how = wish(format, json, output)
    connection = here.store.connection
    query = _premises(here).narrowed("p.code = :code", code=found.code)
    emit_one(PREMISES.columns, query.one(connection), how)
    if how.format == "table":
        stays, _ = queries.exported(queries.export_of("occupancy"), here, False)
        stays = stays.narrowed("o.premises = :code", code=found.code)
        if stays.count(connection):
            emit_query(connection, stays, how, SPARE_STAYS, pick(two("入驻", "occupancies")))


@app.command("history")
def history(
    ctx: typer.Context, code: Premises, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = here.find("premises", code)
    stays = premises.stays_of(here.store.connection, found.code)
    keys = [f"premises/{found.code}", *(f"occupancy/{code}" for code in stays)]
    rows_history(here, keys, (format, json, output))
