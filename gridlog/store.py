"""The SQLite file: opening it safely, appending events, keeping each row's tables equal to its fold.

Read-then-write runs inside BEGIN IMMEDIATE, so that what a command decided on is still true when it
is written. Source: sqlite.org/lang_transaction.html, sqlite.org/pragma.html.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from gridlog.core.event import (
    Data,
    Event,
    Misfit,
    Stamp,
    created,
    decode,
    heads,
    natural_row,
    read_id,
    tick,
    written,
)
from gridlog.core.fold import Row, begun, fold, noun_of
from gridlog.errors import Damaged, NotFound, Refused
from gridlog.schema import APPLICATION_ID, DERIVED_VERSION, SCHEMA_VERSION, migrate, reset_derived
from gridlog.tables import TABLES, Cells, Derived, Table, derived, plain

BUSY_SECONDS = 15.0
BATCH = 500
MANY = 20_000
MAX_EVENT = 256 * 1024
INSERT_EVENT = "INSERT INTO events (id, row, kind, replica, number, clock, body) VALUES (?,?,?,?,?,?,?)"


class Author(NamedTuple):
    """Who writes, and when by their clock; `clock_was_set` when GRIDLOG_NOW stands in for it."""

    by: str
    now: datetime
    clock_was_set: bool = False


class Store:
    """One open gridlog file. Reading goes straight to `connection`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @contextmanager
    def write(self, author: Author) -> Iterator["Writer"]:
        """One immediate transaction: all of it lands or nothing does. Raises Refused when busy or full."""
        try:
            with immediate(self.connection):
                writer = Writer(self.connection, author)
                yield writer
                writer.finish()
        except sqlite3.Error as problem:
            raise told(problem, self.path) from problem

    def row(self, id: str) -> Row:
        """The folded row of a written id that the tables name."""
        return fold(self.events(id))

    def events(self, id: str) -> list[Event]:
        """The events of a row that the tables name. Raises Damaged when there are none."""
        events = events_of(self.connection, read_id(id))
        if not events:
            raise Damaged("file.event", reason=f"nothing begins {id}")
        return events

    @property
    def replica(self) -> str:
        """The name of this copy among all copies of the zone's data."""
        return str(self.connection.execute("SELECT id FROM replica").fetchone()[0])


class Writer:
    """Appends events within one transaction."""

    def __init__(self, connection: sqlite3.Connection, author: Author) -> None:
        self.connection = connection
        self.author = author
        self._time = author.now.isoformat(timespec="seconds")
        self._now_ms = int(author.now.timestamp() * 1000)
        found = connection.execute("SELECT id, number, clock FROM replica").fetchone()
        self._replica, self._number, self._clock = found
        self._events: list[tuple[bytes, bytes | None, str, str, int, int, bytes]] = []
        self._cells: dict[Table, list[Cells]] = {}
        self._begun = 0
        self._shed: list[str] = []

    def append(self, kind: str, data: Data, key: str = "", row: bytes | None = None) -> Event:
        """Say one more thing of the row that `key` or `row` names, and refold that row.

        Raises Refused when the text is not Unicode or the event is longer than one may be.
        """
        self.flush()
        earlier = _earlier(self.connection, key, row)
        named = key or (row.hex() if row else "")
        event = self._create(kind, data, named, heads(earlier))
        self.connection.execute(INSERT_EVENT, _columns(event))
        refold(self.connection, [*earlier, event])
        return event

    def begin(self, kind: str, data: Data) -> Event:
        """Begin a new row, in a batch: cheaper than `append` by the thousand, written by `flush`."""
        event = self._create(kind, data, "", ())
        self._events.append(_columns(event))
        for table, rows in plain(noun_of(kind), written(event.id), begun(event), (event,)).items():
            self._cells.setdefault(table, []).extend(rows)
        if len(self._events) >= BATCH:
            self.flush()
        return event

    def flush(self) -> None:
        """Write what `begin` gathered.

        Once that is more than the file held before, the indexes are shed and built anew at the end:
        sorting the entries once is cheaper than inserting each at random: 13 against 36 microseconds a row.
        """
        if not self._events:
            return
        if not self._shed and self._begun + len(self._events) > max(MANY, self._held()):
            self._shed = shed_indexes(self.connection)
        self._begun += len(self._events)
        self.connection.executemany(INSERT_EVENT, self._events)
        for table, rows in self._cells.items():
            self.connection.executemany(table.insert, rows)
        self._events.clear()
        self._cells.clear()

    def _held(self) -> int:
        """How many events the file held before this transaction's bulk, whoever made them."""
        (last,) = self.connection.execute("SELECT ifnull(max(seq), 0) FROM events").fetchone()
        return int(last) - self._begun

    def finish(self) -> None:
        """Write the rest and remember how far number and clock have come."""
        self.flush()
        for statement in self._shed:
            self.connection.execute(statement)
        self.connection.execute("UPDATE replica SET number = ?, clock = ?", (self._number, self._clock))

    def _create(self, kind: str, data: Data, row: str, prev: tuple[bytes, ...]) -> Event:
        author = self.author
        number, clock = self._number + 1, tick(self._clock, self._now_ms)
        stamp = Stamp(self._replica, number, clock, self._time, author.by, author.clock_was_set)
        try:
            event = created(kind, data, row, prev, stamp)
        except UnicodeEncodeError:
            raise Refused("text.not_unicode") from None
        if len(event.body) > MAX_EVENT:
            raise Refused("text.too_long", size=len(event.body), most=MAX_EVENT)
        self._number, self._clock = number, clock
        return event


