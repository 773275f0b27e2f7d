"""`gridlog enterprise`: the enterprises the zone serves."""

from typing import Annotated

import typer

from gridlog.cli.saved import ADDED, UPDATED, tell_saved
from gridlog.cli.shell.keeping import (
    REMOVE_HELP,
    SPLIT_HELP,
    AddedCode,
    AddedName,
    NewCode,
    SharedCode,
    Which,
)
from gridlog.cli.shell.listing import Excel, Format, Output, Unmask
from gridlog.cli.shell.options import DryRun, Json, Reason, Yes, narrow, phone_typed
from gridlog.cli.shell.output import emit_one, emit_query, emit_whole, field_lines, width_of, wish, write_text
from gridlog.cli.shell.say import say, without_phones
from gridlog.cli.shell.session import Session, confirmed, say_from, session
from gridlog.core.nouns.enterprise.ledger import ENTERPRISE_LEDGER, ENTERPRISES
from gridlog.core.roster import on_day
from gridlog.errors import Refused
from gridlog.ledgers import queries
from gridlog.ledgers.ruled import cells
from gridlog.ledgers.terminal import folded, one_line
from gridlog.store import lookup, questions
from gridlog.words.language import fill, listed, pick, two
from gridlog.work import enterprises
from gridlog.work.unmasking import record, record_shown

app = typer.Typer()

Enterprise = Annotated[
    str,
    typer.Argument(
        metavar="ENTERPRISE", help=two("编号、名称或其中一段", "By code, name or part of the name")
    ),
]
Grid = Annotated[
    str | None, typer.Option("--grid", metavar="G", help=two("所在网格", "The grid it belongs to"))
]
Text = str | None


def _text(flag: str, zh: str, en: str) -> object:
    return typer.Option(flag, metavar="TEXT", help=two(zh, en))


Uscc = Annotated[
    Text,
    typer.Option(
        "--uscc",
        metavar="TEXT",
        callback=narrow,
        help=two("统一社会信用代码", "The unified social credit code"),
    ),
]
Industry = Annotated[Text, _text("--industry", "行业", "The industry")]
Scale = Annotated[Text, _text("--scale", "规上/规下", "Above or below scale")]
Status = Annotated[Text, _text("--status", "企业状态：在建 投产 停产 失联 注销", "在建 投产 停产 失联 注销")]
Address = Annotated[Text, _text("--address", "地址", "The address")]
Contact = Annotated[Text, _text("--contact", "联系人", "The contact")]
Title = Annotated[Text, _text("--title", "联系人职务", "The contact's position")]
Phone = Annotated[
    Text,
    typer.Option("--phone", metavar="TEXT", callback=phone_typed, help=two("联系电话", "The phone")),
]
Remark = Annotated[Text, _text("--remark", "备注", "A remark")]
Key = Annotated[
    bool | None, typer.Option("--key/--not-key", help=two("是否重点企业", "Whether it is a key enterprise"))
]


