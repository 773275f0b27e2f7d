"""`gridlog export`: whole ledgers, streamed, for scripts, for Excel and WPS, or in an office's own layout."""

from typing import Annotated, NamedTuple

import typer

from gridlog import listing
from gridlog.cli.asking import EXPORT_FORMATS, Excel, ExportFormat, Json, Output
from gridlog.cli.issues import all_issues
from gridlog.cli.output import Wish, emit_query, emit_workbook, mind_terminal, wish
from gridlog.cli.session import Session, session
from gridlog.cli.speak import two
from gridlog.cli.visits import between
from gridlog.errors import Refused, Usage
from gridlog.layout import Layout, ledger_layout
from gridlog.listing import Query
from gridlog.words import WORDS

app = typer.Typer()

KNOWN = ("visits", "issues", "enterprises", "officers")
NOTES = {"visits": "服务走访，非行政检查"}
DEMO = "【演示数据】"
ZONE_LETTERS = 40


@app.command(
    "export",
    help=two(
        "导出台账：visits 走访、issues 问题、enterprises 企业、officers 人员",
        "Export ledgers: visits, issues, enterprises or officers",
    ),
)
def export(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="|".join(KNOWN), help=two("导出什么", "What to export"))],
    since: Annotated[
        str | None, typer.Option("--since", metavar="D", help=two("从哪天起", "From this day on"))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day")),
    ] = None,
    format: ExportFormat = "",
    json: Json = False,
    excel: Excel = False,
    unmask: Annotated[
        bool, typer.Option("--unmask", help=two("电话不打码", "Show whole phone numbers"))
    ] = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    if what not in KNOWN:
        raise Usage("export.unknown", value=what, known=", ".join(KNOWN))
    how = wish(format, json, output, excel, default="csv", known=EXPORT_FORMATS)
    mind_terminal(how)
    wanted = Wanted(what, since, until, unmask)
    dialects = _dialects(here, wanted)
    query = dialects.ledger if how.excel or how.format == "xlsx" else dialects.script
    if how.format == "xlsx":
        _hand_in(here, wanted, query, ledger_layout(query.columns, WORDS["what"][what][0]), how)
    else:
        emit_query(here.store.connection, query, how)


class Wanted(NamedTuple):
    """What was asked for, in the user's words."""

    what: str
    since: str | None
    until: str | None
    unmask: bool


class Dialects(NamedTuple):
    """The same rows twice: as scripts read them, and under the headings of the ledger where there is one."""

    script: Query
    ledger: Query


def _dialects(here: Session, wanted: Wanted) -> Dialects:
    what, since, until, unmask = wanted
    if what == "visits":
        visits = between(here, listing.visits(here.rules, unmask), "v.visited_on", since, until)
        return Dialects(visits, listing.visit_ledger(visits, unmask))
    if what == "issues":
        issues = between(here, all_issues(here), "i.raised_on", since, until)
        return Dialects(issues, listing.issue_ledger(issues))
    if since or until:
        raise Usage("export.no_dates", what=what)
    if what == "officers":
        officers = listing.officers(here.today, unmask)
        return Dialects(officers, officers)
    enterprises = listing.enterprises(here.today, unmask)
    return Dialects(enterprises, listing.enterprise_ledger(enterprises, unmask))


def _hand_in(here: Session, wanted: Wanted, query: Query, layout: Layout, how: Wish) -> None:
    """The rows as a workbook. Raises Refused, before anything is written, for more than a sheet holds."""
    from gridlog.office import Page, most_rows

    connection = here.store.connection
    ((count,),) = connection.execute(query.count_sql(), query.parameters)
    if count > most_rows(layout):
        raise Refused("output.too_many", count=count, most=most_rows(layout))
    demo = DEMO if here.rules.demo else ""
    named = "" if layout.titles else here.rules.zone_name[:ZONE_LETTERS] + layout.sheet
    page = Page(named + demo, _period(here, wanted), NOTES.get(wanted.what, ""), here.now)
    emit_workbook(layout, connection.execute(query.sql(), query.parameters), page, how)


def _period(here: Session, wanted: Wanted) -> str:
    """The days asked for, as they stand in the corner of each printed page."""
    since, until = here.day(wanted.since), here.day(wanted.until)
    if since and until:
        return f"{since} 至 {until}"
    return f"{since} 起" if since else f"{until} 止" if until else ""