def _columns(event: Event) -> tuple[bytes, bytes | None, str, str, int, int, bytes]:
    row = None if event.row == event.id else event.row  # its own row: one large random index entry less
    return (event.id, row, event.kind, event.replica, event.number, event.clock, event.body)


def _earlier(connection: sqlite3.Connection, key: str, row: bytes | None) -> list[Event]:
    if key:
        return events_of(connection, natural_row(key))
    return events_of(connection, row) if row else []


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


def shed_indexes(connection: sqlite3.Connection) -> list[str]:
    """Drop the indexes that a bulk of new visits would fill at random; the statements that bring them back."""
    chosen = "name LIKE 'idx_events_%' OR name IN ('visits_id', 'visits_day', 'visits_officer', 'visits_enterprise')"
    found = connection.execute(
        f"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND ({chosen})"
    ).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def _note_oddities(connection: sqlite3.Connection, row: Row, is_new: bool) -> None:
    if not is_new:
        connection.execute("DELETE FROM flaws WHERE row = ?", (row.id,))
        connection.execute("DELETE FROM conflicts WHERE row = ?", (row.id,))
    for flaw in row.flaws:
        connection.execute("INSERT INTO flaws VALUES (?,?,?,?)", (flaw.id, row.id, flaw.kind, flaw.reason))
    if len(row.heads) > 1:
        connection.executemany("INSERT INTO conflicts VALUES (?,?)", [(row.id, head) for head in row.heads])


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


