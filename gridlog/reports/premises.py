"""What the tables say of premises: which of them fit a need, how they fared in a period, who moved in and out."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import DAY
from gridlog.core.decimals import parts, parts_sql
from gridlog.core.figures.premises import Move, Overfull, Place
from gridlog.core.nouns.occupancy.meaning import Stay, promised_sql
from gridlog.core.nouns.premises.fit import AT_LEAST, AT_MOST, Fit, Wanted
from gridlog.core.nouns.premises.life import IDLE, READY
from gridlog.core.roster import Spell, on_day
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


def places(connection: sqlite3.Connection, first: date, last: date) -> list[Place]:
    """Return all premises with their statuses, and with the stays of the days from the eve of `first` to `last`."""
    statuses: dict[str, list[Spell]] = {}
    for code, status, *days in connection.execute(
        "SELECT premises, status, from_on, until_on FROM premises_statuses ORDER BY from_on"
    ):
        statuses.setdefault(code, []).append(Spell(status, *map(date.fromisoformat, days)))
    stays: dict[str, list[Stay]] = {}
    span = ((first - DAY).isoformat(), last.isoformat())
    for code, start, after, area in connection.execute(
        "SELECT premises, from_on, until_on, area_parts FROM occupancies WHERE until_on > ? AND from_on <= ?",
        span,
    ):
        stay = Stay(date.fromisoformat(start), date.fromisoformat(after), area)
        stays.setdefault(code, []).append(stay)
    found = connection.execute("SELECT code, park, part, kind, block, area_parts FROM premises ORDER BY code")
    return [
        Place(code, park, part, kind, block, area, statuses.get(code, ()), stays.get(code, ()))
        for code, park, part, kind, block, area in found
    ]


def moves(connection: sqlite3.Connection, first: date, last: date) -> list[Move]:
    """Return who moved in from `first` to `last`, and who had the last day then, day by day."""
    told = """SELECT {day} AS day, o.premises, ifnull(p.name, o.premises), ifnull(e.name, o.enterprise), o.area_parts
      FROM occupancies AS o LEFT JOIN premises AS p ON p.code = o.premises
      LEFT JOIN enterprises AS e ON e.code = o.enterprise WHERE {span} ORDER BY day, o.premises, o.enterprise"""
    begun = told.format(day="o.from_on", span="o.from_on BETWEEN ? AND ?")
    ended = told.format(day="date(o.until_on, '-1 day')", span="o.until_on BETWEEN ? AND ?")
    came = connection.execute(begun, (first.isoformat(), last.isoformat()))
    went = connection.execute(ended, ((first + DAY).isoformat(), (last + DAY).isoformat()))
    found = [
        Move(date.fromisoformat(day), code, name, enterprise, area, is_in)
        for rows, is_in in ((came, True), (went, False))
        for day, code, name, enterprise, area in rows
    ]
    return sorted(found, key=lambda one: (one.on, not one.is_in))


def overfull(connection: sqlite3.Connection, day: date) -> list[Overfull]:
    """Return the places of which more is occupied on a day than there is."""
    found = connection.execute(
        f"""SELECT p.code, p.name, p.area_parts, sum(o.area_parts) AS taken FROM occupancies AS o
            JOIN premises AS p ON p.code = o.premises WHERE {on_day("?", "o.")}
            GROUP BY p.code HAVING taken > p.area_parts ORDER BY p.code""",
        (day.isoformat(), day.isoformat()),
    )
    return [Overfull(*row) for row in found]


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
