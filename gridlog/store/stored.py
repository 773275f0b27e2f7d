"""An event as a row of the table `stored`: the parts of its bytes that no other column says.

Nine tenths of what stands around the data of an event are said by its columns already, so the bytes are not kept whole.
The view `events` puts them together again, in SQL, for every program that reads the file. An event whose bytes are
not exactly in the canonical form (another program may have written it) is kept whole, as it came.
"""

import sqlite3
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any, TypeAlias

from gridlog.core.event import COUNTER_BITS, FORMAT, LAST_COUNT, Event, Misfit, decode, quoted
from gridlog.errors import Damaged

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = 15 * 60
QUARTERS_BACK = 64  # sixteen hours, so that a time zone west of Greenwich is no negative number

# id, row, kind, replica, number, clock, then `Parts`
Columns: TypeAlias = tuple[
    bytes, bytes | None, str, str, int, int,
    str | None, bytes, str | None, str | None, int, int | str | None,
]  # fmt: skip
# by, data, key, prev, was_set, time
Parts: TypeAlias = tuple[str | None, bytes, str | None, str | None, int, int | str | None]

TABLE = """CREATE TABLE stored (
  seq INTEGER PRIMARY KEY, id BLOB NOT NULL, row BLOB, kind INTEGER NOT NULL, replica INTEGER NOT NULL,
  number INTEGER NOT NULL, clock INTEGER NOT NULL, by TEXT, data BLOB NOT NULL, key TEXT, prev TEXT, was_set INTEGER NOT NULL, time ANY
) STRICT"""
NAMES = "CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT"
INDEXES = (
    "CREATE UNIQUE INDEX stored_id ON stored (id)",
    "CREATE INDEX stored_row ON stored (row) WHERE row IS NOT NULL",
    "CREATE INDEX stored_replica ON stored (replica, number)",
)
NAMED = "(SELECT id FROM names WHERE name = ?)"
_SET = '"set":true,'
_KIND = "(SELECT name FROM names WHERE names.id = stored.kind)"
_REPLICA = "(SELECT name FROM names WHERE names.id = stored.replica)"
_QUARTERS = f"((time & 255) - {QUARTERS_BACK})"
_TIME = f"""CASE typeof(time) WHEN 'integer' THEN
    strftime('"%Y-%m-%dT%H:%M:%S', (clock >> {COUNTER_BITS}) / 1000 + (time >> 8) + {_QUARTERS} * {QUARTER}, 'unixepoch')
    || format('%+03d:%02d"', {_QUARTERS} / 4, abs({_QUARTERS}) % 4 * 15) ELSE time END"""
SAID = f"""SELECT seq, id, row, {_KIND} AS kind, {_REPLICA} AS replica, number, clock,
  CASE WHEN time IS NULL THEN data ELSE CAST(
    '{{' || ifnull('"by":' || by || ',', '') || '"clock":[' || (clock >> {COUNTER_BITS}) || ',' || (clock & {LAST_COUNT})
    || '],"data":' || data || ',"kind":"' || {_KIND} || '","number":' || number || ',"prev":[' || ifnull(prev, '')
    || '],"replica":"' || {_REPLICA} || '",' || CASE WHEN key IS NOT NULL THEN '"row":' || key || ','
      WHEN row IS NOT NULL THEN '"row":"' || lower(hex(row)) || '",' ELSE '' END
    || CASE WHEN was_set THEN '"set":true,' ELSE '' END || '"time":' || {_TIME} || ',"v":1}}' AS BLOB) END AS body
FROM stored"""
VIEW = f"CREATE VIEW events AS {SAID}"
KEEP_WHOLE = (
    "UPDATE stored SET by = NULL, data = ?, key = NULL, prev = NULL, was_set = 0, time = NULL WHERE seq = ?"
)
_COLUMNS = "id, row, kind, replica, number, clock, by, data, key, prev, was_set, time"
_VALUES = ", ".join("?" * 12)
INSERT_EVENT = f"INSERT INTO stored ({_COLUMNS}) VALUES ({_VALUES})"  # kind and replica are numbers
# The event that begins a row with an id: the columns that are empty are not named, because SQLite's module for Python
# takes 2,000 instructions for each None that it is given.
INSERT_FIRST = "INSERT INTO stored (id, kind, replica, number, clock, by, data, was_set, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_MOVED = f"INSERT INTO stored ({_COLUMNS}, seq) VALUES ({_VALUES}, ?)"


def columns(event: Event) -> Columns:
    """Return an event as a row of the table `stored`, without its place in the order of arrival."""
    row = (
        None if event.row == event.id else event.row
    )  # NULL for the event that begins its row: this saves one large random index entry
    return (event.id, row, event.kind, event.replica, event.number, event.clock, *parts(event))


def parts(event: Event) -> Parts:
    """Return what the other columns do not say of an event's bytes; the whole bytes when the form is not canonical."""
    # Written out by hand, for an event each of a first sync: `framed` takes twice as long.
    id, row, key, kind, _, clock, replica, number, seen, wall, author, was_set, body = event
    by = quoted(author) if author else None
    named = quoted(key) if key else None
    prev = ",".join([f'"{one.hex()}"' for one in seen]) if seen else None
    start = f'{{"by":{by},' if by else "{"
    before = f'{start}"clock":[{clock >> COUNTER_BITS},{clock & LAST_COUNT}],"data":'.encode()
    about = f'"row":{named},' if named else "" if row == id else f'"row":"{row.hex()}",'
    after = (
        f',"kind":"{kind}","number":{number},"prev":[{prev or ""}],"replica":"{replica}",{about}'
        f'{_SET if was_set else ""}"time":{quoted(wall)},"v":{FORMAT}}}'
    ).encode()
    is_canonical = body.startswith(before) and body.endswith(after) and len(body) > len(before) + len(after)
    if not (is_canonical and is_plain(kind) and is_plain(replica)):
        return (None, body, None, None, 0, None)
    return (by, body[len(before) : -len(after)], named, prev, int(was_set), stored_time(wall, clock))


