"""Rank the names that a text may mean: where each candidate stands, and which is the likeliest.

It is loaded only when a text fits several names, or none but for a slip.
"""

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from gridlog.core.roster import folded, on_day
from gridlog.store.lookup import Found


class Standing(NamedTuple):
    """Where a candidate stands: the code and name of its grid, and the day of the latest visit; empty when unknown."""

    grid: str = ""
    grid_name: str = ""
    visited_on: str = ""


def standings(
    connection: sqlite3.Connection, noun: str, found: list[Found], day: date
) -> dict[str, Standing]:
    """Return where each candidate stands on a day, by its code; nothing for a noun that belongs to no grid."""
    table = {"enterprise": "enterprise_grids", "officer": "assignments"}.get(noun)
    if table is None:
        return {}
    latest = "(SELECT max(visited_on) FROM visits WHERE enterprise = ?1 AND NOT void)"
    sql = f"""SELECT grid, (SELECT name FROM grids WHERE code = grid), {latest if noun == "enterprise" else "''"}
              FROM (SELECT (SELECT grid FROM {table} WHERE {noun} = ?1 AND {on_day("?2")}) AS grid)"""
    return {
        one.code: Standing(*("" if cell is None else str(cell) for cell in row))
        for one in found
        for row in connection.execute(sql, (one.code, str(day)))
    }


def ranked(
    found: list[Found], typed: str, standing: Mapping[str, Standing], own: frozenset[str]
) -> list[Found]:
    """Return the candidates with the likeliest first.

    Names that begin with the text come before others, own grids before others, and recent visits before old ones.
    """
    text = folded(typed)

    def last(one: Found) -> tuple[bool, bool, int, str]:
        place = standing.get(one.code, Standing())
        day = date.fromisoformat(place.visited_on).toordinal() if place.visited_on else 0
        return not folded(one.name).startswith(text), place.grid not in own, -day, one.code

    return sorted(found, key=last)
