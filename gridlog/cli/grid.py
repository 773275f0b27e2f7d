"""`gridlog grid`: the tree of zone, blocks and grids."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from gridlog.cli.saved import ADDED, UPDATED, tell_saved
from gridlog.cli.shell.keeping import (
    REMOVE_HELP,
    SPLIT_HELP,
    AddedCode,
    AddedName,
    NewCode,
    Remark,
    SharedCode,
    Which,
)
from gridlog.cli.shell.listing import Format, Output
from gridlog.cli.shell.options import DryRun, Json, Reason
from gridlog.cli.shell.output import emit, emit_one, emit_query, wish, write_text
from gridlog.cli.shell.session import Session, session
from gridlog.core import roster
from gridlog.core.nouns.grid.ledger import GRIDS
from gridlog.ledgers import queries
from gridlog.ledgers.columns import Column
from gridlog.store import lookup, questions
from gridlog.words.language import fill, language, two
from gridlog.words.vocabulary import level_word, vocabulary

if TYPE_CHECKING:
    from gridlog.work.grids import Branch

app = typer.Typer()

GridName = Annotated[str, typer.Argument(metavar="GRID", help=two("编号或名称", "By code or name"))]

TREE = (
    *GRIDS.columns,
    Column("depth", "层", "depth", "number"),
    Column("officers", "人员", "officers", "number"),
    Column("enterprises", "企业", "enterprises", "number"),
)


@app.command("list", help=two("网格列表", "List grids"))
def list_(ctx: typer.Context, format: Format = "", json: Json = False, output: Output = "") -> None:
    here = session(ctx)
    emit_query(here.store.connection, queries.grids(), wish(format, json, output))


@app.command(
    "tree",
    help=two("网格树：高新区、板块、网格及人员、企业数", "The tree, with officers and enterprises counted"),
)
def tree(ctx: typer.Context, format: Format = "", json: Json = False, output: Output = "") -> None:
    from gridlog.work import grids

    branches = list(grids.branches(session(ctx)))
    how = wish(format, json, output)
    if how.format == "table":
        write_text(map(_drawn, branches), output)
    else:
        emit(TREE, branches, how)


def _drawn(branch: "Branch") -> str:
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
    grid: GridName,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    found = here.find("grid", grid)
    query = queries.grids().narrowed("code = :code", code=found.code)
    row = query.one(here.store.connection)
    emit_one(GRIDS.columns, row, wish(format, json, output), list(_inside(here, found.code)))


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


@app.command("add", help=two("新增网格", "Add a grid"))
def add(
    ctx: typer.Context,
    code: AddedCode,
    name: AddedName,
    level: Level = None,
    parent: Parent = None,
    remark: Remark = None,
) -> None:
    from gridlog.work import grids

    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    code = roster.check_code(code, "grid")
    fields = grids.fields(here, code, name, level or "grid", parent, remark)
    tell_saved(ADDED, grids.add(here, code, fields), name)


@app.command(
    "edit", help=two("修改网格的名称、层级、上级、备注", "Change a grid's name, level, parent or remark")
)
def edit(
    ctx: typer.Context,
    grid: GridName,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=two("新名称", "The new name"))
    ] = None,
    level: Level = None,
    parent: Parent = None,
    remark: Remark = None,
) -> None:
    from gridlog.work import grids
    from gridlog.work.roster import change

    here = session(ctx)
    found = here.find("grid", grid)
    done = change(here, "grid", found.code, grids.fields(here, found.code, name, level, parent, remark))
    tell_saved(UPDATED, done, name or found.name)


@app.command("remove", help=REMOVE_HELP)
def remove_(
    ctx: typer.Context,
    grid: GridName,
    reason: Reason = "",
) -> None:
    from gridlog.cli.codes import remove

    remove(session(ctx), "grid", grid, reason)


@app.command("split", help=SPLIT_HELP)
def split_(
    ctx: typer.Context, code: SharedCode, new: NewCode, name: Which = "", dry_run: DryRun = False
) -> None:
    from gridlog.cli.codes import split

    split(session(ctx), "grid", code, new, name, dry_run)
