"""A figure as it is typed or stands in a cell: read exactly, and held to what its key counts. Pure."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

from gridlog.core.decimals import read, spelled
from gridlog.core.nouns.indicator_key.life import MOST_DECIMALS, IndicatorKey, may_be_negative
from gridlog.errors import Usage

NO_FIGURE = ("", "-", "—", "--", "——", "/", "…", "－")  # how statistics leave a cell empty
_PLAIN = re.compile(r"[0-9]{1,12}")
MOST_DIGITS = 12
_NOISE = 15  # a spreadsheet reckons with so many digits; digits behind them are its noise
_NOISY = 99  # more digits than any noise has


def read_figure(typed: str, key: IndicatorKey, month: str) -> str:
    """Return a figure in its shortest form: 12.50 and 12.5 are one figure. Raises Usage, which names month and key."""
    if _PLAIN.fullmatch(typed) and (typed[0] != "0" or typed == "0"):
        return typed
    value = read(typed, whole=MOST_DIGITS, behind=_NOISY, signed=True)
    value = _without_noise(value) if value else ""
    decimals = value.partition(".")[2]
    if not value or len(decimals) > MOST_DECIMALS:
        raise Usage("indicator.number", key=f"{month} {key.key}", value=typed[:40])
    if value[0] == "-" and not may_be_negative(key.key):
        raise Usage("indicator.negative", key=f"{month} {key.key}", value=typed[:40])
    if decimals and not key.decimals:
        raise Usage("indicator.whole", key=f"{month} {key.key}", value=typed[:40])
    return value


def _without_noise(value: str) -> str:
    """Return a number that a spreadsheet reckoned (0.30000000000000004) as it was meant; others as they are."""
    whole, _, decimals = value.partition(".")
    if len(decimals) <= MOST_DECIMALS or len((whole + decimals).lstrip("-0")) <= _NOISE:
        return value
    return spelled(Context(prec=_NOISE, rounding=ROUND_HALF_EVEN).create_decimal(Decimal(value)))
