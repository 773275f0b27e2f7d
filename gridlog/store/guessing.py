"""Guess which names of the roster a person meant: by their syllables, and with one slip of the hand.

It is loaded only when a text is no code, no name, no part of a name and no initials, or fits several of them.
"""

import sqlite3
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from gridlog.core.nouns import plural
from gridlog.core.roster import folded
from gridlog.core.spelling import fits, sieve, slip_sieves, slips

Named: TypeAlias = tuple[str, str]  # a code and a name
NEAR = 3  # names that only look alike
SHORTEST_SLIP = 2
LONGEST_SLIP = (
    24  # the pattern of all slips grows with the square of the length: 24 letters take 0.4 s, 100 take 20 s
)
LONGEST_TYPED = 200  # the full pinyin of a name of 40 characters


def typed_as(text: str) -> str:
    """Return what a person typed as it is compared: folded, without the apostrophes of pinyin."""
    return folded(text).replace("'", "").replace("’", "")


class Tokens(NamedTuple):
    """How the name of an entry may be typed."""

    code: str
    name: str
    folded: str
    initials: str
    syllables: str


def spelled(connection: sqlite3.Connection, noun: str, typed: str) -> list[Named]:
    """Return the entries that a text with letters means: as a part, then as initials, then as pinyin or a mixture.

    Of initials and of pinyin the usual readings come first; other readings count only when no usual one fits.
    One scan reads all that may fit: 20,000 names take 5 ms.
    """
    text = typed_as(typed)
    if len(text) > LONGEST_TYPED:
        return []
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
    return [(one.code, one.name) for one in next(filter(None, found), [])]


def slipped(connection: sqlite3.Connection, noun: str, typed: str) -> list[Named]:
    """Return the entries whose name the text fits but for one wrong, missing, extra or swapped character or letter."""
    text = typed_as(typed)
    if not SHORTEST_SLIP <= len(text) <= LONGEST_SLIP:
        return []
    sieves = slip_sieves(text)
    any_of = " OR ".join(["syllables GLOB ?"] * len(sieves))
    sql = f"SELECT code, name, syllables FROM {plural(noun)} WHERE {any_of} ORDER BY code"
    sieved = connection.execute(sql, sieves).fetchall()
    if not sieved:
        return []  # the pattern of a long text takes long to make
    pattern = slips(text)
    return [(code, name) for code, name, tokens in sieved if pattern.search(tokens)]


def alike(connection: sqlite3.Connection, noun: str, typed: str) -> list[Named]:
    """Return a few entries whose names look like the text."""
    from difflib import get_close_matches

    names = {
        name: (code, name) for code, name in connection.execute(f"SELECT code, name FROM {plural(noun)}")
    }
    return [names[name] for name in get_close_matches(typed, names, n=NEAR, cutoff=0.5)]
