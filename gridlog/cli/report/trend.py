"""`gridlog report trend`: weeks side by side."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

import typer

from gridlog.cli.levels import UnitLevel, level_of
from gridlog.cli.report.seeing import present
from gridlog.cli.report.showing import show
from gridlog.cli.shell.forms import DOCUMENTS, FOR_PEOPLE
from gridlog.cli.shell.listing import Excel, Output, ReportFormat
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import Wish, report_wish
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, session
from gridlog.core.calendar import WEEK
from gridlog.core.figures import day as day_figures
from gridlog.core.figures.week import Tables
from gridlog.core.when import week_name
from gridlog.ledgers.columns import UNIT_TREND
from gridlog.papers import remarks, spelled
from gridlog.papers.levels import finer, headed, without
from gridlog.reports import monthly
from gridlog.reports.zone import Zone
from gridlog.store import lookup
from gridlog.words.language import two

app = typer.Typer()

SPARE = (
    *("late", "officers", "officers_met", "enterprises", "enterprises_in_charge", "required"),
    "coverage_change",
)


@app.command("trend")
def trend(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="PERIOD",
            help=two(
                "到哪一周为止，默认上周；本周已上报就到本周",
                "The last of the weeks; last week by default, or this one once it was handed in",
            ),
        ),
    ] = "",
    weeks: Annotated[
        int, typer.Option("--weeks", metavar="N", min=1, max=53, help=two("看几周", "How many weeks"))
    ] = 6,
    by: UnitLevel = "zone",
    format: ReportFormat = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = report_wish(format, json, output, excel)
    last = here.week(period) if period else _last_week(here)
    starts = [last - timedelta(days=7 * back) for back in range(weeks, -1, -1)]
    is_for_people = how.format in (*FOR_PEOPLE, *DOCUMENTS)
    zone = present(here).zone
    rules = zone.rules
    level = level_of(by, zone.tree, persons=False)
    silent = monthly.unrecorded(zone, starts) if is_for_people else 0
    read = [
        monthly.tables(zone, start, [level]) if at >= silent else Tables([], [], [], [])
        for at, start in enumerate(starts)
    ]
    _say_left_out(read, level)
    hidden = (*finer(level, rules.report_level), *(("start", "end") if is_for_people else ()))
    found = day_figures.trend(read, level, zone.calendar(starts[0], last + WEEK))
    columns, rows = without(headed(UNIT_TREND, rules.report_level, level), found, hidden)
    if how.format in DOCUMENTS:  # 18 columns leave no room for the year, which the sentences below name
        rows = [(str(week)[5:], *rest) for week, *rest in rows]
    foot = _foot(zone, starts, silent, how)
    show(here, columns, rows, how, two("各周对比", "weeks compared"), SPARE, "\n".join(foot))


def _foot(zone: Zone, starts: Sequence[date], silent: int, how: Wish) -> list[str]:
    """Why weeks have more or fewer workdays than others, and which of the first weeks have no records."""
    name = spelled.week if how.format in DOCUMENTS else week_name
    told = () if how.format == "text" else starts[max(silent, 1) :]  # a message has the workdays in its lines
    days_off = {start: zone.days_off(start, start + WEEK) for start in told}
    lines = remarks.of_weeks(days_off, zone.calendar(starts[0], starts[-1] + WEEK), name)
    if silent > 1:
        lines += remarks.silence(f"{name(starts[1])} – {name(starts[silent - 1])}", zone.begun_on)
    return lines


def _say_left_out(weeks: Sequence[Tables], level: str) -> None:
    """Name the weeks that were handed in without rows of the level."""
    missing = [week.zone[0].week for week in weeks if week.at(level) is None and week.zone]
    if missing:
        say(
            two(
                "注意：{weeks} 上报冻结时没有按“{level}”的行，没有列入。",
                "Note: {weeks} were handed in without rows by {level} and are left out.",
            ),
            weeks=", ".join(missing),
            level=level,
        )


def _last_week(here: Session) -> date:
    """The Monday of this week where it was handed in, or else of the last one."""
    this = here.week("this")
    is_frozen = lookup.frozen(here.store.connection, week_name(this)) is not None
    return this if is_frozen else this - timedelta(days=7)
