"""`gridlog report month`: the monthly bulletin (月通报) for the office, its tables for programs."""

import sqlite3
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Annotated, NamedTuple

import typer

from gridlog import monthly, reading
from gridlog.cli.asking import DOCUMENTS, AsOf, Check, Excel, Freeze, Json, Live, Output, ReportFormat
from gridlog.cli.bulletin import bulletin, summary
from gridlog.cli.levels import FINER, Level, need_level, without
from gridlog.cli.output import Wish, emit, emit_paper, report_wish
from gridlog.cli.session import session, warn_unknown_years
from gridlog.cli.speak import say, two
from gridlog.cli.titles import titled
from gridlog.cli.view import Period, View, days_back, hand_in, handed_in, need_present, provenance, view
from gridlog.core.bulletin import Bulletin, by_officer, last_day, weeks_of
from gridlog.core.event import Json as Figures
from gridlog.core.freeze import Frozen, changes, freeze_month, month_as_handed_in
from gridlog.core.when import week_name
from gridlog.errors import NotMet, Refused
from gridlog.ledger import OFFICER_MONTH, UNIT_MONTH, Column, Value

HIDDEN = ("month", "start", "end", "officer_code")
SPARE = (
    *("meeting", "station", "online", "phone", "onsite", "joint", "officers"),
    *("issues_closed", "issues_raised", "late", "weeks_owed", "weeks_met", "short"),
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
    by: Level = "block",
    format: ReportFormat = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    check: Check = False,
    freeze: Freeze = False,
    as_of: AsOf = None,
    live: Live = False,
) -> None:
    here = session(ctx)
    need_level(by)
    need_present(freeze, as_of, live)
    how = report_wish(format, json, output, excel)
    start = here.month(period)
    monday, after = weeks_of(start)[0], last_day(start) + timedelta(days=1)
    span = Period(f"{start:%Y-%m}", start, after)
    kept = hand_in(here, span, lambda connection: _reckoned(connection, start, here.today))
    with kept if freeze else nullcontext(), view(here, as_of, start, after, days_back(here.rules)) as seen:
        shown = _shown(seen, start, is_live=live or as_of is not None)
        _emit(seen, shown, by, how)
    warn_unknown_years(reading.calendar(here.store.connection, here.today, monday, after), monday, after)
    if check and (short := [row for row in shown.told.officer if row.short]):
        raise NotMet("report.not_met", week=f"{start:%Y-%m}", count=len(short))


def _reckoned(connection: sqlite3.Connection, start: date, today: date) -> dict[str, Figures]:
    """The figures to hand in. Raises Refused while a week of the month is neither over nor handed in."""
    counted = monthly.counted_weeks(connection, start, today)
    waiting = [week_name(monday) for monday in weeks_of(start) if monday not in counted]
    if waiting:
        raise Refused("report.weeks_open", month=f"{start:%Y-%m}", weeks=", ".join(waiting))
    return freeze_month(monthly.bulletin(connection, start, today))


class Shown(NamedTuple):
    """A month as it is shown, and the freeze it comes from, if any, with what was entered since."""

    told: Bulletin
    frozen: Frozen | None
    later: dict[str, int]


def _shown(seen: View, start: date, *, is_live: bool) -> Shown:
    frozen = None if is_live else reading.frozen(seen.connection, f"{start:%Y-%m}")
    if frozen is None:
        return Shown(monthly.bulletin(seen.connection, start, seen.today), None, {})
    told = month_as_handed_in(frozen)
    now = by_officer(monthly.month(seen.connection, start, seen.today))
    return Shown(told, frozen, changes(told.officer, now))


def _emit(seen: View, shown: Shown, by: str, how: Wish) -> None:
    told = shown.told
    if shown.frozen:
        notes = handed_in(seen, shown.frozen, shown.later)
    else:
        notes = provenance(seen, told.zone[0].month)
    if how.format in ON_PAPER:
        emit_paper(bulletin(seen, told, notes), how)
    elif how.format == "table":
        columns, rows = _rows(told, by, HIDDEN)
        emit(columns, rows, how, SPARE, _title(seen, told), "\n".join((*summary(told), *notes)))
    else:
        emit(*_rows(told, by), how)
        for line in notes:
            say(line)


def _title(seen: View, told: Bulletin) -> str:
    return titled(seen.rules, two("月通报", "monthly bulletin")) + f" {told.zone[0].month}"


def _rows(
    told: Bulletin, by: str, hidden: tuple[str, ...] = ()
) -> tuple[list[Column], list[tuple[Value, ...]]]:
    """The columns of a level and its rows, without those that it does not have, or that nobody wants to see."""
    columns = OFFICER_MONTH if by == "officer" else UNIT_MONTH
    return without(columns, getattr(told, by), (*FINER[by], *hidden))
