"""The roster while a new one is read: the people and things that are known, by code, name and credit code."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple
from unicodedata import normalize

from gridlog.core.event import Json
from gridlog.core.roster import folded, on_day, twin_key
from gridlog.store import lookup

COLUMNS = {
    "grid": "name, level, parent, remark",
    "officer": "name, role, quota, phone, remark",
    "enterprise": "name, uscc, industry, scale, key, status, address, contact, title, phone, remark",
}
_ENDINGS = ("板块", "片区", "网格")


def current(connection: sqlite3.Connection, noun: str, code: str, day: date) -> dict[str, Json]:
    """Return what the roster has of one thing, with its grid and status on a day; empty for an unknown thing."""
    columns = COLUMNS[noun]
    found = connection.execute(f"SELECT {columns} FROM {noun}s WHERE code = ?", (code,)).fetchone()
    if not found:
        return {}
    values: dict[str, Json] = dict(zip(columns.split(", "), found, strict=True))
    if noun == "enterprise":
        values |= {"key": bool(values["key"]), "status": lookup.status_on(connection, code, day)}
    if noun != "grid":
        values["grid"] = lookup.grid_of(connection, noun, code, day)
    return values


def everything(connection: sqlite3.Connection, noun: str, day: date) -> dict[str, dict[str, Json]]:
    """Return what `current` returns, for all officers or all enterprises: two queries instead of two for each."""
    names = ("code", *COLUMNS[noun].split(", "))
    known: dict[str, dict[str, Json]] = {}
    for cells in connection.execute(f"SELECT code, {COLUMNS[noun]} FROM {noun}s"):
        values: dict[str, Json] = dict(zip(names, cells, strict=True))
        known[str(values.pop("code"))] = values | {"grid": ""}
    on = f"{on_day('?')} ORDER BY rowid DESC"
    span = (day.isoformat(), day.isoformat())
    if noun == "enterprise":
        for values in known.values():
            values |= {"key": bool(values["key"]), "status": ""}
        for code, status in connection.execute(
            f"SELECT enterprise, status FROM enterprise_statuses WHERE {on}", span
        ):
            if code in known:
                known[code]["status"] = status
    table = "enterprise_grids" if noun == "enterprise" else "assignments"
    for code, grid in connection.execute(f"SELECT {noun}, grid FROM {table} WHERE {on}", span):
        if code in known:
            known[code]["grid"] = grid
    return known


def place_key(name: str) -> str:
    """Return a block's or grid's name without 板块, 片区, 网格 at its end, for offices write it either way."""
    whole = folded(name)
    for ending in _ENDINGS:
        if bare := whole.removesuffix(ending):
            whole = bare
    return whole


class Place(NamedTuple):
    """A node of the zone's tree."""

    name: str
    level: str
    parent: str


class Firm(NamedTuple):
    """The fields by which enterprises are told apart."""

    name: str
    uscc: str


class Person(NamedTuple):
    """The fields by which officers are told apart; `grid` is the grid that the officer holds today."""

    name: str
    phone: str
    grid: str


