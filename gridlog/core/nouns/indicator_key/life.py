"""The key of an indicator: what a figure counts, in which unit; how events change a zone's own keys, and their rows."""

import re
from typing import NamedTuple

from gridlog.core.event import Event, flag, number
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.roster import natural, texts_of

INDICATOR_KEYS = Table("indicator_keys", "key zh en unit decimals:int stock:flag", key=True)
TABLES = (INDICATOR_KEYS,)
MONEY = "万元"
MOST_DECIMALS = 6
_KEY = re.compile("[a-z][a-z0-9_]{0,39}")


class IndicatorKey(NamedTuple):
    """A key. `zh` and `en` name it, `unit` is the unit of its figures, `decimals` how many decimals people read.

    A figure without decimals is a whole number. `stock` tells that a figure is a level at the end of its month: the figure of
    a period is that of its last month, not the sum.
    """

    key: str
    zh: str = ""
    en: str = ""
    unit: str = ""
    decimals: int = 2
    stock: bool = False

    @property
    def is_money(self) -> bool:
        """Whether the figures are sums of money."""
        return self.unit == MONEY


# Source: domain-2.md, "Indicators".
STANDARD = (
    IndicatorKey("taxable_sales", "应税销售", "taxable sales", MONEY),
    IndicatorKey("local_tax", "地方税收", "local tax", MONEY),
    IndicatorKey("output", "产值", "output", MONEY),
    IndicatorKey("employees", "用工", "employees", "人", 0, True),
    IndicatorKey("power", "用电", "power", "万千瓦时"),
)
SIGNED = ("taxable_sales", "local_tax")  # a refund or a correction may be more than what was sold or paid


def is_key(text: str) -> bool:
    """Whether a text can be a key: small letters, digits and _, a letter first."""
    return _KEY.fullmatch(text) is not None


def may_be_negative(key: str) -> bool:
    """Whether a figure under a key may be below zero: sales and taxes may, and what a zone counts itself."""
    return key in SIGNED or key not in {one.key for one in STANDARD}


def indicator_key_saved(old: IndicatorKey | None, event: Event) -> IndicatorKey:
    """Fields that the event names, over the fields that were there."""
    one = old or IndicatorKey(natural(event, "indicator_key"))
    one = one._replace(**texts_of(event.data, ("zh", "en", "unit")))  # type: ignore[arg-type]  # all of these are text
    decimals = min(max(number(event.data, "decimals", one.decimals), 0), MOST_DECIMALS)
    stock = flag(event.data, "stock") if "stock" in event.data else one.stock
    return one._replace(decimals=decimals, stock=stock)


KINDS = {"indicator_key.saved": indicator_key_saved}


def rows(code: str, one: IndicatorKey) -> Rows:
    """The row of a key of the zone's own."""
    return {INDICATOR_KEYS: [(code, one.zh, one.en, one.unit, one.decimals, int(one.stock))]}
