"""`premises occupancy`: how much is ready, occupied and vacant, and what was revived, by park, part, kind or block."""

from typing import Annotated

import typer

from gridlog.cli.shell.listing import Excel, Format, Output
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.session import session
from gridlog.core.calendar import DAY
from gridlog.core.decimals import spelled_parts
from gridlog.core.figures.month import last_day
from gridlog.core.figures.premises import Share, shares, total
from gridlog.core.nouns.premises.ledger import BLOCK, KIND, PARK, PART
from gridlog.errors import Usage
from gridlog.ledgers.columns import Column, Value
from gridlog.reports.premises import places
from gridlog.words.language import fill, two

app = typer.Typer()
UNITS = {"park": (PARK,), "part": (PARK, PART), "kind": (KIND,), "block": (BLOCK,), "zone": ()}
AREAS = ("area", "ready", "occupied", "vacant", "revived")
FIGURES = (
    Column("premises", "处数", "premises", "number"),
    Column("area", "面积(㎡)", "area m2", "decimal"),
    Column("ready", "可用(㎡)", "ready m2", "decimal"),
    Column("occupied", "已用(㎡)", "occupied m2", "decimal"),
    Column("vacant", "空置(㎡)", "vacant m2", "decimal"),
    Column("revived", "盘活面积(㎡)", "revived m2", "decimal"),
    Column("rate", "入驻率", "occupancy", "fraction"),
)


@app.command("occupancy")
def occupancy(
    ctx: typer.Context,
    period: Annotated[
        str | None,
        typer.Argument(
            metavar="PERIOD",
            help=two("哪一周或哪个月，默认本月", "A week or a month; this month by default"),
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="|".join(UNITS),
            help=two(
                "按什么分：园区、分区、类型、板块、全区", "By park, part, kind or block, or all of them"
            ),
        ),
    ] = "park",
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    if by not in UNITS:
        raise Usage("word.unknown", value=by, known=", ".join(UNITS))
    if period is None:
        first = here.month("this")
        last = last_day(first)
    else:
        first, after = here.period(period)
        last = after - DAY
    last = min(last, max(here.today, first))
    of = places(here.store.connection, first, last)
    told = [total(shares(of, "kind", first, last))] if by == "zone" else shares(of, by, first, last)
    title = fill(
        two("载体入驻与盘活 {first} 至 {last}", "premises {first} to {last}"), first=first, last=last
    )
    emit((*UNITS[by], *FIGURES), [_row(one) for one in told], how, title=title)


def _row(one: Share) -> tuple[Value, ...]:
    rate = one.occupied / one.ready if one.ready else None
    return (*one.unit, one.places, *(spelled_parts(getattr(one, key)) for key in AREAS), rate)
