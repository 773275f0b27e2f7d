"""`gridlog roster`: the ledgers of grids, officers and enterprises, taken in whole."""

from typing import Annotated

import typer

from gridlog.cli.levels import mind_report_level
from gridlog.cli.shell.listing import Format, Output
from gridlog.cli.shell.options import CheckOnly, Json
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.session import say_from, session
from gridlog.ledgers.columns import Column
from gridlog.store import lookup
from gridlog.words.language import two

app = typer.Typer()


@app.command(
    "import",
    help=two(
        "从 CSV 或工作簿导入网格、人员、企业；重复导入不会改变什么\n"
        "工作簿的每张表都读，表头照各单位的习惯即可（认得的表头见 gridlog roster headings）。没有编号的自动编号，"
        "再次导入按名称和统一社会信用代码认出；板块、网格、网格员列中没有的随表新增。先用 --dry-run 看每一项的改动。",
        "Import grids, officers, enterprises from CSV or workbooks; twice changes nothing\n"
        "Every sheet of a workbook is read, under the headings of any office (gridlog roster headings lists them). "
        "What has no code is given one and known again by name and credit code; blocks, grids and officers that "
        "other tables name are added. Look at every change first with --dry-run.",
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
    dry_run: CheckOnly = False,
) -> None:
    from gridlog.cli.roster.importing import import_roster

    here = session(ctx)
    start = here.day(since, "roster import --from")
    import_roster(here, files, kind, dry_run, start)
    if start:
        say_from(start)
    mind_report_level(lookup.tree(here.store.connection, here.rules))


HEADINGS = (
    Column("lists", "列入", "lists"),
    Column("field", "栏目", "field"),
    Column("headings", "认得的表头", "headings"),
)


@app.command(
    "headings",
    help=two("底册导入认得的表头，按栏目", "The headings that roster import understands, by field"),
)
def headings(format: Format = "", json: Json = False, output: Output = "") -> None:
    from gridlog.intake.roster.headings import headings_by_field

    emit(HEADINGS, headings_by_field(), wish(format, json, output))
