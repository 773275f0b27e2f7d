"""What months of indicators come to: sums and growth over enterprises, blocks, industries and the zone. Exact, pure.

Growth (同比) is against the same months of the year before, over the enterprises that have both (可比口径): an enterprise is
comparable when each of its months in the period has its counterpart a year before. Months of which no enterprise has a figure yet
count in neither sum. Source: domain-2.md, "Indicators".
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from gridlog.core.decimals import spelled
from gridlog.core.months import Period, year_before
from gridlog.core.nouns.indicator_key.life import IndicatorKey

UNITS = ("enterprise", "block", "industry", "zone")
YI = Decimal(10_000)  # 1 亿元 in 万元
TEN = Decimal(10)
RATE = Decimal("0.0001")


class Figure(NamedTuple):
    """A figure as it is on record; `month` is a name such as 2022-06."""

    enterprise: str
    month: str
    key: str
    value: Decimal


class Sum(NamedTuple):
    """A key of a unit in a period.

    `code` is the code of an enterprise or block, the name of an industry, empty for the zone.
    `value` and `before` are the sums over all enterprises, in the period and in the same months a year before; None where
    there is no figure. `growth` is a fraction, None where nothing can be compared. `comparable` counts the enterprises that
    growth is over; `new` the others with figures in the period, `gone` the ones with figures of the year before alone.
    """

    unit: str
    code: str
    key: str
    value: Decimal | None
    before: Decimal | None
    growth: Decimal | None
    comparable: int
    new: int
    gone: int

    @property
    def left_out(self) -> int:
        """Return how many enterprises growth leaves out."""
        return self.new + self.gone


def counted_months(figures: Iterable[Figure], period: Period, key: IndicatorKey) -> tuple[str, ...]:
    """Return the months of a period that count: the ones with a figure; of a level at the end of a month, the last one."""
    wanted = set(period.months)
    found = sorted({one.month for one in figures if one.key == key.key and one.month in wanted})
    return tuple(found[-1:] if key.stock else found)


def sums(
    figures: Sequence[Figure],
    period: Period,
    keys: Iterable[IndicatorKey],
    unit: str,
    code_of: Callable[[str], str],
) -> list[Sum]:
    """Return a row for each key and each unit that has figures, by code and then in the order of the keys.

    What belongs to no unit comes last.

    `figures` are of any months; `code_of` says the unit that an enterprise belongs to.
    """
    by_key: dict[str, list[Figure]] = {}
    for one in figures:
        by_key.setdefault(one.key, []).append(one)
    told: list[tuple[str, int, Sum]] = []
    for at, key in enumerate(keys):
        mine = by_key.get(key.key, [])
        months = counted_months(mine, period, key)
        for code, values in _by_unit(mine, months, code_of).items():
            told.append((code, at, _sum(unit, code, key.key, values)))
    return [one for _, _, one in sorted(told, key=lambda row: (not row[0], *row[:2]))]


Values = dict[
    str, tuple[dict[str, Decimal], dict[str, Decimal]]
]  # by enterprise: by month, now and a year before


def _by_unit(
    figures: Iterable[Figure], months: Iterable[str], code_of: Callable[[str], str]
) -> dict[str, Values]:
    now = set(months)
    then = {year_before(month): month for month in now}
    found: dict[str, Values] = {}
    for one in figures:
        is_now, same = one.month in now, then.get(one.month, "")
        if not (is_now or same):
            continue
        pair = found.setdefault(code_of(one.enterprise), {}).setdefault(one.enterprise, ({}, {}))
        if is_now:
            pair[0][one.month] = one.value
        if same:
            pair[1][same] = one.value
    return found


def _sum(unit: str, code: str, key: str, values: Values) -> Sum:
    now = [value for mine, _ in values.values() for value in mine.values()]
    then = [value for _, earlier in values.values() for value in earlier.values()]
    both = [pair for pair in values.values() if pair[0] and pair[0].keys() <= pair[1].keys()]
    gone = sum(not mine for mine, _ in values.values())
    after = sum((value for mine, _ in both for value in mine.values()), Decimal(0))
    before = sum((earlier[month] for mine, earlier in both for month in mine), Decimal(0))
    return Sum(
        unit,
        code,
        key,
        sum(now, Decimal(0)) if now else None,
        sum(then, Decimal(0)) if then else None,
        grown(after, before),
        len(both),
        len(values) - len(both) - gone,
        gone,
    )


def grown(now: Decimal, before: Decimal) -> Decimal | None:
    """Return the growth as a fraction of four decimals, None against nothing or less than nothing."""
    return ((now - before) / before).quantize(RATE, ROUND_HALF_UP) if before > 0 else None


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return a number with so many decimals, a half away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def percentage(growth: Decimal) -> str:
    """Return a growth without its sign, without decimals unless below 10: 13%, 9.6%."""
    percent = abs(growth) * 100
    fine = rounded(percent, 1)
    return f"{fine if fine < TEN else rounded(percent, 0)}%"


def amount(value: Decimal, key: IndicatorKey) -> tuple[str, str]:
    """Return a figure as people read it, and its unit: money from 1 亿元 on in 亿元, else in 万元."""
    if not key.is_money:
        return f"{rounded(value, key.decimals):,f}", key.unit
    told = rounded(value, 2)
    if abs(told) < YI:
        return f"{told:f}", key.unit
    return f"{rounded(value / YI, 2):f}", "亿元"


def exact(value: Decimal | None) -> str | None:
    """Return a number as text without an exponent and without idle zeros, None for None."""
    return None if value is None else spelled(value)


class Course(NamedTuple):
    """The growth of a key, month by month; None where nothing can be compared."""

    months: tuple[str, ...]
    growth: tuple[Decimal | None, ...]


def course(figures: Sequence[Figure], months: Sequence[Period], key: IndicatorKey) -> Course:
    """Return the growth of each of some months, over the zone."""
    mine = [one for one in figures if one.key == key.key]
    told = []
    for month in months:
        (whole,) = sums(mine, month, [key], "zone", lambda _: "") or (None,)
        told.append(whole.growth if whole else None)
    return Course(tuple(month.name for month in months), tuple(told))


class IndicatorMonth(NamedTuple):
    """What a month's bulletin says of indicators.

    `start` is the first day of the month of the bulletin, `month` the last month up to it with figures, `period` is from
    January to that month. `of_month` and `of_period` are of the zone, a row a key; `blocks` and `industries` are of `period`.
    `keys` are the keys with figures, in their order. `course` is the growth of the first of them, month by month.
    """

    start: date
    month: Period
    period: Period
    keys: Sequence[IndicatorKey]
    of_month: Sequence[Sum]
    of_period: Sequence[Sum]
    blocks: Sequence[Sum]
    industries: Sequence[Sum]
    course: Course
