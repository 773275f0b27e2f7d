"""A copy is made when a person asks for it, and a copy is put back. The code asks no question and prints nothing."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from gridlog.core.segment import NAME
from gridlog.errors import Damaged, GridlogError, NotFound, Refused
from gridlog.machine.computer import fingerprint
from gridlog.machine.files import take_name
from gridlog.share import holdings
from gridlog.store import copies, file, lookup
from gridlog.store.file import Store
from gridlog.store.schema import APPLICATION_ID, SCHEMA_VERSION
from gridlog.work.desk import Desk

TRIES = 3
MAGIC = b"SQLite format 3\0"

Progress = Callable[[int, int], None]


class Contents(NamedTuple):
    """What a file holds: the name of its zone, its number of events, and the wall time of its latest event."""

    zone: str
    events: int
    last_at: str


class Candidate(NamedTuple):
    """A copy that may be put back, opened and brought to this version, beside what is here.

    store: the prepared file
    holds: what it holds
    here: what the database holds; None when there is none, or none that can be read
    damage: why the database cannot be read
    lost: the number of events here that the copy lacks, by noun, the most first
    unshared: how many of these no other database can have
    gained: the number of events in the copy that are not here
    """

    store: Store
    holds: Contents
    here: Contents | None
    damage: GridlogError | None
    lost: dict[str, int]
    unshared: int
    gained: int


class Restored(NamedTuple):
    """What a restore did; `kept` is the copy of what was here before, None when nothing was here."""

    path: Path
    kept: Path | None


def back_up(desk: Desk, named: str, progress: Progress | None = None) -> tuple[Path, int]:
    """Make a copy of the database that a person asked for. Returns its path and size.

    `named` is a file or a folder; without it the copy lies beside the database. Raises Refused, Damaged.
    """
    store = desk.store
    target = copies.free_name(desk.db_path, desk.now)
    if named.strip():
        path = Path(named).expanduser()
        target = copies.free_name(path / desk.db_path.name, desk.now) if path.is_dir() else path
        if os.path.lexists(target):
            raise Refused("copy.exists", path=target)
    return target, copies.copy_file(store.connection, desk.db_path, target, progress)


def contents(connection: sqlite3.Connection) -> Contents:
    """Return what an open file of this version holds."""
    (count,) = connection.execute("SELECT count(*) FROM stored").fetchone()
    latest = "SELECT seq FROM stored ORDER BY clock DESC LIMIT 1"
    found = connection.execute(
        f"SELECT json_extract(CAST(body AS TEXT), '$.time') FROM events WHERE seq = ({latest})"
    )
    (last_at,) = found.fetchone() or ("",)
    return Contents(lookup.rules(connection).zone_name, int(count), str(last_at or ""))


@contextmanager
def candidate(desk: Desk, path: Path, progress: Progress | None = None) -> Iterator[Candidate]:
    """Open a copy to be put back, proven and brought to this version, and compare it with what is here.

    The copy itself is only read; what is prepared lies beside the database until the end of the block. Raises NotFound,
    Refused, Damaged; then nothing was changed.
    """
    database = desk.db_path
    if not path.is_file():
        raise NotFound("file.absent", path=path)
    if database.exists() and path.samefile(database):
        raise Refused("restore.same", path=path)
    _need_gridlog(path)
    here, damage = _here(desk)
    database.parent.mkdir(parents=True, exist_ok=True)
    with copies.temporary_beside(database) as prepared:
        with closing(_read(path)) as source:
            copies.write_copy(source, path, prepared, database, progress)
        store = file.open_store(prepared, desk.now, progress=progress, copies=None)
        try:
            with store.change() as connection:
                holdings.renew(connection, os.urandom(8).hex(), fingerprint(database))
            yield Candidate(store, contents(store.connection), here, damage, *_compared(desk, here, prepared))
        finally:
            store.close()


def _here(desk: Desk) -> tuple[Contents | None, GridlogError | None]:
    """Return what the database holds, or why it cannot be read. Raises Refused for a file that is not ours to replace."""
    if not desk.db_path.exists():
        return None, None
    try:
        if desk.store.obstacle:
            raise desk.store.obstacle
        return contents(desk.store.connection), None
    except Damaged as problem:
        return None, problem
    except sqlite3.Error as problem:
        said = file.told(problem, desk.db_path)
        if not isinstance(said, Damaged):
            raise
        return None, said


def _need_gridlog(path: Path) -> None:
    """Raise Refused for a file that is no database of gridlog, or one of a newer version; Damaged for an unreadable one."""
    with path.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise Refused("restore.foreign", path=path)
    try:
        with closing(_read(path)) as source:
            (application,) = source.execute("PRAGMA application_id").fetchone()
            (version,) = source.execute("PRAGMA user_version").fetchone()
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as problem:
        raise Damaged("restore.damaged", path=path, reason=problem) from None
    if application != APPLICATION_ID:
        raise Refused("restore.foreign", path=path)
    if version > SCHEMA_VERSION:
        raise Refused("file.newer", path=path, version=version, known=SCHEMA_VERSION)


def _read(path: Path) -> sqlite3.Connection:
    """Return a connection to a copy. Its log is read too, where one lies beside it; else no file is made there."""
    if file.log_of(path).is_file():
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    return copies.still(path)


def _compared(desk: Desk, here: Contents | None, prepared: Path) -> tuple[dict[str, int], int, int]:
    """Return what is here and not in the prepared file: how many events of each noun, how many of all unshared; then the gain."""
    if here is None:
        return {}, 0, 0
    connection = desk.store.connection
    connection.execute("ATTACH ? AS copy", (str(prepared),))
    try:
        lacks = "NOT EXISTS (SELECT 1 FROM copy.stored AS other WHERE other.id = main.stored.id)"
        noun = "(SELECT substr(name, 1, instr(name, '.') - 1) FROM main.names WHERE names.id = kind)"
        lost = connection.execute(
            f"SELECT {noun}, count(*) FROM main.stored WHERE {lacks} GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
        (gained,) = connection.execute(
            "SELECT count(*) FROM copy.stored AS other WHERE NOT EXISTS (SELECT 1 FROM main.stored WHERE stored.id = other.id)"
        ).fetchone()
        unshared = _unshared(connection, lacks) if lost else 0
    finally:
        connection.execute("DETACH copy")
    return {str(one): int(count) for one, count in lost}, unshared, int(gained)


def _unshared(connection: sqlite3.Connection, lacks: str) -> int:
    """Return how many of the events that the copy lacks never lay on a share."""
    if not holdings.membership(connection).share:
        (count,) = connection.execute(f"SELECT count(*) FROM main.stored WHERE {lacks}").fetchone()
        return int(count)
    waiting = f"SELECT count(*) FROM main.stored WHERE {lacks} AND seq IN (SELECT seq FROM main.waiting)"
    (count,) = connection.execute(waiting).fetchone()
    sealed = (
        f"SELECT count(*) FROM main.stored WHERE {lacks} AND number BETWEEN ? AND ? "
        "AND replica = (SELECT id FROM main.names WHERE name = ?)"
    )
    for (name,) in connection.execute("SELECT name FROM main.segments WHERE NOT shared").fetchall():
        if found := NAME.fullmatch(name):
            (more,) = connection.execute(sealed, (int(found[2]), int(found[3]), found[1])).fetchone()
            count += more
    return int(count)


def restore(desk: Desk, found: Candidate, progress: Progress | None = None) -> Restored:
    """Keep a copy of what is here, then put the prepared file in its place, as one transaction.

    Raises Refused when another process goes on writing, or when the disk is full; then the database is as it was.
    """
    database = desk.db_path
    if found.here is None:
        kept = _set_aside(desk) if found.damage else None
        _take_place(found.store, database)
        return Restored(database, kept)
    for _ in range(TRIES):
        kept = copies.free_name(database, desk.now, "restore")
        try:
            copies.copy_file(desk.store.connection, database, kept, progress)
        except Damaged:
            kept = _set_aside(desk)
            _take_place(found.store, database)
            return Restored(database, kept)
        if _poured(desk, found.store, kept):
            copies.turn(database, "restore", kept)
            return Restored(database, kept)
        with suppress(OSError):
            kept.unlink()
    raise Refused("file.busy", seconds=int(copies.PATIENCE))


def _poured(desk: Desk, prepared: Store, kept: Path) -> bool:
    """Replace the database unless another process wrote to it since the copy `kept` was made. Returns whether it was replaced."""
    before = copies.marks_in(kept)
    try:
        with closing(file.connect(desk.db_path, create=False)) as probe:
            is_done = copies.pour(
                prepared.connection, desk.store.connection, lambda: copies.marks(probe) == before
            )
    except sqlite3.Error as problem:
        raise file.told(problem, desk.db_path) from None
    desk.forget()
    return is_done


def _set_aside(desk: Desk) -> Path:
    """Rename a database that cannot be read, with its log, and return its new path. Raises Refused where another program has it."""
    desk.close()
    path = copies.name_of(desk.db_path, desk.now, "damaged")
    try:
        for end in ("", "-wal", "-shm"):
            source = desk.db_path.with_name(desk.db_path.name + end)
            if source.exists():
                source.rename(path.with_name(path.name + end))
    except OSError as problem:
        raise Refused("file.unwritable", path=desk.db_path, reason=problem) from None
    return path


def _take_place(prepared: Store, database: Path) -> None:
    """Give a prepared file the name of the database, which is free."""
    prepared.close()
    try:
        take_name(prepared.path, database)
    except OSError as problem:
        raise Refused("file.unwritable", path=database, reason=problem) from None
