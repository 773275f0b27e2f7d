"""Copies of the SQLite file: made while others write, proven before they take their name, a few of each kind kept.

A copy is made by SQLite's online backup inside one read transaction, so that it says what the file said at one instant; with a
write-ahead log no writer and no reader waits for it. Source: sqlite.org/backup.html, sqlite.org/wal.html.
"""

import errno
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from gridlog.errors import Damaged, GridlogError, Refused
from gridlog.machine.files import make_private, take_name

KINDS = ("upgrade", "import", "weekly", "restore")
KEPT = 3  # of each kind; a copy that a person asked for is never removed
PAGES = 1_000  # 4 MB at a time: Ctrl-C is heard in between
SPARE = 16 << 20  # bytes that a copy made without being asked leaves free on the disk
PATIENCE = 15.0
A_DAY = 24 * 3600
WAITING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
OF_THE_SOURCE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ")

Progress = Callable[[int, int], None]


class Copy(NamedTuple):
    """A copy that lies beside its database; `kind` is empty for one that a person asked for."""

    path: Path
    kind: str
    size: int


def name_of(database: Path, at: datetime, kind: str = "") -> Path:
    """Return the usual path of a copy that is made at an instant."""
    return database.with_name(".".join(filter(None, (database.name, f"{at:%Y%m%d-%H%M%S}", kind, "bak"))))


def copies_of(database: Path) -> list[Copy]:
    """Return the copies that lie beside a database, the oldest of each kind first. Raises OSError."""
    shape = re.compile(rf"{re.escape(database.name)}\.(?:.+\.)?bak")
    found = []
    for entry in os.scandir(database.absolute().parent):
        if shape.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
            kind = entry.name.split(".")[-2]
            found.append(Copy(Path(entry.path), kind if kind in KINDS else "", entry.stat().st_size))
    return sorted(found, key=lambda one: (one.kind, one.path.name))


def copy_file(
    source: sqlite3.Connection, origin: Path, target: Path, progress: Progress | None = None
) -> int:
    """Write what `source`, the file `origin`, says at this instant into a new file, proven whole. Returns its size.

    Raises Refused for a name that is taken and for a file that cannot be written, Damaged for an origin that is not whole;
    then nothing new lies there.
    """
    with temporary_beside(target) as unfinished:
        sweep(origin, unfinished.stat().st_mtime)
        write_copy(source, origin, unfinished, target, progress)
        size = unfinished.stat().st_size
        try:
            take_name(unfinished, target)
        except FileExistsError:
            raise Refused("copy.exists", path=target) from None
        except OSError as problem:
            raise Refused("copy.unwritable", path=target, reason=problem) from None
    return size


@contextmanager
def temporary_beside(target: Path) -> Iterator[Path]:
    """Give the path of a new private file beside `target`; afterwards that file is gone. Raises Refused."""
    path = target.with_name(f".~{target.name}.{os.getpid()}.tmp")
    try:
        _remove(path)
        make_private(path)
        if not path.is_file():
            path.touch()  # raises the error that make_private passed over
    except OSError as problem:
        raise Refused("copy.unwritable", path=target, reason=problem) from None
    try:
        yield path
    finally:
        _remove(path)


def sweep(database: Path, now: float) -> None:
    """Remove what a process that was killed left half done beside a database more than a day before `now`."""
    with suppress(OSError):
        for entry in os.scandir(database.absolute().parent):
            is_ours = entry.name.startswith(f".~{database.name}.") and ".tmp" in entry.name
            if is_ours and now - entry.stat(follow_symlinks=False).st_mtime > A_DAY:
                Path(entry.path).unlink()


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        with suppress(OSError):
            path.with_name(name).unlink()


def write_copy(
    source: sqlite3.Connection,
    origin: Path,
    unfinished: Path,
    target: Path | None = None,
    progress: Progress | None = None,
) -> None:
    """Write a copy into an empty file that lies there, sync it and prove it. Raises as `copy_file` does."""

    def stepped(_: int, left: int, total: int) -> None:
        if progress:
            progress(total - left, total)

    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # a copy that fails is thrown away
            duplicate(source, copy, stepped)
            need_whole(copy, origin)
    except sqlite3.Error as problem:
        if str(getattr(problem, "sqlite_errorname", "")).startswith(OF_THE_SOURCE):
            raise Damaged("file.damaged", path=origin, reason=problem) from None
        raise Refused("copy.unwritable", path=target or unfinished, reason=problem) from None


