"""Guess which names of the roster a person meant: by their syllables, and with one slip of the hand.

It is loaded only when a text is no code, no name, no part of a name and no initials, or fits several of them.
"""

import sqlite3
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from gridlog.core.nouns import plural
from gridlog.core.roster import folded, on_day
from gridlog.core.spelling import fits, sieve, slip_sieves, slips, typed_as
from gridlog.store.lookup import Found

NEAR = 3  # names that only look alike
SHORTEST_SLIP = 2


class Standing(NamedTuple):
    """Where a candidate stands: the code and name of its grid, and the day of the latest visit; empty when unknown."""

    grid: str = ""
    grid_name: str = ""
    visited_on: str = ""


class Tokens(NamedTuple):
    """How the name of an entry may be typed."""

    code: str
    name: str
    folded: str
    initials: str
    syllables: str


def spelled(connection: sqlite3.Connection, noun: str, typed: str) -> list[Found]:
    """Return the entries that a text with letters means: as a part, then as initials, then as pinyin or a mixture.

    Of initials and of pinyin the usual readings come first; other readings count only when no usual one fits.
    One scan reads all that may fit: 20,000 names take 5 ms.
    """
    text = typed_as(typed)
    columns = ", ".join(Tokens._fields)
    sql = f"SELECT {columns} FROM {plural(noun)} WHERE syllables GLOB ? ORDER BY code"
    sieved = [Tokens(*row) for row in connection.execute(sql, (sieve(text),))]
    usual, every = fits(text, is_usual=True), fits(text, is_usual=False)
    tiers: tuple[Callable[[Tokens], object], ...] = (
        lambda one: text in one.folded,
        lambda one: text in one.initials.partition(" ")[0],
        lambda one: text in one.initials,
        lambda one: usual.search(one.syllables),
        lambda one: every.search(one.syllables),
    )
    found = (list(filter(tier, sieved)) for tier in tiers)
    return [Found(one.code, one.name) for one in next(filter(None, found), [])]


def slipped(connection: sqlite3.Connection, noun: str, typed: str) -> list[Found]:
    """Return the entries whose name the text fits but for one wrong, missing, extra or swapped character or letter."""
    text = typed_as(typed)
    if len(text) < SHORTEST_SLIP:
        return []
    sieves = slip_sieves(text)
    any_of = " OR ".join(["syllables GLOB ?"] * len(sieves))
    sql = f"SELECT code, name, syllables FROM {plural(noun)} WHERE {any_of} ORDER BY code"
    pattern = slips(text)
    return [
        Found(code, name) for code, name, tokens in connection.execute(sql, sieves) if pattern.search(tokens)
    ]


def alike(connection: sqlite3.Connection, noun: str, typed: str) -> list[Found]:
    """Return a few entries whose names look like the text."""
    from difflib import get_close_matches

    names = {
        name: Found(code, name) for code, name in connection.execute(f"SELECT code, name FROM {plural(noun)}")
    }
    return [names[name] for name in get_close_matches(typed, names, n=NEAR, cutoff=0.5)]


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


def ranked(found: list[Found], typed: str, standing: dict[str, Standing], own: frozenset[str]) -> list[Found]:
    """Return the candidates with the likeliest first.

    Names that begin with the text come before others, own grids before others, and recent visits before old ones.
    """
    text = folded(typed)

    def last(one: Found) -> tuple[bool, bool, int, str]:
        place = standing.get(one.code, Standing())
        day = date.fromisoformat(place.visited_on).toordinal() if place.visited_on else 0
        return not folded(one.name).startswith(text), place.grid not in own, -day, one.code

    return sorted(found, key=last)
