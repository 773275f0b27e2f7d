"""Copies that gridlog makes by itself: one a week, and one before many rows are written. A failure is told and stops nothing."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from gridlog.errors import GridlogError, Refused
from gridlog.store import copies, file
from gridlog.words.language import pick, two
from gridlog.words.reasons import why

SMALL = 64 << 20  # bytes of a file that a command which is quick otherwise may copy
NOT_KEPT = two(
    "注意：自动备份没有做成：{reason}。详情见 gridlog doctor。",
    "Warning: no copy of the database was kept: {reason}; see gridlog doctor.",
)


def keep_week(connection: sqlite3.Connection, database: Path, path: Path, is_patient: bool) -> str:
    """Keep the copy of a week under its name; of a large file only when `is_patient`. Returns why it failed, or nothing."""
    try:
        if is_patient or database.stat().st_size <= SMALL:
            copies.need_room(database)
            copies.copy_file(connection, database, path)
            copies.turn(database, "weekly", path)
    except KeyboardInterrupt:
        return ""  # the command itself is done, and its answer was given
    except (GridlogError, OSError, sqlite3.Error) as problem:
        return _reason(problem)
    return ""


def keep_before_many(database: Path, now: datetime) -> str:
    """Keep a copy of a small file as it was before the transaction that is open. Returns why it failed, or nothing."""
    try:
        if database.stat().st_size <= SMALL:
            with closing(file.connect(database, create=False)) as reader:
                if copies.has_events(reader):
                    copies.need_room(database)
                    copies.keep(reader, database, now, "import")
    except (GridlogError, OSError, sqlite3.Error) as problem:
        return _reason(problem)
    return ""


def _reason(problem: Exception) -> str:
    if isinstance(problem, Refused) and problem.code == "copy.exists":
        return ""  # another process was quicker
    said = problem.values.get("reason", problem) if isinstance(problem, GridlogError) else problem
    return pick(two(*why(said)))
