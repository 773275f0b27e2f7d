"""`gridlog grid`: the tree of zone, blocks and grids."""

import sys
from typing import Annotated

import typer

from gridlog import listing, reading
from gridlog.cli.asking import Format, Json, Output
from gridlog.cli.output import emit_query, wish
from gridlog.cli.session import session
from gridlog.cli.speak import language, tell, two
from gridlog.words import shown

app = typer.Typer()


@app.command("list", help=two("网格列表", "List grids"))
def list_(ctx: typer.Context, format: Format = "table", json: Json = False, output: Output = "") -> None:
    here = session(ctx)
    emit_query(here.store.connection, listing.grids(), wish(format, json, output))


@app.command(
    "tree",
    help=two("网格树：高新区、板块、网格及人员、企业数", "The tree, with officers and enterprises counted"),
)
def tree(ctx: typer.Context) -> None:
    here = session(ctx)
    connection = here.store.connection
    children: dict[str, list[tuple[str, str, str]]] = {}
    for code, name, level, parent in connection.execute(
        "SELECT code, name, level, parent FROM grids ORDER BY code"
    ):
        children.setdefault(parent, []).append((code, name, level))
    known = {code for rows in children.values() for code, _, _ in rows}
    counts = _counts(here.today.isoformat(), connection)
    for root in [parent for parent in children if parent not in known]:
        _show_branch(children, counts, root, 0)


def _counts(today: str, connection: object) -> dict[str, tuple[int, int]]:
    found = connection.execute(  # type: ignore[attr-defined]
        """SELECT code,
             (SELECT count(*) FROM assignments WHERE grid = code AND from_on <= :today AND :today < until_on),
             (SELECT count(*) FROM enterprise_grids WHERE grid = code AND from_on <= :today AND :today < until_on)
           FROM grids""",
        {"today": today},
    )
    return {code: (officers, enterprises) for code, officers, enterprises in found}


def _show_branch(
    children: dict[str, list[tuple[str, str, str]]],
    counts: dict[str, tuple[int, int]],
    parent: str,
    depth: int,
) -> None:
    for code, name, level in children.get(parent, []):
        officers, enterprises = counts[code]
        told = f"{'  ' * depth}{code} {name}"
        if level == "grid" or officers or enterprises:
            tell(
                two(
                    "{told}  人员 {officers} 企业 {enterprises}",
                    "{told}  officers {officers}, enterprises {enterprises}",
                ),
                told=told,
                officers=officers,
                enterprises=enterprises,
            )
        else:
            sys.stdout.write(told + "\n")
        if depth < 20:
            _show_branch(children, counts, code, depth + 1)


@app.command("show", help=two("一个网格：上级、人员、企业", "One grid: its parent, officers, enterprises"))
def show(
    ctx: typer.Context,
    grid: Annotated[str, typer.Argument(metavar="GRID", help=two("编号或名称", "By code or name"))],
) -> None:
    here = session(ctx)
    connection = here.store.connection
    found = here.find("grid", grid)
    level, parent = connection.execute(
        "SELECT level, parent FROM grids WHERE code = ?", (found.code,)
    ).fetchone()
    tell(
        two("{code} {name}（{level}，上级 {parent}）", "{code} {name} ({level}, under {parent})"),
        code=found.code,
        name=found.name,
        level=shown("grid_level", level, language()),
        parent=parent or "—",
    )
    today = here.today.isoformat()
    inside = listing.any_of("grid", reading.below(connection, found.code))
    for label, table, noun in (
        (two("人员", "officers"), "assignments", "officer"),
        (two("企业", "enterprises"), "enterprise_grids", "enterprise"),
    ):
        rows = connection.execute(
            f"""SELECT {noun}s.code, {noun}s.name, grid FROM {table} JOIN {noun}s ON {noun}s.code = {noun}
                WHERE {inside} AND from_on <= ? AND ? < until_on ORDER BY grid, {noun}s.code""",
            (today, today),
        ).fetchall()
        tell(two("{label} {count}：", "{label} {count}:"), label=_pick(label), count=len(rows))
        for code, name, where in rows:
            tell(
                two("  {code} {name}（{where}）", "  {code} {name} ({where})"),
                code=code,
                name=name,
                where=where,
            )


def _pick(text: str) -> str:
    from gridlog.cli.speak import pick

    return pick(text)
