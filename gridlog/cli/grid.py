"""`gridlog grid`: the tree of zone, blocks and grids."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from gridlog.cli.saved import ADDED, UPDATED, tell_saved
from gridlog.cli.shell.options import (
    REMOVE_HELP,
    SPLIT_HELP,
    DryRun,
    Format,
    Json,
    NewCode,
    Output,
    Reason,
    SharedCode,
    Which,
)
from gridlog.cli.shell.output import emit, emit_one, emit_query, wish, write_text
from gridlog.cli.shell.session import Session, session
from gridlog.core import roster
from gridlog.core.event import Json as JsonValue
from gridlog.core.tree import level_name
from gridlog.errors import Refused
from gridlog.ledgers import queries
from gridlog.ledgers.columns import GRIDS, Column
from gridlog.store import lookup, questions
from gridlog.words.language import fill, language, two
from gridlog.words.vocabulary import level_word, meant, vocabulary

app = typer.Typer()

TREE = (
    *GRIDS,
    Column("depth", "层", "depth", "number"),
    Column("officers", "人员", "officers", "number"),
    Column("enterprises", "企业", "enterprises", "number"),
)
Branch = tuple[str, str, str, str, int, int, int]


@app.command("list", help=two("网格列表", "List grids"))
def list_(ctx: typer.Context, format: Format = "", json: Json = False, output: Output = "") -> None:
    here = session(ctx)
    emit_query(here.store.connection, queries.grids(), wish(format, json, output))


@app.command(
    "tree",
    help=two("网格树：高新区、板块、网格及人员、企业数", "The tree, with officers and enterprises counted"),
)
def tree(ctx: typer.Context, format: Format = "", json: Json = False, output: Output = "") -> None:
    branches = list(_branches(session(ctx)))
    how = wish(format, json, output)
    if how.format == "table":
        write_text(map(_drawn, branches), output)
    else:
        emit(TREE, branches, how)


def _branches(here: Session) -> Iterator[Branch]:
    """Every grid below its parent, with who and what it holds today.

    On top stand grids without a known parent. The grids of a cycle have no top, so the first by code stands for it.
    """
    found = questions.grids_counted(here.store.connection, here.today)
    codes = {row[0] for row in found}
    children: dict[str, list[Sequence[Any]]] = {}
    for row in found:
        children.setdefault(row[3] if row[3] in codes else "", []).append(row)
    told: set[str] = set()
    for top in [*children.get("", ()), *found]:
        waiting = [(top, 0)]
        while waiting:
            (code, name, level, parent, officers, enterprises), depth = waiting.pop()
            if code not in told:
                told.add(code)
                yield code, name, level, parent, depth, officers, enterprises
                waiting += [(row, depth + 1) for row in reversed(children.get(code, ()))]


def _drawn(branch: Branch) -> str:
    code, name, level, _, depth, officers, enterprises = branch
    line = "  " * depth + fill("{code} {name}", code=code, name=name)
    if level not in vocabulary("grid_level"):
        line += fill(two("（{level}）", " ({level})"), level=level_word(level, language()))
    if level == "grid" or officers or enterprises:
        counts = two(
            "  人员 {officers} 企业 {enterprises}", "  officers {officers}, enterprises {enterprises}"
        )
        line += fill(counts, officers=officers, enterprises=enterprises)
    return line + "\n"


@app.command("show", help=two("一个网格：上级、人员、企业", "One grid: its parent, officers, enterprises"))
def show(
    ctx: typer.Context,
    grid: Annotated[str, typer.Argument(metavar="GRID", help=two("编号或名称", "By code or name"))],
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    found = here.find("grid", grid)
    query = queries.grids().narrowed("code = :code", code=found.code)
    row = query.one(here.store.connection)
    emit_one(GRIDS, row, wish(format, json, output), list(_inside(here, found.code)))


def _inside(here: Session, code: str) -> Iterator[str]:
    """The officers and enterprises of a grid and of everything below it, a line each."""
    connection = here.store.connection
    below = lookup.below(connection, code)
    officer = two("  人员 {code} {name}（{grid}）", "  officer {code} {name} ({grid})")
    enterprise = two("  企业 {code} {name}（{grid}）", "  enterprise {code} {name} ({grid})")
    for line, noun in ((officer, "officer"), (enterprise, "enterprise")):
        for one, name, where in questions.inside(connection, noun, below, here.today):
            yield fill(line, code=one, name=name, grid=where)


Level = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="L",
        help=two(
            "层级：zone、block、grid 或本区自己的名称、数字",
            "zone, block, grid, or a word or number of the zone's own",
        ),
    ),
]
Parent = Annotated[
    str | None, typer.Option("--parent", metavar="G", help=two("上级网格", "The grid above it"))
]
Remark = Annotated[str | None, typer.Option("--remark", metavar="TEXT", help=two("备注", "A remark"))]


@app.command("add", help=two("新增网格", "Add a grid"))
def add(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help=two("编号", "A code"))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=two("名称", "The name"))],
    level: Level = None,
    parent: Parent = None,
    remark: Remark = None,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    code = roster.check_code(code, "grid")
    data = _fields(here, code, name, level or "grid", parent, remark)
    with here.write() as writer:
        if lookup.by_code(writer.connection, "grid", code):
            raise Refused("roster.exists", noun="grid", code=code)
        writer.append("grid.saved", data, f"grid/{code}")
    tell_saved(ADDED, code, name, data)


@app.command(
    "edit", help=two("修改网格的名称、层级、上级、备注", "Change a grid's name, level, parent or remark")
)
def edit(
    ctx: typer.Context,
    grid: Annotated[str, typer.Argument(metavar="GRID", help=two("编号或名称", "By code or name"))],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=two("新名称", "The new name"))
    ] = None,
    level: Level = None,
    parent: Parent = None,
    remark: Remark = None,
) -> None:
    from gridlog.cli.enrolling import current
    from gridlog.cli.parting import is_shared

    here = session(ctx)
    found = here.find("grid", grid)
    given = _fields(here, found.code, name, level, parent, remark)
    if name is not None and is_shared(here, "grid", found.code):
        given["settled"] = True
    with here.write() as writer:
        changed = roster.change(current(writer, "grid", found.code), given)
        if not changed:
            raise Refused("roster.same")
        writer.append("grid.saved", changed, f"grid/{found.code}")
    tell_saved(UPDATED, found.code, name or found.name, changed)


def _fields(
    here: Session, code: str, name: str | None, level: str | None, parent: str | None, remark: str | None
) -> dict[str, JsonValue]:
    """The fields that were given. Raises NotFound for an unknown parent, Refused for one below the grid itself."""
    above = here.find("grid", parent).code if parent else parent
    if above and above in (code, *lookup.below(here.store.connection, code)):
        raise Refused("grid.cycle", code=code, parent=above)
    given: dict[str, JsonValue] = {
        "name": None if name is None else roster.check_name(name, "grid"),
        "level": None if level is None else level_name(meant("grid_level", level)),
        "parent": above,
        "remark": remark,
    }
    return {key: value for key, value in given.items() if value is not None}


@app.command("remove", help=REMOVE_HELP)
def remove_(
    ctx: typer.Context,
    grid: Annotated[str, typer.Argument(metavar="GRID", help=two("编号或名称", "By code or name"))],
    reason: Reason = "",
) -> None:
    from gridlog.cli.removing import remove

    remove(session(ctx), "grid", grid, reason)


@app.command("split", help=SPLIT_HELP)
def split_(
    ctx: typer.Context, code: SharedCode, new: NewCode, name: Which = "", dry_run: DryRun = False
) -> None:
    from gridlog.cli.parting import split

    split(session(ctx), "grid", code, new, name, dry_run)
