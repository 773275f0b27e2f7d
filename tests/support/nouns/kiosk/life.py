"""The kiosk: a desk of the zone, its grid, and the days on which it is open; how events change it, and its rows."""

from typing import NamedTuple

from gridlog.core.event import Event, civil
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.roster import folded, names_of, natural, texts_of

KIOSKS = Table("kiosks", "code name folded initials syllables grid phone", key=True, indexes="folded")
OPEN_DAYS = Table("kiosk_days", "kiosk on_day:date", indexes="kiosk")
TABLES = (KIOSKS, OPEN_DAYS)


class Kiosk(NamedTuple):
    """A desk of the zone; `open_on` has its days, in order and each once."""

    code: str
    name: str = ""
    grid: str = ""
    phone: str = ""
    open_on: tuple[str, ...] = ()


def kiosk_saved(old: Kiosk | None, event: Event) -> Kiosk:
    """Fields that the event names, over the fields that were there."""
    kiosk = old or Kiosk(natural(event, "kiosk"))
    return kiosk._replace(**texts_of(event.data, ("name", "grid", "phone")))  # type: ignore[arg-type]  # all of these are text


def kiosk_opened(old: Kiosk | None, event: Event) -> Kiosk:
    """A day on which the kiosk is open."""
    kiosk = old or Kiosk(natural(event, "kiosk"))
    return kiosk._replace(open_on=tuple(sorted({*kiosk.open_on, civil(event.data, "on").isoformat()})))


SAME_NAME = folded
KINDS = {"kiosk.saved": kiosk_saved, "kiosk.opened": kiosk_opened}


def rows(code: str, one: Kiosk) -> Rows:
    """The rows of a kiosk: the desk, and its days."""
    return {
        KIOSKS: [(code, *names_of(one.name), one.grid, one.phone)],
        OPEN_DAYS: [(code, day) for day in one.open_on],
    }