@app.command("list", help=two("企业列表，含专员和最近走访", "List enterprises, with officer and last visit"))
def list_(
    ctx: typer.Context,
    grid: Grid = None,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    query = queries.enterprises(here.today, unmask, here.rules.report_level)
    if grid is not None:
        inside = queries.any_of("grid", lookup.below(here.store.connection, here.find("grid", grid).code))
        query = query.narrowed(
            f"e.code IN (SELECT enterprise FROM enterprise_grids WHERE {inside} AND {on_day(':today')})"
        )
    if how.format == "table":
        shown = ("code", "name", "grid", "officer", "status", "last_visit", "days_since", "open_issues")
        columns = [column for column in query.columns if column.key in shown]
        cells = [cell for column, cell in zip(query.columns, query.cells, strict=True) if column.key in shown]
        query = query.with_cells(columns, cells)
    elif excel:
        query = query.under(ENTERPRISE_LEDGER, unmask)
    if unmask:
        record(here, "enterprises", query)
    emit_query(here.store.connection, query, how, ("status", "days_since", "open_issues", "grid"))


@app.command(
    "show",
    help=two(
        "一家企业一页：底册、走访、问题、方案、项目、指标、载体",
        "One enterprise on a page: visits, issues, plan, projects, figures",
    ),
)
def show(
    ctx: typer.Context,
    enterprise: Enterprise,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    how = wish(format, json, output)
    query = queries.enterprises(here.today, unmask, here.rules.report_level)
    query = query.narrowed("e.code = :code", code=found.code)
    if unmask:
        record_shown(here, "enterprises", query)
    row = query.one(here.store.connection)
    if how.format not in ("table", "json", "ndjson"):
        emit_one(ENTERPRISES.columns, row, how)
        return
    from gridlog.papers import page as paper
    from gridlog.reports.page import page
    from gridlog.reports.zone import Zone

    zone = Zone(here.connection, here.today)
    zone.rules = here.rules
    told = page(zone, found.code)
    if how.format == "table":
        width = width_of(how)
        fields = paper.packed(list(field_lines(ENTERPRISES.columns, row)), width or LINE)
        lines = [
            one_line(line if unmask else without_phones(line))
            for line in (*fields, *_merged(here, found.code), *paper.lines(told))
        ]
        write_text([f"{part}\n" for line in lines for part in _within(line, width)], how.output)
    else:
        emit_whole(ENTERPRISES.columns, row, paper.whole(told), how, unmask)


LINE = 80


def _merged(here: Session, code: str) -> list[str]:
    """Return the entries that were merged into an enterprise, a line each."""
    line = two("  已并入的编号 {code} {name}", "  merged into it: {code} {name}")
    return [
        fill(line, code=was, name=name) for was, name in questions.merged_from(here.store.connection, code)
    ]


def _within(line: str, width: int | None) -> list[str]:
    """Return a line in pieces that fit a terminal, the later ones set in; whole in a pipe."""
    if width is None or cells(line) <= width:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    first, *rest = folded(line.strip(), width - len(indent) - 4)
    return [indent + first, *(f"{indent}    {part}" for part in rest)]


def _mind_twins(here: Session, code: str, name: str, uscc: str, yes: bool) -> None:
    """Say which enterprises may be the same one, and ask on a terminal. Raises Refused for a no."""
    twins = list(enterprises.twins(here, code, name, uscc))
    if not twins:
        return
    why = {True: two("信用代码相同", "the same credit code"), False: two("名称相近", "a name alike")}
    say(
        two(
            "注意：可能已有同一家企业：{twins}",
            "Warning: this may be an enterprise there is already: {twins}",
        ),
        twins=listed(f"{one.code} {one.name} ({pick(why[one.has_same_number])})" for one in twins),
    )
    if not confirmed(two("仍然保存？", "Save it all the same?"), yes, default=False):
        raise Refused("roster.declined", code=code)


@app.command("add", help=two("新增企业", "Add an enterprise"))
def add(
    ctx: typer.Context,
    code: AddedCode,
    name: AddedName,
    grid: Grid = None,
    uscc: Uscc = None,
    industry: Industry = None,
    scale: Scale = None,
    key: Key = None,
    status: Status = None,
    address: Address = None,
    contact: Contact = None,
    title: Title = None,
    phone: Phone = None,
    remark: Remark = None,
    yes: Yes = False,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    where = here.find("grid", grid).code if grid else None
    fields = enterprises.fields(
        here, name, uscc=uscc, industry=industry, scale=scale, key=key, status=status, address=address,
        contact=contact, title=title, phone=phone, remark=remark,
    )  # fmt: skip
    code = enterprises.new_code(here, code)
    _mind_twins(here, code, name, uscc or "", yes)
    tell_saved(ADDED, enterprises.add(here, code, fields, where), name)


@app.command("edit", help=two("修改企业资料或所在网格", "Change an enterprise's data or grid"))
def edit(
    ctx: typer.Context,
    enterprise: Enterprise,
    name: Annotated[Text, _text("--name", "新名称", "The new name")] = None,
    grid: Grid = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="D",
            help=two("新网格、新状态从哪天起，默认今天", "The day the new grid or status holds from"),
        ),
    ] = None,
    uscc: Uscc = None,
    industry: Industry = None,
    scale: Scale = None,
    key: Key = None,
    status: Status = None,
    address: Address = None,
    contact: Contact = None,
    title: Title = None,
    phone: Phone = None,
    remark: Remark = None,
    yes: Yes = False,
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    where = here.find("grid", grid).code if grid else None
    start = here.day(since, "enterprise edit --from")
    given = enterprises.fields(
        here, name, uscc=uscc, industry=industry, scale=scale, key=key, status=status, address=address,
        contact=contact, title=title, phone=phone, remark=remark,
    )  # fmt: skip
    _mind_twins(here, found.code, name or "", uscc or "", yes)
    done = enterprises.edit(here, found.code, given, where, start)
    tell_saved(UPDATED, done, name or found.name)
    if start and (done.grid is not None or "status" in done.fields):
        say_from(start)


@app.command("remove", help=REMOVE_HELP)
def remove_(ctx: typer.Context, enterprise: Enterprise, reason: Reason = "") -> None:
    from gridlog.cli.codes import remove

    remove(session(ctx), "enterprise", enterprise, reason)


@app.command("split", help=SPLIT_HELP)
def split_(
    ctx: typer.Context, code: SharedCode, new: NewCode, name: Which = "", dry_run: DryRun = False
) -> None:
    from gridlog.cli.codes import split

    split(session(ctx), "enterprise", code, new, name, dry_run)


@app.command(
    "merge",
    help=two(
        "把重复登记的一家企业并入另一家：走访、问题、项目、方案、指标都算到它名下",
        "Make two entries of one enterprise one: visits, issues, projects, plans, figures count to INTO",
    ),
)
def merge_(
    ctx: typer.Context,
    enterprise: Annotated[
        str,
        typer.Argument(metavar="ENTERPRISE", help=two("要并入别家的那一个", "The entry that goes")),
    ],
    into: Annotated[
        str,
        typer.Argument(metavar="ENTERPRISE", help=two("并入的那一家，编号不变", "The one that stays")),
    ],
    reason: Reason = "",
    yes: Yes = False,
) -> None:
    from gridlog.cli.codes import merge

    merge(session(ctx), enterprise, into, reason, yes)
