"""`gridlog report coverage` and `report issues`: who was not visited in time, how issues are handled."""

from datetime import date, timedelta
from typing import Annotated

import typer

from gridlog.cli.levels import headed
from gridlog.cli.papers import as_told, show_query
from gridlog.cli.shell.options import DOCUMENTS, FOR_PEOPLE, Excel, Json, Output, ReportFormat
from gridlog.cli.shell.output import Wish, report_wish
from gridlog.cli.shell.session import Session, session
from gridlog.errors import NotMet, Usage
from gridlog.ledgers import queries
from gridlog.ledgers.columns import COVERAGE
from gridlog.reports.zone import Zone
from gridlog.store import lookup, questions
from gridlog.words.language import fill, pick, some, two

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
    grid: Annotated[
        str | None, typer.Option("--grid", metavar="G", help=two("哪个网格或板块", "In this grid or block"))
    ] = None,
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
    last_month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    rules = here.rules
    query = queries.coverage(day, rules.coverage_days, last_month, rules.report_level)
    query = query._replace(columns=tuple(headed(query.columns, rules.report_level)))
    if grid is not None:
        inside = lookup.below(here.store.connection, here.find("grid", grid).code)
        query = query.narrowed(queries.any_of(query.cells[1], inside))
    spare = ("limit", "block", "enterprise_code", "days_since")
    how = report_wish(format, json, output, excel)
    count = query.count_grouped(here.store.connection)
    total = fill(
        two("超期未访 {count} 家（以 {day} 为准）", "{count} not visited in time, as of {day}"),
        count=count,
        day=as_told(how, day),
    )
    names = Zone(here.store.connection, here.today).names if how.format in DOCUMENTS else {}
    show_query(here, query, how, two("超期未访企业", "not visited in time"), spare, total, names)
    if check and count:
        at = [column.key for column in COVERAGE].index("enterprise")
        firms = [row[at] for row in query.rows(here.store.connection)]
        raise NotMet("report.uncovered", count=count, on=day, names=some(firms, "家"))


@app.command("issues")
def issues(
    ctx: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="handler|category", help=two("按责任人或类别", "A row for each of these")
        ),
    ] = "handler",
    since: Annotated[
        str | None, typer.Option("--since", metavar="D", help=two("登记日从", "Raised on this day or later"))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="D", help=two("登记日到（含）", "Raised on this day or before")),
    ] = None,
    format: ReportFormat = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    from gridlog.cli.visits import between

    here = session(ctx)
    if by not in ("handler", "category"):
        raise Usage("report.by", value=by, known="handler 责任人, category 类别")
    how = report_wish(format, json, output, excel)
    nobody = pick(two("（未交办）", "(unassigned)")) if how.format in (*FOR_PEOPLE, *DOCUMENTS) else ""
    query = between(here, queries.handled(by, here.today, nobody), "i.raised_on", since, until)
    spare = ("rated", "solved", "overtime", "dissatisfied", "closed_rate")
    told = _asked_days(here, how, since, until) + _longterm(here, since, until)
    show_query(here, query, how, two("问题办理情况", "issues handled"), spare, "\n".join(told))


def _asked_days(here: Session, how: Wish, since: str | None, until: str | None) -> list[str]:
    first, last = here.day(since, "--since"), here.day(until, "--until")
    if not first and not last:
        return []
    text = two("登记日：{first} 至 {last}", "raised from {first} to {last}")
    return [fill(text, first=as_told(how, first) if first else "…", last=as_told(how, last or here.today))]


def _longterm(here: Session, since: str | None, until: str | None) -> list[str]:
    first, last = here.day(since, "--since"), here.day(until, "--until")
    count = questions.longterm_open(here.store.connection, first or date.min, last or date.max)
    text = two(
        "另有长期挂账 {count} 件，不计入上表。",
        "{count} long-term issues are listed apart and not counted above.",
    )
    return [fill(text, count=count)] if count else []
