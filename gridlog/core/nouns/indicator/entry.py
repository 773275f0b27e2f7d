"""A figure as it is typed or stands in a cell: read exactly, and held to what its key counts. Pure."""

import re
from unicodedata import normalize

from gridlog.core.nouns.indicator_key.life import IndicatorKey, may_be_negative
from gridlog.errors import Usage

NO_FIGURE = ("", "-", "—", "--", "——", "/", "…", "－")  # how statistics leave a cell empty
_PLAIN = re.compile(r"[0-9]{1,12}")
_TYPED = re.compile(r"(-?)0*([0-9]{1,12})(?:\.([0-9]*))?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_NOISE = 15  # a spreadsheet reckons with so many digits; digits behind them are its noise
MOST_DECIMALS = 6


def read_figure(typed: str, key: IndicatorKey, month: str) -> str:
    """Return a figure in its shortest form: 12.50 and 12.5 are one figure. Raises Usage, which names month and key."""
    if _PLAIN.fullmatch(typed) and (typed[0] != "0" or typed == "0"):
        return typed
    plain = normalize("NFKC", typed).replace("\N{MINUS SIGN}", "-").strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    found = _TYPED.fullmatch(plain)
    if found is None:
        raise Usage("indicator.number", key=f"{month} {key.key}", value=typed[:40])
    sign, whole, decimals = found[1], found[2], (found[3] or "").rstrip("0")
    if len(decimals) > MOST_DECIMALS:
        whole, decimals = _without_noise(whole, decimals)
    if len(decimals) > MOST_DECIMALS:
        raise Usage("indicator.number", key=f"{month} {key.key}", value=typed[:40])
    value = whole + ("." + decimals if decimals else "")
    if sign and value != "0":
        if not may_be_negative(key.key):
            raise Usage("indicator.negative", key=f"{month} {key.key}", value=typed[:40])
        value = "-" + value
    if decimals and not key.decimals:
        raise Usage("indicator.whole", key=f"{month} {key.key}", value=typed[:40])
    return value


def _without_noise(whole: str, decimals: str) -> tuple[str, str]:
    """Return a number that a spreadsheet reckoned (0.30000000000000004) as it was meant; others as they are."""
    digits = (whole + decimals).lstrip("0")
    if len(digits) <= _NOISE:
        return whole, decimals
    from decimal import ROUND_HALF_EVEN, Context, Decimal

    meant = Context(prec=_NOISE, rounding=ROUND_HALF_EVEN).create_decimal(Decimal(f"{whole}.{decimals}"))
    before, _, behind = format(meant, "f").partition(".")
    return before, behind.rstrip("0")
