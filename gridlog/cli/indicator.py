"""`gridlog indicator`: the monthly figures of enterprises: sales, taxes, output, employees, power (经济指标)."""

from typing import Annotated

import typer

from gridlog.cli.history import rows_history
from gridlog.cli.noun_files import Files, SkipBad, tell_file
from gridlog.cli.shell.forms import FOR_PEOPLE
from gridlog.cli.shell.listing import Excel, Format, Output
from gridlog.cli.shell.options import DryRun, Json, Reason
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session
from gridlog.core.figures.indicators import UNITS, Sum, exact
from gridlog.core.nouns.indicator.life import key_of
from gridlog.core.nouns.indicator_key.life import STANDARD
from gridlog.errors import Usage
from gridlog.ledgers.columns import Column, Value
from gridlog.papers.amounts import amount_text, growth_text, months_text, name_of, spelled, unit_of
from gridlog.reports import indicators as reading
from gridlog.reports.zone import Zone
from gridlog.words.language import fill, listed, two
from gridlog.words.vocabulary import meant
from gridlog.work import indicators
from gridlog.work.indicators import Options

app = typer.Typer()

KEYS = (
    Column("key", "指标代码", "key"),
    Column("zh", "中文名", "Chinese name"),
    Column("en", "英文名", "English name"),
    Column("unit", "单位", "unit", words="unit_of_measure"),
    Column("decimals", "小数位", "decimals", "number"),
    Column("stock", "时点数", "stock", "flag"),
    Column("own", "自定", "own", "flag"),
)

SUMS = (
    Column("period", "期间", "period"),
    Column("unit", "口径", "by", words="indicator_unit"),
    Column("code", "编号", "code", is_code=True),
    Column("name", "名称", "name"),
    Column("key", "指标", "indicator"),
    Column("value", "本期", "value", "decimal"),
    Column("before", "上年同期", "year before", "decimal"),
    Column("growth", "同比", "growth", "decimal"),
    Column("comparable", "可比(家)", "comparable", "number"),
    Column("left_out", "未计(家)", "left out", "number"),
)
SPARE = ("unit", "period", "code", "before", "left_out")
MORE = two("……还有 {more} 处有误", "… and {more} more")
TAKEN = two(
    "{head}{path}：新增 {new} 个数，更新 {changed} 个，已有 {known} 个，有误 {bad} 处；{enterprises} 家企业，{months} 个月",
    "{head}{path}: {new} figures new, {changed} changed, {known} known already, {bad} bad; {enterprises} enterprises, {months} months",
)

Enterprise = Annotated[
    str, typer.Argument(metavar="ENTERPRISE", help=two("企业的编号或名称", "The enterprise, by code or name"))
]
Month = Annotated[
    str,
    typer.Argument(
        metavar="MONTH", help=two("哪个月，如 2022-06、6月、上月", "Which month, such as 2022-06 or last")
    ),
]


