"""`gridlog report month`: the monthly bulletin (月通报) for the office, its tables for programs."""

from datetime import timedelta
from typing import Annotated

import typer

from gridlog import monthly, reading
from gridlog.cli.asking import DOCUMENTS, AsOf, Check, Excel, Json, Output, ReportFormat
from gridlog.cli.bulletin import bulletin, summary
from gridlog.cli.output import emit, emit_paper, report_wish
from gridlog.cli.papers import View, days_back, view
from gridlog.cli.session import session, warn_unknown_years
from gridlog.cli.speak import two
from gridlog.cli.titles import titled
from gridlog.core.bulletin import Month, by_officer, by_unit, last_day, weeks_of
from gridlog.core.when import parse_month
from gridlog.errors import NotMet, Usage
from gridlog.ledger import OFFICER_MONTH, UNIT_MONTH, Column, Value

LEVELS = ("officer", "grid", "block", "zone")
FINER: dict[str, tuple[str, ...]] = {"grid": (), "block": ("grid",), "zone": ("block", "grid")}
HIDDEN = ("month", "start", "end", "officer_code")
SPARE = (
    *(
        "meeting",
        "station",
        "online",
        "phone",
        "onsite",
        "joint",
        "officers",
        "issues_closed",
        "issues_raised",
    ),
    *("late", "weeks_owed", "weeks_met", "short"),
)
ON_PAPER = (*DOCUMENTS, "md", "text")


def month(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="PERIOD",
            help=two("本月、上月、2026-11 或其中一天", "this, last, 2026-11, or a day in it"),
        ),
    ] = "this",
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="|".join(LEVELS), help=two("按人员、网格、板块或全区", "A row for each of these")
        ),
    ] = "block",
    format: ReportFormat = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    check: Check = False,
    as_of: AsOf = None,
) -> None:
    here = session(ctx)
    if by not in LEVELS:
        raise Usage("report.by", value=by, known=", ".join(LEVELS))
    how = report_wish(format, json, output, excel)
    start = parse_month(period, here.today)
    weeks = weeks_of(start)
    after = last_day(start) + timedelta(days=1)
    is_told = how.format in (*ON_PAPER, "table")  # sentences compare with the month before
    back = days_back(here.rules) if is_told else (start - weeks[0]).days
    with view(here, as_of, start, after, back) as seen:
        figures = monthly.month(seen.connection, start, seen.today)
        if how.format in ON_PAPER:
            emit_paper(bulletin(seen, figures), how)
        elif how.format == "table":
            columns, rows = _rows(figures, by, HIDDEN)
            emit(columns, rows, how, SPARE, _title(seen, figures), "\n".join(summary(seen, figures)))
        else:
            emit(*_rows(figures, by), how)
    calendar = reading.calendar(here.store.connection, here.today, weeks[0], after)
    warn_unknown_years(calendar, weeks[0], after)
    if check and (short := [row for row in by_officer(figures) if row.short]):
        raise NotMet("report.not_met", week=figures.name, count=len(short))


def _title(seen: View, figures: Month) -> str:
    return titled(seen.rules, two("月通报", "monthly bulletin")) + f" {figures.name}"


def _rows(
    figures: Month, by: str, hidden: tuple[str, ...] = ()
) -> tuple[tuple[Column, ...], list[tuple[Value, ...]]]:
    """The columns of a level and its rows, without those that it does not have, or that nobody wants to see."""
    columns = OFFICER_MONTH if by == "officer" else UNIT_MONTH
    rows = by_officer(figures) if by == "officer" else by_unit(figures, by)
    without = (*FINER.get(by, ()), *hidden)
    kept = [at for at, column in enumerate(columns) if column.key not in without]
    return tuple(columns[at] for at in kept), [tuple(row[at] for at in kept) for row in rows]
