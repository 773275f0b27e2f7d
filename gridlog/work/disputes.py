"""What two people changed at once and no later event settled."""

import sqlite3
from collections.abc import Iterator

from gridlog.core.dispute import Rival, rivals
from gridlog.core.fold import fold
from gridlog.store.projection import conflicting_rows, events_of


def disputed(connection: sqlite3.Connection) -> Iterator[tuple[Rival, bool]]:
    """Yield the branches of each row that differ, and of each whether it stands: of the valid ones the last does."""
    for row in conflicting_rows(connection):
        events = events_of(connection, row)
        found = rivals(events)
        void = {flaw.id for flaw in fold(events).flaws}
        last = next((one.event.id for one in reversed(found) if one.event.id not in void), b"")
        yield from ((one, one.event.id == last) for one in found)
