"""Keeping each row's tables equal to the fold of its events, one row or a million at a time."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from gridlog.core.event import Event, Misfit, decode
from gridlog.core.fold import Row, fold
from gridlog.errors import Damaged
from gridlog.schema import DERIVED_VERSION, reset_derived
from gridlog.tables import TABLES, Cells, Derived, Table, derived

BATCH = 500
INSERT_EVENT = "INSERT INTO events (id, row, kind, replica, number, clock, body) VALUES (?,?,?,?,?,?,?)"

Progress = Callable[[int, int], None]


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A write transaction from the first read on; rolled back whatever goes wrong."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def columns(event: Event) -> tuple[bytes, bytes | None, str, str, int, int, bytes]:
    """An event as a row of `events`, without its place in the order of arrival."""
    row = None if event.row == event.id else event.row  # its own row: one large random index entry less
    return (event.id, row, event.kind, event.replica, event.number, event.clock, event.body)


def events_of(connection: sqlite3.Connection, row: bytes) -> list[Event]:
    """Every event of one row, in no order. Raises Damaged for bytes that are not an event."""
    found = connection.execute(
        "SELECT body FROM events WHERE id = ? AND row IS NULL UNION ALL SELECT body FROM events WHERE row = ?",
        (row, row),
    )
    return [read_body(body) for (body,) in found]


def read_body(body: bytes) -> Event:
    """An event from our own log. Raises Damaged, for what we wrote must be readable."""
    try:
        return decode(body)
    except Misfit as misfit:
        raise Damaged("file.event", reason=str(misfit)) from None


def refold(connection: sqlite3.Connection, events: list[Event]) -> Row:
    """Make the tables say what these events, all of one row, say together."""
    row = fold(events)
    made = derived(row, events)
    if made:
        for table in TABLES[row.noun]:
            if len(events) > 1:
                connection.execute(table.delete, (made.owner,))
            connection.executemany(table.insert, made.rows[table])
    _note_oddities(connection, row, is_new=len(events) == 1)
    return row


def merge(connection: sqlite3.Connection, events: Iterable[Event]) -> list[Event]:
    """Take over events that others made, whatever was known of them, and refold their rows; those that were new.

    Rows that nothing here belongs to yet are folded without being looked for again.
    """
    given = {event.id: event for event in events}
    known = _among(connection, "SELECT id FROM events WHERE id IN ({})", given)
    fresh = [event for id, event in given.items() if id not in known]
    rows: dict[bytes, list[Event]] = {}
    for event in fresh:
        rows.setdefault(event.row, []).append(event)
    old = _among(connection, "SELECT id FROM events WHERE row IS NULL AND id IN ({})", rows)
    old |= _among(connection, "SELECT row FROM events WHERE row IN ({})", rows)
    connection.executemany(INSERT_EVENT, map(columns, fresh))
    folded = ((fold(group), group) for row, group in rows.items() if row not in old)
    for batch in batches((row, derived(row, group)) for row, group in folded):
        _write_batch(connection, batch)
    for row in old:
        refold(connection, events_of(connection, row))
    return fresh


def _among(connection: sqlite3.Connection, query: str, ids: Iterable[bytes]) -> set[bytes]:
    """Which of the ids a query with a hole for them finds."""
    found: set[bytes] = set()
    for batch in batches(ids):
        found.update(id for (id,) in connection.execute(query.format(",".join("?" * len(batch))), batch))
    return found


Item = TypeVar("Item")


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items, some hundreds at a time."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _note_oddities(connection: sqlite3.Connection, row: Row, is_new: bool) -> None:
    if not is_new:
        connection.execute("DELETE FROM flaws WHERE row = ?", (row.id,))
        connection.execute("DELETE FROM conflicts WHERE row = ?", (row.id,))
    for flaw in row.flaws:
        connection.execute("INSERT INTO flaws VALUES (?,?,?,?)", (flaw.id, row.id, flaw.kind, flaw.reason))
    if len(row.heads) > 1:
        connection.executemany("INSERT INTO conflicts VALUES (?,?)", [(row.id, head) for head in row.heads])


def rebuild(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Drop every derived table and fold every row anew, in one transaction and constant memory."""
    with immediate(connection):
        reset_derived(connection)
        (total,) = connection.execute("SELECT count(*) FROM events").fetchone()
        done = 0
        for batch in batches(_rows(connection)):
            folded = [(fold(events), events) for events in batch]
            _write_batch(connection, [(row, derived(row, events)) for row, events in folded])
            done += sum(map(len, batch))
            if progress:
                progress(done, total)
        connection.execute("UPDATE replica SET derived = ?", (DERIVED_VERSION,))


def _rows(connection: sqlite3.Connection) -> Iterator[list[Event]]:
    """The events of every row: those that an event began, in order of arrival, then those with a key."""
    later = "SELECT body FROM events WHERE row = ?"
    for id, body in connection.execute("SELECT id, body FROM events WHERE row IS NULL ORDER BY seq"):
        yield [read_body(one) for one in (body, *(more for (more,) in connection.execute(later, (id,))))]
    keyed = "SELECT DISTINCT row FROM events WHERE row IS NOT NULL AND row NOT IN (SELECT id FROM events WHERE row IS NULL)"
    for (row,) in connection.execute(keyed):
        yield [read_body(body) for (body,) in connection.execute(later, (row,))]


def _write_batch(connection: sqlite3.Connection, batch: Sequence[tuple[Row, Derived | None]]) -> None:
    cells: dict[Table, list[Cells]] = {}
    for row, made in batch:
        for table, rows in (made.rows if made else {}).items():
            cells.setdefault(table, []).extend(rows)
        _note_oddities(connection, row, is_new=True)
    for table, rows in cells.items():
        connection.executemany(table.insert, rows)
