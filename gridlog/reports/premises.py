"""What the tables say of premises: their parks, and which of them fit a need."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.decimals import parts, parts_sql
from gridlog.core.nouns.occupancy.meaning import promised_sql
from gridlog.core.nouns.premises.fit import AT_LEAST, AT_MOST, Fit, Wanted
from gridlog.core.nouns.premises.life import IDLE, READY
from gridlog.ledgers.queries import any_of


def parks(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the parks that premises lie in, in alphabetical order."""
    found = connection.execute("SELECT DISTINCT park FROM premises WHERE park <> '' ORDER BY park")
    return [park for (park,) in found]


class Matched(NamedTuple):
    """The best places for a need, how many fit in all, and how many idle places would be large enough."""

    best: Sequence[Fit]
    in_all: int
    idle: int


_ENOUGH = "free >= max(:area, 1)"
_ORDER = "met DESC, free, price_parts IS NULL, price_parts, code"


def matched(connection: sqlite3.Connection, wanted: Wanted, today: date, most: int) -> Matched:
    """Return the places that have what is needed, the best of them first, and `most` of them at most.

    One statement ranks all places with the index of kind, status and area. An area that is let to an enterprise that
    comes later is not free.
    """
    asked = {
        "today": today.isoformat(),
        "area": parts(wanted.area),
        "kind": wanted.kind,
        "most": most,
        **{key: parts(getattr(wanted, key)) for key in (*AT_LEAST, *AT_MOST)},
    }
    found = connection.execute(
        f"""WITH places AS MATERIALIZED (
              SELECT p.rowid AS place, p.code AS code, p.price_parts AS price_parts, {_met(wanted)} AS met,
                p.area_parts - {promised_sql("p.code", ":today")} AS free
              FROM premises AS p WHERE {_needed(wanted)} AND p.status = '{READY}'),
            best AS MATERIALIZED (SELECT * FROM places WHERE {_ENOUGH} ORDER BY {_ORDER} LIMIT :most)
            SELECT best.code, name, park, part, kind, block, {parts_sql("free")}, {parts_sql("free - :area")},
              power, load, height, price, met, (SELECT count(*) FROM places WHERE {_ENOUGH})
            FROM best JOIN premises AS p ON p.rowid = place ORDER BY {_ORDER.replace("code", "best.code").replace("price_parts", "best.price_parts")}""",
        asked,
    ).fetchall()
    count = int(found[0][-1]) if found else 0
    return Matched([Fit(*row[:-1]) for row in found], count, _idle(connection, wanted))


def _needed(wanted: Wanted) -> str:
    kind = "p.kind = :kind" if wanted.kind else "1"
    return f"{kind} AND p.area_parts >= :area"


def _met(wanted: Wanted) -> str:
    """Return SQL for how many wishes a place meets."""
    met = [f"ifnull(p.{key}_parts >= :{key}, 0)" for key in AT_LEAST if getattr(wanted, key)]
    met += [f"ifnull(p.{key}_parts <= :{key}, 0)" for key in AT_MOST if getattr(wanted, key)]
    met += [f"({any_of('p.block', wanted.blocks)})"] if wanted.block else []
    return " + ".join(met) or "0"


def _idle(connection: sqlite3.Connection, wanted: Wanted) -> int:
    """Return how many idle places have the kind and the area that are needed."""
    query = f"SELECT count(*) FROM premises AS p WHERE {_needed(wanted)} AND p.status = '{IDLE}'"
    ((count,),) = connection.execute(query, {"kind": wanted.kind, "area": parts(wanted.area)})
    return int(count)


class Told(NamedTuple):
    """What an issue says: its category, its text, and the enterprise that has it."""

    category: str
    text: str
    enterprise: str


def issue(connection: sqlite3.Connection, id: str) -> Told:
    """Return what an issue says, by its whole id."""
    found = connection.execute(
        "SELECT i.category, i.text, ifnull(e.name, i.enterprise) FROM issues AS i LEFT JOIN enterprises AS e ON e.code = i.enterprise "
        "WHERE i.id = ?",
        (id,),
    )
    return Told(*found.fetchone())