class Places:
    """The tree of blocks and grids, which grows while a roster is read; `level` is the level of a block."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.level = lookup.rules(connection).report_level
        self.of: dict[str, Place] = {}
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        for code, *rest in connection.execute("SELECT code, name, level, parent FROM grids ORDER BY code"):
            self.put(code, Place(*rest))

    def put(self, code: str, place: Place) -> None:
        """Know a place from now on."""
        self.of[code] = place
        key = place_key(place.name)
        if code not in self._names[key]:
            self._names[key].append(code)

    def by_code(self, typed: str) -> str:
        """Return the code that is meant, in any width and case; empty when no place has it."""
        code = normalize("NFKC", typed)
        return next((one for one in (typed, code, code.upper()) if one in self.of), "")

    def by_name(self, typed: str, inside: str = "", level: str = "") -> list[str]:
        """Return the codes of the places with a name; with `inside`, only the places below that place."""
        key = place_key(typed)
        return [
            code
            for code in self._names.get(key, ())
            if place_key(self.of[code].name) == key
            and (not level or self.of[code].level == level)
            and (not inside or inside in self.above(code))
        ]

    def above(self, code: str) -> list[str]:
        """Return a place and everything above it, nearest first. In a circle, each place comes once."""
        found: list[str] = []
        while code in self.of and code not in found:
            found.append(code)
            code = self.of[code].parent
        return found

    def block(self, code: str) -> str:
        """Return the block of a place, the place itself when it is a block, empty when there is none.

        A block is a place at the level that reports group by.
        """
        return next((one for one in self.above(code) if self.of[one].level == self.level), "")

    @property
    def has_blocks(self) -> bool:
        """Return whether the tree has any place at the level of a block."""
        return any(place.level == self.level for place in self.of.values())

    def is_circle(self, code: str) -> bool:
        """Return whether a place lies below itself."""
        top = self.above(code)[-1]
        return self.of[top].parent in self.of

    @property
    def zone(self) -> str:
        """Return the only place of the level zone; empty when there is none, or more than one."""
        zones = [code for code, place in self.of.items() if place.level == "zone"]
        return zones[0] if len(zones) == 1 else ""


class Firms:
    """Every enterprise by code, name and credit code; the enterprises of the file are added as they are read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.of: dict[str, Firm] = {}
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        self._credits: defaultdict[str, list[str]] = defaultdict(list)
        for code, name, uscc in connection.execute("SELECT code, name, uscc FROM enterprises ORDER BY code"):
            self.put(code, Firm(name, uscc))
        query = "SELECT code, folded, merged_into FROM enterprise_merges ORDER BY code"
        self._merged: dict[str, str] = {}
        for code, name, into in connection.execute(query):
            self._merged.update({code: into, name: into})

    def merged(self, code: str, name: str) -> str:
        """Return the code that the entry with this code, or else with this very name, was merged into; empty for no merge."""
        if code or self.by_name(name):
            return self._merged.get(code, "") if code not in self.of else ""
        return self._merged.get(folded(name), "")

    def put(self, code: str, firm: Firm) -> None:
        """Know an enterprise under this name and credit code from now on; its earlier name still finds it."""
        self.of[code] = firm
        for index, key in ((self._names, folded(firm.name)), (self._credits, firm.uscc.upper())):
            if key and code not in index[key]:
                index[key].append(code)
        if "_twins" in self.__dict__:
            self._twins[twin_key(firm.name)].append(code)

    def by_name(self, name: str) -> list[str]:
        """Return the codes of enterprises with exactly this name."""
        return [
            code for code in self._names.get(folded(name), ()) if folded(self.of[code].name) == folded(name)
        ]

    def by_credit(self, uscc: str) -> list[str]:
        """Return the codes of enterprises with this credit code."""
        wanted = uscc.upper()
        found = self._credits.get(wanted, ()) if wanted else ()
        return [code for code in found if self.of[code].uscc.upper() == wanted]

    def twins(self, code: str) -> list[str]:
        """Return the codes of other enterprises with a very similar name.

        The names differ by no more than 有限公司, a place in brackets, blanks or width.
        """
        key = twin_key(self.of[code].name)
        found = dict.fromkeys(self._twins.get(key, ()))
        return [one for one in found if one != code and twin_key(self.of[one].name) == key]

    @cached_property
    def _twins(self) -> defaultdict[str, list[str]]:
        index: defaultdict[str, list[str]] = defaultdict(list)
        for code, firm in self.of.items():
            index[twin_key(firm.name)].append(code)
        return index


class People:
    """Every officer by code and name."""

    def __init__(self, connection: sqlite3.Connection, today: date) -> None:
        day = today.isoformat()
        found = connection.execute(
            f"""SELECT code, name, phone, ifnull((SELECT grid FROM assignments WHERE officer = code
                 AND {on_day("?")} LIMIT 1), '') FROM officers ORDER BY code""",
            (day, day),
        )
        self.of: dict[str, Person] = {}
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        for code, *rest in found.fetchall():
            self.put(code, Person(*rest))

    def put(self, code: str, person: Person) -> None:
        """Know an officer from now on."""
        self.of[code] = person
        if code not in self._names[folded(person.name)]:
            self._names[folded(person.name)].append(code)

    def match(self, name: str, phone: str, grids: Iterable[str]) -> list[str]:
        """Return the codes that may be meant by a name, a phone and the grids beside the name; none for a new person.

        The same name with another phone is the same person only in the same grid.
        """
        whole = folded(name)
        named = [code for code in self._names.get(whole, ()) if folded(self.of[code].name) == whole]
        if phone and (same := [code for code in named if self.of[code].phone == phone]):
            return same
        here = [code for code in named if self.of[code].grid in set(grids) - {""}]
        if phone:
            named = [code for code in named if not self.of[code].phone or code in here]
        return here if len(named) > 1 and here else named
