"""`gridlog report`: the week's figures, who was not visited in time, how issues are handled."""

from datetime import timedelta
from typing import Annotated

import typer

from gridlog import daily, listing, reading, weekly
from gridlog.cli.asking import Excel, Format, Json, Output
from gridlog.cli.output import Wish, emit, emit_query, width_of, wish, write_text
from gridlog.cli.session import Session, day_text, session, warn_unknown_years
from gridlog.cli.speak import language, pick, say, two
from gridlog.core import dispatch, quota, report
from gridlog.core.rules import Rules
from gridlog.core.when import parse_week, week_name
from gridlog.errors import NotMet, Usage
from gridlog.ledger import OFFICER_WEEK, UNIT_DAY, UNIT_TREND, UNIT_WEEK, Column, Value

app = typer.Typer()

LEVELS = ("officer", "grid", "block", "zone")


@app.command(
    "week", help=two("周汇总：应访、实访、达标、补录、覆盖", "The week: owed, made, met, late, coverage")
)
def week(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="PERIOD",
            help=two("本周、上周、2026-W47 或其中一天", "this, last, 2026-W47, or a day in it"),
        ),
    ] = "this",
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="|".join(LEVELS), help=two("按人员、网格、板块或全区", "A row for each of these")
        ),
    ] = "officer",
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    check: Annotated[
        bool,
        typer.Option("--check", help=two("有人未达标则退出码为 7", "Exit with 7 when somebody is short")),
    ] = False,
) -> None:
    here = session(ctx)
    if by not in LEVELS:
        raise Usage("report.by", value=by, known=", ".join(LEVELS))
    how = wish(format, json, output, excel)
    start = parse_week(period, here.today)
    figures = weekly.week(here.store.connection, start, here.today)
    columns, rows = _rows(figures, by)
    if how.format == "table":
        _show_week(here, figures, by, columns, rows, how)
    else:
        emit(columns, rows, how)
    warn_unknown_years(figures.calendar, start, start + timedelta(days=7))
    if check:
        _check(figures)


FINER: dict[str, tuple[str, ...]] = {"grid": (), "block": ("grid",), "zone": ("block", "grid")}


def _rows(figures: report.Week, by: str) -> tuple[tuple[Column, ...], list[tuple[Value, ...]]]:
    if by == "officer":
        return OFFICER_WEEK, [tuple(row) for row in report.by_officer(figures)]
    kept = [at for at, column in enumerate(UNIT_WEEK) if column.key not in FINER[by]]
    rows = [tuple(row) for row in report.by_unit(figures, by)]
    return tuple(UNIT_WEEK[at] for at in kept), [tuple(row[at] for at in kept) for row in rows]


def _check(figures: report.Week) -> None:
    short = [row for row in report.by_officer(figures) if row.status == "short"]
    if short:
        raise NotMet("report.not_met", week=week_name(figures.start), count=len(short))


SHOWN = {
    "officer": ("block", "grid", "officer", "required", "counted", "enterprises", "status", "late", "joint",
                "station", "phone", "online", "meeting", "issues_raised", "issues_closed"),
    "grid": ("block", "grid", "required", "counted", "enterprises", "enterprises_in_charge", "coverage", "late",
             "short", "joint", "phone", "online", "issues_raised", "issues_closed"),
    "block": ("block", "required", "counted", "enterprises", "enterprises_in_charge", "coverage", "late",
              "officers_met", "officers", "joint", "phone", "online", "issues_raised", "issues_closed"),
    "zone": ("required", "counted", "enterprises", "enterprises_in_charge", "coverage", "late",
             "officers_met", "officers", "joint", "phone", "online", "issues_raised", "issues_closed"),
}  # fmt: skip
SPARE = (
    "meeting",
    "station",
    "online",
    "phone",
    "issues_closed",
    "issues_raised",
    "joint",
    "officers",
    "late",
)


def _show_week(
    here: Session,
    figures: report.Week,
    by: str,
    columns: tuple[Column, ...],
    rows: list[tuple[Value, ...]],
    how: Wish,
) -> None:
    from gridlog.show import table_text

    chosen = [(at, column) for at, column in enumerate(columns) if column.key in SHOWN[by]]
    narrow = [[row[at] for at, _ in chosen] for row in rows]
    headings = [column for _, column in chosen]
    foot = _foot(here, figures)
    text = table_text(headings, narrow, language(), width_of(how), _title(figures), foot, SPARE)
    write_text([text], how.output)


