"""`gridlog report day` and `report trend`: one screen a day, weeks side by side."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

import typer

from gridlog.cli import remarks
from gridlog.cli.issues import all_issues
from gridlog.cli.levels import GroupLevel, UnitLevel, finer, headed, level_of, unit_word, unit_words, without
from gridlog.cli.papers import Frame, ended, letter, paper, show
from gridlog.cli.shell.options import DOCUMENTS, FOR_PEOPLE, Excel, Json, Output, ReportFormat
from gridlog.cli.shell.output import Wish, emit, emit_paper, report_wish
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, session
from gridlog.cli.view import View, present
from gridlog.core.calendar import WEEK, Calendar
from gridlog.core.event import SHORT
from gridlog.core.figures import day as day_figures
from gridlog.core.figures.week import Tables
from gridlog.core.when import week_name, weekday_name
from gridlog.errors import NotMet
from gridlog.ledgers.columns import ISSUES, OFFICER_DAY, UNIT_DAY, UNIT_TREND, Column, Value
from gridlog.ledgers.totals import level_notes
from gridlog.papers import spelled
from gridlog.papers.document import Paper, Section, Table
from gridlog.papers.titles import titled
from gridlog.reports import daily, monthly
from gridlog.reports.zone import Zone
from gridlog.store import lookup
from gridlog.words.language import fill, language, pick, some, two
from gridlog.work.desk import day_text

app = typer.Typer()

PRESSING = ("id", "raised_on", "enterprise", "category", "text", "handler", "due", "light")
SPARE = ("joint", "officers", "issues_due", "counted")
SPARE_OF_TREND = (
    *("late", "officers", "officers_met", "enterprises", "enterprises_in_charge", "required"),
    "coverage_change",
)


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
        emit_paper(_dispatch(here, seen, figures, zone), how)
    elif how.format in FOR_PEOPLE:
        columns, rows = _rows(figures, level, ("day", "officer_code"))
        foot = "\n".join((*level_notes("day", level, columns, language()), _foot(here, zone)))
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


def _dispatch(here: Session, seen: View, figures: day_figures.Day, zone: day_figures.UnitDay) -> Paper:
    """The day on paper: the blocks, and each issue that is due or overdue."""
    names = seen.zone.names
    level = figures.tree.report_level
    units = day_figures.by_block(figures)
    columns, rows = without(headed(UNIT_DAY, level), units, ("day", "grid"))
    told = tuple((names.get(str(block), str(block)), *rest) for block, *rest in rows)
    title = fill(two("各{unit}", "By {unit}"), unit=unit_word(level))
    notes = tuple(level_notes("day", level, columns, language()))
    blocks = Table(title, unit_words(level), tuple(columns), told, notes)
    issues = _pressing(here, figures.on)
    parts = (blocks, issues) if issues.rows else (blocks,)
    title = two(
        f"{spelled.day(figures.on)}走访服务企业日调度", f"Visits to enterprises on {spelled.day(figures.on)}"
    )
    frame = Frame(title, weekday_name(figures.on, language()))
    return paper(letter(seen), frame, [Section("", ended([_foot(here, zone)]), parts)])


def _pressing(here: Session, on: date) -> Table:
    """The issues due or overdue on a day, with deadline and handler of that day; only today has lights."""
    standing = """FROM issue_spells WHERE open AND until_on > :on AND from_on <= :on AND grade <> 'longterm'
      AND (late_on <= :on OR (clock_runs AND due = :on))"""
    named = "ifnull((SELECT name FROM officers WHERE code = handler), handler)"
    connection = here.store.connection
    then = {
        id: {"due": due, "handler": handler}
        for id, due, handler in connection.execute(f"SELECT issue, due, {named} {standing}", {"on": str(on)})
    }
    query = all_issues(here).narrowed(f"i.id IN (SELECT issue {standing})", on=on.isoformat())
    kept = [key for key in PRESSING if key != "light" or on == here.today]
    columns = [column for column in ISSUES if column.key in kept]
    rows = [
        dict(zip((column.key for column in ISSUES), row, strict=True)) | then[row[0]]
        for row in connection.execute(query.sql(), query.parameters)
    ]
    return Table(
        pick(two("到期和超期的问题", "Issues due and overdue")),
        pick(two("到期超期", "due")),
        tuple(columns),
        tuple(
            tuple(row[one.key][:10] if one.key == "id" else row[one.key] for one in columns) for row in rows
        ),
    )


def _foot(here: Session, zone: day_figures.UnitDay) -> str:
    longterm = monthly.longterm(here.store.connection, zone.day)
    apart = two("，另有长期挂账 {n}", ", {n} long-term ones apart") if longterm else ""
    return fill(
        two(
            "全区走访 {visits} 次，{enterprises} 家，{officers} 人；新增问题 {raised}，办结 {closed}，当日到期 {due}，超期未结 {overdue}{apart}",
            "zone: {visits} visits, {enterprises} enterprises, {officers} officers; issues raised {raised}, closed {closed}, "
            "due {due}, overdue {overdue}{apart}",
        ),
        apart=fill(apart, n=longterm) if apart else "",
        visits=zone.visits,
        enterprises=zone.enterprises,
        officers=zone.officers,
        raised=zone.issues_raised,
        closed=zone.issues_closed,
        due=zone.issues_due,
        overdue=zone.issues_overdue,
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
    calendar = zone.calendar(starts[0], last + WEEK)
    hidden = (*finer(level, rules.report_level), *(("start", "end") if is_for_people else ()))
    found = day_figures.trend(read, level, calendar)
    columns, rows = without(headed(UNIT_TREND, rules.report_level, level), found, hidden)
    if how.format in DOCUMENTS:  # 18 columns leave no room for the year, which the sentences below name
        rows = [(str(week)[5:], *rest) for week, *rest in rows]
    foot = _trend_foot(zone, calendar, starts, silent, how)
    names = zone.names if how.format in DOCUMENTS else {}
    show(here, columns, rows, how, two("各周对比", "weeks compared"), SPARE_OF_TREND, "\n".join(foot), names)


def _trend_foot(zone: Zone, calendar: Calendar, starts: Sequence[date], silent: int, how: Wish) -> list[str]:
    """Why weeks have more or fewer workdays than others, and which of the first weeks have no records."""
    connection = zone.connection
    lines = []
    if how.format != "text":  # a message has the workdays of each week in its line
        for start in starts[max(silent, 1) :]:
            told = remarks.holidays(connection, calendar, start, start + WEEK)
            lines += [f"{_week_in_text(start, how)} {line}" for line in told]
    if silent > 1:
        first, last = (_week_in_text(starts[at], how) for at in (1, silent - 1))
        lines += remarks.silence(zone, f"{first} – {last}")
    return lines


def _week_in_text(start: date, how: Wish) -> str:
    """A week as a sentence names it: in words in a document, else as it stands in the table."""
    if how.format not in DOCUMENTS:
        return week_name(start)
    year, number, _ = start.isocalendar()
    return fill(two("{year}年第{number}周", "week {number} of {year}"), year=year, number=number)


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