def duplicate(
    source: sqlite3.Connection,
    copy: sqlite3.Connection,
    stepped: Callable[[int, int, int], object] | None = None,
) -> None:
    """Copy what `source` says at this instant into an empty database, as it is: whole or not."""
    with _one_instant(source):
        source.backup(copy, pages=PAGES, progress=stepped)


@contextmanager
def _one_instant(source: sqlite3.Connection) -> Iterator[None]:
    """Hold one read transaction, so that what others write meanwhile neither shows nor makes the copy begin again."""
    if source.in_transaction:
        yield
        return
    source.execute("BEGIN")
    try:
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        yield
    finally:
        if source.in_transaction:
            source.execute("ROLLBACK")


def need_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Raise Damaged for a file that SQLite's integrity check complains of."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise Damaged("file.damaged", path=path, reason=said)


def keep(connection: sqlite3.Connection, database: Path, at: datetime, kind: str) -> Path:
    """Make a copy of a kind beside the database, unless the latest of that kind says the same; remove the oldest.

    Returns the copy. Raises as `copy_file` does.
    """
    earlier = [one for one in copies_of(database) if one.kind == kind]
    if earlier and marks_in(earlier[-1].path) == marks(connection):
        return earlier[-1].path
    path = free_name(database, at, kind)
    copy_file(connection, database, path)
    turn(database, kind, path)
    return path


def free_name(database: Path, at: datetime, kind: str = "") -> Path:
    """Return the usual path of a copy, with a number where two are made in one second.

    Names stand in the order in which they are made: `_` comes after the dot.
    """
    usual = name_of(database, at, kind)
    rest = usual.name.removeprefix(f"{database.name}.{at:%Y%m%d-%H%M%S}")
    names = (f"{database.name}.{at:%Y%m%d-%H%M%S}_{number}{rest}" for number in range(2, 1000))
    return next((one for one in (usual, *map(usual.with_name, names)) if not os.path.lexists(one)), usual)


def turn(database: Path, kind: str, latest: Path) -> None:
    """Remove the oldest copies of a kind, but never the `latest`. A copy that cannot be removed stays."""
    others = [one.path for one in copies_of(database) if one.kind == kind and one.path.name != latest.name]
    for path in others[: max(0, len(others) - KEPT + 1)]:
        with suppress(OSError):
            path.unlink()


def marks(connection: sqlite3.Connection) -> tuple[object, ...]:
    """Return what tells the states of one file's log apart: its version, its last place and that place's event."""
    version = connection.execute("PRAGMA user_version").fetchone()
    last = connection.execute("SELECT seq, id FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return (*version, *(last or ()))


def has_events(connection: sqlite3.Connection) -> bool:
    """Return whether a file has any event, so that a copy of it is worth its room."""
    return connection.execute("SELECT 1 FROM events LIMIT 1").fetchone() is not None


def marks_in(path: Path) -> tuple[object, ...] | None:
    """Return the marks of a file that lies still, None for a file that cannot be read."""
    with suppress(sqlite3.Error), closing(still(path)) as connection:
        return marks(connection)
    return None


def still(path: Path) -> sqlite3.Connection:
    """Return a connection that reads a file as it lies and makes no file beside it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def need_room(database: Path) -> None:
    """Raise Refused where the disk has no room for one more copy and some work after it. Raises OSError."""
    import shutil

    room = shutil.disk_usage(database.absolute().parent).free
    if room < database.stat().st_size + SPARE:
        raise Refused("copy.unwritable", path=database.absolute().parent, reason=OSError(errno.ENOSPC, ""))


def pour(source: sqlite3.Connection, target: sqlite3.Connection, is_as_it_was: Callable[[], bool]) -> bool:
    """Replace all that a database says, in one transaction. Returns False, with nothing changed, for one that was written.

    `is_as_it_was` is asked when no other process can write any more. Readers go on with what they read; other writers wait.
    Raises Refused for a database that another process keeps busy.
    """
    give_up = time.monotonic() + PATIENCE
    has_asked = False

    def stepped(status: int, _: int, __: int) -> None:
        nonlocal has_asked
        if status in WAITING:
            if time.monotonic() > give_up:
                raise Refused("file.busy", seconds=int(PATIENCE))
        elif not has_asked:
            has_asked = True
            if not is_as_it_was():
                raise _Written

    try:
        with _one_instant(source):
            # a page at a time, so that the first step takes the lock and is not the last one, which commits
            source.backup(target, pages=1, progress=stepped, sleep=0.05)
    except _Written:
        return False
    return True


class _Written(GridlogError):
    """Another process wrote to the file."""

    def __init__(self) -> None:
        super().__init__("file.busy", seconds=0)
