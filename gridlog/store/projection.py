"""Keep the tables of each row equal to the fold of its events, for one row or a million rows at a time."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple, TypeVar

from gridlog.core.event import Event
from gridlog.core.fold import Row, fold, noun_of
from gridlog.core.nouns import is_settled, life_of
from gridlog.core.nouns.table import Cells, Rows, Table
from gridlog.store.schema import DERIVED_VERSION, ODDITIES, reset_derived
from gridlog.store.stored import Columns, columns, insert_unknown, read_body
from gridlog.store.tables import Derived, derived, lone

BATCH = 500
FOLD_ROWS = 2_000
MANY = 20_000
CACHE_KIB = 48 << 10
SORT_KIB = 2 << 10
EVENT_IDS = "stored_id"
ANSWERED = (
    "SELECT later.row FROM stored AS begun CROSS JOIN stored AS later ON later.row = begun.id "
    "WHERE begun.seq > ? AND begun.row IS NULL"
)

Progress = Callable[[int, int], None]


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """Open a write transaction before the first read; roll it back on any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def events_of(connection: sqlite3.Connection, row: bytes) -> list[Event]:
    """Return every event of one row, in no order. Raises Damaged for bytes that are not an event."""
    found = connection.execute(
        "SELECT body FROM events WHERE id = ? AND row IS NULL UNION ALL SELECT body FROM events WHERE row = ?",
        (row, row),
    ).fetchall()  # a cursor in the midst of its rows would keep a rebuild after the error from dropping the tables
    return [read_body(body) for (body,) in found]


def refold(connection: sqlite3.Connection, events: list[Event]) -> Row:
    """Fold these events, all of one row, and write the result to the tables. Returns the folded row."""
    row, made, rivals = folded_row(events)
    if made:
        for table in life_of(row.noun).TABLES:
            if len(events) > 1:
                connection.execute(table.delete(1), (made.owner,))
            connection.executemany(table.insert, made.rows.get(table, ()))
    _note_oddities(connection, row, rivals, is_new=len(events) == 1)
    return row


def widen_cache(connection: sqlite3.Connection, kib: int = CACHE_KIB) -> None:
    """Hold more pages in memory than the usual 2 MB.

    With a small cache SQLite spills pages in the middle of a transaction; each spill writes and syncs the journal.
    """
    connection.execute(f"PRAGMA cache_size = -{kib}")


def narrow_cache(connection: sqlite3.Connection) -> None:
    """Hold few pages again before an index is made.

    SQLite sorts as much at a time as the cache holds: what fits the processor's cache is sorted a third faster.
    """
    connection.execute(f"PRAGMA cache_size = -{SORT_KIB}")


def shed_indexes(connection: sqlite3.Connection, keep: Collection[str] = ()) -> None:
    """Drop the indexes that many new visits would fill at random, except the indexes to `keep`.

    `restore_index` makes them anew. Sorting the entries once is cheaper than inserting each: 13 against 36
    microseconds a row in an import. No answer depends on these indexes, only its speed.
    An exchange keeps the index on event ids, which proves that an event comes in once. An import makes its own
    events, and proves the same when the index is made anew.
    """
    of_events = f"'stored_replica', '{EVENT_IDS}'"
    chosen = f"name LIKE 'visits_%' OR name LIKE 'visit_participants_%' OR name IN ({of_events})"
    found = connection.execute(
        f"SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND ({chosen})"
    ).fetchall()
    for name, statement in found:
        if name not in keep:
            connection.execute(f"DROP INDEX {name}")
            connection.execute("INSERT OR REPLACE INTO shed VALUES (?,?)", (name, statement))


