"""What the tables say of premises."""

import sqlite3


def parks(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the parks that premises lie in, in alphabetical order."""
    found = connection.execute("SELECT DISTINCT park FROM premises WHERE park <> '' ORDER BY park")
    return [park for (park,) in found]
