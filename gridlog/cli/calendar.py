"""`gridlog calendar`: which days are worked, as published and as the zone set them itself."""

from datetime import date, timedelta
from typing import Annotated

import typer

from gridlog.cli.shell.listing import Format, Output
from gridlog.cli.shell.options import CheckOnly, Json
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, session, warn_unknown_years
from gridlog.core.calendar import DAY, days
from gridlog.core.when import weekday_name
from gridlog.errors import GridlogError, Refused
from gridlog.ledgers.columns import DAYS, Value
from gridlog.store import questions
from gridlog.words.language import language, pick, two
from gridlog.words.vocabulary import shown
from gridlog.work import calendar as days_off
from gridlog.work.calendar import DayRule
from gridlog.work.desk import day_text, in_reach

app = typer.Typer()


@app.command("show", help=two("查看一个月或一年的工作日", "The workdays of a month or a year"))
def show(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="YEAR|MONTH", help=two("年或月，如 2026、2026-10、本月", "2026, 2026-10, this")
        ),
    ] = "this",
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    start, end = _span(here, period)
    calendar = here.calendar(start, end)
    names = _names(here, start, end)
    how = wish(format, json, output)
    all_days = how.format != "table" or end - start < timedelta(days=40)
    rows: list[tuple[Value, ...]] = [
        (day, weekday_name(day, language()), calendar.is_workday(day), *names.get(day, ("", "")))
        for day in days(start, end)
        if all_days or day in names
    ]
    emit(DAYS, rows, how)
    say(
        two("{start} 至 {end}：工作日 {count} 天", "{start} to {end}: {count} workdays"),
        start=start,
        end=end - DAY,
        count=calendar.workdays(start, end),
    )
    warn_unknown_years(calendar, start, end)


def _span(here: Session, period: str) -> tuple[date, date]:
    word = period.strip().removesuffix("年")
    if word.isdecimal() and len(word) == 4:
        start = in_reach(date(max(1, int(word)), 1, 1))
        return start, start.replace(year=start.year + 1)
    start = here.month(period, "near")
    return start, (start + timedelta(days=32)).replace(day=1)


def _names(here: Session, start: date, end: date) -> dict[date, tuple[str, str]]:
    named: dict[date, tuple[str, str]] = {}
    sources = (("holidays", two("国务院公布", "published")), ("days", two("本区设定", "set by the zone")))
    for table, source in sources:
        for on, (work, name) in questions.named_days(here.store.connection, table, start, end).items():
            shifted = pick(two("调休上班", "worked instead")) if work and on.weekday() > 4 else ""
            told = " ".join(part for part in (shown("holiday", name, language()), shifted) if part)
            named[on] = (told, pick(source))
    return named


@app.command("set", help=two("设定某天上班或休息", "Set a day to be worked or not"))
def set_(
    ctx: typer.Context,
    day: Annotated[str, typer.Argument(metavar="DATE", help=two("哪天", "The day"))],
    kind: Annotated[
        str, typer.Argument(metavar="work|rest", help=two("work 上班、rest 休息", "work or rest"))
    ],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help=two("说明", "Why"))] = "",
) -> None:
    here = session(ctx)
    on = here.day_of(day, "calendar set DATE")
    rule = DayRule(days_off.is_work(kind), name)
    days_off.set_day(here, on, rule)
    tell(
        two("{day} 设为{kind}", "{day} is a {kind} now"),
        day=day_text(on),
        kind=pick(two("上班", "workday") if rule.is_work else two("休息", "day of rest")),
    )


@app.command(
    "import",
    help=two(
        "导入放假安排：CSV 或工作簿（日期,work|rest,说明）；不带文件则重读随程序发布的安排",
        "Import days from CSV or a workbook (date,work,name); without a file read the published ones again",
    ),
)
def import_(
    ctx: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help=two("CSV、xlsx、xls 或 ods 文件", "A CSV, xlsx, xls or ods file"),
            show_default=False,
        ),
    ] = None,
    dry_run: CheckOnly = False,
) -> None:
    here = session(ctx)
    if file is None:
        _read_published(here)
        return
    wanted = _wanted(here, file)
    new = days_off.import_days(here, wanted, dry_run)
    tell(
        two("{head}导入 {new} 天，{same} 天已是如此", "{head}{new} days imported, {same} the same"),
        head=pick(two("试运行：", "dry run: ")) if dry_run else "",
        new=new,
        same=len(wanted) - new,
    )


def _wanted(here: Session, file: str) -> dict[date, DayRule]:
    """The days of a file. Raises Refused, once every row was read, where a row cannot be taken."""
    from gridlog.cli.sheets import name_filled, name_others, name_skipped, row_at
    from gridlog.cli.shell.boundary import sentence

    wanted: dict[date, DayRule] = {}
    bad = 0
    sheet = days_off.open_days(file)
    name_others(sheet)
    for number, *found in days_off.days_in(sheet, lambda typed: here.day_of(typed, "calendar import date")):
        match found:
            case [date() as day, DayRule() as rule]:
                wanted[day] = rule
            case [GridlogError() as problem]:
                bad += 1
                reason = sentence(problem)
                say(two("{at}：{reason}", "{at}: {reason}"), at=row_at(sheet.tab, number), reason=reason)
    name_filled(sheet)
    name_skipped(sheet)
    if bad:
        raise Refused("roster.bad_rows", count=bad)
    return wanted


def _read_published(here: Session) -> None:
    known = ", ".join(map(str, days_off.read_published(here))) or "—"
    tell(two("已有放假安排的年份：{known}", "years with published holidays: {known}"), known=known)
