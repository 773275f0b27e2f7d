"""`gridlog report coverage`: the enterprises that were not visited in time."""

from typing import Annotated

import typer

from gridlog.cli.report.showing import as_told, show_query
from gridlog.cli.shell.listing import Excel, InGrid, Output, ReportFormat
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import report_wish
from gridlog.cli.shell.session import session
from gridlog.core.nouns.enterprise.ledger import COVERAGE
from gridlog.errors import NotMet
from gridlog.ledgers import queries
from gridlog.papers import remarks
from gridlog.papers.levels import headed
from gridlog.store import lookup
from gridlog.words.language import some, two

app = typer.Typer()


@app.command("coverage")
def coverage(
    ctx: typer.Context,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help=two("以哪天为准，默认今天", "As of this day; today by default")
        ),
    ] = None,
    grid: InGrid = None,
    format: ReportFormat = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    check: Annotated[
        bool, typer.Option("--check", help=two("有超期则退出码为 7", "Exit with 7 when any is listed"))
    ] = False,
) -> None:
    here = session(ctx)
    day = here.day(on, "report coverage --on") or here.today
    query = queries.coverage(day, here.rules)
    query = query._replace(columns=tuple(headed(query.columns, here.rules.report_level)))
    if grid is not None:
        inside = lookup.below(here.store.connection, here.find("grid", grid).code)
        query = query.narrowed(queries.any_of(query.cells[1], inside))
    spare = ("limit", "block", "enterprise_code", "days_since")
    how = report_wish(format, json, output, excel)
    count = query.count_grouped(here.store.connection)
    total = remarks.of_coverage(count, as_told(how, day))
    show_query(here, query, how, two("超期未访企业", "not visited in time"), spare, total)
    if check and count:
        at = [column.key for column in COVERAGE.columns].index("enterprise")
        firms = [row[at] for row in query.rows(here.store.connection)]
        raise NotMet("report.uncovered", count=count, on=day, names=some(firms, "家"))
