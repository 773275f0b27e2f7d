"""The occupancy: an area of premises that an enterprise has from a day on; how events change it, and its row.

Each stay is a row of the log of its own, so that two devices may let two places, or one place to two enterprises, at once.
"""

from datetime import date
from typing import NamedTuple

from gridlog.core.decimals import is_kept, parts
from gridlog.core.event import Event, Misfit, civil, text
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import FOREVER, natural, removed

OCCUPANCIES = Table(
    "occupancies",
    "id premises enterprise area from_on:date until_on:date area_parts:int",
    key=True,
    indexes="""premises: premises from_on until_on area_parts
               enterprise
               begun: from_on
               ended: until_on""",
)
TABLES = (OCCUPANCIES,)


NAMES = {"enterprise": ("enterprise",), "premises": ("premises",)}
KEY = ("premises", "enterprise", "from_on")


class Occupancy(NamedTuple):
    """A stay of an enterprise; `area` is an exact decimal as text, in ㎡. `until` is its last day, None while it is open."""

    premises: str
    enterprise: str
    from_on: date
    area: str = ""
    until: date | None = None

    @property
    def until_on(self) -> date:
        """The day after the last one."""
        return FOREVER if self.until in (None, FOREVER) else date.fromordinal(self.until.toordinal() + 1)


def key_of(premises: str, enterprise: str, from_on: date) -> str:
    """The code of the row of a stay, such as `A1/E001/2025-11-20`."""
    return f"{premises}/{enterprise}/{from_on.isoformat()}"


def occupancy_at(code: str) -> Occupancy:
    """The stay without an area that a code of a row means. Raises Misfit."""
    premises, enterprise, day = [*code.split("/"), "", ""][:3]
    try:
        from_on = date.fromisoformat(day)
    except ValueError:
        raise Misfit(f"no stay: {code}") from None
    if not premises or not enterprise or code != key_of(premises, enterprise, from_on):
        raise Misfit(f"no stay: {code}")
    return Occupancy(premises, enterprise, from_on)


def moved_in(old: Occupancy | None, event: Event) -> Occupancy:
    """The area of a stay, and its last day when the event says one; a later word replaces an earlier one."""
    stay = old or occupancy_at(natural(event, "occupancy"))
    area = text(event.data, "area") or stay.area
    if not is_kept(area):
        raise Misfit(f"area is not a number: {area[:40]}")
    stay = stay._replace(area=area)
    return _ended(stay, event) if event.data.get("until") else stay


def moved_out(old: Occupancy | None, event: Event) -> Occupancy:
    """The last day of a stay."""
    if old is None:
        raise Misfit("no stay to end")
    return _ended(old, event)


def _ended(stay: Occupancy, event: Event) -> Occupancy:
    until = civil(event.data, "until")
    if until < stay.from_on:
        raise Misfit("a stay that ends before it begins")
    return stay._replace(until=until)


KINDS = {
    "occupancy.moved_in": moved_in,
    "occupancy.moved_out": moved_out,
    "occupancy.removed": removed,
    **recoded_kinds("occupancy"),
}


def rows(code: str, one: Occupancy) -> Rows:
    """The row of a stay."""
    days = (one.from_on.isoformat(), one.until_on.isoformat())
    return {OCCUPANCIES: [(code, one.premises, one.enterprise, one.area, *days, parts(one.area))]}
