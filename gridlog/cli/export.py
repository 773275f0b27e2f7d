"""`gridlog export`: whole ledgers, streamed, for scripts or for Excel."""

from typing import Annotated

import typer

from gridlog import listing
from gridlog.cli.asking import Excel, Format, Json, Output, Unmask
from gridlog.cli.issues import all_issues
from gridlog.cli.output import emit_query, wish
from gridlog.cli.session import Session, session
from gridlog.cli.speak import two
from gridlog.cli.visits import between
from gridlog.errors import Usage
from gridlog.listing import Query

app = typer.Typer()

KNOWN = ("visits", "issues", "enterprises", "officers")


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
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    unmask: Unmask = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    if what not in KNOWN:
        raise Usage("export.unknown", value=what, known=", ".join(KNOWN))
    how = wish(format, json, output, excel, default="csv")
    emit_query(here.store.connection, _query(here, what, since, until, excel, unmask), how)


def _query(
    here: Session, what: str, since: str | None, until: str | None, excel: bool, unmask: bool
) -> Query:
    if what == "visits":
        visits = between(here, listing.visits(here.rules, unmask), "v.visited_on", since, until)
        return listing.visit_ledger(visits, unmask) if excel else visits
    if what == "issues":
        issues = between(here, all_issues(here), "i.raised_on", since, until)
        return listing.issue_ledger(issues) if excel else issues
    if since or until:
        raise Usage("export.no_dates", what=what)
    if what == "officers":
        return listing.officers(here.today, unmask)
    enterprises = listing.enterprises(here.today, unmask)
    return listing.enterprise_ledger(enterprises, unmask) if excel else enterprises
