"""How indicators are told: periods, names, amounts with their unit, growth. In the reader's language."""

from collections.abc import Sequence
from decimal import Decimal

from gridlog.core.figures.indicators import amount, percentage
from gridlog.core.months import Period, month_of
from gridlog.core.nouns.indicator_key.life import IndicatorKey
from gridlog.words.language import language, listed, pick, two
from gridlog.words.vocabulary import shown

NOTHING = "—"
NUMERALS = "一二三四"
LEVEL = "0.0%"


def spelled(period: Period) -> str:
    """Return a period as people write it: 2022年上半年, 2022年二季度, 2022年1-5月; in English its name."""
    if language() != "zh":
        return period.name
    size, year = period.last - period.first + 1, f"{period.year}年"
    if size == 12:
        return year
    if size == 6 and period.last % 6 == 0:
        return year + ("上半年" if period.last == 6 else "下半年")
    if size == 3 and period.last % 3 == 0:
        return f"{year}{NUMERALS[period.last // 3 - 1]}季度"
    return f"{year}{period.first}月" if size == 1 else f"{year}{period.first}-{period.last}月"


def months_text(months: Sequence[str]) -> str:
    """Return months of one year as people write them: 2022年1-5月; one by one where they are not in a row."""
    first, last = month_of(months[0]), month_of(months[-1])
    if last.last - first.first + 1 == len(months):
        return spelled(first._replace(last=last.last))
    return listed(spelled(month_of(month)) for month in months)


def name_of(key: IndicatorKey) -> str:
    """Return the name of a key."""
    return key.zh if language() == "zh" else key.en


def unit_of(key: IndicatorKey) -> str:
    """Return the unit of a key."""
    return shown("unit_of_measure", key.unit, language())


def amount_text(value: Decimal | None, key: IndicatorKey) -> str:
    """Return a figure with its unit, such as 77.88亿元; a dash for none."""
    if value is None:
        return NOTHING
    told, unit = amount(value, key)
    return pick(two("{told}{unit}", "{told} {unit}")).format(
        told=told, unit=shown("unit_of_measure", unit, language())
    )


def growth_text(growth: Decimal | None) -> str:
    """Return a growth with its sign, such as +13% or -3.2%; a dash where nothing can be compared."""
    if growth is None:
        return NOTHING
    told = percentage(growth)
    return told if told == LEVEL else ("-" if growth < 0 else "+") + told
