"""How a file becomes events of a noun: the columns that are read, and the events that make a row of the log say a line.

A noun's `intake.py` declares its files in `FILES`, by name. `gridlog.work.noun_files` reads a table with them. Everything here
is pure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from gridlog.core.event import Data
from gridlog.core.when import Side

Change: TypeAlias = tuple[str, Data]  # the kind and the data of an event


class Field(NamedTuple):
    """A column of a file.

    `key` is the heading that scripts write, and the field of the event.
    `headings` are the headings that offices write, as they write them.
    `kind` is text, date (YYYY-MM-DD in the event), past_date (a date that is not ahead of today), week (such as 2026-W47),
    flag, or owner (an officer's code where the cell has a whole code or name, else the text: a unit or a person).
    A number is text, too: `changes` reads it with `core.decimals.read`, as the noun bounds it.
    `noun` names the noun whose code the cell means: the cell may have a code or a name.
    `words` names the closed vocabulary of the cell.
    `is_needed` tells that a line without this cell is not taken; an empty cell means `default` where there is one.
    `side` is the side of today on which a date without a year lies: past, ahead or near.
    `instead_of` is the key of another field: when this cell is filled, it says what that field says, and that cell is not read.
    """

    key: str
    headings: tuple[str, ...] = ()
    kind: str = "text"
    noun: str = ""
    words: str = ""
    is_needed: bool = False
    default: str = ""
    instead_of: str = ""
    side: Side = "past"


class File(NamedTuple):
    """A kind of file. `owner` has the keys of the fields that name the row, such as `code`, or station, date and shift.

    `changes(old, line)` yields the events by which the row comes to say a line; nothing when the row says it already.
    `old` is the value of the row, None while no event began it. `line` has the cells that are not empty, without `owner`.
    """

    fields: tuple[Field, ...]
    owner: tuple[str, ...]
    changes: Callable[[Any, Data], Iterator[Change]]


def saved(kind: str, keys: Sequence[str]) -> Callable[[Any, Data], Iterator[Change]]:
    """Return a function for `File.changes`: one event of this kind with the fields that differ from the value's own."""

    def changes(old: Any, line: Data) -> Iterator[Change]:
        data = {key: line[key] for key in keys if key in line and line[key] != getattr(old, key, None)}
        if data or old is None:
            yield kind, data

    return changes


def headings_of(file: File) -> Mapping[str, str]:
    """Return the key of every heading that a file may have."""
    return {heading: field.key for field in file.fields for heading in (field.key, *field.headings)}


def named(file: File) -> str:
    """Return the needed columns as a message names them: 服务站编号 code, 服务站名称 name."""
    needed = [field for field in file.fields if field.is_needed]
    return ", ".join(" ".join((*field.headings[:1], field.key)) for field in needed)
