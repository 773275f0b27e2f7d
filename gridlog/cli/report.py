"""`gridlog report`: the week's figures, who was not visited in time, how issues are handled."""

from datetime import timedelta
from typing import Annotated

import typer

from gridlog import listing, reading, weekly
from gridlog.cli.asking import Excel, Format, Json, Output
from gridlog.cli.output import Wish, emit, emit_query, width_of, wish, write_text
from gridlog.cli.session import Session, session, warn_unknown_years
from gridlog.cli.speak import language, pick, say, two
from gridlog.core import quota, report
from gridlog.core.rules import Rules
from gridlog.core.when import parse_week, week_name
from gridlog.errors import NotMet, Usage
from gridlog.ledger import OFFICER_WEEK, UNIT_WEEK, Column, Value

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


def heading(here: Session, what: str) -> str:
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
        here.store.connection, query, how, spare, heading(here, two("超期未访企业", "not visited in time"))
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
    emit_query(here.store.connection, query, how, spare, heading(here, two("问题办理情况", "issues")))
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
