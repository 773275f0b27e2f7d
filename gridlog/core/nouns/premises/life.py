"""The premises: a plant, an office, a flat, a shop or a piece of land; how events change it, and its rows."""

from datetime import date
from typing import NamedTuple

from gridlog.core.decimals import is_kept, parts
from gridlog.core.event import Event, Misfit, civil, text
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import ALWAYS, folded, names_of, natural, removed, said_on, split, stays, texts_of

PREMISES = Table(
    "premises",
    """code name folded initials syllables park part kind area floor load height power price owner status block
       area_parts:int load_parts:int? height_parts:int? power_parts:int? price_parts:int?""",
    key=True,
    indexes="""folded
               fit: kind status area_parts
               park""",
)
PREMISES_STATUSES = Table(
    "premises_statuses", "premises status from_on:date until_on:date", indexes="premises"
)
TABLES = (PREMISES, PREMISES_STATUSES)
NAMES = {"grid": ("block",)}
SAME_NAME = folded
READY, IDLE, BUILDING = "ready", "idle", "building"
NUMBERS = ("area", "load", "height", "power", "price")
UNDATED = (
    "name",
    "park",
    "part",
    "kind",
    "area",
    "floor",
    "load",
    "height",
    "power",
    "price",
    "owner",
    "block",
)
FIELDS = (*UNDATED, "status")


class Premises(NamedTuple):
    """A place to let or to fill. Numbers are exact decimals as text; an empty text means that no one knows it.

    `area` in ㎡, `load` in t/㎡ of floor, `height` in m, `power` in kVA, `price` in 元/㎡·月.
    `park` and `part` say where it is; `block` is the code of a unit of the zone.
    `statuses` dates what it is: building, ready or idle.
    """

    code: str
    name: str = ""
    park: str = ""
    part: str = ""
    kind: str = ""
    area: str = ""
    floor: str = ""
    load: str = ""
    height: str = ""
    power: str = ""
    price: str = ""
    owner: str = ""
    block: str = ""
    statuses: tuple[tuple[date, str], ...] = ()

    @property
    def status(self) -> str:
        """The status that holds last, empty when no event said one."""
        return max(dict(self.statuses).items(), default=(ALWAYS, ""))[1]


def premises_saved(old: Premises | None, event: Event) -> Premises:
    """Fields that the event names, over the fields that were there."""
    premises = old or Premises(natural(event, "premises"))
    texts = texts_of(event.data, UNDATED)
    for key in NUMBERS:
        if texts.get(key) and not is_kept(texts[key]):
            raise Misfit(f"{key} is not a number: {texts[key][:40]}")
    premises = premises._replace(**texts)  # type: ignore[arg-type]  # all of these are text
    return _with_status(premises, event) if "status" in event.data else premises


def _with_status(premises: Premises, event: Event) -> Premises:
    """The status that the event says, from the day that it says.

    Without a day, the first status holds since ever, a later one from the day of the event.
    """
    if "status_from" in event.data:
        day = civil(event.data, "status_from")
    else:
        day = said_on(event) if premises.statuses else ALWAYS
    return premises._replace(statuses=(*premises.statuses, (day, text(event.data, "status"))))


KINDS = {
    "premises.saved": premises_saved,
    "premises.removed": removed,
    "premises.split": split,
    **recoded_kinds("premises"),
}


def rows(code: str, one: Premises) -> Rows:
    """The rows of a place: itself, and its statuses by day."""
    texts = (one.park, one.part, one.kind, one.area, one.floor, one.load, one.height, one.power, one.price)
    known = (parts(text) if text else None for text in (one.load, one.height, one.power, one.price))
    return {
        PREMISES: [
            (code, *names_of(one.name), *texts, one.owner, one.status, one.block, parts(one.area), *known)
        ],
        PREMISES_STATUSES: stays(code, one.statuses),
    }
