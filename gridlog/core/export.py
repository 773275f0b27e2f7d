"""The export that showed whole phone numbers: who took them out, how many rows, of which days."""

from typing import NamedTuple

from gridlog.core.event import Event, Json, Misfit, number, text


class Export(NamedTuple):
    """What was exported without masks: `what` names the ledger, the days are as they were asked for."""

    what: str
    rows: int
    since: str = ""
    until: str = ""


def told(export: Export) -> dict[str, Json]:
    """The data of `export.unmasked`; days that were not asked for are left out."""
    return {key: value for key, value in export._asdict().items() if value != ""}


def unmasked(old: Export | None, event: Event) -> Export:
    """An export took place; a second one is a row of its own."""
    if old is not None or event.row != event.id:
        raise Misfit("an export takes place once, as a row of its own")
    data = event.data
    return Export(text(data, "what"), number(data, "rows"), text(data, "since"), text(data, "until"))


KINDS = {"export.unmasked": unmasked}
