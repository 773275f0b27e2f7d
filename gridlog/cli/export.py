"""`gridlog export`: whole ledgers, streamed, for scripts, for Excel and WPS, or in an office's own layout."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from gridlog.cli.shell.forms import EXPORT_FORMATS
from gridlog.cli.shell.listing import Excel, ExportFormat, Output, Since, Unmask, Until
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import Wish, emit_query, emit_workbook, mind_terminal, wish, write_bytes
from gridlog.cli.shell.progress import Bar
from gridlog.cli.shell.session import Session, read_text, session
from gridlog.errors import Refused, Usage
from gridlog.ledgers import queries
from gridlog.ledgers.columns import Rows
from gridlog.ledgers.layout import Layout, csv_lines, ledger_layout
from gridlog.ledgers.queries import Query
from gridlog.words.language import two
from gridlog.words.vocabulary import listed_keys, vocabulary
from gridlog.work.finding import between, mind_order
from gridlog.work.unmasking import record

if TYPE_CHECKING:
    from gridlog.papers.xlsx import Page

app = typer.Typer()

KNOWN = queries.exports()
DEMO = "【演示数据】"
ZONE_LETTERS = 40
PROFILED = ("csv", "xlsx")
EVERY = 500


@app.command(
    "export",
    help=two(
        "导出台账：visits 走访、issues 问题、enterprises 企业、officers 人员",
        "Export ledgers: visits, issues, enterprises or officers",
    ),
)
def export(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help=two(f"导出什么：{'、'.join(KNOWN)}", f"What to export: {', '.join(KNOWN)}"),
        ),
    ],
    since: Since = None,
    until: Until = None,
    format: ExportFormat = "",
    json: Json = False,
    excel: Excel = False,
    unmask: Unmask = False,
    profile: Annotated[
        str,
        typer.Option(
            "--profile",
            metavar="FILE",
            help=two(
                "按 TOML 模板排列各栏、表头和标题，用于 csv 和 xlsx",
                "Columns, headings and title as a TOML file says; for csv and xlsx",
            ),
        ),
    ] = "",
    output: Output = "",
) -> None:
    here = session(ctx)
    if what not in KNOWN:
        raise Usage("export.unknown", value=what, known=listed_keys("what", KNOWN))
    how = wish(format, json, output, excel, default="csv", known=EXPORT_FORMATS)
    if profile and how.format not in PROFILED:
        raise Usage("format.profile", value=how.format)
    mind_terminal(how)
    wanted = Wanted(what, since, until, unmask)
    dialects = _dialects(here, wanted)
    if profile or how.format == "xlsx":
        query, layout = _laid_out(dialects, what, profile)
        if how.format == "xlsx":
            _mind_count(here, query, layout)
        _record(here, wanted, query)
        _hand_in(here, wanted, query, layout, how)
        return
    query = dialects.ledger if how.excel else dialects.script
    _record(here, wanted, query)
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
    export = queries.export_of(wanted.what)
    if not export.script.day and (wanted.since or wanted.until):
        raise Usage("export.no_dates", what=wanted.what)
    dialects = queries.exported(export, here, wanted.unmask)
    if not export.script.day:
        return Dialects(*dialects)
    day = export.script.day
    since, until = here.limits(wanted.since, wanted.until)
    mind_order(here, since, until)
    return Dialects(*(between(query, day, since, until) for query in dialects))


def _laid_out(dialects: Dialects, what: str, profile: str) -> tuple[Query, Layout]:
    """The rows and their layout: the ledger's own, or what a profile says. Raises Usage."""
    sheet = vocabulary("what")[what][0]
    if not profile:
        return dialects.ledger, ledger_layout(dialects.ledger.columns, sheet)
    from gridlog.ledgers.profile import applied, read_profile

    return applied(read_profile(read_text(Path(profile)), profile), *dialects, sheet)


def _mind_count(here: Session, query: Query, layout: Layout) -> None:
    """Raises Refused, before anything is written, for more rows than a sheet holds."""
    from gridlog.papers.xlsx import most_rows

    if (rows := query.count(here.store.connection)) > most_rows(layout):
        raise Refused("output.too_many", count=rows, most=most_rows(layout))


def _record(here: Session, wanted: Wanted, query: Query) -> None:
    if wanted.unmask:
        record(here, wanted.what, query, *here.limits(wanted.since, wanted.until))


def _hand_in(here: Session, wanted: Wanted, query: Query, layout: Layout, how: Wish) -> None:
    """The rows in their layout, as CSV or as a workbook."""
    rows = query.rows(here.store.connection)
    if how.format == "csv":
        write_bytes((line.encode() for line in csv_lines(layout, rows, how.excel)), how.output)
        return
    with Bar(two("写工作簿", "writing the workbook")) as bar:
        watched = _watched(rows, query.count(here.store.connection), bar)
        emit_workbook(layout, watched, _page(here, wanted, layout), how)


def _watched(rows: Rows, count: int, bar: Bar) -> Rows:
    """The rows, while a bar shows how many have gone by."""
    for done, row in enumerate(rows):
        if done % EVERY == 0:
            bar(done, count)
        yield row


def _page(here: Session, wanted: Wanted, layout: Layout) -> "Page":
    """What is printed around the rows; a profile's own title stands in the sheet and is not said twice."""
    from gridlog.papers.xlsx import Page

    named = "" if layout.titles else here.rules.zone_name[:ZONE_LETTERS] + layout.sheet
    demo = DEMO if here.rules.demo else ""
    return Page(named + demo, _period(here, wanted), queries.export_of(wanted.what).note, here.now)


def _period(here: Session, wanted: Wanted) -> str:
    """The days asked for, as they stand in the corner of each printed page."""
    since, until = here.limits(wanted.since, wanted.until)
    if since and until:
        return f"{since} 至 {until}"
    return f"{since} 起" if since else f"{until} 止" if until else ""
