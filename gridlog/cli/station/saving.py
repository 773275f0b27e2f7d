"""`station add`, `edit`, `remove` and `split`: stations are put on record, changed, taken back, told apart."""

from typing import Annotated

import typer

from gridlog.cli.saved import ADDED, UPDATED, tell_fields
from gridlog.cli.shell.keeping import AddedCode, AddedName, NewCode, SharedCode, Which
from gridlog.cli.shell.options import DryRun, Reason, phone_typed
from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import required, session
from gridlog.cli.station.fields import Phone, Place, Station
from gridlog.core import roster
from gridlog.words.language import two
from gridlog.work import stations

app = typer.Typer()


@app.command("add")
def add(
    ctx: typer.Context,
    code: AddedCode,
    name: AddedName,
    block: Annotated[
        str, typer.Option("--block", metavar="GRID", help=two("所属板块", "The block that it serves"))
    ],
    place: Place = None,
    phone: Phone = None,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    code = roster.check_code(code, "station")
    fields = stations.fields(here, name, block, place, phone_typed(phone))
    stations.add(here, code, fields)
    tell_fields(ADDED, code, name, fields, "station")


@app.command("edit")
def edit(
    ctx: typer.Context,
    station: Station,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=two("新名称", "The new name"))
    ] = None,
    block: Annotated[
        str | None, typer.Option("--block", metavar="GRID", help=two("所属板块", "The block that it serves"))
    ] = None,
    place: Place = None,
    phone: Phone = None,
) -> None:
    here = session(ctx)
    found = here.find("station", station)
    changed = stations.change(here, found.code, stations.fields(here, name, block, place, phone_typed(phone)))
    tell_fields(UPDATED, found.code, found.name, changed, "station")


@app.command("remove")
def remove(ctx: typer.Context, station: Station, reason: Reason = "") -> None:
    here = session(ctx)
    found = here.find("station", station)
    why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
    stations.remove(here, found.code, found.name, why)
    tell(two("已撤销 {code} {name}", "removed {code} {name}"), code=found.code, name=found.name)


@app.command("split")
def split_(
    ctx: typer.Context, code: SharedCode, new: NewCode, name: Which = "", dry_run: DryRun = False
) -> None:
    from gridlog.cli.codes import split

    split(session(ctx), "station", code, new, name, dry_run)
