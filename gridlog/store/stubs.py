"""What redactions leave of events, put into the log. The tables are folded anew by the caller.

The table `redacting` is made with the first redaction: the ids of events whose stubs are new, so that the files held of the share are
written anew, and one empty id while the file is still to be wiped. A file that knows no redaction pays one look at the index of names.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple, cast

from gridlog.core.event import Data, Event, Misfit
from gridlog.core.redaction import MADE, envelope_of, is_stub, joined, kept, redactions_of, stub, stubs_of
from gridlog.store.stored import NAMED, name_id, read_body

IS_STUB = "time IS NULL AND substr(data, 1, 1) = x'20'"
NOTES = "CREATE TABLE IF NOT EXISTS redacting (id BLOB PRIMARY KEY) STRICT"
WIPE = b""  # the id that stands for the whole file


class Placed(NamedTuple):
    """What redactions changed in the log.

    rows: the rows whose events changed
    moved: the events, as they were, of rows whose names were masked
    changed: how many events are other stubs than before, or new ones
    """

    rows: set[bytes]
    moved: list[list[Event]]
    changed: int


def has_redactions(connection: sqlite3.Connection) -> bool:
    """Return whether the file has a redaction. A file of schema 2 has no table of names yet, and no redaction."""
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'names'").fetchone():
        return False
    return connection.execute("SELECT 1 FROM names WHERE name = ?", (MADE,)).fetchone() is not None


def place(connection: sqlite3.Connection, ids: Iterable[bytes]) -> Placed:
    """Put the stubs of these redactions in the place of their events.

    An event that is not here yet is known by its stub alone from now on. The result is the same in any order.
    """
    placed = Placed(set(), [], 0)
    waiting = list(ids)
    while waiting:
        body = body_of(connection, waiting.pop())
        made = read_body(body) if body else None
        for id, envelope in stubs_of(made) if made else ():
            found = _placed(connection, id, envelope, made.id.hex() if made else "", placed.moved)
            if found is None:
                continue
            placed = placed._replace(changed=placed.changed + 1)
            placed.rows.add(found.row)
            if found.kind == MADE:  # a redaction that is masked itself: the stubs in it are stricter now
                waiting.append(id)
    return placed


def place_all(connection: sqlite3.Connection) -> None:
    """Put the stubs of every redaction in the file in their places."""
    if has_redactions(connection):
        found = connection.execute(f"SELECT id FROM stored WHERE kind = {NAMED}", (MADE,)).fetchall()
        place(connection, [id for (id,) in found])


def _placed(
    connection: sqlite3.Connection, id: bytes, envelope: Data, by: str, moved: list[list[Event]]
) -> Event | None:
    """Put one stub in its place. Returns the event that it is now, None where nothing changes."""
    body = body_of(connection, id)
    names = {by}
    if body is not None and is_stub(body):
        envelope = cast("Data", joined(envelope_of(kept(body)), envelope))
        names |= {*redactions_of(body)}
    try:
        one = stub(id, envelope, sorted(names))
    except Misfit:
        return None
    if body == one.body:
        return None
    if body is not None and (was := read_body(body)).row != one.row:
        moved.append(_events_of(connection, was.row))
    _write(connection, one, is_new=body is None)
    connection.execute(NOTES)
    connection.executemany("INSERT OR IGNORE INTO redacting VALUES (?)", [(id,), (WIPE,)])
    return one


def _write(connection: sqlite3.Connection, one: Event, *, is_new: bool) -> None:
    """Write a stub whole; an event that waited to be sent waits no longer, for the redaction brings the stub."""
    cells = (
        None if one.row == one.id else one.row,
        name_id(connection, one.kind),
        name_id(connection, one.replica),
        one.number,
        one.clock,
        one.body,
        one.id,
    )
    if is_new:
        connection.execute(
            "INSERT INTO stored (row, kind, replica, number, clock, data, id, was_set) VALUES (?,?,?,?,?,?,?,0)",
            cells,
        )
        return
    connection.execute(
        """UPDATE stored SET row = ?, kind = ?, replica = ?, number = ?, clock = ?, data = ?,
             by = NULL, key = NULL, prev = NULL, was_set = 0, time = NULL WHERE id = ?""",
        cells,
    )
    connection.execute("DELETE FROM waiting WHERE seq = (SELECT seq FROM stored WHERE id = ?)", (one.id,))


def body_of(connection: sqlite3.Connection, id: bytes) -> bytes | None:
    """Return the bytes that are kept of an event, None for an event that is not here."""
    found = connection.execute("SELECT body FROM events WHERE id = ?", (id,)).fetchone()
    return bytes(found[0]) if found else None


def _events_of(connection: sqlite3.Connection, row: bytes) -> list[Event]:
    found = connection.execute("SELECT body FROM events WHERE row = ?", (row,))
    return [read_body(body) for (body,) in found]
