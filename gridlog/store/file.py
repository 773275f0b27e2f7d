"""The SQLite file: open it safely, append events, keep the tables of each row equal to the fold of its events.

A command that reads and then writes does both inside BEGIN IMMEDIATE, so that what it decided on is still
true when it writes. The file keeps a write-ahead log: a reader never makes a writer wait, and a writer never
makes a reader wait. The last command that ends carries the log into the file and removes it, so that one file
lies at rest.
Source: sqlite.org/lang_transaction.html, sqlite.org/pragma.html, sqlite.org/wal.html.
"""

import errno
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gridlog.core.event import (
    MAX_BODY_BYTES,
    Data,
    Event,
    Stamp,
    created,
    framed,
    hash_id,
    heads,
    natural_row,
    quoted,
    read_id,
    tick,
    written,
)
from gridlog.core.fold import Row, fold
from gridlog.core.nouns.table import Cells, Table
from gridlog.errors import Damaged, GridlogError, NotFound, Refused
from gridlog.store.projection import (
    BATCH,
    EVENT_IDS,
    MANY,
    Progress,
    events_of,
    immediate,
    narrow_cache,
    rebuild,
    refold,
    restore_index,
    shed,
    shed_indexes,
    widen_cache,
)
from gridlog.store.schema import APPLICATION_ID, DERIVED_VERSION, SCHEMA_VERSION, migrate
from gridlog.store.stored import INSERT_EVENT, INSERT_FIRST, after_clock, columns, name_id, stored_time
from gridlog.store.tables import Laid