def shed(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the indexes that must be made anew."""
    return [name for (name,) in connection.execute("SELECT name FROM shed ORDER BY name")]


def restore_index(connection: sqlite3.Connection, name: str) -> None:
    """Make one index anew, unless it exists again."""
    found = connection.execute("SELECT sql FROM shed WHERE name = ?", (name,)).fetchone()
    if found and not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone():
        connection.execute(found[0])
    connection.execute("DELETE FROM shed WHERE name = ?", (name,))


class Ready(NamedTuple):
    """An event that is about to land.

    row: the id of its row
    columns: the event as a row of the table `stored`
    cells: the table rows that the event yields when it is alone in its row; None when only a fold can tell
    """

    row: bytes
    columns: Columns
    cells: Rows | None

    @property
    def id(self) -> bytes:
        return self.columns[0]

    @property
    def clock(self) -> int:
        return self.columns[5]


def ready(event: Event) -> Ready:
    """Prepare an event before the transaction begins, while no other process waits for the file."""
    return Ready(event.row, columns(event), lone(event))


def merge(connection: sqlite3.Connection, arriving: Iterable[Ready]) -> list[Ready]:
    """Take over events from other replicas and refold their rows. Returns the events that were new.

    An event may be known already. An event that is alone in its row is written as it came; the other rows are
    read back and folded.
    """
    (last,) = connection.execute("SELECT ifnull(max(seq), 0) FROM stored").fetchone()
    fresh = _insert_unknown(connection, {one.id: one for one in arriving}, last)
    shared = {one.row for one in fresh if one.cells is None}
    shared.update(row for (row,) in connection.execute(ANSWERED, (last,)))
    old = _among(
        connection, f"SELECT id FROM stored WHERE seq <= {last} AND row IS NULL AND id IN ({{}})", shared
    )
    old |= _among(connection, f"SELECT row FROM stored WHERE seq <= {last} AND row IN ({{}})", shared)
    _write_cells(connection, (one.cells for one in fresh if one.cells is not None and one.row not in shared))
    for batch in batches(sorted(shared), FOLD_ROWS):
        _refold_all(connection, batch, old)
    return fresh


def _insert_unknown(connection: sqlite3.Connection, given: dict[bytes, Ready], last: int) -> list[Ready]:
    """Insert the events that are not stored yet. Returns them."""
    if insert_unknown(connection, [one.columns for one in given.values()]) == len(given):
        return list(given.values())
    return [given[id] for (id,) in connection.execute("SELECT id FROM stored WHERE seq > ?", (last,))]


def _refold_all(connection: sqlite3.Connection, rows: Sequence[bytes], old: Collection[bytes]) -> None:
    """Fold rows from all their events. The ids in `old` are the rows that the tables have already.

    One statement a table clears all old rows: while an index is shed, each statement reads the whole table.
    """
    groups = (events_of(connection, row) for row in rows)
    folded = [folded_row(events) for events in groups]
    gone: dict[Table, list[str]] = {}
    for row, made, _ in folded:
        if made and row.id in old:
            for table in life_of(row.noun).TABLES:
                gone.setdefault(table, []).append(made.owner)
    for table, owners in gone.items():
        connection.execute(table.delete(len(owners)), owners)
    for table in ODDITIES:
        connection.executemany(
            f"DELETE FROM {table.name} WHERE row = ?", [(row,) for row in rows if row in old]
        )
    write_rows(connection, folded)


def refold_rows(connection: sqlite3.Connection, rows: Sequence[bytes]) -> None:
    """Fold these rows anew from all their events; a row that has no event any more is left out."""
    some = [row for row in rows if events_of(connection, row)]
    for batch in batches(some, FOLD_ROWS):
        _refold_all(connection, batch, set(batch))


def clear_rows(connection: sqlite3.Connection, groups: Iterable[Sequence[Event]]) -> None:
    """Take rows out of the tables; each is given by all the events that it had."""
    for events in groups:
        row, made, _ = folded_row(events)
        for table in life_of(row.noun).TABLES if made else ():
            connection.execute(table.delete(1), (made.owner if made else "",))
        for table in ODDITIES:
            connection.execute(f"DELETE FROM {table.name} WHERE row = ?", (row.id,))


def _among(connection: sqlite3.Connection, query: str, ids: Iterable[bytes]) -> set[bytes]:
    """Return the ids that a query finds among the given ids. The query has `{}` in place of the ids."""
    found: set[bytes] = set()
    for batch in batches(ids):
        found.update(id for (id,) in connection.execute(query.format(",".join("?" * len(batch))), batch))
    return found


Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int = 0) -> Iterator[list[Item]]:
    """Yield the items in lists of `size`, or of some hundreds when `size` is 0."""
    rest = iter(items)
    while batch := list(islice(rest, size or BATCH)):
        yield batch


def _note_oddities(connection: sqlite3.Connection, row: Row, rivals: Collection[bytes], is_new: bool) -> None:
    if not is_new:
        for table in ODDITIES:
            connection.execute(f"DELETE FROM {table.name} WHERE row = ?", (row.id,))
    for flaw in row.flaws:
        connection.execute("INSERT INTO flaws VALUES (?,?,?,?)", (flaw.id, row.id, flaw.kind, flaw.reason))
    if rivals:
        connection.executemany("INSERT INTO conflicts VALUES (?,?)", [(row.id, head) for head in rivals])
    if row.is_turned:
        connection.execute("INSERT INTO turned VALUES (?)", (row.id,))


def _rivals(row: Row, events: Sequence[Event]) -> list[bytes]:
    """Return the last event of each branch of a row whose branches differ, when no event has settled the dispute."""
    if not row.heads:
        return []  # all was undone
    if len(row.heads) < 2 and not row.is_turned and sum(not one.prev for one in events) < 2:
        return []
    if row.noun and is_settled(row.noun):
        return []
    from gridlog.core.dispute import rivals

    return [one.event.id for one in rivals(events)]


def rebuild(connection: sqlite3.Connection, progress: Progress | None = None) -> None:
    """Drop every derived table and fold every row anew, in one transaction and constant memory."""
    from gridlog.store.stubs import place_all

    with immediate(connection):
        reset_derived(connection)
        place_all(connection)  # an older version may have taken redactions in without knowing them
        (total,) = connection.execute("SELECT count(*) FROM events").fetchone()
        done = 0
        for batch in batches(_rows(connection)):
            write_rows(connection, [folded_row(events) for events in batch])
            done += sum(map(len, batch))
            if progress:
                progress(done, total)
        connection.execute("UPDATE replica SET derived = ?", (DERIVED_VERSION,))


def _rows(connection: sqlite3.Connection) -> Iterator[list[Event]]:
    """Yield the events of each row.

    The rows that an event began come first, in order of arrival; the rows with a natural key follow.
    """
    later = "SELECT body FROM events WHERE row = ?"
    for id, body in connection.execute("SELECT id, body FROM events WHERE row IS NULL ORDER BY seq"):
        yield [read_body(one) for one in (body, *(more for (more,) in connection.execute(later, (id,))))]
    keyed = "SELECT DISTINCT row FROM events WHERE row IS NOT NULL AND row NOT IN (SELECT id FROM events WHERE row IS NULL)"
    for (row,) in connection.execute(keyed):
        yield [read_body(body) for (body,) in connection.execute(later, (row,))]


class Folded(NamedTuple):
    """A folded row, its rows in the tables, and the events that are in dispute about it."""

    row: Row
    made: Derived | None
    rivals: list[bytes]


def folded_row(events: Sequence[Event]) -> Folded:
    """Fold these events, all of one row."""
    row = fold(events)
    return Folded(row, derived(row, events), _rivals(row, events))


def write_rows(connection: sqlite3.Connection, batch: Sequence[Folded]) -> None:
    """Write folded rows that the tables do not have yet."""
    _write_cells(connection, (made.rows for _, made, _ in batch if made))
    for row, _, rivals in batch:
        _note_oddities(connection, row, rivals, is_new=True)


def _write_cells(connection: sqlite3.Connection, made: Iterable[Rows]) -> None:
    cells: dict[Table, list[Cells]] = {}
    for one in made:
        for table, rows in one.items():
            cells.setdefault(table, []).extend(rows)
    for table, rows in cells.items():
        connection.executemany(table.insert, rows)


def latest_events(connection: sqlite3.Connection, limit: int) -> list[Event]:
    """The events that this file took in last, the latest first."""
    found = connection.execute("SELECT body FROM events ORDER BY seq DESC LIMIT ?", (limit,))
    return [read_body(body) for (body,) in found]


def conflicting_rows(connection: sqlite3.Connection) -> list[bytes]:
    """Return the rows that two people changed at once and that no person has settled yet."""
    return [row for (row,) in connection.execute("SELECT DISTINCT row FROM conflicts")]


def turned_rows(connection: sqlite3.Connection, nouns: Collection[str]) -> list[bytes]:
    """Return the rows of these nouns with a removal, a merge, a part of a split or an undo among their events.

    Only the kind of one event of each row is read: an import that was undone turned a row for each of its visits.
    """
    kind = """(SELECT name FROM stored JOIN names ON names.id = stored.kind
      WHERE stored.row = turned.row LIMIT 1)"""
    found = connection.execute(f"SELECT row, {kind} FROM turned")
    return [row for row, name in found if noun_of(name or "") in nouns]