@lru_cache(256)
def is_plain(name: str) -> bool:
    """Return whether JSON writes a name between quotes as it is."""
    return quoted(name) == f'"{name}"' and "\0" not in name


def stored_time(wall: str, clock: int) -> int | str:
    """Return a wall time as a number, from which the view makes the same text; else the text as JSON.

    The number is the seconds between the clock and the wall time, times 256, plus the time zone in quarters of an hour.
    """
    midnight, zone = _midnight(wall[:11], wall[19:])
    second = _second(wall[11:19])
    if midnight is None or second is None:
        return quoted(wall)
    return after_clock(midnight + second << 8 | zone, clock)


def after_clock(at_zero: int | str, clock: int) -> int | str:
    """Return `stored_time` of a wall time for this clock; `at_zero` is the one for a clock of zero."""
    return at_zero - ((clock >> COUNTER_BITS) // 1000 << 8) if isinstance(at_zero, int) else at_zero


@lru_cache(4096)
def _midnight(day: str, zone: str) -> tuple[int | None, int]:
    """Return the instant at which a day began, in seconds since 1970, and the time zone in quarters, 64 for Greenwich.

    Returns None for a day or a time zone that the view cannot say.
    """
    spelled = f"{day}00:00:00{zone}"
    try:
        at = datetime.fromisoformat(spelled)
    except ValueError:
        return None, 0
    offset = at.utcoffset()
    seconds = int(offset.total_seconds()) if offset is not None else 1
    if seconds % QUARTER or (seconds < 0 and seconds % 3600) or at.isoformat() != spelled:
        return None, 0
    return round((at - EPOCH).total_seconds()), seconds // QUARTER + QUARTERS_BACK


@lru_cache(86_400)
def _second(clock: str) -> int | None:
    """Return the second of the day that a time such as 16:00:05 names; None for any other text."""
    try:
        at = time.fromisoformat(clock)
    except ValueError:
        return None
    return at.hour * 3600 + at.minute * 60 + at.second if at.isoformat() == clock else None


def moved(
    id: bytes, row: bytes | None, kind: str, replica: str, number: int, clock: int, body: bytes
) -> Columns:
    """Return an event of the table `events` of older versions as a row of `stored`, with the same bytes and columns."""
    told = (id, row, kind, replica, number, clock)
    with suppress(Misfit):
        found = columns(decode(body))
        if found[:6] == told:
            return found
    return (*told, None, body, None, None, 0, None)


def insert(
    connection: sqlite3.Connection, rows: Collection[tuple[Any, ...]], statement: str = INSERT_EVENT
) -> int:
    """Insert events. Returns how many were inserted."""
    ids = {name: name_id(connection, name) for name in {row[2] for row in rows} | {row[3] for row in rows}}
    numbered = ((row[0], row[1], ids[row[2]], ids[row[3]], *row[4:]) for row in rows)
    return connection.executemany(statement, numbered).rowcount


def insert_unknown(connection: sqlite3.Connection, rows: Collection[Columns]) -> int:
    """Insert the events that are not stored yet, those that begin a row first. Returns how many were inserted."""
    ids = {name: name_id(connection, name) for name in {row[2] for row in rows} | {row[3] for row in rows}}
    firsts: list[tuple[Any, ...]] = []
    others: list[tuple[Any, ...]] = []
    for id, row, kind, replica, number, clock, by, data, key, prev, was_set, wall in rows:
        if row is None and key is None and prev is None:
            firsts.append((id, ids[kind], ids[replica], number, clock, by, data, was_set, wall))
        else:
            stamp = (ids[kind], ids[replica], number, clock, by)
            others.append((id, row, *stamp, data, key, prev, was_set, wall))
    inserted = [
        connection.executemany(statement.replace("INSERT", "INSERT OR IGNORE", 1), given).rowcount
        for statement, given in ((INSERT_FIRST, firsts), (INSERT_EVENT, others))
        if given
    ]
    return sum(inserted)


def name_id(connection: sqlite3.Connection, name: str) -> int:
    """Return the number of a name, a new one for a new name."""
    find = "SELECT id FROM names WHERE name = ?"
    found = connection.execute(find, (name,)).fetchone()
    if not found:
        connection.execute("INSERT INTO names (name) VALUES (?)", (name,))
        found = connection.execute(find, (name,)).fetchone()
    return int(found[0])


def read_body(body: bytes) -> Event:
    """Decode an event of the local log. Raises Damaged: an event that was written here must be readable."""
    try:
        return decode(body)
    except Misfit as misfit:
        problem = misfit
    from gridlog.core.redaction import is_stub, kept

    try:
        if is_stub(body):
            return kept(body)
    except Misfit as misfit:
        problem = misfit
    raise Damaged("file.event", reason=str(problem)) from None
