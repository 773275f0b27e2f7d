"""Actions: what one command recorded in one transaction, found again in the log of any device.

The clocks of the events of one transaction follow each other without a gap (`store/file.Writer`). Events of older versions
may lack the gap before a transaction; their author and wall time tell transactions apart.
"""

import sqlite3
from collections.abc import Iterator

from gridlog.core.event import ALPHABET, Event, read_id
from gridlog.store.stored import NAMED, read_body

ID_LETTERS = 26
SAID = f"""SELECT events.body FROM stored JOIN events ON events.seq = stored.seq
  WHERE stored.replica = {NAMED}"""


def last_action(connection: sqlite3.Connection) -> list[Event]:
    """Return what this device recorded last, in order; records of unmasked exports are passed over. Empty for nothing."""
    (own,) = connection.execute("SELECT id FROM replica").fetchone()
    query = f"{SAID} AND stored.kind NOT IN (SELECT id FROM names WHERE name LIKE 'export.%') ORDER BY stored.number DESC LIMIT 1"
    found = connection.execute(query, (own,)).fetchone()
    return action_of(connection, read_body(found[0])) if found else []


def action_of(connection: sqlite3.Connection, event: Event) -> list[Event]:
    """Return what was recorded in one transaction with an event, in order of number."""
    before = f"{SAID} AND stored.number < ? ORDER BY stored.number DESC"
    after = f"{SAID} AND stored.number > ? ORDER BY stored.number"
    name = (event.replica, event.number)
    earlier = list(_run(event, -1, _read(connection, before, name)))
    return [*reversed(earlier), event, *_run(event, 1, _read(connection, after, name))]


def _read(connection: sqlite3.Connection, query: str, name: tuple[str, int]) -> Iterator[Event]:
    return (read_body(body) for (body,) in connection.execute(query, name))


def _run(event: Event, step: int, others: Iterator[Event]) -> Iterator[Event]:
    """Yield the events that follow an event in one direction without a gap.

    A number may stand twice, since a restored backup repeats numbers: the clock tells which event follows.
    """
    last = event
    for one in others:
        if one.number not in (last.number, last.number + step):
            return
        if one.number == last.number + step and _is_next(last, one, step):
            yield one
            last = one


def _is_next(last: Event, one: Event, step: int) -> bool:
    return one.clock == last.clock + step and (one.by, one.time) == (last.by, last.time)


def ids_of(connection: sqlite3.Connection, prefix: str, limit: int) -> list[bytes]:
    """Return the first few ids of events whose written form begins with `prefix`."""
    first, last = (read_id(prefix.ljust(ID_LETTERS, filler)) for filler in (ALPHABET[0], ALPHABET[-1]))
    found = connection.execute(
        "SELECT id FROM stored WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", (first, last, limit)
    )
    return [id for (id,) in found]


def event_of(connection: sqlite3.Connection, id: bytes) -> Event:
    """Return the event with an id that is stored."""
    (body,) = connection.execute("SELECT body FROM events WHERE id = ?", (id,)).fetchone()
    return read_body(body)
