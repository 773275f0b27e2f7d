"""What a roster asks for, gathered row by row before anything is written: a value that can be shown and tested.

Each thing is decided once, whatever number of rows and sheets name it; so the same files, imported again, change
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
MANY = 1_000  # rows; below, one question a row is cheaper than to read a large zone
BLANKS = frozenset(("/", "-", "—", "——", "--", "\\", "无", "暂无", "空缺", "待定", "暂缺", "空"))


class At(NamedTuple):
    """A row of a table: its file, its sheet of a workbook, its number."""

    path: str
    tab: str
    number: int

    @property
    def label(self) -> str:
        """The name of the table for people."""
        return label(self.path, self.tab)


class Note(NamedTuple):
    """Something odd of a row that stops nothing; `what` names its sentence, `values` fill it."""

    at: At
    what: str
    values: Mapping[str, object]


class Bad(NamedTuple):
    """A row that cannot be taken, and why."""

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
    """What one thing becomes: `saved` fields over the `old` ones, and the grid it moves into, if any."""

    noun: str
    code: str
    at: At
    is_new: bool
    old: Mapping[str, Json]
    saved: Mapping[str, Json]
    grid: str | None

    @property
    def word(self) -> str:
        """What becomes of it: new, changed or same, which also is said of what a bad row began."""
        if not self.saved and self.grid is None:
            return "same"
        return "new" if self.is_new else "changed"


class Wish:
    """What all rows together ask of one thing; a later row counts over an earlier."""

    def __init__(self, at: At, old: Mapping[str, Json]) -> None:
        self.at = at
        self.old = old
        self.values: dict[str, Json] = {}
        self.grid: str | None = None


class Plan:
    """Everything that the tables ask for, and what was wrong or odd about their rows."""

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
        """The tree, with what the tables add to it."""
        return Places(self.connection)

    @cached_property
    def firms(self) -> Firms:
        """The enterprises, with what the tables add to them."""
        return Firms(self.connection)

    @cached_property
    def people(self) -> People:
        """The officers, with what the tables add to them."""
        return People(self.connection, self.today)

    def wish(self, noun: str, code: str, at: At) -> Wish:
        """What is asked of one thing so far."""
        key = (noun, code)
        if key not in self.wishes:
            known = self._known.get(noun)
            old = current(self.connection, noun, code, self.since) if known is None else known.get(code, {})
            self.wishes[key] = Wish(at, old)
        return self.wishes[key]

    def expect(self, noun: str, rows: int) -> None:
        """Read what is known of a noun at once where so many rows ask for it."""
        if rows >= MANY and noun not in self._known:
            self._known[noun] = everything(self.connection, noun, self.since)

    def is_asked(self, noun: str, code: str) -> bool:
        """Whether an earlier row speaks of this thing."""
        return (noun, code) in self.wishes

    def count(self, noun: str, code: str, at: At, name: str = "") -> None:
        """A row whose own subject is this thing; said when an earlier row of the table has it too.

        `name` is given where the row has no code of its own.
        """
        told = self.rows.setdefault(at.label, [])
        before = self.wishes.get((noun, code))
        if before and before.at != at and (noun, code) in told:
            what = f"same_{noun}" if name else "twice"
            self.note(at, what, code=code, name=name, first=before.at.number)
        if (noun, code) not in told[-1:]:
            told.append((noun, code))

    def note(self, at: At, what: str, /, **values: object) -> None:
        """Remember something odd."""
        self.notes.append(Note(at, what, values))

    def fail(self, at: At, problem: GridlogError) -> None:
        """Remember a row that cannot be taken."""
        self.bad.append(Bad(at, problem))

    def changes(self) -> list[Change]:
        """What is to be written, in the order in which the tables name it; places before who is in them."""
        order = ("grid", "officer", "enterprise")
        wishes = sorted(self.wishes.items(), key=lambda item: order.index(item[0][0]))
        return [_change(noun, code, wish) for (noun, code), wish in wishes]


def _change(noun: str, code: str, wish: Wish) -> Change:
    has_moved = wish.grid is not None and wish.grid != wish.old.get("grid")
    saved = change(wish.old, wish.values)
    return Change(noun, code, wish.at, not wish.old, wish.old, saved, wish.grid if has_moved else None)


def told(cells: Mapping[str, str], key: str) -> str:
    """What a cell says: nothing when it holds only a dash or 无, or a phone that was masked."""
    cell = cells.get(key, "")
    return "" if cell in BLANKS or MASK in cell else cell
