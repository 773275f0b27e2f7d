"""A derived table as its noun declares it: named and typed columns, a key, indexes; and its DDL in two dialects.

Every part is text that is read when a caller asks for it: a table is a key of dictionaries a million times in an
import, and the hash of a text is kept by Python.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

Cell: TypeAlias = str | int | None
Cells: TypeAlias = tuple[Cell, ...]


class Column(NamedTuple):
    """A column of a table.

    `kind` is a key of SQLITE and POSTGRES.
    `is_optional` tells that a cell may be empty (NULL).
    """

    name: str
    kind: str
    is_optional: bool


class Index(NamedTuple):
    """An index of a table; `name` is without the name of the table, `where` is empty for an index of all rows."""

    name: str
    columns: tuple[str, ...]
    where: str
    is_unique: bool


# The type of a column in each dialect, by its kind. The tables of SQLite are strict; a flag is 0 or 1, a date YYYY-MM-DD.
SQLITE = {"text": "TEXT", "date": "TEXT", "int": "INTEGER", "flag": "INTEGER", "blob": "BLOB"}
POSTGRES = {"text": "text", "date": "date", "int": "bigint", "flag": "boolean", "blob": "bytea"}


class Table(NamedTuple):
    """A derived table. Its first column names the row that the cells belong to.

    `columns` is a text such as `code name quota:int?`: names with a blank between; `:int` and so on is the kind, which is
    text unless said; `?` means that a cell may be empty.
    `key` tells that the first column is the primary key.
    `indexes` has one index a line: `folded`, or `day: visited_on id`, or `open: until_on WHERE open`; `UNIQUE` may stand first.
    """

    name: str
    columns: str
    key: bool = False
    indexes: str = ""

    @property
    def owner(self) -> str:
        """The name of the first column."""
        return self.columns.split(None, 1)[0].partition(":")[0]

    @property
    def insert(self) -> str:
        """The statement that adds a row."""
        return _insert(self)

    def delete(self, owners: int) -> str:
        """The statement that deletes the rows of so many owners."""
        return f"DELETE FROM {self.name} WHERE {self.owner} IN ({','.join('?' * owners)})"

    def sqlite(self) -> list[str]:
        """The statements that make the table and its indexes in SQLite."""
        columns = ", ".join(
            _sqlite_column(one, self.key and not at) for at, one in enumerate(columns_of(self))
        )
        return [
            f"CREATE TABLE {self.name} ({columns}) STRICT",
            *(_sqlite_index(self, one) for one in indexes_of(self)),
        ]

    def postgres(self) -> list[str]:
        """The statements that make the table and its indexes in PostgreSQL."""
        columns = ", ".join(_postgres_column(one) for one in columns_of(self))
        key = f', PRIMARY KEY ("{self.owner}")' if self.key else ""
        indexes = (_postgres_index(self, one) for one in indexes_of(self))
        return [f'CREATE TABLE "{self.name}" ({columns}{key})', *indexes]


Rows: TypeAlias = Mapping[Table, Sequence[Cells]]  # what one row of the log puts into the tables of its noun


@cache
def _insert(table: Table) -> str:
    return f"INSERT INTO {table.name} VALUES ({','.join('?' * len(table.columns.split()))})"


def columns_of(table: Table) -> list[Column]:
    """The columns of a table in their order."""
    return [_column(word) for word in table.columns.split()]


def _column(word: str) -> Column:
    name, _, kind = word.rstrip("?").partition(":")
    return Column(name, kind or "text", word.endswith("?"))


def indexes_of(table: Table) -> list[Index]:
    """The indexes of a table in their order."""
    return [_index(line.strip()) for line in table.indexes.splitlines() if line.strip()]


def _index(line: str) -> Index:
    head, _, where = line.partition(" WHERE ")
    bare = head.removeprefix("UNIQUE ")
    name, _, columns = bare.partition(":")
    return Index(name.strip(), tuple(columns.split()) or (name.strip(),), where, bare != head)


def _sqlite_column(one: Column, is_key: bool) -> str:
    after = " PRIMARY KEY" if is_key else "" if one.is_optional else " NOT NULL"
    return f"{one.name} {SQLITE[one.kind]}{after}"


def _sqlite_index(table: Table, one: Index) -> str:
    return _create_index(one, f"{table.name}_{one.name} ON {table.name} ({', '.join(one.columns)})")


def _postgres_column(one: Column) -> str:
    return f'"{one.name}" {POSTGRES[one.kind]}{"" if one.is_optional else " NOT NULL"}'


def _postgres_index(table: Table, one: Index) -> str:
    columns = ", ".join(f'"{name}"' for name in one.columns)
    return _create_index(one, f'"{table.name}_{one.name}" ON "{table.name}" ({columns})')


def _create_index(one: Index, rest: str) -> str:
    return (
        f"CREATE {'UNIQUE ' if one.is_unique else ''}INDEX {rest}{f' WHERE {one.where}' if one.where else ''}"
    )
