"""A day that the zone itself set to be worked or not."""

from datetime import date
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, flag, text
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.roster import natural

DAYS = Table("days", "day work:flag name", key=True)
TABLES = (DAYS,)


class Day(NamedTuple):
    """A day the zone itself set to be worked or not."""

    on: date
    work: bool
    name: str


def day_set(_: Day | None, event: Event) -> Day:
    """A day of the zone's own calendar; the latest word stands."""
    try:
        on = date.fromisoformat(natural(event, "day"))
    except ValueError:
        raise Misfit(f"{event.key} is not a day") from None
    return Day(on, flag(event.data, "work"), text(event.data, "name"))


KINDS = {"day.set": day_set}


def rows(owner: str, day: Day) -> Rows:
    """The row of a day."""
    return {DAYS: [(owner, int(day.work), day.name)]}
