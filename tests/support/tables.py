"""What the derived tables of a database say."""

import sqlite3

from gridlog.store.schema import derived_tables


def dump(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every derived table."""
    return {
        table.name: sorted(connection.execute(f"SELECT * FROM {table.name}").fetchall(), key=repr)
        for table in derived_tables()
    }
