"""`gridlog officer`: who is here, which grid they hold since when, when they are away."""

from datetime import date
from typing import Annotated

import typer

from gridlog import listing, reading
from gridlog.cli.asking import Format, Json, Output, Unmask
from gridlog.cli.output import emit_one, emit_query, wish
from gridlog.cli.session import Session, day_text, session
from gridlog.cli.speak import fill, tell, two
from gridlog.cli.unmasking import record
from gridlog.core import roster
from gridlog.core.calendar import DAY
from gridlog.core.event import Json as JsonValue
from gridlog.core.when import parse_day
from gridlog.errors import Refused, Usage
from gridlog.ledger import OFFICERS
from gridlog.words import read

app = typer.Typer()

Officer = Annotated[str, typer.Argument(metavar="OFFICER", help=two("编号或姓名", "By code or name"))]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="D", help=two("从哪天起，默认今天", "From this day; today by default")),
]


@app.command("list", help=two("人员列表", "List officers"))
def list_(
    ctx: typer.Context,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how, query = wish(format, json, output), listing.officers(here.today, unmask)
    if unmask:
        record(here, "officers", query)
    emit_query(here.store.connection, query, how)


@app.command("show", help=two("一个人：网格、请假", "One person: grids, leaves"))
def show(
    ctx: typer.Context, officer: Officer, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = here.find("officer", officer)
    query = listing.officers(here.today, unmask=True).narrowed("o.code = :code", code=found.code)
    row = here.store.connection.execute(query.sql(), query.parameters).fetchone()
    emit_one(OFFICERS, row, wish(format, json, output), _spells(here, found.code))


def _spells(here: Session, code: str) -> list[str]:
    """Grids held and leaves taken, a line each."""
    held = two("  网格 {grid}：{start} 至 {end}", "  grid {grid}: {start} to {end}")
    away = two("  请假 {start} 至 {end}：{kind}", "  away {start} to {end}: {kind}")
    stays = reading.spells_of(here.store.connection, "officer", code)
    leaves = reading.leaves(here.store.connection, code)
    return [
        *(fill(held, grid=stay.grid, start=_open(stay.from_on), end=_open(stay.until_on)) for stay in stays),
        *(fill(away, start=one.from_on, end=one.until_on - DAY, kind=one.kind) for one in leaves),
    ]


def _open(day: date) -> str:
    return "…" if day in (roster.ALWAYS, roster.FOREVER) else day.isoformat()


@app.command("add", help=two("新增人员", "Add a person"))
def add(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=two("编号", "A code"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=two("姓名", "The name"))],
    grid: Annotated[
        str | None, typer.Option("--grid", metavar="G", help=two("所在网格", "The grid they hold"))
    ] = None,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="R",
            help=two(
                "角色：officer deputy block_head chief dispatcher",
                "officer, deputy, block_head, chief or dispatcher",
            ),
        ),
    ] = "officer",
    quota: Annotated[
        int | None,
        typer.Option(
            "--quota",
            metavar="N",
            min=0,
            max=50,
            help=two("每周应访次数，0 为免考核", "Visits owed a week; 0 is exempt"),
        ),
    ] = None,
    phone: Annotated[str, typer.Option("--phone", metavar="TEXT", help=two("联系电话", "Their phone"))] = "",
    since: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="D",
            help=two(
                "从哪天起负责该网格、计考核；默认一直如此",
                "In charge, and owing visits, from this day on; since ever by default",
            ),
        ),
    ] = None,
) -> None:
    from gridlog.cli.enrolling import current, move

    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    where = here.find("grid", grid).code if grid else None
    data: dict[str, JsonValue] = {"name": roster.check_name(name, "officer"), "role": read("role", role)}
    data |= {} if quota is None else {"quota": quota}
    data |= {"phone": phone} if phone else {}
    with here.write() as writer:
        if current(writer, "officer", roster.check_code(code, "officer")):
            raise Refused("officer.exists", code=code)
        writer.append("officer.saved", data, f"officer/{code}")
        if where:
            move(writer, "officer", code, where, here.day(since))
    tell(two("已新增 {code} {name}", "added {code} {name}"), code=code, name=name)


@app.command(
    "assign", help=two("把人分到网格，可注明从哪天起", "Put a person in charge of a grid, from a day on")
)
def assign(
    ctx: typer.Context,
    officer: Officer,
    grid: Annotated[
        str,
        typer.Argument(
            metavar="GRID", help=two("网格；- 表示不再负责任何网格", "The grid; - for none any more")
        ),
    ],
    since: From = None,
) -> None:
    here = session(ctx)
    found = here.find("officer", officer)
    where = "" if grid == "-" else here.find("grid", grid).code
    day = here.day(since) or here.today
    with here.write() as writer:
        writer.append("officer.assigned", roster.moved(where, day), f"officer/{found.code}")
    tell(
        two("{name} 自 {day} 起负责 {grid}", "{name} holds {grid} from {day} on"),
        name=found.name,
        day=day_text(day),
        grid=where or "—",
    )


@app.command("leave", help=two("登记请假（首尾两天都算）", "Record a leave; both days are days off"))
def leave(
    ctx: typer.Context,
    officer: Officer,
    from_: Annotated[str, typer.Option("--from", metavar="D", help=two("开始日", "The first day"))],
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="D", help=two("结束日；取消时不必写", "The last day; not needed to cancel")
        ),
    ] = None,
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="TEXT", help=two("类别，如 年假、病假、公差", "What kind of leave")),
    ] = "请假",
    cancel: Annotated[
        bool,
        typer.Option(
            "--cancel", help=two("取消从开始日起的这次请假", "Take back the leave that begins on that day")
        ),
    ] = False,
) -> None:
    here = session(ctx)
    found = here.find("officer", officer)
    first = parse_day(from_, here.today)
    if to is None and not cancel:
        raise Usage("argument.missing", name="--to")
    last = first if to is None else parse_day(to, here.today)
    taken = [one.from_on for one in reading.leaves(here.store.connection, found.code)]
    if cancel and first not in taken:
        raise Refused("leave.none", name=found.name, on=first)
    data = {"from": first.isoformat()} if cancel else roster.leave(first, last, kind)
    with here.write() as writer:
        step = "officer.leave_cancelled" if cancel else "officer.leave_approved"
        writer.append(step, data, f"officer/{found.code}")
    done = (
        two("已取消 {name} 从 {first} 开始的请假", "{name}'s leave from {first} on is cancelled")
        if cancel
        else two("{name} 请假 {first} 至 {last}（{kind}）", "{name} is away from {first} to {last} ({kind})")
    )
    tell(done, name=found.name, first=day_text(first), last=day_text(last), kind=kind)
