"""`gridlog report day` and `report trend`: one screen a day, weeks side by side."""

from datetime import timedelta
from typing import Annotated

import typer

from gridlog import daily, weekly
from gridlog.cli.asking import FOR_PEOPLE, Excel, Format, Json, Output
from gridlog.cli.output import emit, wish
from gridlog.cli.session import day_text, session
from gridlog.cli.speak import pick, two
from gridlog.cli.titles import heading
from gridlog.core import dispatch
from gridlog.core.when import parse_week
from gridlog.errors import Usage
from gridlog.ledger import UNIT_DAY, UNIT_TREND

UNITS = ("block", "zone")
By = Annotated[
    str, typer.Option("--by", metavar="|".join(UNITS), help=two("按板块或全区", "A row for each of these"))
]


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
    title = heading(here, two("日调度", "day")) + f" {day_text(on)}"
    (zone,) = dispatch.by_block(figures, "zone")
    kept = [at for at, column in enumerate(UNIT_DAY) if column.key not in FINER_DAY[by]]
    columns, cells = [UNIT_DAY[at] for at in kept], [[row[at] for at in kept] for row in rows]
    if how.format in FOR_PEOPLE:
        shown = [at for at, column in enumerate(columns) if column.key != "day"]
        narrow = [[row[at] for at in shown] for row in cells]
        spare = ("joint", "counted", "officers", "issues_due")
        emit([columns[at] for at in shown], narrow, how, spare, title, _day_foot(zone))
    else:
        emit(columns, cells, how)


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
    hidden = (*FINER_DAY[by], *(("start", "end") if how.format in FOR_PEOPLE else ()))
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
    emit([UNIT_TREND[at] for at in kept], rows, how, spare, heading(here, two("各周对比", "weeks compared")))
