"""What a spot check is drawn from, and what became of those drawn, read from the tables through their indexes."""

import sqlite3
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from gridlog.core.nouns.spotcheck.life import Candidate, Checked, Lot
from gridlog.core.nouns.visit.meaning import COUNTED
from gridlog.core.rules import Rules
from gridlog.core.tree import Unit
from gridlog.store import lookup


def pool(connection: sqlite3.Connection, lot: Lot, rules: Rules) -> list[Candidate]:
    """The visits of the period that count, each once."""
    tree = lookup.tree(connection, rules)
    found = connection.execute(
        f"SELECT v.id, v.block, v.grid, v.enterprise FROM visits AS v WHERE v.visited_on >= :start AND v.visited_on < :end AND {COUNTED}",
        {"start": lot.start.isoformat(), "end": lot.end.isoformat(), "methods": rules.counted_methods},
    )
    return [Candidate(id, tree.kept_block(block, grid), enterprise) for id, block, grid, enterprise in found]


def draws_of(connection: sqlite3.Connection, lot: Lot) -> list[str]:
    """The draws of this very period, earliest first."""
    found = connection.execute(
        """SELECT DISTINCT drawn_clock, id FROM spotchecks WHERE from_on = ? AND until_on = ?
           ORDER BY drawn_clock, id""",
        (lot.start.isoformat(), lot.end.isoformat()),
    )
    return [id for _, id in found]


def latest(connection: sqlite3.Connection) -> str | None:
    """Return the last draw; None where there is no draw."""
    found = connection.execute(
        "SELECT id FROM spotchecks ORDER BY drawn_clock DESC, id DESC LIMIT 1"
    ).fetchone()
    return found[0] if found else None


def lot_of(connection: sqlite3.Connection, id: str) -> Lot:
    """How a draw that the tables name was made."""
    start, end, percent, seed = connection.execute(
        "SELECT from_on, until_on, percent, seed FROM spotchecks WHERE id = ? LIMIT 1", (id,)
    ).fetchone()
    return Lot(date.fromisoformat(start), date.fromisoformat(end), percent, seed)


class Held(NamedTuple):
    """A draw that holds a visit, and whether an officer called about the visit already."""

    draw: str
    is_answered: bool


def holding(connection: sqlite3.Connection, visit: str, draw: str | None = None) -> Held | None:
    """The latest draw that holds a visit, or `draw` if it does; None where there is none."""
    found = connection.execute(
        """SELECT id, reached IS NOT NULL FROM spotchecks WHERE visit = :visit AND id = ifnull(:draw, id)
           ORDER BY drawn_clock DESC, id DESC LIMIT 1""",
        {"visit": visit, "draw": draw},
    ).fetchone()
    return Held(found[0], bool(found[1])) if found else None


def people(connection: sqlite3.Connection, visit: str) -> tuple[str, ...]:
    """Everybody who made a visit, the lead first."""
    found = connection.execute(
        """SELECT officer FROM visits WHERE id = :visit
           UNION ALL SELECT officer FROM visit_participants WHERE visit = :visit""",
        {"visit": visit},
    )
    return tuple(officer for (officer,) in found)


def open_elsewhere(connection: sqlite3.Connection, draw: str) -> dict[str, int]:
    """Return, for each other draw, how many visits no officer called about yet; the latest draw comes first."""
    found = connection.execute(
        "SELECT id, count(*) FROM spotchecks WHERE reached IS NULL AND id <> ? GROUP BY id ORDER BY max(drawn_clock) DESC, id DESC",
        (draw,),
    )
    return dict(found.fetchall())


def checked(
    connection: sqlite3.Connection, start: date, end: date, unit: Callable[[str, str], Unit]
) -> list[Checked]:
    """The visits of [start, end) that any draw holds, once a draw, void ones too, each with its unit."""
    # A CROSS JOIN keeps this order: the days of the period through their index, never all draws.
    found = connection.execute(
        """SELECT s.visit, v.block, v.grid, s.reached, s.confirmed, s.satisfaction,
             ifnull(s.recorded_clock, -1), s.drawn_clock, s.id
           FROM visits AS v CROSS JOIN spotchecks AS s ON s.visit = v.id
           WHERE v.visited_on >= ? AND v.visited_on < ?""",
        (start.isoformat(), end.isoformat()),
    )
    return [
        Checked(
            visit, *unit(block, grid), _asked(reached), _asked(confirmed), satisfaction, (recorded, drawn, id)
        )
        for visit, block, grid, reached, confirmed, satisfaction, recorded, drawn, id in found
    ]


def _asked(value: int | None) -> bool | None:
    return None if value is None else bool(value)