def _heading(here: Session, what: str) -> str:
    """The zone and what the table shows; a demo says so."""
    rules = here.rules
    return f"{_demo(rules)}{rules.zone_name} {pick(what)}"


def _demo(rules: Rules) -> str:
    return pick(two("【演示数据】", "[演示数据 demo data] ")) if rules.demo else ""


def _title(figures: report.Week) -> str:
    demo = _demo(figures.rules)
    text = two(
        "{demo}{zone} 周汇总 {week}（{start} 至 {end}）", "{demo}{zone} week {week} ({start} to {end})"
    )
    return pick(text).format(
        demo=demo,
        zone=figures.rules.zone_name,
        week=week_name(figures.start),
        start=figures.start,
        end=figures.end,
    )


def _foot(here: Session, figures: report.Week) -> str:
    """The zone's line under the table, and what the officers cannot see in their own rows."""
    officers = report.by_officer(figures)
    (zone,) = report.by_unit(figures, "zone") or (None,)
    lines = []
    if zone:
        held = [row for row in officers if row.status != "exempt"]
        text = two(
            "应访 {required} 次，实访 {counted} 次；达标 {met}/{all} 人；覆盖企业 {seen}/{charge} 家（{coverage}）；补录 {late} 次",
            "required {required}, counted {counted}; met {met}/{all}; enterprises covered {seen}/{charge} ({coverage}); late {late}",
        )
        lines.append(
            pick(text).format(
                required=zone.required,
                counted=zone.counted,
                met=sum(row.status == "met" for row in held),
                all=len(held),
                seen=round((zone.coverage or 0) * zone.enterprises_in_charge),
                charge=zone.enterprises_in_charge,
                coverage="—" if zone.coverage is None else f"{zone.coverage:.0%}",
                late=zone.late,
            )
        )
    crowded = quota.overvisited(figures.calls, figures.rules.overvisit_officers)
    if crowded:
        names = [
            f"{reading.enterprise_name(here.store.connection, code)}({count})"
            for code, count in crowded.items()
        ]
        lines.append(
            pick(two("一周内多人走访（扰企）：{names}", "visited by many this week: {names}")).format(
                names=pick(two("、", ", ")).join(names)
            )
        )
    return "\n".join(lines)


UNITS = ("block", "zone")
By = Annotated[
    str, typer.Option("--by", metavar="|".join(UNITS), help=two("按板块或全区", "A row for each of these"))
]


@app.command("day", help=two("日调度：当天走访、问题、到期", "The day: visits, issues, what falls due"))
def day(
    ctx: typer.Context,
    period: Annotated[
        str, typer.Argument(metavar="PERIOD", help=two("哪一天，默认今天", "Which day; today by default"))
    ] = "today",
    by: By = "block",
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    _need_unit(by)
    how = wish(format, json, output, excel)
    on = here.day(period) or here.today
    figures = daily.day(here.store.connection, on)
    rows = dispatch.by_block(figures, by)
    title = _heading(here, two("日调度", "day")) + f" {day_text(on)}"
    (zone,) = dispatch.by_block(figures, "zone")
    kept = [at for at, column in enumerate(UNIT_DAY) if column.key not in FINER_DAY[by]]
    columns, cells = [UNIT_DAY[at] for at in kept], [[row[at] for at in kept] for row in rows]
    if how.format == "table":
        from gridlog.show import table_text

        shown = [at for at, column in enumerate(columns) if column.key != "day"]
        narrow = [[row[at] for at in shown] for row in cells]
        spare = ("joint", "counted", "officers", "issues_due")
        text = table_text(
            [columns[at] for at in shown], narrow, language(), width_of(how), title, _day_foot(zone), spare
        )
        write_text([text], how.output)
    else:
        emit(columns, cells, how, title=title)


FINER_DAY: dict[str, tuple[str, ...]] = {"block": (), "zone": ("block",)}


def _need_unit(by: str) -> None:
    if by not in UNITS:
        raise Usage("report.by", value=by, known=", ".join(UNITS))


def _day_foot(zone: dispatch.UnitDay) -> str:
    return pick(
        two(
            "全区走访 {visits} 次，{enterprises} 家，{officers} 人；新增问题 {raised}，办结 {closed}，当日到期 {due}，超期未结 {overdue}",
            "zone: {visits} visits, {enterprises} enterprises, {officers} officers; issues raised {raised}, closed {closed}, "
            "due {due}, overdue {overdue}",
        )
    ).format(
        visits=zone.visits,
        enterprises=zone.enterprises,
        officers=zone.officers,
        raised=zone.issues_raised,
        closed=zone.issues_closed,
        due=zone.issues_due,
        overdue=zone.issues_overdue,
    )


@app.command("trend", help=two("各周对比：与上一周相比的变化", "Weeks side by side, and what changed"))
def trend(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="PERIOD",
            help=two("到哪一周为止，默认上周", "The last of the weeks; last week by default"),
        ),
    ] = "last",
    weeks: Annotated[
        int, typer.Option("--weeks", metavar="N", min=1, max=53, help=two("看几周", "How many weeks"))
    ] = 6,
    by: By = "zone",
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    _need_unit(by)
    how = wish(format, json, output, excel)
    last = parse_week(period, here.today)
    starts = [last - timedelta(days=7 * back) for back in range(weeks, -1, -1)]
    read = (weekly.week(here.store.connection, start, here.today) for start in starts)
    hidden = (*FINER_DAY[by], *(("start", "end") if how.format == "table" else ()))
    kept = [at for at, column in enumerate(UNIT_TREND) if column.key not in hidden]
    rows = [[row[at] for at in kept] for row in dispatch.trend(read, by)]
    spare = (
        "late",
        "officers",
        "officers_met",
        "enterprises",
        "enterprises_in_charge",
        "required",
        "coverage_change",
    )
    emit([UNIT_TREND[at] for at in kept], rows, how, spare, _heading(here, two("各周对比", "weeks compared")))


