"""The indicator: a figure of an enterprise in a month; how events change it, and its row.

Each enterprise, month and key is a row of the log of its own, so that a later word replaces an earlier one and the history
shows both. A figure is an exact decimal and stays text, in events and in the table.
"""

import re
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, text
from gridlog.core.months import is_month
from gridlog.core.nouns.indicator_key.life import is_key
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import natural

# `value` is NULL for a figure that was taken back.
INDICATORS = Table(
    "indicators",
    "id enterprise month key value?",
    key=True,
    indexes="""month: month key
               enterprise: enterprise month""",
)
# The report of a month compares the months from January on with the year before; it ends before the first day of a month. A
# report of a day or a week reads no indicators.
IN_SPAN = "substr(:after, 9) = '01' AND month >= substr(date(:first, '-24 months'), 1, 7) AND month < :after"
TABLES = (INDICATORS,)
NAMES = {"enterprise": ("enterprise",)}
KEY = ("enterprise", "month", "key")
_VALUE = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")


class Indicator(NamedTuple):
    """A figure; `month` is a name such as 2022-06. An empty `value` means that the figure was taken back."""

    enterprise: str
    month: str
    key: str
    value: str = ""


def key_of(enterprise: str, month: str, key: str) -> str:
    """The code of the row of a figure, such as `E001/2022-06/taxable_sales`."""
    return f"{enterprise}/{month}/{key}"


def indicator_at(code: str) -> Indicator:
    """The empty figure that a code of a row means. Raises Misfit."""
    parts = code.split("/")
    if len(parts) != 3 or not parts[0] or not is_month(parts[1]) or not is_key(parts[2]):
        raise Misfit(f"no enterprise, month and key: {code}")
    return Indicator(*parts)


def is_value(value: str) -> bool:
    """Whether a text is a figure: digits, and up to six behind the point."""
    return _VALUE.fullmatch(value) is not None


def indicator_set(old: Indicator | None, event: Event) -> Indicator:
    """A later figure takes the place of an earlier one."""
    value = text(event.data, "value")
    if not is_value(value):
        raise Misfit(f"no figure: {value[:40]}")
    return (old or indicator_at(natural(event, "indicator")))._replace(value=value)


def indicator_cleared(old: Indicator | None, _: Event) -> Indicator:
    """Return the indicator without its figure."""
    if old is None:
        raise Misfit("no figure to take back")
    return old._replace(value="")


KINDS = {
    "indicator.set": indicator_set,
    "indicator.cleared": indicator_cleared,
    **recoded_kinds("indicator"),
}


def rows(code: str, one: Indicator) -> Rows:
    """The row of a figure."""
    return {INDICATORS: [(code, one.enterprise, one.month, one.key, one.value or None)]}
