"""The shape of the file: numbered migrations for the true tables, one version number for the derived tables.

`stored`, `names`, `replica` and what is known of the share (`segments` and below) are true. Everything else is folded from
events, may be dropped at any time, and is a documented interface for readers (docs/format.md).
"""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from gridlog.core.nouns import tables
from gridlog.core.nouns.table import Table

if TYPE_CHECKING:
    from sqlite_utils import Migrations

APPLICATION_ID = 0x67726964  # "grid"
SCHEMA_VERSION = 3
DERIVED_VERSION = 15

# Oddities of a row of the log, for rows of every noun.
ODDITIES = (
    Table("flaws", "event:blob row:blob kind reason", indexes="row"),
    Table("conflicts", "row:blob head:blob", indexes="row"),
    Table("turned", "row:blob", key=True),
)

# What this machine knows of public holidays: a copy from a package. No event tells it, and no rebuild drops it.
CACHES = (
    "CREATE TABLE IF NOT EXISTS holidays (day TEXT PRIMARY KEY, work INTEGER NOT NULL, name TEXT NOT NULL) STRICT",
    """CREATE TABLE IF NOT EXISTS holiday_years (
         year INTEGER PRIMARY KEY, known INTEGER NOT NULL, asked_on TEXT NOT NULL
       ) STRICT""",
)


def derived_tables() -> list[Table]:
    """Return every derived table: first the tables of each noun, then the oddities of rows of any noun."""
    return [*tables(), *ODDITIES]


def postgres() -> str:
    """Return the DDL of every derived table for PostgreSQL, as a script."""
    return "".join(f"{statement};\n" for table in derived_tables() for statement in table.postgres())


def migrations(progress: "Callable[[int, int], None] | None" = None) -> "Migrations":
    """Return every change of the true tables since the first release, oldest first; each change is atomic.

    `progress(done, total)` is called while events are moved.
    """
    from sqlite_utils import (
        Database,
        Migrations,
    )  # the import takes 45 ms and is needed only when a file is made or migrated

    steps = Migrations("gridlog")

    @steps(name="0001-events")
    def _(db: Database) -> None:
        events = db.table("events")
        events.create(
            {
                "seq": int,
                "id": bytes,
                "row": bytes,
                "kind": str,
                "replica": str,
                "number": int,
                "clock": int,
                "body": bytes,
            },
            pk="seq",
            not_null={"id", "kind", "replica", "number", "clock", "body"},
            strict=True,
        )
        events.create_index(["id"], unique=True)
        db.execute("CREATE INDEX idx_events_row ON events (row) WHERE row IS NOT NULL")
        events.create_index(["replica", "number"])
        db.table("replica").create(
            {"id": str, "number": int, "clock": int, "derived": int, "made_at": str},
            not_null={"id", "number", "clock", "derived", "made_at"},
            strict=True,
        )

    @steps(name="0002-share")
    def _(db: Database) -> None:
        # Every sync reads all of 'segments', so it is narrow; the bytes stand in a table beside it.
        segments = db.table("segments")
        segments.create(
            {
                "id": int,
                "name": str,
                "replica": str,
                "first": int,
                "size": int,
                "bytes": int,
                "mine": int,
                "shared": int,
            },
            pk="id",
            not_null={"name", "replica", "first", "size", "bytes", "mine", "shared"},
            strict=True,
        )
        segments.create_index(["name"], unique=True)
        db.execute("CREATE INDEX segments_mine ON segments (first) WHERE mine")
        db.table("contents").create({"segment": int, "content": bytes}, pk="segment", strict=True)
        db.table("covers").create({"name": str, "segment": int}, strict=True)
        db.table("covers").create_index(["name"])
        db.table("covered").create(
            {"name": str, "mine": int, "at": str}, pk="name", not_null={"mine", "at"}, strict=True
        )
        db.table("sightings").create(
            {"name": str, "fault": str, "since": str}, pk="name", not_null={"fault", "since"}, strict=True
        )
        db.table("shed").create({"name": str, "sql": str}, pk="name", not_null={"sql"}, strict=True)
        db.table("waiting").create({"seq": int}, pk="seq", strict=True)
        db.execute("INSERT INTO waiting SELECT seq FROM events")
        for column in ("machine", "share", "zone", "folder", "synced_at"):
            db.table("replica").add_column(column, str, not_null_default="")

    @steps(name="0003-stored")
    def _(db: Database) -> None:
        store_in_parts(db.conn, progress)

    return steps


def store_in_parts(
    connection: sqlite3.Connection, progress: "Callable[[int, int], None] | None" = None
) -> None:
    """Move every event from the table `events` to `stored`; afterwards `events` is a view of the same columns.

    Each batch is deleted where it was, so that the file hardly grows. An event whose bytes the view would not say again
    is kept whole.
    """
    from gridlog.store.stored import (
        INDEXES,
        INSERT_MOVED,
        KEEP_WHOLE,
        NAMES,
        SAID,
        TABLE,
        VIEW,
        insert,
        moved,
    )

    for name in ("idx_events_id", "idx_events_row", "idx_events_replica_number"):
        connection.execute(f"DROP INDEX IF EXISTS {name}")
        connection.execute("DELETE FROM shed WHERE name = ?", (name,))
    connection.execute(NAMES)
    connection.execute(TABLE)
    connection.execute(f"CREATE VIEW said AS {SAID}")
    (total,) = connection.execute("SELECT count(*) FROM events").fetchone()
    done = 0
    batch = "SELECT seq, id, row, kind, replica, number, clock, body FROM events ORDER BY seq LIMIT 2000"
    while rows := connection.execute(batch).fetchall():
        insert(connection, [(*moved(*row[1:]), row[0]) for row in rows], INSERT_MOVED)
        span = (rows[0][0], rows[-1][0])
        said = dict(connection.execute("SELECT seq, body FROM said WHERE seq BETWEEN ? AND ?", span))
        whole = [(row[7], row[0]) for row in rows if said[row[0]] != row[7]]
        connection.executemany(KEEP_WHOLE, whole)
        connection.execute("DELETE FROM events WHERE seq <= ?", (rows[-1][0],))
        done += len(rows)
        if progress:
            progress(done, total)
    connection.execute("DROP VIEW said")
    connection.execute("DROP TABLE events")
    for statement in (*INDEXES, VIEW):
        connection.execute(statement)


def migrate(connection: sqlite3.Connection, progress: "Callable[[int, int], None] | None" = None) -> None:
    """Bring the true tables to this version, inside the transaction that the caller opened."""
    from sqlite_utils import Database

    migrations(progress).apply(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def reset_derived(connection: sqlite3.Connection) -> None:
    """Drop all derived tables and create them anew, empty."""
    made = derived_tables()
    for table in made:
        connection.execute(f"DROP TABLE IF EXISTS {table.name}")
    for statement in (*(one for table in made for one in table.sqlite()), *CACHES):
        connection.execute(statement)
