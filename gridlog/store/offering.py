"""Read what a shell offers while a command is typed: codes and names of the roster, and ids.

The file is only read. A file of another version offers nothing, for a completion must not bring it over.
"""

import os
import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from gridlog.core.event import read_prefix
from gridlog.core.nouns import plural
from gridlog.core.roster import on_day
from gridlog.errors import Refused
from gridlog.store import lookup, questions
from gridlog.store.file import log_of
from gridlog.store.lookup import Found
from gridlog.store.questions import Candidate
from gridlog.store.schema import DERIVED_VERSION
from gridlog.store.standing import Standing, ranked, standings

MOST = 50  # names that are offered
RANKED = 400  # candidates whose visits are looked up
WAIT_SECONDS = 0.2


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection that only reads. Raises Refused for a file of another version, sqlite3.Error for no file.

    A connection that may write nothing would leave a log beside the file, where it made one; so this one may, where
    the folder can be written.
    """
    name = f"{path.absolute().as_uri()}?mode={_mode(path)}"
    connection = sqlite3.connect(name, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only = ON")
        (known,) = connection.execute("SELECT derived FROM replica").fetchone()
    except (sqlite3.Error, TypeError):
        connection.close()
        raise
    if known != DERIVED_VERSION:
        connection.close()
        raise Refused("file.newer", path=path, version=known, known=DERIVED_VERSION)
    return connection


def _mode(path: Path) -> str:
    if os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK):
        return "rw"
    return "ro" if log_of(path).exists() else "ro&immutable=1"


def names(
    connection: sqlite3.Connection, noun: str, typed: str, me: str, today: date
) -> Iterable[tuple[str, str, str]]:
    """Yield code, name and grid of the entries whose code begins with the text, or that it means otherwise.

    Own grids come first, and enterprises that were visited lately.
    """
    own = _own_grids(connection, me, today)
    found = list(dict.fromkeys(_fitting(connection, noun, typed, own, today)))
    standing = standings(connection, noun, found[:RANKED], today)
    coded = [one for one in found if typed and one.code.casefold().startswith(typed.casefold())]
    others = [one for one in found if one not in set(coded)]
    for one in [*coded, *ranked(others, typed, standing, own)][:MOST]:
        yield one.code, one.name, standing.get(one.code, Standing()).grid_name


def _own_grids(connection: sqlite3.Connection, me: str, today: date) -> frozenset[str]:
    """Return the grid of an officer and every grid below it."""
    found = lookup.exactly(connection, "officer", me) if me else None
    grid = lookup.grid_of(connection, "officer", found.code, today) if found else ""
    return frozenset(lookup.below(connection, grid)) if grid else frozenset()


def _fitting(
    connection: sqlite3.Connection, noun: str, typed: str, own: frozenset[str], today: date
) -> Iterable[Found]:
    if not typed.strip():
        if noun == "enterprise":
            yield from _in_grids(connection, own, today)
        yield from _from_code(connection, noun, "", MOST)
        return
    for spelled in dict.fromkeys((typed, typed.upper())):
        yield from _from_code(connection, noun, spelled, MOST)
    yield from lookup.guessed(connection, noun, typed)


def _in_grids(connection: sqlite3.Connection, grids: frozenset[str], day: date) -> Iterable[Found]:
    sql = f"""SELECT code, name FROM enterprise_grids JOIN enterprises ON code = enterprise
              WHERE grid = ?1 AND {on_day("?2")} ORDER BY code LIMIT {MOST}"""
    for grid in sorted(grids):
        for row in connection.execute(sql, (grid, str(day))):
            yield Found(*row)


def _from_code(connection: sqlite3.Connection, noun: str, begun: str, most: int) -> Iterable[Found]:
    sql = f"SELECT code, name FROM {plural(noun)} WHERE code >= ? AND code < ? ORDER BY code LIMIT ?"
    return [Found(*row) for row in connection.execute(sql, (begun, begun + "\U0010ffff", most))]


def ids(connection: sqlite3.Connection, noun: str, begun: str, is_live: bool) -> list[Candidate]:
    """Return the latest visits or issues, only live ones when `is_live`; with a beginning, the ids that begin so."""
    if not begun:
        return questions.latest_of(connection, noun, is_live, MOST)
    prefix = read_prefix(begun)
    return questions.with_ids(connection, noun, lookup.ids(connection, noun, prefix)) if prefix else []
