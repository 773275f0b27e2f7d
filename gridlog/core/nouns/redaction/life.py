"""A redaction in the tables: who made it, when and why, and of how many events. What was masked, no table and no event says."""

from typing import NamedTuple

from gridlog.core.event import Event, Misfit, text
from gridlog.core.nouns.table import Rows, Table

REDACTIONS = Table("redactions", "id what reason by at events:int", key=True)
TABLES = (REDACTIONS,)
LASTING = ("redaction.made",)  # what is masked stays masked, and the record of it stays


class Redaction(NamedTuple):
    """A redaction: `what` is person or phone; `events` counts the events that it masks."""

    what: str
    reason: str
    by: str
    at: str
    events: int


def made(old: Redaction | None, event: Event) -> Redaction:
    """Return the redaction that was made; a second one has a row of its own. Raises Misfit."""
    if old is not None or event.row != event.id:
        raise Misfit("a redaction takes place once, as a row of its own")
    stubs = event.data.get("stubs")
    if not isinstance(stubs, dict):
        raise Misfit("a redaction without stubs")
    return Redaction(text(event.data, "what"), text(event.data, "reason"), event.by, event.time, len(stubs))


KINDS = {"redaction.made": made}


def rows(id: str, one: Redaction) -> Rows:
    """Return the row of a redaction."""
    return {REDACTIONS: [(id, *one)]}
