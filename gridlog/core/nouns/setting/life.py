"""A rule of the zone that was set."""

from typing import NamedTuple

from gridlog.core.event import Event, text
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.roster import natural

SETTINGS = Table("settings", "key value", key=True)
TABLES = (SETTINGS,)


class Setting(NamedTuple):
    """One rule of the zone, as text."""

    key: str
    value: str


def setting_set(_: Setting | None, event: Event) -> Setting:
    """A rule of the zone; the latest word stands."""
    return Setting(natural(event, "setting"), text(event.data, "value"))


KINDS = {"setting.set": setting_set}


def rows(owner: str, setting: Setting) -> Rows:
    """The row of a setting."""
    return {SETTINGS: [(owner, setting.value)]}
