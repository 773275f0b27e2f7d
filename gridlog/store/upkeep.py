"""Whether a file is what it should be: SQLite's own check, every index, every table against the fold of its events.

The fold is made anew in a scratch copy, so that nothing waits for it. Only what follows from events is ever mended here.
"""

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from gridlog.core.event import SHORT, Misfit, hash_id, written
from gridlog.core.nouns.table import Table
from gridlog.core.redaction import is_stub, kept
from gridlog.store.copies import duplicate
from gridlog.store.projection import immediate, rebuild, restore_index, shed, widen_cache
from gridlog.store.schema import derived_tables
from gridlog.store.stored import INDEXES

Progress = Callable[[int, int], None]

COMPLAINTS = 3
ID = re.compile("[0-9A-Z]{26}")
OF_INDEXES = ("missing from index", "wrong # of entries in index", "non-unique entry in index")


class Difference(NamedTuple):
    """A table that is not what its events fold to: how many rows, and the first of their owners."""

    table: str
    rows: int
    owners: tuple[str, ...]


class Compared(NamedTuple):
    """What a comparison found: the events, the tables that differ, and the places of events whose bytes changed."""

    events: int
    differences: tuple[Difference, ...]
    rotten: tuple[int, ...]


def complaints(connection: sqlite3.Connection) -> list[str]:
    """Return what SQLite's integrity check complains of, empty for a whole file."""
    said = [str(one) for (one,) in connection.execute(f"PRAGMA integrity_check({COMPLAINTS})")]
    return [] if said == ["ok"] else said


def is_of_indexes(said: Sequence[str]) -> bool:
    """Return whether only indexes are complained of: these can be made anew from the tables."""
    return all(any(part in one for part in OF_INDEXES) for one in said)


def missing_indexes(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the indexes that should be there and are not."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    wanted = [_index_name(one) for one in (*INDEXES, *_derived_indexes())]
    return [name for name in dict.fromkeys([*wanted, *shed(connection)]) if name not in there]


def _derived_indexes() -> Iterator[str]:
    for table in derived_tables():
        yield from (one for one in table.sqlite() if "INDEX" in one.split("(")[0])


def _index_name(statement: str) -> str:
    return statement.split(" ON ")[0].split()[-1]


@contextmanager
def _scratch(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Give a copy of a file, in a folder that only its owner enters; afterwards the copy is gone."""
    with (
        tempfile.TemporaryDirectory(prefix="gridlog-") as folder,
        closing(sqlite3.connect(Path(folder) / "scratch.db", isolation_level=None)) as copy,
    ):
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        widen_cache(copy)
        duplicate(connection, copy)
        yield copy


def compare(connection: sqlite3.Connection, progress: Progress | None = None) -> Compared:
    """Fold all events anew in a scratch copy, and compare every derived table with what is there.

    Raises Damaged for an event that cannot be read, sqlite3.Error for a file that SQLite cannot read or a full disk.
    """
    with _scratch(connection) as copy:
        rotten = tuple(
            seq
            for seq, id, body in copy.execute("SELECT seq, id, body FROM events ORDER BY seq")
            if hash_id(body) != id and not _is_stub_of(body, id)
        )
        there = {name for (name,) in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        tables = derived_tables()
        copy.execute("PRAGMA legacy_alter_table = ON")
        for (name,) in copy.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
            f"({','.join('?' * len(tables))})",
            [table.name for table in tables],
        ).fetchall():
            copy.execute(f"DROP INDEX {name}")
        for table in tables:
            if table.name in there:
                copy.execute(f"ALTER TABLE {table.name} RENAME TO was_{table.name}")
        rebuild(copy, progress)
        (count,) = copy.execute("SELECT count(*) FROM stored").fetchone()
        found = [_difference(copy, table, table.name in there) for table in tables]
        return Compared(int(count), tuple(one for one in found if one), rotten)


def _is_stub_of(body: bytes, id: bytes) -> bool:
    """Return whether the bytes are those that a redaction left of the event with this id."""
    if not is_stub(body):
        return False
    try:
        return kept(body).id == id
    except Misfit:
        return False


def _difference(copy: sqlite3.Connection, table: Table, is_there: bool) -> Difference | None:
    """Compare a table with the one that was there, row by row, in any order."""
    was = f"was_{table.name}"
    (wanted,) = copy.execute(f"SELECT count(*) FROM {table.name}").fetchone()
    if not is_there:
        return Difference(table.name, max(1, int(wanted)), ())
    (had,) = copy.execute(f"SELECT count(*) FROM {was}").fetchone()
    if [one[1] for one in copy.execute(f"PRAGMA table_info({table.name})")] != [
        one[1] for one in copy.execute(f"PRAGMA table_info({was})")
    ]:
        return Difference(table.name, max(1, int(wanted)), ())
    if wanted == had and _sum(copy, table.name) == _sum(copy, was):
        return None
    lacking = copy.execute(f"SELECT * FROM {table.name} EXCEPT SELECT * FROM {was}").fetchall()
    surplus = copy.execute(f"SELECT * FROM {was} EXCEPT SELECT * FROM {table.name}").fetchall()
    if not lacking and not surplus and wanted == had:
        return None
    owners = dict.fromkeys(_named(row[0]) for row in (*lacking, *surplus))
    rows = max(len(lacking), len(surplus), abs(wanted - had))
    return Difference(table.name, rows, tuple(owners)[:COMPLAINTS])


def _sum(copy: sqlite3.Connection, table: str) -> int:
    """Return a sum over the rows of a table that is the same in any order; unlike EXCEPT, it sorts nothing."""
    return sum(map(hash, copy.execute(f"SELECT * FROM {table}")))


def _named(owner: object) -> str:
    """Return the owner of a row as a person finds it: a code, or the beginning of an id."""
    told = written(owner) if isinstance(owner, bytes) else str(owner)
    return told[:SHORT] if ID.fullmatch(told) else told


def mend(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Fold all tables anew, and make every index anew. No event is changed."""
    with immediate(connection):
        for name in shed(connection):
            restore_index(connection, name)
        for statement in INDEXES:
            if _index_name(statement) in missing_indexes(connection):
                connection.execute(statement)
    rebuild(connection, progress)
    connection.execute("REINDEX")