MARKER = "gridlog.json"  # a folder with this file is a share
BUSY_SECONDS = 15.0
MAX_EVENT = 256 * 1024
# events with the figures of a big zone, and redactions of these, are longer; every version of gridlog reads as much
LONGER = dict.fromkeys(("report.frozen", "report.corrected", "redaction.made"), MAX_BODY_BYTES)
# these errors say that a limit or a lost disk stopped a write; they do not say that the file is damaged
UNWRITTEN = tuple(f"SQLITE_IOERR_{what}" for what in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE"))
LONG_LOG = (
    4 << 20
)  # a log of more bytes is carried over before the close, which keeps every other process out
# The ids of as many events fit the cache. While they fit, their index costs nothing, for another process reads the
# rows meanwhile. Made at the end, the index costs 1 µs an event, when nothing else runs.
MANY_IDS = 300_000
BULK_CACHE_KIB = (
    16 << 10
)  # a cache of twice the size costs 36 MB more and saves 2 % of the time of a million rows
MANY_EVENTS = 100  # a transaction of more events is worth a copy of the file before it
Copies = Callable[[], bool]


class Author(NamedTuple):
    """The officer who writes, and the time by the officer's clock.

    `clock_was_set` is true when the variable GRIDLOG_NOW gives the time.
    """

    by: str
    now: datetime
    clock_was_set: bool = False


class Store:
    """One open gridlog file. Readers use `connection` directly."""

    def __init__(self, connection: sqlite3.Connection, path: Path, obstacle: Refused | None = None) -> None:
        self.connection = connection
        self.path = path
        self.obstacle = obstacle  # the error for every write, when the file can only be read

    def close(self) -> None:
        """Close the file.

        A long log is carried into the file first, while other processes can still read and write.
        """
        with suppress(sqlite3.Error, OSError):
            if log_of(self.path).stat().st_size > LONG_LOG:
                self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self.connection.close()

    @contextmanager
    def write(self, author: Author) -> Iterator["Writer"]:
        """Open one immediate transaction: all of it is written, or nothing. Raises Refused when busy or full."""
        with self.change() as connection:
            writer = Writer(connection, author)
            yield writer
            writer.finish()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Open one immediate transaction that appends no event of this replica. Raises as `write` does."""
        if self.obstacle:
            raise self.obstacle
        try:
            with immediate(self.connection):
                yield self.connection
        except sqlite3.Error as problem:
            raise told(problem, self.path) from problem

    @property
    def version(self) -> int:
        """Return a number that stays the same as long as no other connection writes to the file."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def row(self, id: str) -> Row:
        """Return the folded row with an id that the tables contain."""
        return fold(self.events(id))

    def events(self, id: str) -> list[Event]:
        """Return the events of a row that the tables contain. Raises Damaged when there are none."""
        events = events_of(self.connection, read_id(id))
        if not events:
            raise Damaged("file.event", reason=f"nothing begins {id}")
        return events

    @property
    def replica(self) -> str:
        """Return the id of this copy among all copies of the zone's data."""
        return str(self.connection.execute("SELECT id FROM replica").fetchone()[0])


class Writer:
    """A writer that appends events within one transaction."""

    def __init__(self, connection: sqlite3.Connection, author: Author) -> None:
        self.connection = connection
        self.author = author
        self.time = author.now.isoformat(timespec="seconds")
        self._by = quoted(author.by) if author.by else None
        self._was_set = int(author.clock_was_set)
        self._now_ms = int(author.now.timestamp() * 1000)
        found = connection.execute("SELECT id, number, clock FROM replica").fetchone()
        self._replica, self._number, self._clock = found
        self._before = self._number
        # The clocks of the events of one transaction follow each other without a gap, and one number is left out
        # before them: so an undo knows, on every device, what one command recorded.
        self._clock += 1
        self._events: list[tuple[object, ...]] = []
        self._insert = INSERT_FIRST  # the statement that takes the events that are gathered
        self._cells: defaultdict[Table, list[Cells]] = defaultdict(list)
        self._gone: defaultdict[Table, list[tuple[str]]] = defaultdict(list)
        self.asked: Sequence[
            str
        ] = ()  # the indexes that the caller's own queries use while it begins many rows
        self.before_many: Callable[[], None] | None = None  # called once, before many events are written
        self._begun = 0
        self._has_shed = self._has_shed_ids = False
        self._name_id = cache(lambda name: name_id(connection, name))
        self._at_zero = stored_time(self.time, 0)
        self._frame = cache(lambda kind: framed(kind, "", (), self._stamp()))

    @property
    def has_written(self) -> bool:
        """Return whether this transaction has an event."""
        return bool(self._number > self._before)

    def append(self, kind: str, data: Data, key: str = "", row: bytes | None = None) -> Event:
        """Append an event to the row that `key` or `row` names, or begin a new row; refold the row.

        Raises Refused when the text is not Unicode or the event is longer than an event may be.
        """
        self.flush()
        self._mind_many()
        if self._has_shed:
            restore_index(
                self.connection, EVENT_IDS
            )  # without this index each look at a row reads the whole log
        earlier = _earlier(self.connection, key, row)
        named = key or (row.hex() if row else "")
        event = self._create(kind, data, named, heads(earlier))
        id, about, kind, replica, *rest = columns(event)
        stored = (id, about, self._name_id(kind), self._name_id(replica), *rest)
        self.connection.execute(INSERT_EVENT, stored)
        self.connection.execute("INSERT INTO waiting VALUES (last_insert_rowid())")
        refold(self.connection, [*earlier, event])
        return event

    def begin(self, kind: str, spelled: str, rows: Laid) -> bytes:
        """Begin a new row as part of a batch, which `flush` writes. Returns the id of the row.

        By the thousand, this is far cheaper than `append`. `rows` are the table rows to which an event of this kind
        folds, when its data are the canonical JSON `spelled`. Raises as `append` does.
        """
        if self._insert is not INSERT_FIRST:
            self._gather_for(INSERT_FIRST)
        number, clock = self._number + 1, tick(self._clock, self._now_ms)
        try:
            data = spelled.encode()
            body = self._frame(kind).around(data, number, clock)
        except UnicodeEncodeError:
            raise Refused("text.not_unicode") from None
        self._use(number, clock, body)
        id = hash_id(body)
        names = self._name_id(kind), self._name_id(self._replica)
        time = after_clock(self._at_zero, clock)
        self._events.append((id, *names, number, clock, self._by, data, self._was_set, time))
        owner = written(id)
        for table, cells in rows:
            self._cells[table].append((owner, *cells))
        if len(self._events) >= BATCH:
            self.flush()
        return id

    def put(self, kind: str, spelled: str, key: str, after: bytes | None, rows: Laid) -> None:
        """Say something of the row with the natural `key` as part of a batch, which `flush` writes.

        `after` is the one event that the row has, None for a row without events; a row with more events, and a row
        that this transaction wrote before, need `append`. `rows` are the table rows to which the row folds with an event of
        this kind, when its data are the canonical JSON `spelled`. Raises as `append` does.
        """
        if self._insert is not INSERT_EVENT:
            self._gather_for(INSERT_EVENT)
        number, clock = self._number + 1, tick(self._clock, self._now_ms)
        seen = (after,) if after else ()
        try:
            data = spelled.encode()
            body = framed(kind, key, seen, self._stamp()).around(data, number, clock)
        except UnicodeEncodeError:
            raise Refused("text.not_unicode") from None
        self._use(number, clock, body)
        prev = f'"{after.hex()}"' if after else None
        names = self._name_id(kind), self._name_id(self._replica)
        time = after_clock(self._at_zero, clock)
        stamped = (self._by, data, quoted(key), prev, self._was_set, time)
        self._events.append((hash_id(body), natural_row(key), *names, number, clock, *stamped))
        owner = key.partition("/")[2]
        for table, cells in rows:
            if after:
                self._gone[table].append((owner,))
            self._cells[table].append((owner, *cells))
        if len(self._events) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the events that `begin` and `put` gathered.

        When this transaction begins more rows than the file held before, the indexes are shed and built anew at the
        end: sorting the entries once is cheaper than inserting each at random: 13 against 36 microseconds a row.
        """
        if not self._events:
            return
        self._mind_many()
        if not self._has_shed and self._begun + len(self._events) > max(MANY, self._held()):
            widen_cache(self.connection, BULK_CACHE_KIB)
            shed_indexes(self.connection, keep=[*self.asked, EVENT_IDS])
            self._has_shed = True
        if self._has_shed and not self._has_shed_ids and self._begun > MANY_IDS:
            shed_indexes(self.connection, keep=self.asked)
            self._has_shed_ids = True
        self._begun += len(self._events)
        (last,) = self.connection.execute("SELECT ifnull(max(seq), 0) FROM stored").fetchone()
        self.connection.executemany(self._insert, self._events)
        self.connection.execute("INSERT INTO waiting SELECT seq FROM stored WHERE seq > ?", (last,))
        for table, owners in self._gone.items():
            self.connection.executemany(table.delete(1), owners)
        for table, rows in self._cells.items():
            self.connection.executemany(table.insert, rows)
        self._events.clear()
        self._cells.clear()
        self._gone.clear()

    def _mind_many(self) -> None:
        """Let the caller keep a copy of the file; what this transaction has written does not show in it."""
        if self.before_many and self._number - self._before >= MANY_EVENTS:
            call, self.before_many = self.before_many, None
            call()

    def _gather_for(self, statement: str) -> None:
        """Write what is gathered, and gather events for another statement from now on."""
        self.flush()
        self._insert = statement

    def _held(self) -> int:
        """Return how many events the file held before this transaction's bulk, from all replicas."""
        (last,) = self.connection.execute("SELECT ifnull(max(seq), 0) FROM stored").fetchone()
        return int(last) - self._begun

    def finish(self) -> None:
        """Write the rest, and remember the last number and the clock."""
        self.flush()
        if self._has_shed:
            narrow_cache(self.connection)
            for name in shed(self.connection):
                restore_index(self.connection, name)
        self.connection.execute("UPDATE replica SET number = ?, clock = ?", (self._number, self._clock))

    def _create(self, kind: str, data: Data, row: str, prev: tuple[bytes, ...]) -> Event:
        stamp = self._stamp()
        try:
            event = created(kind, data, row, prev, stamp)
        except UnicodeEncodeError:
            raise Refused("text.not_unicode") from None
        self._use(stamp.number, stamp.clock, event.body, LONGER.get(kind, MAX_EVENT))
        return event

    def _stamp(self) -> Stamp:
        """Return the next stamp. Only an event that can be kept uses the stamp up."""
        clock = tick(self._clock, self._now_ms)
        return Stamp(
            self._replica, self._number + 1, clock, self.time, self.author.by, self.author.clock_was_set
        )

    def _use(self, number: int, clock: int, body: bytes, most: int = MAX_EVENT) -> None:
        if len(body) > most:
            raise Refused("text.too_long", size=len(body), most=most)
        self._number, self._clock = number, clock


def _earlier(connection: sqlite3.Connection, key: str, row: bytes | None) -> list[Event]:
    if key:
        return events_of(connection, natural_row(key))
    return events_of(connection, row) if row else []


def told(problem: sqlite3.Error, path: Path | None = None) -> Exception:
    """Return the error that tells the user of a failure of SQLite.

    A failure that only a bug can cause is returned unchanged.
    """
    name = getattr(problem, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Refused("file.busy", seconds=int(BUSY_SECONDS))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH", *UNWRITTEN)):
        return Refused("file.unwritable", path=path or "", reason=problem)
    if name.startswith("SQLITE_FULL"):
        return Refused("file.full", path=path or "")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_FORMAT")):
        return Damaged("file.damaged", path=path or "", reason=problem)
    return problem


def _always() -> bool:
    return True


def open_store(
    path: Path,
    made_at: datetime,
    create: bool = False,
    progress: Progress | None = None,
    copies: Copies | None = _always,
) -> Store:
    """Open the file at `path`, and bring an older file to this version.

    A copy of an older file is kept first, except when `copies` is None; `copies()` says whether one is also kept when only
    the tables are folded anew.

    The file is opened for reading only when SQLite can make no file beside it: the folder may not be written, or
    the disk is full. `progress(done, total)` is called during a refold. Raises NotFound when there is no file and
    `create` is false, Refused for a newer or foreign file, Damaged for a file that cannot be read.
    """
    if not create and not path.is_file():
        raise NotFound("file.missing", path=path)
    _keep_local(path, is_new=create and not path.exists())
    obstacle = None if create or _is_writable(path) else _not_permitted(path)
    try:
        if obstacle is None or _has_log(path):
            try:
                return Store(_prepared(connect(path, create), path, made_at, create, progress, copies), path)
            except sqlite3.OperationalError as problem:
                if create or not _lacks_room(problem) or _has_log(path):
                    raise
                obstacle = Refused("file.full", path=path)
        return Store(_prepared(connect_still(path), path, made_at, create, progress, copies), path, obstacle)
    except sqlite3.Error as problem:
        raise told(problem, path) from problem


def _prepared(
    connection: sqlite3.Connection,
    path: Path,
    made_at: datetime,
    create: bool,
    progress: Progress | None,
    copies: Copies | None,
) -> sqlite3.Connection:
    try:
        _prepare(connection, path, made_at, create, progress, copies)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _not_permitted(path: Path) -> Refused:
    return Refused(
        "file.unwritable", path=path, reason=PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    )


def _lacks_room(problem: sqlite3.OperationalError) -> bool:
    """Return whether SQLite could not make the index of a write-ahead log, 32 KiB that even a reader needs."""
    return str(getattr(problem, "sqlite_errorname", "")).startswith("SQLITE_IOERR_SHM")


def _has_log(path: Path) -> bool:
    """Return whether a log lies beside the file.

    Then a command runs, or a command was killed, and the file alone does not hold all events.
    """
    with suppress(OSError):
        return log_of(path).stat().st_size > 0
    return False


def _keep_local(path: Path, is_new: bool) -> None:
    """Raise Refused for a database on a share, or a new one on a network drive: both get damaged there."""
    for folder in path.absolute().parents:
        if (folder / MARKER).is_file():
            raise Refused("file.on_share", path=path, folder=folder)
    if not is_new:
        return
    from gridlog.machine.computer import is_remote

    if is_remote(path.absolute().parent):
        raise Refused("file.on_network", path=path)


def connect(path: Path, create: bool) -> sqlite3.Connection:
    """Return a connection that commits only when told, waits for other writers, and syncs before it answers."""
    if create:
        from gridlog.machine.files import make_private

        make_private(path)
    connection = _connected(path, "rwc" if create else "rw")
    connection.execute("PRAGMA synchronous = EXTRA")
    return connection


def connect_still(path: Path) -> sqlite3.Connection:
    """Return a connection that reads the file as it lies and makes no file beside it.

    It is safe only for a file that no process writes to.
    """
    return _connected(path, "ro&immutable=1")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    name = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(name, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def log_of(path: Path) -> Path:
    """Return the path of a file's write-ahead log.

    The log exists while a command runs, or after a command was killed.
    """
    return path.with_name(f"{path.name}-wal")


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Make a file keep a write-ahead log from now on; the file itself remembers this mode.

    A file of an older version that another program is reading stays as it is: the next command tries again.
    """
    if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    connection.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _prepare(
    connection: sqlite3.Connection,
    path: Path,
    made_at: datetime,
    create: bool,
    progress: Progress | None,
    copies: Copies | None,
) -> None:
    connection.execute("BEGIN")  # one transaction for three reads: another process may be making the file
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
        _grow(connection, path, made_at, version, progress, copies is not None)
    _log_ahead(connection)
    (known,) = connection.execute("SELECT derived FROM replica").fetchone()
    if known != DERIVED_VERSION:
        if known and version == SCHEMA_VERSION and copies and copies():
            _keep_if_possible(connection, path, made_at)
        rebuild(connection, progress)


def _keep_if_possible(connection: sqlite3.Connection, path: Path, made_at: datetime) -> None:
    """Make a copy before the tables are folded anew; no event changes then, so a full disk does not stop it."""
    from gridlog.store.copies import keep, need_room

    with suppress(GridlogError, OSError):
        need_room(path)
        keep(connection, path, made_at, "upgrade")


def _is_empty(connection: sqlite3.Connection) -> bool:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return int(count) == 0


def _grow(
    connection: sqlite3.Connection,
    path: Path,
    made_at: datetime,
    version: int,
    progress: Progress | None = None,
    needs_copy: bool = True,
) -> None:
    if version and needs_copy:
        from gridlog.store.copies import keep

        keep(connection, path, made_at, "upgrade")
    with immediate(connection):
        if connection.execute("PRAGMA user_version").fetchone()[0] >= SCHEMA_VERSION:
            return  # another process was quicker
        migrate(connection, progress)
        if connection.execute("SELECT count(*) FROM replica").fetchone() == (0,):
            born = (os.urandom(8).hex(), 0, 0, 0, made_at.isoformat(timespec="seconds"))
            connection.execute(
                "INSERT INTO replica (id, number, clock, derived, made_at) VALUES (?,?,?,?,?)", born
            )
