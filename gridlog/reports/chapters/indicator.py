"""The chapter of indicators, read from the tables. Only a month has one."""

from datetime import date
from typing import TYPE_CHECKING

from gridlog.core.months import Period, month_of
from gridlog.reports.zone import Zone

if TYPE_CHECKING:
    from gridlog.core.figures.indicators import IndicatorMonth

SHOWN = 12  # months of the course of growth


def of_day(_: Zone, __: date) -> None:
    """Return None: a day has no figures of its own."""


def of_week(_: Zone, __: date) -> None:
    """Return None: a week has no figures of its own."""


def of_month(zone: Zone, first: date) -> "IndicatorMonth | None":
    """Return the figures from January to the month, or to the last month before it with figures; None for a year without."""
    from gridlog.core.figures.indicators import IndicatorMonth, course, sums
    from gridlog.reports import indicators

    connection = zone.connection
    last = indicators.last_month(connection, f"{first:%Y}-01", f"{first:%Y-%m}")
    if not last:
        return None
    month = month_of(last)
    period = month._replace(first=1)
    found = indicators.figures(connection, _years(period))
    counted = set(period.months)
    have = {one.key for one in found if one.month in counted}
    keys = [one for key, one in indicators.keys(connection).items() if key in have]
    months = [_back(month, count) for count in reversed(range(SHOWN))]
    return IndicatorMonth(
        first.replace(day=1),
        month,
        period,
        keys,
        sums(found, month, keys, "zone", lambda _: ""),
        sums(found, period, keys, "zone", lambda _: ""),
        sums(found, period, keys, "block", indicators.code_of(zone, "block", period.last_day)),
        sums(found, period, keys, "industry", indicators.code_of(zone, "industry", period.last_day)),
        course(found, months, keys[0]),
    )


def _years(period: Period) -> list[Period]:
    """Return the months that the figures of a period and its course of growth need."""
    earlier = Period(period.year - 1, 1, 12)
    rest = [] if period.last == 12 else [Period(period.year - 2, period.last + 1, 12)]
    return [period, earlier, *rest]


def _back(month: Period, count: int) -> Period:
    at = month.year * 12 + month.first - 1 - count
    return Period(at // 12, at % 12 + 1, at % 12 + 1)
