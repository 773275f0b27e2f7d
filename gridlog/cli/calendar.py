"""`gridlog calendar`: which days are worked, as published and as the zone set them itself."""

from datetime import date, timedelta
from typing import Annotated
from unicodedata import normalize

import typer

from gridlog.cli.shell.options import Format, Json, Output
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, session, warn_unknown_years
from gridlog.core.calendar import DAY, days
from gridlog.core.when import weekday_name
from gridlog.errors import GridlogError, Refused, Usage
from gridlog.intake.table import heading_map, open_sheet
from gridlog.ledgers.columns import DAYS, Value
from gridlog.store import questions
from gridlog.words.language import language, pick, two
from gridlog.words.vocabulary import shown
from gridlog.work.desk import day_text, in_reach

app = typer.Typer()

HEADINGS = heading_map(
    {"date": "date", "work": "work", "kind": "work", "name": "name"},
    {
        "日期": "date",
        "上班": "work",
        "类别": "work",
        "说明": "name",
        "名称": "name",
        "星期": "_derived",
        "来源": "_derived",
    },
)
WORK = ("work", "1", "是", "班", "上班", "true", "yes", "workday")
REST = ("rest", "0", "否", "休", "放假", "false", "no", "holiday")


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
    is_work = _is_work(kind)
    with here.write() as writer:
        writer.append("day.set", {"work": is_work, "name": name}, f"day/{on.isoformat()}")
    tell(
        two("{day} 设为{kind}", "{day} is a {kind} now"),
        day=day_text(on),
        kind=pick(two("上班", "workday") if is_work else two("休息", "day of rest")),
    )


def _is_work(kind: str) -> bool:
    word = normalize("NFKC", kind).strip().lower()
    if word not in WORK + REST:
        raise Usage("calendar.kind", value=kind)
    return word in WORK


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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=two("只检查，不写入", "Check only, write nothing"))
    ] = False,
) -> None:
    here = session(ctx)
    if file is None:
        _read_published(here)
        return
    wanted = _wanted(here, file)
    known = questions.named_days(here.store.connection, "days", date.min, date.max)
    new = {day: said for day, said in wanted.items() if known.get(date.fromisoformat(day)) != said}
    if not dry_run:
        with here.write() as writer:
            for day, (work, name) in new.items():
                writer.append("day.set", {"work": work, "name": name}, f"day/{day}")
    tell(
        two("{head}导入 {new} 天，{same} 天已是如此", "{head}{new} days imported, {same} the same"),
        head=pick(two("试运行：", "dry run: ")) if dry_run else "",
        new=len(new),
        same=len(wanted) - len(new),
    )


def _wanted(here: Session, file: str) -> dict[str, tuple[bool, str]]:
    from gridlog.cli.importing import name_filled, name_others, name_skipped, row_at
    from gridlog.cli.shell.boundary import sentence

    wanted: dict[str, tuple[bool, str]] = {}
    bad = 0
    sheet = open_sheet(file, HEADINGS, "日期 date, 上班 work")
    name_others(sheet)
    for line in sheet.lines:
        try:
            line.check()
            day = here.day_of(line.cells.get("date", ""), "calendar import date")
            wanted[day.isoformat()] = (_is_work(line.cells.get("work", "")), line.cells.get("name", ""))
        except GridlogError as problem:
            bad += 1
            say(
                two("{at}：{reason}", "{at}: {reason}"),
                at=row_at(sheet.tab, line.number),
                reason=sentence(problem),
            )
    name_filled(sheet)
    name_skipped(sheet)
    if bad:
        raise Refused("roster.bad_rows", count=bad)
    return wanted


def _read_published(here: Session) -> None:
    with here.write() as writer:
        questions.forget_published(writer.connection)
    years = range(here.today.year - 1, here.today.year + 2)
    calendar = here.calendar(date(years[0], 1, 1), date(years[-1], 12, 31))
    known = ", ".join(str(year) for year in sorted(calendar.years)) or "—"
    tell(two("已有放假安排的年份：{known}", "years with published holidays: {known}"), known=known)
