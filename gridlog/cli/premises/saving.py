"""`premises add`, `edit`, `remove` and `split`: premises are put on record, changed, taken back, told apart."""

from typing import Annotated

import typer

from gridlog.cli.premises.fields import (
    AREA,
    KIND,
    Block,
    Floor,
    Height,
    Load,
    Owner,
    Park,
    Part,
    Power,
    Premises,
    Price,
    Status,
    Text,
    text,
)
from gridlog.cli.saved import ADDED, UPDATED, tell_fields
from gridlog.cli.shell.keeping import AddedCode, AddedName, NewCode, SharedCode, Which
from gridlog.cli.shell.options import DryRun, Reason
from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import required, session
from gridlog.core import roster
from gridlog.words.language import two
from gridlog.work import premises

app = typer.Typer()


@app.command("add")
def add(
    ctx: typer.Context,
    code: AddedCode,
    name: AddedName,
    kind: Annotated[str, KIND],
    area: Annotated[str, AREA],
    park: Park = None,
    part: Part = None,
    floor: Floor = None,
    load: Load = None,
    height: Height = None,
    power: Power = None,
    price: Price = None,
    owner: Owner = None,
    status: Status = None,
    block: Block = None,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    code = roster.check_code(code, "premises")
    given = premises.fields(
        here, name=name, kind=kind, area=area, park=park, part=part, floor=floor, load=load, height=height,
        power=power, price=price, owner=owner, status=status, block=block,
    )  # fmt: skip
    tell_fields(ADDED, code, name, premises.add(here, code, given), "premises")


@app.command("edit")
def edit(
    ctx: typer.Context,
    code: Premises,
    name: Annotated[Text, text("--name", "NAME", "新名称", "The new name")] = None,
    kind: Annotated[Text, KIND] = None,
    area: Annotated[Text, AREA] = None,
    park: Park = None,
    part: Part = None,
    floor: Floor = None,
    load: Load = None,
    height: Height = None,
    power: Power = None,
    price: Price = None,
    owner: Owner = None,
    status: Status = None,
    from_: Annotated[
        Text, text("--from", "D", "状态从哪天起，默认今天", "Since when the status holds; today by default")
    ] = None,
    block: Block = None,
) -> None:
    here = session(ctx)
    found = here.find("premises", code)
    given = premises.fields(
        here, name=name, kind=kind, area=area, park=park, part=part, floor=floor, load=load, height=height,
        power=power, price=price, owner=owner, status=status, block=block,
    )  # fmt: skip
    since = here.day(from_, "premises edit --from")
    changed = premises.change(here, found.code, given, since)
    tell_fields(UPDATED, found.code, found.name, changed, "premises")


@app.command("remove")
def remove(ctx: typer.Context, code: Premises, reason: Reason = "") -> None:
    here = session(ctx)
    found = here.find("premises", code)
    why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
    premises.remove(here, found.code, found.name, why)
    tell(two("已撤销 {code} {name}", "removed {code} {name}"), code=found.code, name=found.name)


@app.command("split")
def split_(
    ctx: typer.Context, code: SharedCode, new: NewCode, name: Which = "", dry_run: DryRun = False
) -> None:
    from gridlog.cli.codes import split

    split(session(ctx), "premises", code, new, name, dry_run)
