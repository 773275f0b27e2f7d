"""The derived tables follow from what their nouns declare: in SQLite as they ever were, in PostgreSQL as well-formed."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from gridlog.core.nouns.table import POSTGRES, Column, Index, Table, columns_of, indexes_of
from gridlog.store.schema import derived_tables, postgres, reset_derived

BY_HAND = (Path(__file__).parents[1] / "files" / "derived_tables.sql").read_text(encoding="utf-8")
CACHES = ("holidays", "holiday_years")


def shape(connection: sqlite3.Connection) -> dict[str, Any]:
    """All that SQLite tells of each table: columns, keys, indexes with their conditions, and whether it is strict."""
    told: dict[str, Any] = {}
    for name, is_strict in connection.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"
    ):
        if name in CACHES or name.startswith("sqlite_"):
            continue
        columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
        indexes = {
            row[1]: (
                row[2:],
                connection.execute(f"PRAGMA index_info({row[1]})").fetchall(),
                condition(connection, row[1]),
            )
            for row in connection.execute(f"PRAGMA index_list({name})")
        }
        told[name] = (is_strict, columns, indexes)
    return told


def condition(connection: sqlite3.Connection, index: str) -> str:
    """What rows an index has, empty for all."""
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (index,)).fetchone()
    return str(sql or "").partition(" WHERE ")[2]


def test_the_tables_that_are_declared_are_those_that_were_written_by_hand() -> None:
    old, new = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    old.executescript(BY_HAND)
    reset_derived(new)
    made = shape(new)
    assert {name: made[name] for name in shape(old)} == shape(old)
    assert len(shape(old)) == 20
    assert len(made) == len(derived_tables())


@pytest.mark.parametrize("table", derived_tables(), ids=lambda table: table.name)
def test_a_table_takes_as_many_cells_as_it_has_columns_and_is_cleared_by_its_owner(table: Table) -> None:
    connection = sqlite3.connect(":memory:")
    for statement in table.sqlite():
        connection.execute(statement)
    blank = {"text": "x", "date": "2025-11-21", "int": 1, "flag": 1, "blob": b"x"}
    columns = columns_of(table)
    connection.execute(table.insert, [blank[one.kind] for one in columns])
    connection.execute(table.delete(2), (blank[columns[0].kind], "another"))
    assert connection.execute(f"SELECT count(*) FROM {table.name}").fetchone() == (0,)


def test_a_declaration_is_read_part_by_part() -> None:
    table = Table(
        "duty", "officer on:date hours:int?", indexes="UNIQUE officer\n day: on officer WHERE on > ''"
    )
    assert columns_of(table) == [
        Column("officer", "text", False),
        Column("on", "date", False),
        Column("hours", "int", True),
    ]
    assert indexes_of(table) == [
        Index("officer", ("officer",), "", True),
        Index("day", ("on", "officer"), "on > ''", False),
    ]
    assert table.owner == "officer"


def test_the_same_declarations_make_the_tables_of_postgresql() -> None:
    """Every name is quoted, every column has a type of PostgreSQL, every index has columns of its table."""
    statements = [one.strip() for one in postgres().split(";\n") if one.strip()]
    tables: dict[str, dict[str, str]] = {}
    for one in statements:
        if made := re.fullmatch(r'CREATE TABLE "(\w+)" \((.*)\)', one):
            body = re.sub(r', PRIMARY KEY \("\w+"\)$', "", made[2])
            columns = [re.fullmatch(r'"(\w+)" (\w+)( NOT NULL)?', part) for part in body.split(", ")]
            tables[made[1]] = {column[1]: column[2] for column in columns if column}
            assert len(tables[made[1]]) == len(columns)
        else:
            index = re.fullmatch(
                r'CREATE (?:UNIQUE )?INDEX "(\w+)" ON "(\w+)" \(([^()]+)\)(?: WHERE .+)?', one
            )
            assert index, one
            assert {name.strip('"') for name in index[3].split(", ")} <= tables[index[2]].keys()
    assert [*tables] == [table.name for table in derived_tables()]
    assert {kind for columns in tables.values() for kind in columns.values()} == {*POSTGRES.values()}
    assert tables["issues"]["open"] == "boolean"  # so that an index WHERE open is one in both
    assert tables["visits"]["visited_on"] == "date"


def test_a_flag_is_what_an_index_may_ask_for_without_comparing() -> None:
    for table in derived_tables():
        flags = {column.name for column in columns_of(table) if column.kind == "flag"}
        bare = {index.where for index in indexes_of(table) if re.fullmatch(r"\w+", index.where)}
        assert bare <= flags
