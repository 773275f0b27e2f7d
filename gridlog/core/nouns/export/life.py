"""An export that showed whole phone numbers: who made it, how many rows it had, and of which days."""

from typing import NamedTuple

from gridlog.core.event import Event, Json, Misfit, number, text
from gridlog.core.nouns.table import Rows, Table

TABLES: tuple[Table, ...] = ()  # the log itself is its record


class Export(NamedTuple):
    """An export without masks: `what` names the ledger, and the days are as the user asked for them."""

    what: str
    rows: int
    since: str = ""
    until: str = ""


def told(export: Export) -> dict[str, Json]:
    """Return the data of `export.unmasked`, without days when the user asked for none."""
    return {key: value for key, value in export._asdict().items() if value != ""}


def unmasked(old: Export | None, event: Event) -> Export:
    """Return the export that took place; a second export has a row of its own."""
    if old is not None or event.row != event.id:
        raise Misfit("an export takes place once, as a row of its own")
    data = event.data
    return Export(text(data, "what"), number(data, "rows"), text(data, "since"), text(data, "until"))


LASTING = ("export.unmasked",)  # the record that phone numbers went out stays
KINDS = {"export.unmasked": unmasked}


def rows(_id: str, _one: Export) -> Rows:
    """No rows: an export is in the log alone."""
    return {}
