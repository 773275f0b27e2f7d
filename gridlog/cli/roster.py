"""`gridlog roster`: the ledgers of grids, officers and enterprises, taken in whole."""

from typing import Annotated

import typer

from gridlog import reading
from gridlog.cli.levels import mind_report_level
from gridlog.cli.session import say_from, session
from gridlog.cli.speak import two

app = typer.Typer()


@app.command(
    "import",
    help=two(
        "从 CSV 或工作簿导入网格、人员、企业；重复导入不会改变什么",
        "Import grids, officers, enterprises from CSV or workbooks; twice changes nothing",
    ),
)
def import_(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help=two(
                "CSV（UTF-8 或 GBK）、xlsx、xls、ods 文件", "CSV (UTF-8 or GBK), xlsx, xls or ods files"
            ),
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=two(
                "grids 网格、officers 人员、enterprises 企业；默认看文件名和表头",
                "grids, officers or enterprises; by default from name and headings",
            ),
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help=two("换网格从哪天起，默认今天", "The day from which moves hold; today by default"),
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=two("只检查，不写入", "Check only, write nothing"))
    ] = False,
) -> None:
    from gridlog.cli.enrolling import import_roster

    here = session(ctx)
    start = here.day(since, "roster import --from")
    import_roster(here, files, kind, dry_run, start)
    if start:
        say_from(start)
    mind_report_level(reading.tree(here.store.connection, here.rules))