@app.command("coverage", help=two("超期未访企业", "Enterprises nobody came to in time"))
def coverage(
    ctx: typer.Context,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help=two("以哪天为准，默认今天", "As of this day; today by default")
        ),
    ] = None,
    grid: Annotated[
        str | None, typer.Option("--grid", metavar="G", help=two("哪个网格或板块", "In this grid or block"))
    ] = None,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    check: Annotated[
        bool, typer.Option("--check", help=two("有超期则退出码为 7", "Exit with 7 when any is listed"))
    ] = False,
) -> None:
    here = session(ctx)
    day = here.day(on) or here.today
    last_month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    query = listing.coverage(day, here.rules.coverage_days, last_month)
    if grid is not None:
        inside = reading.below(here.store.connection, here.find("grid", grid).code)
        query = query.narrowed(listing.any_of(query.cells[1], inside))
    spare = ("limit", "block", "enterprise_code", "days_since")
    how = wish(format, json, output, excel)
    emit_query(
        here.store.connection, query, how, spare, _heading(here, two("超期未访企业", "not visited in time"))
    )
    (count,) = here.store.connection.execute(
        f"SELECT count(*) FROM ({query.sql()})", query.parameters
    ).fetchone()
    if how.format == "table":
        say(
            two("超期未访 {count} 家（以 {day} 为准）", "{count} not visited in time, as of {day}"),
            count=count,
            day=day,
        )
    if check and count:
        raise NotMet("report.uncovered", count=count, on=day)


@app.command(
    "issues", help=two("问题办理情况：按责任人或类别", "How issues are handled, by handler or category")
)
def issues(
    ctx: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="handler|category", help=two("按责任人或类别", "A row for each of these")
        ),
    ] = "handler",
    since: Annotated[
        str | None, typer.Option("--since", metavar="D", help=two("登记日从", "Raised on this day or later"))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="D", help=two("登记日到（含）", "Raised on this day or before")),
    ] = None,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    from gridlog.cli.visits import between

    here = session(ctx)
    if by not in ("handler", "category"):
        raise Usage("report.by", value=by, known="handler, category")
    how = wish(format, json, output, excel)
    nobody = pick(two("（未交办）", "(unassigned)")) if how.format == "table" else ""
    query = between(here, listing.handled(by, here.today, nobody), "i.raised_on", since, until)
    spare = ("rated", "solved", "overtime", "dissatisfied", "closed_rate")
    emit_query(here.store.connection, query, how, spare, _heading(here, two("问题办理情况", "issues")))
    if how.format == "table":
        _say_longterm(here)


def _say_longterm(here: Session) -> None:
    (count,) = here.store.connection.execute(
        "SELECT count(*) FROM issues WHERE open AND grade = 'longterm'"
    ).fetchone()
    if count:
        say(
            two(
                "另有长期挂账 {count} 件，不计入上表。",
                "{count} long-term issues are listed apart and not counted above.",
            ),
            count=count,
        )
