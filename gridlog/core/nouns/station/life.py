"""The station: a place of a block where enterprises are received; how events change it, and its row."""

from typing import NamedTuple

from gridlog.core.event import Event
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import folded, names_of, natural, removed, split, texts_of

STATIONS = Table(
    "stations",
    "code name folded initials syllables block place phone",
    key=True,
    indexes="""folded
               block""",
)
TABLES = (STATIONS,)
NAMES = {"grid": ("block",)}
SAME_NAME = folded
FIELDS = ("name", "block", "place", "phone")


class Station(NamedTuple):
    """A station; `block` is the code of the unit whose enterprises it receives."""

    code: str
    name: str = ""
    block: str = ""
    place: str = ""
    phone: str = ""


def station_saved(old: Station | None, event: Event) -> Station:
    """Fields that the event names, over the fields that were there."""
    station = old or Station(natural(event, "station"))
    return station._replace(**texts_of(event.data, FIELDS))


KINDS = {
    "station.saved": station_saved,
    "station.removed": removed,
    "station.split": split,
    **recoded_kinds("station"),
}


def rows(code: str, one: Station) -> Rows:
    """The row of a station."""
    return {STATIONS: [(code, *names_of(one.name), one.block, one.place, one.phone)]}
