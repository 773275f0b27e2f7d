"""The chapter of indicators (经济指标), as it is set: only a month has one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gridlog.core.figures.beside import Letter
from gridlog.core.figures.indicators import IndicatorMonth, Sum, percentage
from gridlog.core.nouns.indicator_key.life import IndicatorKey
from gridlog.ledgers.columns import Column, Value
from gridlog.ledgers.layout import Figure
from gridlog.papers.amounts import LEVEL, NOTHING, amount_text, growth_text, name_of, spelled, unit_of
from gridlog.papers.chapters import Chapter
from gridlog.papers.document import Swing, Swings, Table
from gridlog.papers.levels import unit_column, unit_word
from gridlog.papers.parts import TOTAL
from gridlog.papers.spelled import month as month_text
from gridlog.words.language import fill, pick, two

HEADING = two("经济指标", "Indicators")
INDUSTRY = Column("industry", "行业", "industry")
COURSE = (
    Column("month", "月份", "month"),
    Column("growth", "同比", "growth", "decimal"),
    Column("bar", "升■降□", "up or down", is_long=True),
)
OPENING = ("taxable_sales", "local_tax")
# what a bulletin calls these two; the other keys have the names that they have everywhere
CALLED = {
    "taxable_sales": two("完成工业应税销售收入", "industrial taxable sales of "),
    "local_tax": two("地方税收", "local tax of "),
}


def month(figures: IndicatorMonth, seen: Letter) -> Chapter:
    """Return what the year came to so far, the last month alone, and tables by block and by industry."""
    level = seen.rules.report_level
    unit = fill(two("各{unit}经济指标", "indicators by {unit}"), unit=unit_word(level))
    industry = pick(two("各行业经济指标", "indicators by industry"))
    sheets = pick(two("指标板块", "by block")), pick(two("指标行业", "by industry"))
    chart = _chart(figures)
    return Chapter(
        pick(HEADING),
        tuple(_sentences(figures)),
        (chart,) if chart else (),
        opening=tuple(_opening(figures)),
        annexes=(
            _table(figures, figures.blocks, unit_column(level), (unit, sheets[0]), seen.names),
            _table(figures, figures.industries, INDUSTRY, (industry, sheets[1]), {}),
        ),
        asides=tuple(_on_terminal(chart)) if chart else (),
    )


def _chart(figures: IndicatorMonth) -> Swings | None:
    """Return the growth of the first key, month by month; None where no month can be compared."""
    course = figures.course
    if all(growth is None for growth in course.growth):
        return None
    swings = (
        Swing(month, None if growth is None else int(growth * 1000), growth_text(growth))
        for month, growth in zip(course.months, course.growth, strict=True)
    )
    title = fill(two("{key}各月同比", "growth of {key}, month by month"), key=name_of(figures.keys[0]))
    return Swings(title, pick(two("各月同比", "growth")), COURSE, tuple(swings))


def _on_terminal(chart: Swings) -> list[str]:
    """Return the chart as lines, a bar of letters a month."""
    wide = max(len(one.text) for one in chart.swings)
    lines = (f"{one.label}  {one.text:>{wide}}  {chart.marks(one)}".rstrip() for one in chart.swings)
    return [fill(two("{title}：", "{title}:"), title=chart.title), *lines]


def _opening(figures: IndicatorMonth) -> list[str]:
    """Return the sentence that a bulletin opens with: sales and taxes of the year so far; none without them."""
    of = {one.key: one for one in figures.of_period}
    keys = {one.key: one for one in figures.keys}
    told = [_clause(of[key], keys[key], pick(CALLED[key])) for key in OPENING if key in of]
    if not told:
        return []
    text = two("{period}，{told}。", "{period}: {told}.")
    return [fill(text, period=spelled(figures.period), told=pick(two("；", "; ")).join(told))]


def _clause(one: Sum, key: IndicatorKey, called: str) -> str:
    """Return an amount with its growth and the enterprises that the growth is over."""
    value = called + amount_text(one.value, key)
    if one.growth is None:
        return value + pick(two("（无上年可比数）", " (nothing to compare with)"))
    text = two("{value}、{change}{over}", "{value}, {change}{over}")
    return fill(text, value=value, change=_change(one.growth), over=_over(one))


def _change(growth: Decimal) -> str:
    told = percentage(growth)
    if told == LEVEL:
        return pick(two("与上年同期持平", "level with the year before"))
    text = two("同比下降{told}", "down {told}") if growth < 0 else two("同比增长{told}", "up {told}")
    return fill(text, told=told)


def _over(one: Sum) -> str:
    """Return the enterprises that growth is over, and how many it leaves out for which reason."""
    parts = [fill(two("可比口径 {count} 家", "{count} comparable enterprises"), count=one.comparable)]
    if one.new:
        parts.append(fill(two("另 {count} 家无上年数", "{count} without the year before"), count=one.new))
    if one.gone:
        parts.append(fill(two("{count} 家无本期数", "{count} without this year"), count=one.gone))
    return fill(two("（{parts}）", " ({parts})"), parts=pick(two("，", ", ")).join(parts))


def _sentences(figures: IndicatorMonth) -> list[str]:
    """Return each key in the last month and in the year so far, and what the figures are."""
    told = [_all(figures, figures.of_month, spelled(figures.month))]
    if figures.period != figures.month:
        so_far = fill(two("{period}累计", "{period}, summed"), period=spelled(figures.period))
        told.append(_all(figures, figures.of_period, so_far))
    told.append(
        pick(
            two(
                "合计含全部有数的企业；同比按可比口径，只算两年同月都有数的企业。",
                "Sums are over all enterprises with figures; growth is over the ones with figures of the same months of both years.",
            )
        )
    )
    if figures.month.last_day < figures.start:
        text = two(
            "{month}的数尚未报齐，以上截至{last}。",
            "There are no figures of {month} yet; these go up to {last}.",
        )
        told.append(fill(text, month=month_text(figures.start), last=spelled(figures.month)))
    return told


def _all(figures: IndicatorMonth, sums: Sequence[Sum], period: str) -> str:
    of = {one.key: one for one in sums}
    told = [_brief(of[key.key], key) for key in figures.keys if key.key in of]
    return fill(
        two("{period}：{told}。", "{period}: {told}."), period=period, told=pick(two("；", "; ")).join(told)
    )


def _brief(one: Sum, key: IndicatorKey) -> str:
    told = f"{_level_mark(key)}{name_of(key)} {amount_text(one.value, key)}"
    return (
        told
        if one.growth is None
        else pick(two("{told}、{change}", "{told}, {change}")).format(told=told, change=_change(one.growth))
    )


def _level_mark(key: IndicatorKey) -> str:
    """Return the word before a level at the end of the period."""
    return pick(two("期末", "at the end, ")) if key.stock else ""


def _table(
    figures: IndicatorMonth,
    sums: Sequence[Sum],
    first: Column,
    named: tuple[str, str],
    names: Mapping[str, str],
) -> Table:
    columns = [first]
    for key in figures.keys:
        columns.append(Column(key.key, key.zh, key.en, "decimal"))
        columns.append(Column(f"{key.key}_growth", "同比", "growth", "decimal"))
    of: dict[str, dict[str, Sum]] = {}
    for one in sums:
        of.setdefault(one.code, {})[one.key] = one
    rows = [(names.get(code, code) or NOTHING, *_cells(figures, mine)) for code, mine in of.items()]
    rows.append((pick(TOTAL), *_cells(figures, {one.key: one for one in figures.of_period})))
    title, sheet = named
    return Table(
        f"{title}{pick(two('（', ' ('))}{spelled(figures.period)}{pick(two('）', ')'))}",
        sheet,
        tuple(columns),
        tuple(rows),
    )


def _figure(one: Sum, key: IndicatorKey) -> str:
    """Return a figure as people read it; a workbook gets the exact number, in the unit of the key."""
    told = amount_text(one.value, key)
    places = 2 if key.is_money else key.decimals
    unit = unit_of(key).replace('"', "")
    pattern = f'#,##0{"." * bool(places)}{"0" * places}"{unit}"'
    return told if one.value is None else Figure(told, one.value, pattern)


def _cells(figures: IndicatorMonth, of: Mapping[str, Sum]) -> tuple[Value, ...]:
    told: list[Value] = []
    for key in figures.keys:
        one = of.get(key.key)
        told += [_figure(one, key), growth_text(one.growth)] if one else [NOTHING, NOTHING]
    return tuple(told)
