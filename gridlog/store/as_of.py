"""What the tables said at an instant: a database in memory, folded from the events recorded by then.

Only what a report of some days reads is folded: the roster, the rules, and the visits and issues that
belong, or once belonged, to those days. So its cost follows the period, not the log.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime

from gridlog.core.event import natural_row, read_id, recorded_at
from gridlog.store.projection import batches, events_of, folded_row, write_rows
from gridlog.store.schema import reset_derived

NATURAL = {
    "grid": "grids",
    "officer": "officers",
    "enterprise": "enterprises",
    "day": "days",
    "setting": "settings",
}
KEYS = {"days": "day", "settings": "key"}


def as_of(connection: sqlite3.Connection, at: datetime, start: date, end: date) -> sqlite3.Connection:
    """The tables as what was recorded by `at` leaves them, good for reports of the days [start, end).

    Recorded is what the authors' clocks say; an event that reached this machine later was recorded all the same.
    """
    past = sqlite3.connect(":memory:", isolation_level=None)
    reset_derived(past)
    for batch in batches(_rows(connection, start, end)):
        known = [[one for one in events_of(connection, row) if recorded_at(one) <= at] for row in batch]
        write_rows(past, [folded_row(events) for events in known if events])
    return past


LAST_VISIT = "SELECT id FROM visits WHERE enterprise = code AND visited_on < :first AND method = 'onsite'"


def _rows(connection: sqlite3.Connection, start: date, end: date) -> Iterator[bytes]:
    yield from _natural_rows(connection)
    span = {"first": start.isoformat(), "after": end.isoformat()}
    visits = """SELECT id FROM visits WHERE visited_on >= :first AND visited_on < :after
                UNION SELECT visit FROM visit_days WHERE visited_on >= :first AND visited_on < :after"""
    for standing in ("", "AND NOT void"):  # by a visit that is void now, which may have stood then, or not
        visits += f""" UNION SELECT id FROM (SELECT ({LAST_VISIT} {standing} ORDER BY visited_on DESC LIMIT 1) AS id
          FROM enterprises) WHERE id <> ''"""
    issues = """SELECT id FROM issues WHERE raised_on >= :first AND raised_on < :after
                UNION SELECT id FROM issues WHERE open UNION SELECT id FROM issues WHERE closed_on >= :first
                UNION SELECT id FROM issues WHERE state IN ('rejected', 'merged') AND progress_on >= :first"""
    for query in (visits, issues):
        for (id,) in connection.execute(query, span):
            yield read_id(id)


def _natural_rows(connection: sqlite3.Connection) -> set[bytes]:
    """The rows of the roster, the calendar and the rules, those that were removed since included."""
    rows = {row for (row,) in connection.execute("SELECT row FROM turned")}
    for noun, table in NATURAL.items():
        found = connection.execute(f"SELECT {KEYS.get(table, 'code')} FROM {table}")
        rows.update(natural_row(f"{noun}/{code}") for (code,) in found)
    return rows
