"""Redactions in the local file: what they would mask, what they masked, and the wiping of the file afterwards."""

import gc
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, cast

from gridlog.core.event import Data, Event
from gridlog.core.nouns import coded, life_of
from gridlog.core.redaction import MADE, STUBS, Place, Target, envelope_of, joined, kept, redacted, stubs_of
from gridlog.store.projection import batches, clear_rows, refold_rows
from gridlog.store.stored import read_body
from gridlog.store.stubs import IS_STUB, WIPE, body_of, has_redactions, place

WIPE_MS = 1_000  # so long the wiping waits for other processes; it can be done later


class Found(NamedTuple):
    """What a redaction finds in the file.

    stubs: the envelope of each event with masks, by its id
    places: every place, with its event
    last: the place of the last event that was looked at, in order of arrival
    """

    stubs: dict[bytes, Data]
    places: list[tuple[Event, Place]]
    last: int = 0


def find(connection: sqlite3.Connection, of: Target, codes: Collection[str], after: int = 0) -> Found:
    """Return every place of a name or number in the events that arrived after a place in the order of arrival."""
    stubs: dict[bytes, Data] = {}
    places: list[tuple[Event, Place]] = []
    (last,) = connection.execute("SELECT ifnull(max(seq), 0) FROM stored").fetchone()
    between = "SELECT body FROM events WHERE seq > ? AND seq <= ? ORDER BY seq"
    for (body,) in connection.execute(between, (after, last)):
        if of.may_be_in(bytes(body)):
            event = read_body(body)
            left = redacted(event, of, codes)
            places += [(event, place) for place in left.places]
            if left.is_changed:
                stubs[event.id] = left.envelope
    return Found(stubs, places, last)


def codes_in(connection: sqlite3.Connection) -> set[str]:
    """Return every code of the zone: what a record means by it would be lost under a mask."""
    tables = [table.name for noun in coded() for table in life_of(noun).TABLES if table.owner == "code"]
    return {code for name in tables for (code,) in connection.execute(f"SELECT code FROM {name}")}


def obey(connection: sqlite3.Connection, ids: Iterable[bytes]) -> int:
    """Put the stubs of these redactions in the place of their events, and fold the rows anew. Returns how many changed."""
    placed = place(connection, ids)
    clear_rows(connection, placed.moved)
    refold_rows(connection, sorted(placed.rows | {events[0].row for events in placed.moved}))
    return placed.changed


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
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    try:
        connection.execute(f"PRAGMA busy_timeout = {WIPE_MS}")
        _write_anew(connection)
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
    if is_busy:
        return False
    strike(connection, [WIPE])
    return True


def _write_anew(connection: sqlite3.Connection) -> None:
    """Write the file anew. Raises sqlite3.OperationalError where another process reads it."""
    try:
        connection.execute("VACUUM")
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorname != "SQLITE_ERROR":
            raise
        # A statement of our own is open. gridlog collects no garbage while it runs, and an error that was caught may hold
        # a cursor in its frames.
        gc.collect()
        connection.execute("VACUUM")


def redactions(connection: sqlite3.Connection, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield who made each of these redactions, when and why."""
    for id in ids:
        found = connection.execute("SELECT by, at, reason FROM redactions WHERE id = ?", (id,)).fetchone()
        if found:
            yield found


def count(connection: sqlite3.Connection) -> int:
    """Return how many redactions the file has."""
    if not has_redactions(connection):
        return 0
    return int(connection.execute("SELECT count(*) FROM redactions").fetchone()[0])


def outdated(connection: sqlite3.Connection) -> dict[bytes, Data]:
    """Return what must be left of each redaction of this replica that still carries what another one masks."""
    own = "SELECT body FROM events WHERE kind = ? AND replica = (SELECT id FROM replica)"
    found: dict[bytes, Data] = {}
    for (body,) in connection.execute(own, (MADE,)).fetchall():
        made = read_body(body)
        stricter = {id.hex(): _stricter(connection, id, envelope) for id, envelope in stubs_of(made)}
        if changed := {id: one for id, one in stricter.items() if one is not None}:
            stubs = cast("Data", made.data[STUBS])
            found[made.id] = {**envelope_of(made), "data": {**made.data, STUBS: {**stubs, **changed}}}
    return found


def _stricter(connection: sqlite3.Connection, id: bytes, envelope: Data) -> Data | None:
    """Return what stands here of an event, where it is masked more than in an envelope; else None."""
    body = body_of(connection, id)
    there = envelope_of(kept(body)) if body is not None else envelope
    return there if joined(there, envelope) != envelope else None
