"""Turn a folded row into the plain rows of the derived tables."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from gridlog.core.event import BACKSLASH, Event, Misfit, written
from gridlog.core.fold import Row, Value, begun, noun_of
from gridlog.core.nouns import life_of, rows_of_events
from gridlog.core.nouns.table import Cells, Rows, Table

Laid: TypeAlias = Sequence[tuple[Table, Cells]]  # plain rows without their first column


class Derived(NamedTuple):
    """The rows that one folded row puts into the tables; a table without rows may be missing.

    `owner` is the value of the owner column in each of these tables.
    """

    owner: str
    rows: Rows


def derived(row: Row, events: Sequence[Event]) -> Derived | None:
    """Return the plain rows of a folded row and its events; no rows for a removed row.

    Returns None while no event began the row.
    """
    if not row.noun:
        return None
    key = max(event.key for event in events)  # some events name a natural row by its hash and have no key
    owner = key.partition("/")[2] or written(row.id)
    if row.value is None:
        return Derived(owner, {})
    rows = plain(row.noun, owner, row.value, any(BACKSLASH in event.body for event in events))
    if row.is_turned:
        from gridlog.core.undoing import left

        events = left(events)
    more = rows_of_events(row.noun, owner, events)
    return Derived(owner, {**rows, **more} if more else rows)


def lone(event: Event) -> Rows | None:
    """Return the plain rows of a row that has only this event.

    Returns None when only a fold can tell: the event does not begin the row, or does not fit.
    """
    if event.row != event.id:
        return None
    try:
        value = begun(event)
    except Misfit:
        return None
    return plain(noun_of(event.kind), written(event.id), value, BACKSLASH in event.body)


def plain(noun: str, owner: str, value: Value, is_escaped: bool) -> Rows:
    """The plain rows of one value, by the table they belong to; a table without any may be missing.

    JSON spells every control character with a backslash, so a text without one has no control character to remove.
    """
    made = life_of(noun).rows(owner, value)
    if is_escaped:
        return {table: [_clean(cells) for cells in rows] for table, rows in made.items()}
    return made


def laid(noun: str, value: Value, spelled: str) -> Laid:
    """Return the plain rows of a value whose row has no id yet; `spelled` is the value's JSON."""
    made = plain(noun, "", value, "\\" in spelled)
    return [(table, cells[1:]) for table, rows in made.items() for cells in rows]


def _clean(cells: Cells) -> Cells:
    """Return cells without control characters, except line ends and tabs.

    The event keeps control characters; no table can show them.
    """
    texts = "".join([cell for cell in cells if type(cell) is str])
    if texts.isprintable():
        return cells
    return tuple(_printable(cell) if isinstance(cell, str) else cell for cell in cells)


def _printable(text: str) -> str:
    return "".join(char if (char >= " " and char != "\x7f") or char in "\n\r\t" else " " for char in text)