def told(problem: sqlite3.Error, path: Path | None = None) -> Exception:
    """What a failure of SQLite means to the user; one that only a bug can cause stays itself."""
    name = getattr(problem, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Refused("file.busy", seconds=int(BUSY_SECONDS))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return Refused("file.unwritable", path=path or "", reason=str(problem))
    if name.startswith("SQLITE_FULL"):
        return Refused("file.full", path=path or "")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_FORMAT")):
        return Damaged("file.damaged", path=path or "", reason=str(problem))
    return problem


Progress = Callable[[int, int], None]


def open_store(
    path: Path, made_at: datetime, create: bool = False, progress: Progress | None = None
) -> Store:
    """Open the file at `path`, bringing it to this version when it is older.

    `progress(done, total)` hears of a refold. Raises NotFound when there is no file and `create` is
    false, Refused for a newer or foreign one, Damaged for one that cannot be read.
    """
    if not create and not path.is_file():
        raise NotFound("file.missing", path=path)
    try:
        connection = connect(path, create)
        try:
            _prepare(connection, path, made_at, create, progress)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as problem:
        raise told(problem, path) from problem
    return Store(connection, path)


def connect(path: Path, create: bool) -> sqlite3.Connection:
    """A connection that commits only when told, waits for other writers, and syncs before it answers."""
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    connection.execute("PRAGMA synchronous = EXTRA")
    return connection


def _prepare(
    connection: sqlite3.Connection, path: Path, made_at: datetime, create: bool, progress: Progress | None
) -> None:
    connection.execute("BEGIN")  # three reads of one moment: somebody else may be making the file
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    is_empty = _is_empty(connection)
    connection.execute("COMMIT")
    if is_empty and not create:
        raise Damaged("file.empty", path=path)
    if version > SCHEMA_VERSION and application == APPLICATION_ID:
        raise Refused("file.newer", path=path, version=version, known=SCHEMA_VERSION)
    if application != APPLICATION_ID and not is_empty:
        raise Refused("file.foreign", path=path)
    if version < SCHEMA_VERSION:
        _grow(connection, path, made_at, version)
    (known,) = connection.execute("SELECT derived FROM replica").fetchone()
    if known != DERIVED_VERSION:
        rebuild(connection, progress)


def _is_empty(connection: sqlite3.Connection) -> bool:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return int(count) == 0


def _grow(connection: sqlite3.Connection, path: Path, made_at: datetime, version: int) -> None:
    if version:
        backup(connection, path.with_name(f"{path.name}.v{version}.bak"))
    with immediate(connection):
        if connection.execute("PRAGMA user_version").fetchone()[0] >= SCHEMA_VERSION:
            return  # another process was quicker
        migrate(connection)
        if connection.execute("SELECT count(*) FROM replica").fetchone() == (0,):
            born = (os.urandom(8).hex(), 0, 0, 0, made_at.isoformat(timespec="seconds"))
            connection.execute("INSERT INTO replica VALUES (?,?,?,?,?)", born)


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of the file beside it, by SQLite's own means; an existing one is replaced."""
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    finally:
        copy.close()


def rebuild(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Drop every derived table and fold every row anew, in one transaction and constant memory."""
    with immediate(connection):
        reset_derived(connection)
        (total,) = connection.execute("SELECT count(*) FROM events").fetchone()
        done = 0
        batch: list[tuple[Row, Derived | None]] = []
        for events in _rows(connection):
            row = fold(events)
            batch.append((row, derived(row, events)))
            done += len(events)
            if len(batch) >= BATCH:
                _write_batch(connection, batch)
                batch.clear()
                if progress:
                    progress(done, total)
        _write_batch(connection, batch)
        connection.execute("UPDATE replica SET derived = ?", (DERIVED_VERSION,))


def _rows(connection: sqlite3.Connection) -> Iterator[list[Event]]:
    """The events of every row: those that an event began, in order of arrival, then those with a key."""
    later = "SELECT body FROM events WHERE row = ?"
    for id, body in connection.execute("SELECT id, body FROM events WHERE row IS NULL ORDER BY seq"):
        yield [read_body(one) for one in (body, *(more for (more,) in connection.execute(later, (id,))))]
    keyed = "SELECT DISTINCT row FROM events WHERE row IS NOT NULL AND row NOT IN (SELECT id FROM events WHERE row IS NULL)"
    for (row,) in connection.execute(keyed):
        yield [read_body(body) for (body,) in connection.execute(later, (row,))]


def _write_batch(connection: sqlite3.Connection, batch: Iterable[tuple[Row, Derived | None]]) -> None:
    cells: dict[Table, list[Cells]] = {}
    for row, made in batch:
        for table, rows in (made.rows if made else {}).items():
            cells.setdefault(table, []).extend(rows)
        _note_oddities(connection, row, is_new=True)
    for table, rows in cells.items():
        connection.executemany(table.insert, rows)
