"""The handover: what the officer on duty leaves to the next one, a note a station and day; how events change it, and its row."""

from datetime import date
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, text
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import natural

HANDOVERS = Table(
    "handovers", "id station on_day:date note noted_by noted_at", key=True, indexes="station: station on_day"
)
IN_SPAN = "on_day >= :first AND on_day < :after"
TABLES = (HANDOVERS,)


NAMES = {"station": ("station",)}
KEY = ("station", "on_day")


class Handover(NamedTuple):
    """The note of a day; `noted_by` is an officer's code, `noted_at` an instant as the author's clock had it."""

    station: str
    on: date
    note: str = ""
    noted_by: str = ""
    noted_at: str = ""


def key_of(station: str, on: date) -> str:
    """The code of the row of a day, such as `S1/2025-11-20`."""
    return f"{station}/{on.isoformat()}"


def handover_noted(old: Handover | None, event: Event) -> Handover:
    """A later note takes the place of an earlier one."""
    if old is None:
        code = natural(event, "handover")
        station, _, day = code.partition("/")
        try:
            old = Handover(station, date.fromisoformat(day))
        except ValueError:
            raise Misfit(f"no day: {code}") from None
        if code != key_of(old.station, old.on):
            raise Misfit(f"no day: {code}")
    return old._replace(note=text(event.data, "note"), noted_by=event.by, noted_at=event.time)


KINDS = {
    "handover.noted": handover_noted,
    **recoded_kinds("handover"),
}


def rows(code: str, one: Handover) -> Rows:
    """The row of a handover."""
    return {HANDOVERS: [(code, one.station, one.on.isoformat(), one.note, one.noted_by, one.noted_at)]}
