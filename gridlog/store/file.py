"""The SQLite file: opening it safely, appending events, keeping each row's tables equal to its fold.

Read-then-write runs inside BEGIN IMMEDIATE, so that what a command decided on is still true when it
is written. The file keeps a write-ahead log: a reader never makes a writer wait, and a writer never makes a
reader wait. The last command that ends carries the log into the file and removes it, so one file lies at rest.
Source: sqlite.org/lang_transaction.html, sqlite.org/pragma.html, sqlite.org/wal.html.
"""

import errno
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    read_id,
    tick,
    written,
)
from gridlog.core.fold import Row, fold
from gridlog.core.nouns.table import Cells, Table
from gridlog.errors import Damaged, NotFound, Refused
from gridlog.machine.computer import MARKER, is_remote
from gridlog.machine.files import make_private
from gridlog.store.projection import (
    BATCH,
    EVENT_IDS,
    INSERT_EVENT,
    MANY,
    Progress,
    columns,
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
from gridlog.store.tables import Laid

BUSY_SECONDS = 15.0
MAX_EVENT = 256 * 1024
# a big zone's figures need more; every version reads as much
LONGER = dict.fromkeys(("report.frozen", "report.corrected"), MAX_BODY_BYTES)
# what could not be written, by a limit or a disk that went away, says nothing of what the file holds
UNWRITTEN = tuple(f"SQLITE_IOERR_{what}" for what in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE"))
LONG_LOG = 4 << 20  # bytes of a log that is carried over before the close, which keeps everybody else out
# Events of one bulk whose ids fit the cache: while they do, their index costs nothing, for another process reads the
# rows; made at the end it costs 1 µs an event, when nothing else runs.
MANY_IDS = 300_000
BULK_CACHE_KIB = 16 << 10  # twice as much costs 36 MB more and saves 2 % of the time of a million rows


class Author(NamedTuple):
    """Who writes, and when by their clock; `clock_was_set` when GRIDLOG_NOW stands in for it."""

    by: str
    now: datetime
    clock_was_set: bool = False


class Store:
    """One open gridlog file. Reading goes straight to `connection`."""

    def __init__(self, connection: sqlite3.Connection, path: Path, obstacle: Refused | None = None) -> None:
        self.connection = connection
        self.path = path
        self.obstacle = obstacle  # why the file can only be read, where it can

    def close(self) -> None:
        """Let go of the file; a long log is carried into it first, while others still read and write."""
        with suppress(sqlite3.Error, OSError):
            if log_of(self.path).stat().st_size > LONG_LOG:
                self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self.connection.close()

    @contextmanager
    def write(self, author: Author) -> Iterator["Writer"]:
        """One immediate transaction: all of it lands or nothing does. Raises Refused when busy or full."""
        with self.change() as connection:
            writer = Writer(connection, author)
            yield writer
            writer.finish()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction over what is no new event of ours. Raises as `write` does."""
        if self.obstacle:
            raise self.obstacle
        try:
            with immediate(self.connection):
                yield self.connection
        except sqlite3.Error as problem:
            raise told(problem, self.path) from problem

    @property
    def version(self) -> int:
        """A number that stays the same as long as no other connection writes to the file."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(version)

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
        self.time = author.now.isoformat(timespec="seconds")
        self._now_ms = int(author.now.timestamp() * 1000)
        found = connection.execute("SELECT id, number, clock FROM replica").fetchone()
        self._replica, self._number, self._clock = found
        self._before = self._number
        self._events: list[tuple[bytes, bytes | None, str, str, int, int, bytes]] = []
        self._cells: defaultdict[Table, list[Cells]] = defaultdict(list)
        self.asked: Sequence[str] = ()  # the indexes that whoever begins many rows asks by meanwhile
        self._begun = 0
        self._has_shed = self._has_shed_ids = False
        self._frame = cache(lambda kind: framed(kind, "", (), self._stamp()))

    @property
    def has_written(self) -> bool:
        """Whether this transaction says anything."""
        return bool(self._number > self._before)

    def append(self, kind: str, data: Data, key: str = "", row: bytes | None = None) -> Event:
        """Say one more thing of the row that `key` or `row` names, and refold that row.

        Raises Refused when the text is not Unicode or the event is longer than one may be.
        """
        self.flush()
        if self._has_shed:
            restore_index(self.connection, EVENT_IDS)  # without it each look at a row reads the whole log
        earlier = _earlier(self.connection, key, row)
        named = key or (row.hex() if row else "")
        event = self._create(kind, data, named, heads(earlier))
        self.connection.execute(INSERT_EVENT, columns(event))
        self.connection.execute("INSERT INTO waiting VALUES (last_insert_rowid())")
        refold(self.connection, [*earlier, event])
        return event

    def begin(self, kind: str, spelled: str, rows: Laid) -> bytes:
        """Begin a new row, in a batch: far cheaper than `append` by the thousand, written by `flush`; its id.

        `rows` are those of what an event of that kind, whose data are the canonical JSON `spelled`, folds to.
        Raises as `append` does.
        """
        number, clock = self._number + 1, tick(self._clock, self._now_ms)
        try:
            body = self._frame(kind).around(spelled, number, clock)
        except UnicodeEncodeError:
            raise Refused("text.not_unicode") from None
        self._use(number, clock, body)
        id = hash_id(body)
        self._events.append((id, None, kind, self._replica, number, clock, body))
        owner = written(id)
        for table, cells in rows:
            self._cells[table].append((owner, *cells))
        if len(self._events) >= BATCH:
            self.flush()
        return id

    def flush(self) -> None:
        """Write what `begin` gathered.

        Once that is more than the file held before, the indexes are shed and built anew at the end:
        sorting the entries once is cheaper than inserting each at random: 13 against 36 microseconds a row.
        """
        if not self._events:
            return
        if not self._has_shed and self._begun + len(self._events) > max(MANY, self._held()):
            widen_cache(self.connection, BULK_CACHE_KIB)
            shed_indexes(self.connection, keep=[*self.asked, EVENT_IDS])
            self._has_shed = True
        if self._has_shed and not self._has_shed_ids and self._begun > MANY_IDS:
            shed_indexes(self.connection, keep=self.asked)
            self._has_shed_ids = True
        self._begun += len(self._events)
        (last,) = self.connection.execute("SELECT ifnull(max(seq), 0) FROM events").fetchone()
        self.connection.executemany(INSERT_EVENT, self._events)
        self.connection.execute("INSERT INTO waiting SELECT seq FROM events WHERE seq > ?", (last,))
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
        """The next one; it is used up only by an event that can be kept."""
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
    """What a failure of SQLite means to the user; one that only a bug can cause stays itself."""
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


def open_store(
    path: Path, made_at: datetime, create: bool = False, progress: Progress | None = None
) -> Store:
    """Open the file at `path`, bringing it to this version when it is older.

    A file beside which SQLite can make none, in a folder that may not be written or on a full disk, is opened for reading only.
    `progress(done, total)` hears of a refold. Raises NotFound when there is no file and `create` is
    false, Refused for a newer or foreign one, Damaged for one that cannot be read.
    """
    if not create and not path.is_file():
        raise NotFound("file.missing", path=path)
    _keep_local(path, is_new=create and not path.exists())
    obstacle = None if create or _is_writable(path) else _not_permitted(path)
    try:
        if obstacle is None or _has_log(path):
            try:
                return Store(_prepared(connect(path, create), path, made_at, create, progress), path)
            except sqlite3.OperationalError as problem:
                if create or not _lacks_room(problem) or _has_log(path):
                    raise
                obstacle = Refused("file.full", path=path)
        return Store(_prepared(connect_still(path), path, made_at, create, progress), path, obstacle)
    except sqlite3.Error as problem:
        raise told(problem, path) from problem


def _prepared(
    connection: sqlite3.Connection, path: Path, made_at: datetime, create: bool, progress: Progress | None
) -> sqlite3.Connection:
    try:
        _prepare(connection, path, made_at, create, progress)
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
    """Whether SQLite could not make the index of a write-ahead log, 32 KiB that even a reader needs."""
    return str(getattr(problem, "sqlite_errorname", "")).startswith("SQLITE_IOERR_SHM")


def _has_log(path: Path) -> bool:
    """Whether a log lies beside the file: a command runs, or one was killed, and the file alone is not all."""
    with suppress(OSError):
        return log_of(path).stat().st_size > 0
    return False


def _keep_local(path: Path, is_new: bool) -> None:
    """Raises Refused for a database on a share, or a new one on a network drive: both get damaged there."""
    for folder in path.absolute().parents:
        if (folder / MARKER).is_file():
            raise Refused("file.on_share", path=path, folder=folder)
    if is_new and is_remote(path.absolute().parent):
        raise Refused("file.on_network", path=path)


def connect(path: Path, create: bool) -> sqlite3.Connection:
    """A connection that commits only when told, waits for other writers, and syncs before it answers."""
    if create:
        make_private(path)
    connection = _connected(path, "rwc" if create else "rw")
    connection.execute("PRAGMA synchronous = EXTRA")
    return connection


def connect_still(path: Path) -> sqlite3.Connection:
    """A connection that reads the file as it lies and makes no file beside it; only for a file that nobody writes."""
    return _connected(path, "ro&immutable=1")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    name = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(name, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def log_of(path: Path) -> Path:
    """Where SQLite keeps the write-ahead log of a file; it is there while a command runs, or after one was killed."""
    return path.with_name(f"{path.name}-wal")


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Make a file keep a write-ahead log from now on; the file itself remembers it.

    A file of an older version that another program is reading stays as it is: the next command tries again.
    """
    if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    connection.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


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
    _log_ahead(connection)
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
            connection.execute(
                "INSERT INTO replica (id, number, clock, derived, made_at) VALUES (?,?,?,?,?)", born
            )


def backup(connection: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of the file beside it, by SQLite's own means; an existing one is replaced."""
    make_private(target)
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    finally:
        copy.close()
