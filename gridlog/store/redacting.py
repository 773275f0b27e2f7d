"""Stubs in the local file: what redactions mask is replaced in the log and in the tables, and then wiped from the file.

The table `redacting` is made with the first redaction: the ids of events whose stubs are new, so that the files held of the share are
written anew, and one empty id while the file is still to be wiped. A file that knows no redaction pays one look at the index of names.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple, cast

from gridlog.core.event import Data, Event, Misfit
from gridlog.core.redaction import (
    MADE,
    Place,
    Target,
    envelope_of,
    is_stub,
    joined,
    kept,
    redacted,
    redactions_of,
    stub,
    stubs_of,
)
from gridlog.store.projection import batches, clear_rows, events_of, read_body, refold_rows
from gridlog.store.stored import NAMED, name_id

IS_STUB = "time IS NULL AND substr(data, 1, 1) = x'20'"
NOTES = "CREATE TABLE IF NOT EXISTS redacting (id BLOB PRIMARY KEY) STRICT"
WIPE = b""  # the id that stands for the whole file


class Found(NamedTuple):
    """What a redaction finds in the file.

    stubs: the envelope of each event with masks, by its id
    places: every place, with the id of its row
    """

    stubs: dict[bytes, Data]
    places: list[tuple[Event, Place]]


def has_redactions(connection: sqlite3.Connection) -> bool:
    """Return whether the file has a redaction."""
    return connection.execute("SELECT 1 FROM names WHERE name = ?", (MADE,)).fetchone() is not None


def find(connection: sqlite3.Connection, of: Target, codes: Collection[str]) -> Found:
    """Return every place of a name or number in all events."""
    stubs: dict[bytes, Data] = {}
    places: list[tuple[Event, Place]] = []
    for (body,) in connection.execute("SELECT body FROM events ORDER BY seq"):
        if of.pattern.search(bytes(body).decode()):
            event = read_body(body)
            left = redacted(event, of, codes)
            places += [(event, place) for place in left.places]
            if left.is_changed:
                stubs[event.id] = left.envelope
    return Found(stubs, places)


def codes_in(connection: sqlite3.Connection) -> set[str]:
    """Return every code of the zone: what a record means by it would be lost under a mask."""
    tables = ("grids", "officers", "enterprises", "enterprise_merges", "projects", "stations", "premises")
    found: set[str] = set()
    for table in tables:
        with suppress(sqlite3.OperationalError):
            found.update(
                str(code) for (code,) in connection.execute(f"SELECT * FROM ({_first(connection, table)})")
            )
    return found


def _first(connection: sqlite3.Connection, table: str) -> str:
    """Return a query of the first column of a table, which has the codes."""
    name = connection.execute(f"PRAGMA table_info({table})").fetchone()[1]
    return f"SELECT {name} FROM {table}"


def obey(connection: sqlite3.Connection, ids: Iterable[bytes]) -> int:
    """Put the stubs of these redactions in the place of their events, and fold the rows anew. Returns how many changed.

    An event that is not here yet is known by its stub alone from now on. The result is the same in any order.
    """
    rows: set[bytes] = set()
    old: list[list[Event]] = []
    changed = 0
    waiting = list(ids)
    while waiting:
        made = _body_of(connection, waiting.pop())
        for id, envelope in stubs_of(read_body(made)) if made else ():
            found = _replaced(connection, id, envelope, read_body(made or b"").id.hex(), old)
            if found is None:
                continue
            changed += 1
            rows.add(found.row)
            if found.kind == MADE:  # what a redaction said is masked itself: the stubs in it are stricter now
                waiting.append(id)
    clear_rows(connection, old)
    refold_rows(connection, sorted(rows | {events[0].row for events in old}))
    return changed


def _replaced(
    connection: sqlite3.Connection, id: bytes, envelope: Data, by: str, old: list[list[Event]]
) -> Event | None:
    """Put one stub in its place. Returns the event that it is now, None where nothing changes."""
    body = _body_of(connection, id)
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
    cells = (
        None if one.row == one.id else one.row,
        name_id(connection, one.kind),
        name_id(connection, one.replica),
        one.number,
        one.clock,
        one.body,
        id,
    )
    if body is None:
        connection.execute(
            "INSERT INTO stored (row, kind, replica, number, clock, data, id, was_set) VALUES (?,?,?,?,?,?,?,0)",
            cells,
        )
    else:
        was = read_body(body)
        if was.row != one.row:
            old.append(events_of(connection, was.row))
        connection.execute(
            """UPDATE stored SET row = ?, kind = ?, replica = ?, number = ?, clock = ?, data = ?,
                 by = NULL, key = NULL, prev = NULL, was_set = 0, time = NULL WHERE id = ?""",
            cells,
        )
        connection.execute("DELETE FROM waiting WHERE seq = (SELECT seq FROM stored WHERE id = ?)", (id,))
    connection.execute(NOTES)
    connection.executemany("INSERT OR IGNORE INTO redacting VALUES (?)", [(id,), (WIPE,)])
    return one


def _body_of(connection: sqlite3.Connection, id: bytes) -> bytes | None:
    found = connection.execute("SELECT body FROM events WHERE id = ?", (id,)).fetchone()
    return bytes(found[0]) if found else None


def obey_all(connection: sqlite3.Connection) -> int:
    """Obey every redaction in the file, for a version that did not know redactions may have taken some in."""
    if not has_redactions(connection):
        return 0
    found = connection.execute(f"SELECT id FROM stored WHERE kind = {NAMED}", (MADE,)).fetchall()
    return obey(connection, [id for (id,) in found])


def stubs_among(connection: sqlite3.Connection, ids: Iterable[bytes]) -> set[bytes]:
    """Return the ids among the given ones whose events are stubs here."""
    found: set[bytes] = set()
    for some in batches(ids):
        query = f"SELECT id FROM stored WHERE id IN ({','.join('?' * len(some))}) AND {IS_STUB}"
        found.update(id for (id,) in connection.execute(query, some))
    return found


def noted(connection: sqlite3.Connection) -> list[bytes]:
    """Return the ids that are noted in `redacting`."""
    try:
        return [id for (id,) in connection.execute("SELECT id FROM redacting")]
    except sqlite3.OperationalError:
        return []


def strike(connection: sqlite3.Connection, ids: Iterable[bytes]) -> None:
    """Strike ids off the notes."""
    connection.executemany("DELETE FROM redacting WHERE id = ?", [(id,) for id in ids])


def wipe(connection: sqlite3.Connection) -> bool:
    """Write the file anew and empty its log, so that no page keeps what was masked. Returns whether that was done.

    It is not done while another process reads; the next sync or redaction tries again.
    """
    if not has_redactions(connection) or WIPE not in noted(connection):
        return True
    try:
        connection.execute("VACUUM")
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    if is_busy:
        return False
    strike(connection, [WIPE])
    return True


def redactions(connection: sqlite3.Connection, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield who made each of these redactions, when and why."""
    for id in ids:
        found = connection.execute("SELECT by, at, reason FROM redactions WHERE id = ?", (id,)).fetchone()
        if found:
            yield found


def latest(connection: sqlite3.Connection) -> str:
    """Return when the latest redaction was made, empty without any."""
    if not has_redactions(connection):
        return ""
    return str(connection.execute("SELECT ifnull(max(at), '') FROM redactions").fetchone()[0])
