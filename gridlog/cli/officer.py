"""`gridlog officer`: who is here, which grid they hold since when, when they are away."""

from datetime import date
from typing import Annotated

import typer

from gridlog.cli.saved import ADDED, UPDATED, tell_saved
from gridlog.cli.shell.keeping import REMOVE_HELP, SPLIT_HELP, AddedCode, NewCode, Remark, SharedCode, Which
from gridlog.cli.shell.listing import Format, Output, Unmask
from gridlog.cli.shell.options import ChangedPhone, DryRun, Json, Phone, Reason, Yes
from gridlog.cli.shell.output import emit_one, emit_query, wish
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, confirmed, is_asking, needed, say_from, session
from gridlog.core import roster
from gridlog.core.calendar import DAY
from gridlog.core.nouns.officer.ledger import OFFICERS
from gridlog.errors import Refused
from gridlog.ledgers import queries
from gridlog.store import lookup
from gridlog.store.lookup import Found
from gridlog.words.language import fill, listed, two
from gridlog.work.desk import day_text
from gridlog.work.unmasking import record, record_shown

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
    how, query = wish(format, json, output), queries.officers(here.today, unmask)
    if unmask:
        record(here, "officers", query)
    emit_query(here.store.connection, query, how)


@app.command("show", help=two("一个人：网格、请假", "One person: grids, leaves"))
def show(
    ctx: typer.Context,
    officer: Officer,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    found = here.find("officer", officer)
    how, query = wish(format, json, output), queries.officers(here.today, unmask)
    query = query.narrowed("o.code = :code", code=found.code)
    if unmask:
        record_shown(here, "officers", query)
    row = query.one(here.store.connection)
    emit_one(OFFICERS.columns, row, how, _spells(here, found.code))


def _spells(here: Session, code: str) -> list[str]:
    """Grids held and leaves taken, a line each."""
    held = two("  网格 {grid}：{start} 至 {end}", "  grid {grid}: {start} to {end}")
    away = two("  请假 {start} 至 {end}：{kind}", "  away {start} to {end}: {kind}")
    stays = lookup.spells_of(here.store.connection, "officer", code)
    leaves = lookup.leaves(here.store.connection, code)
    return [
        *(fill(held, grid=stay.grid, start=_open(stay.from_on), end=_open(stay.until_on)) for stay in stays),
        *(fill(away, start=one.from_on, end=one.until_on - DAY, kind=one.kind) for one in leaves),
    ]


def _open(day: date) -> str:
    return "…" if day in (roster.ALWAYS, roster.FOREVER) else day.isoformat()


@app.command("add", help=two("新增人员", "Add a person"))
def add(
    ctx: typer.Context,
    code: AddedCode,
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
    phone: Phone = "",
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
    from gridlog.work import officers

    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    where = here.find("grid", grid).code if grid else None
    start = here.day(since, "officer add --from")
    fields = officers.fields(name, role, quota) | ({"phone": phone} if phone else {})
    done = officers.add(here, code, fields, where, start)
    tell_saved(ADDED, done, name)
    _say_namesakes(officers.namesakes(here, done.code, name), name)
    if start and where:
        say_from(start)


@app.command(
    "edit", help=two("修改姓名、角色、应访次数、电话、备注", "Change name, role, quota, phone or remark")
)
def edit(
    ctx: typer.Context,
    officer: Officer,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=two("新姓名", "The new name"))
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(
            "--role",
            metavar="R",
            help=two(
                "角色：officer deputy block_head chief dispatcher",
                "officer, deputy, block_head, chief or dispatcher",
            ),
        ),
    ] = None,
    quota: Annotated[
        str | None,
        typer.Option(
            "--quota",
            metavar="N",
            help=two(
                "每周应访次数，0 为免考核，- 为按角色", "Visits owed a week; 0 is exempt, - goes by the role"
            ),
        ),
    ] = None,
    phone: ChangedPhone = None,
    remark: Remark = None,
) -> None:
    from gridlog.work import officers
    from gridlog.work.roster import change

    here = session(ctx)
    found = here.find("officer", officer)
    done = change(here, "officer", found.code, officers.fields(name, role, quota, phone, remark))
    tell_saved(UPDATED, done, name or found.name)
    _say_namesakes(officers.namesakes(here, found.code, name or found.name), name or found.name)


def _say_namesakes(others: list[str], name: str) -> None:
    """Say which other officers have the same name: the name alone no longer tells which of them is meant."""
    if others:
        say(
            two(
                "注意：{codes} 也叫 {name}，以后按姓名会找到不止一人，请用编号",
                "Warning: {codes} is called {name} too; the name finds more than one from now on, use the code",
            ),
            codes=listed(others),
            name=name,
        )


@app.command("remove", help=REMOVE_HELP)
def remove_(ctx: typer.Context, officer: Officer, reason: Reason = "") -> None:
    from gridlog.cli.codes import remove

    remove(session(ctx), "officer", officer, reason)


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
    from gridlog.work import officers

    here = session(ctx)
    found = here.find("officer", officer)
    where = "" if grid == "-" else here.find("grid", grid).code
    day = here.day(since, "officer assign --from") or here.today
    officers.assign(here, found.code, where, day)
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
    from_: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="D",
            help=two("开始日；12-1 指离今天最近的一天", "The first day; 12-1 is the one nearer to today"),
        ),
    ],
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="D",
            help=two(
                "结束日，从 --from 往后算；取消时不必写",
                "The last day, the first such one from --from on; not needed to cancel",
            ),
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
    yes: Yes = False,
) -> None:
    from gridlog.work import officers

    here = session(ctx)
    found = here.find("officer", officer)
    if cancel:
        _cancel_leave(here, found, from_)
        return
    first = here.day_of(from_, "officer leave --from")
    last = needed(to, two("结束日", "The last day"), "--to", lambda typed: here.end(typed, first), yes)
    data = roster.leave(first, last, kind)
    for doubt in officers.doubts(here, first, last):
        _mind_leave(doubt, yes)
    officers.grant_leave(here, found.code, data)
    tell(
        two("{name} 请假 {first} 至 {last}（{kind}）", "{name} is away from {first} to {last} ({kind})"),
        name=found.name,
        first=day_text(first),
        last=day_text(last),
        kind=kind,
    )


def _mind_leave(told: str, yes: bool) -> None:
    """Ask whether a strange leave is meant; without a terminal, say that the leave is strange. Raises Refused."""
    if yes or not is_asking():
        say(two("注意：{told}。", "Warning: {told}."), told=told)
    elif not confirmed(fill(two("{told}。照此登记吗", "{told}. Record it"), told=told), yes, default=False):
        raise Refused("leave.declined")


def _cancel_leave(here: Session, found: Found, typed: str) -> None:
    """Take back the leave that begins on the day said: of the days that a bare form names, one with a leave."""
    from gridlog.work import officers

    days = [here.day_of(typed, "officer leave --from"), *here.days_of(typed)]
    first = officers.cancel_leave(here, found, days)
    told = two("已取消 {name} 从 {first} 开始的请假", "{name}'s leave from {first} on is cancelled")
    tell(told, name=found.name, first=day_text(first))


@app.command("split", help=SPLIT_HELP)
def split_(
    ctx: typer.Context, code: SharedCode, new: NewCode, name: Which = "", dry_run: DryRun = False
) -> None:
    from gridlog.cli.codes import split

    split(session(ctx), "officer", code, new, name, dry_run)
