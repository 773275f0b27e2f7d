"""`gridlog report issues`: how issues are handled, by handler or category."""

from datetime import date
from typing import Annotated

import typer

from gridlog.cli.report.showing import as_told, show_query
from gridlog.cli.shell.forms import DOCUMENTS, FOR_PEOPLE
from gridlog.cli.shell.listing import Excel, Output, RaisedSince, RaisedUntil, ReportFormat
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import report_wish
from gridlog.cli.shell.session import session
from gridlog.errors import Usage
from gridlog.ledgers import queries
from gridlog.papers import remarks
from gridlog.store import questions
from gridlog.words.language import pick, two
from gridlog.work.finding import between, mind_order

app = typer.Typer()


@app.command("issues")
def issues(
    ctx: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="handler|category", help=two("按责任人或类别", "A row for each of these")
        ),
    ] = "handler",
    since: RaisedSince = None,
    until: RaisedUntil = None,
    format: ReportFormat = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    if by not in ("handler", "category"):
        raise Usage("report.by", value=by, known="handler 责任人, category 类别")
    how = report_wish(format, json, output, excel)
    nobody = pick(two("（未交办）", "(unassigned)")) if how.format in (*FOR_PEOPLE, *DOCUMENTS) else ""
    first, last = here.limits(since, until)
    mind_order(here, first, last)
    query = between(queries.handled(by, here.today, nobody), "i.raised_on", first, last)
    spare = ("rated", "solved", "overtime", "dissatisfied", "closed_rate", "dissatisfied_rate", "solved_rate")
    longterm = questions.longterm_open(here.store.connection, first or date.min, last or date.max)
    begin = as_told(how, first) if first else "…"
    end = as_told(how, last or here.today) if first or last else ""
    told = "\n".join(remarks.of_issues(begin, end, longterm))
    show_query(here, query, how, two("问题办理情况", "issues handled"), spare, told)
