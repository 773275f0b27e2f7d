"""`gridlog report day`: one screen a day."""

from typing import Annotated

import typer

from gridlog.cli.levels import GroupLevel, level_of
from gridlog.cli.report.chapters import chapters_of, lines_of
from gridlog.cli.report.seeing import present
from gridlog.cli.shell.forms import DOCUMENTS, FOR_PEOPLE
from gridlog.cli.shell.listing import Excel, Output, ReportFormat
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit, emit_paper, report_wish
from gridlog.cli.shell.session import session
from gridlog.core.event import SHORT
from gridlog.core.figures import day as day_figures
from gridlog.errors import NotMet
from gridlog.ledgers.columns import OFFICER_DAY, UNIT_DAY, Column, Value
from gridlog.ledgers.totals import level_notes
from gridlog.papers import remarks
from gridlog.papers.levels import finer, headed, without
from gridlog.papers.titles import titled
from gridlog.reports import daily, monthly
from gridlog.words.language import language, some, two
from gridlog.work.desk import day_text

app = typer.Typer()

SPARE = ("joint", "officers", "issues_due", "counted")


@app.command("day")
def day(
    ctx: typer.Context,
    period: Annotated[
        str, typer.Argument(metavar="PERIOD", help=two("哪一天，默认今天", "Which day; today by default"))
    ] = "today",
    by: GroupLevel = "",
    format: ReportFormat = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=two("有超期未结的问题则退出码为 7", "Exit with 7 when an issue is overdue")
        ),
    ] = False,
) -> None:
    here = session(ctx)
    how = report_wish(format, json, output, excel)
    on = here.day_of(period, "report day PERIOD")
    seen = present(here)
    figures = daily.day(seen.zone, on)
    level = level_of(by, figures.tree)
    (zone,) = day_figures.by_day_unit(figures, "zone")
    what = two(f"日调度 {day_text(on)}", f"day {day_text(on)}")
    if how.format in DOCUMENTS:
        from gridlog.papers.day import dispatch

        letter = seen.letter()
        pressing = daily.pressing(seen.zone, on)
        longterm = monthly.longterm(here.store.connection, on)
        chapters = chapters_of(seen, "day", on, letter)
        emit_paper(dispatch(letter, figures, zone, pressing, longterm, chapters), how)
    elif how.format in FOR_PEOPLE:
        columns, rows = _rows(figures, level, ("day", "officer_code"))
        told = remarks.of_day(zone, monthly.longterm(here.store.connection, on))
        further = lines_of(chapters_of(seen, "day", on, seen.letter()))
        foot = "\n".join((*level_notes("day", level, columns, language()), told, *further))
        emit(columns, rows, how, SPARE, titled(here.rules, what), foot)
    else:
        emit(*_rows(figures, level), how)
    if check and (late := daily.overdue(here.store.connection, on)):
        names = some([f"{id[:SHORT]} {enterprise}" for id, enterprise in late], "件")
        raise NotMet("report.overdue", count=len(late), on=on, names=names)


def _rows(
    figures: day_figures.Day, level: str, hidden: tuple[str, ...] = ()
) -> tuple[list[Column], list[tuple[Value, ...]]]:
    report_level = figures.tree.report_level
    if level == "officer":
        return without(headed(OFFICER_DAY, report_level), day_figures.by_officer(figures), hidden)
    hidden = (*finer(level, report_level), *hidden)
    return without(headed(UNIT_DAY, report_level, level), day_figures.by_day_unit(figures, level), hidden)
