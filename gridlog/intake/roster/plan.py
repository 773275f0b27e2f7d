"""Gather what a roster asks for, row by row, before anything is written: a value that can be shown and tested.

Each thing is decided once, however many rows and sheets name it. So the same files, imported again, change
nothing.
"""

import sqlite3
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from gridlog.core.event import Json
from gridlog.core.roster import change
from gridlog.errors import GridlogError
from gridlog.intake.roster.known import Firms, People, Places, current, everything
from gridlog.intake.roster.rolls import label

MASK = "****"
MANY = 1_000  # rows; for fewer rows, one query a row is cheaper than to read a large zone
BLANKS = frozenset(("/", "-", "—", "——", "--", "\\", "无", "暂无", "空缺", "待定", "暂缺", "空"))


class At(NamedTuple):
    """A row of a table: its file, its sheet of a workbook, its number."""

    path: str
    tab: str
    number: int

    @property
    def label(self) -> str:
        """Return the name of the table for people."""
        return label(self.path, self.tab)


class Note(NamedTuple):
    """Something unusual in a row that stops nothing; `what` names its sentence, `values` fill the sentence."""

    at: At
    what: str
    values: Mapping[str, object]


class Bad(NamedTuple):
    """A row that cannot be taken, and the reason."""

    at: At
    problem: GridlogError


class Claim(NamedTuple):
    """A person whom a list of grids or enterprises names in charge of a place, with all cells of the row."""

    at: At
    role: str
    name: str
    phone: str
    place: str
    code: str
    cells: Mapping[str, str]


class Change(NamedTuple):
    """The change of one thing: `saved` fields over the `old` ones, and the grid it moves into, if any."""

    noun: str
    code: str
    at: At
    is_new: bool
    old: Mapping[str, Json]
    saved: Mapping[str, Json]
    grid: str | None

    @property
    def word(self) -> str:
        """Return what becomes of the thing: new, changed or same, also when a bad row began it."""
        if not self.saved and self.grid is None:
            return "same"
        return "new" if self.is_new else "changed"


class Wish:
    """What all rows together ask of one thing; a later row counts over an earlier one."""

    def __init__(self, at: At, old: Mapping[str, Json]) -> None:
        self.at = at
        self.old = old
        self.values: dict[str, Json] = {}
        self.grid: str | None = None


class Plan:
    """Everything that the tables ask for, and what was wrong or unusual in their rows."""

    def __init__(self, connection: sqlite3.Connection, today: date, since: date) -> None:
        self.connection = connection
        self.today = today
        self.since = since
        self.wishes: dict[tuple[str, str], Wish] = {}
        self.rows: dict[str, list[tuple[str, str]]] = {}
        self.notes: list[Note] = []
        self.bad: list[Bad] = []
        self.claims: list[Claim] = []
        self.firm_rows: dict[str, At] = {}  # the first row of each enterprise, of the tables read so far
        self._known: dict[str, dict[str, dict[str, Json]]] = {}

    @cached_property
    def places(self) -> Places:
        """Return the tree, with the places that the tables add."""
        return Places(self.connection)

    @cached_property
    def firms(self) -> Firms:
        """Return the enterprises, with the enterprises that the tables add."""
        return Firms(self.connection)

    @cached_property
    def people(self) -> People:
        """Return the officers, with the officers that the tables add."""
        return People(self.connection, self.today)

    def wish(self, noun: str, code: str, at: At) -> Wish:
        """Return what the rows ask of one thing so far."""
        key = (noun, code)
        if key not in self.wishes:
            known = self._known.get(noun)
            old = current(self.connection, noun, code, self.since) if known is None else known.get(code, {})
            self.wishes[key] = Wish(at, old)
        return self.wishes[key]

    def expect(self, noun: str, rows: int) -> None:
        """Read everything that is known of a noun at once, when so many rows ask for it that this is cheaper."""
        if rows >= MANY and noun not in self._known:
            self._known[noun] = everything(self.connection, noun, self.since)

    def is_asked(self, noun: str, code: str) -> bool:
        """Return whether an earlier row names this thing."""
        return (noun, code) in self.wishes

    def count(self, noun: str, code: str, at: At, name: str = "") -> None:
        """Count a row whose own subject is this thing; report a second row of the table with the same subject.

        `name` is given when the row has no code of its own.
        """
        told = self.rows.setdefault(at.label, [])
        before = self.wishes.get((noun, code))
        if before and before.at != at and (noun, code) in told:
            what = f"same_{noun}" if name else "twice"
            self.note(at, what, code=code, name=name, first=before.at.number)
        if (noun, code) not in told[-1:]:
            told.append((noun, code))

    def note(self, at: At, what: str, /, **values: object) -> None:
        """Remember something unusual."""
        self.notes.append(Note(at, what, values))

    def fail(self, at: At, problem: GridlogError) -> None:
        """Remember a row that cannot be taken."""
        self.bad.append(Bad(at, problem))

    def changes(self) -> list[Change]:
        """Return what to write, in the order of the tables; places come before the people and things in them."""
        order = ("grid", "officer", "enterprise")
        wishes = sorted(self.wishes.items(), key=lambda item: order.index(item[0][0]))
        return [_change(noun, code, wish) for (noun, code), wish in wishes]


def _change(noun: str, code: str, wish: Wish) -> Change:
    has_moved = wish.grid is not None and wish.grid != wish.old.get("grid")
    saved = change(wish.old, wish.values)
    return Change(noun, code, wish.at, not wish.old, wish.old, saved, wish.grid if has_moved else None)


def told(cells: Mapping[str, str], key: str) -> str:
    """Return what a cell says: empty when it holds only a dash or 无, or a masked phone."""
    cell = cells.get(key, "")
    return "" if cell in BLANKS or MASK in cell else cell