@app.command(
    "set",
    help=two(
        "登记一家企业一个月的一个数，已有的改成新的", "Put a figure on record; an earlier one is replaced"
    ),
)
def set_(
    ctx: typer.Context,
    enterprise: Enterprise,
    month: Month,
    key: Annotated[
        str,
        typer.Argument(
            metavar="INDICATOR", help=two("哪个指标，如 taxable_sales、应税销售", "Which indicator")
        ),
    ],
    value: Annotated[
        str | None,
        typer.Argument(
            metavar="VALUE",
            help=two(
                "数，不带单位；负数写在 -- 之后",
                "The figure, without a unit; one below zero stands behind --",
            ),
            show_default=False,
        ),
    ] = None,
    clear: Annotated[
        bool,
        typer.Option("--clear", help=two("撤销这个数，要写原因", "Take this figure back; needs a reason")),
    ] = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    name = indicators.month_typed(here, month)
    of = indicators.key_typed(here, key)
    said = {"enterprise": found.name, "month": name, "key": name_of(of), "unit": unit_of(of)}
    if clear:
        why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
        gone = indicators.clear_value(here, found.code, name, of, why)
        tell(
            two(
                "已撤销 {enterprise} {month} {key}：{value}{unit}",
                "taken back: {enterprise}, {month}, {key}: {value} {unit}",
            ),
            value=gone,
            **said,
        )
        return
    typed = required(value, two("数", "The figure"), "VALUE")
    before = indicators.set_value(here, found.code, name, of, typed)
    now = reading.value_at(here.store.connection, key_of(found.code, name, of.key))
    tell(
        two("{enterprise} {month} {key}：{value}{unit}", "{enterprise}, {month}, {key}: {value} {unit}"),
        value=now,
        **said,
    )
    if before:
        say(two("原来是 {value}。", "It was {value} before."), value=before)


@app.command(
    "import",
    help=two(
        "导入指标：一行一数、一月一列或一指标一列；重复导入不会改变什么",
        "Import figures: a line a figure, a column a month, or a column an indicator; twice changes nothing",
    ),
)
def import_(
    ctx: typer.Context,
    files: Files,
    month: Annotated[
        str | None,
        typer.Option(
            "--month",
            metavar="M",
            help=two("文件没写月份时是哪个月，或哪一年", "The month of a file that says none, or its year"),
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="K",
            help=two("文件没写指标时是哪个指标", "The indicator of a file that says none"),
        ),
    ] = None,
    skip_bad: SkipBad = False,
    dry_run: DryRun = False,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said before a file is read
    options = Options(
        None if month is None else indicators.period_typed(here, month),
        None if key is None else indicators.key_typed(here, key),
        dry_run,
        skip_bad,
    )
    for path in files:
        tally = indicators.take_in(here, path, options)
        tell_file(path, tally, dry_run, skip_bad, MORE, TAKEN)


@app.command("keys", help=two("有哪些指标；登记自己的指标", "The indicators there are; add one of your own"))
def keys(
    ctx: typer.Context,
    add: Annotated[
        str | None,
        typer.Option(
            "--add",
            metavar="KEY",
            help=two("登记或修改自己的指标，代码用小写字母", "Add or change one of your own"),
        ),
    ] = None,
    zh: Annotated[
        str | None, typer.Option("--zh", metavar="TEXT", help=two("中文名", "Its Chinese name"))
    ] = None,
    en: Annotated[
        str | None, typer.Option("--en", metavar="TEXT", help=two("英文名", "Its English name"))
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="TEXT", help=two("单位，金额写万元", "Its unit, such as kW")),
    ] = None,
    decimals: Annotated[
        int | None,
        typer.Option(
            "--decimals",
            metavar="N",
            min=0,
            max=6,
            help=two("几位小数，默认 2；0 只收整数", "Decimals shown, 2 by default; 0 for whole numbers"),
        ),
    ] = None,
    stock: Annotated[
        bool | None,
        typer.Option(
            "--stock/--flow",
            help=two("时点数：一段时间取最后一个月，不累加", "A level: of a period the last month, no sum"),
            show_default=False,
        ),
    ] = None,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    if add is not None:
        _add_key(here, add, {"zh": zh, "en": en, "unit": unit, "decimals": decimals, "stock": stock})
        return
    if any(one is not None for one in (zh, en, unit, decimals, stock)):
        raise Usage("argument.missing", name="--add")
    standard = {one.key for one in STANDARD}
    rows = [(*one, key not in standard) for key, one in reading.keys(here.store.connection).items()]
    emit(KEYS, rows, wish(format, json, output))


def _add_key(here: Session, key: str, given: dict[str, str | int | None]) -> None:
    said = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in given.items()
        if value is not None
    }
    is_new = indicators.save_key(here, key.strip(), said)
    one = reading.keys(here.store.connection)[key.strip()]
    head = two("已新增 {key} {name}({unit})", "added {key} {name} ({unit})")
    tell(
        head if is_new else two("已更新 {key} {name}({unit})", "updated {key} {name} ({unit})"),
        key=one.key,
        name=name_of(one),
        unit=unit_of(one),
    )


@app.command(
    "show",
    help=two(
        "合计和同比：按全区、板块、行业或企业；同比按可比口径",
        "Sums and growth by zone, block, industry or enterprise; growth is over comparable enterprises",
    ),
)
def show(
    ctx: typer.Context,
    period: Annotated[
        str | None,
        typer.Argument(
            metavar="PERIOD",
            help=two(
                "期间：2022-06、2022-Q2、2022-H1、2022、上半年、1-5月；默认最近有数的月",
                "2022-06, 2022-Q2, 2022-H1, 2022 or 2022-01/2022-05; the last month with figures by default",
            ),
            show_default=False,
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", metavar="K", help=two("只看一个指标", "One indicator only")),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="|".join(UNITS),
            help=two("按什么合计，默认全区", "What to sum by; the whole zone by default"),
        ),
    ] = "zone",
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    unit = meant("indicator_unit", by)
    of = None if key is None else indicators.key_typed(here, key)
    span = indicators.period_shown(here, period)
    if span is None:
        emit(SUMS, [], how)
        say(
            two(
                "还没有指标。用 gridlog indicator import 导入。",
                "There are no figures yet; see gridlog indicator import.",
            )
        )
        return
    told = reading.summed(Zone(here.store.connection, here.today), span, unit, of)
    is_read = how.format in FOR_PEOPLE or how.excel
    rows = [_row(one, told, is_read=is_read, is_short=how.format in FOR_PEOPLE) for one in told.sums]
    title = fill(two("{period}经济指标", "indicators, {period}"), period=spelled(span))
    emit(SUMS, rows, how, SPARE, title)
    if not told.sums:
        last = reading.last_month(here.store.connection)
        say(
            two(
                "没有{period}的数，最近有数的月是 {last}。",
                "There are no figures of {period}; the last month with figures is {last}.",
            ),
            period=spelled(span),
            last=last or "—",
        )
    for months, names in told.partial.items():
        say(
            two("注意：只有{months}的数：{keys}。", "Note: there are figures of {months} only: {keys}."),
            months=months_text(months),
            keys=listed(name_of(told.keys[name]) for name in names),
        )


def _row(one: Sum, told: reading.Summed, *, is_read: bool, is_short: bool) -> tuple[Value, ...]:
    """Return a row: exact numbers for programs; for people names, and on a screen amounts with their unit."""
    key, name = told.keys[one.key], told.names.get(one.code, one.code)
    counts = (one.comparable, one.left_out)
    if not is_read:
        numbers = (exact(one.value), exact(one.before), exact(one.growth))
        return (told.period.name, one.unit, one.code, name, one.key, *numbers, *counts)
    values = [amount_text(value, key) if is_short else exact(value) for value in (one.value, one.before)]
    heading = name_of(key) if is_short else f"{name_of(key)}({key.unit})"
    return (
        spelled(told.period),
        one.unit,
        one.code,
        name or "—",
        heading,
        *values,
        growth_text(one.growth),
        *counts,
    )


@app.command("history", help=two("一家企业的指标改过什么", "What became of an enterprise's figures"))
def history(
    ctx: typer.Context,
    enterprise: Enterprise,
    month: Annotated[
        str | None,
        typer.Argument(
            metavar="MONTH", help=two("哪个月，默认全部", "Which month; all by default"), show_default=False
        ),
    ] = None,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    code = here.find("enterprise", enterprise).code
    wanted = None if month is None else indicators.month_typed(here, month)
    found = reading.months_of(here.store.connection, code)
    codes = [key_of(code, name, key) for name, key in found if wanted in (None, name)]
    rows_history(here, [f"indicator/{code}" for code in codes], (format, json, output))
