"""The levels a report can have a row for, and what each of them leaves out of a table."""

from collections.abc import Container, Iterable, Sequence
from typing import Annotated

import typer

from gridlog.cli.speak import two
from gridlog.errors import Usage
from gridlog.ledger import Column, Value

LEVELS = ("officer", "grid", "block", "zone")
UNITS = ("block", "zone")
FINER: dict[str, tuple[str, ...]] = {"officer": (), "grid": (), "block": ("grid",), "zone": ("block", "grid")}

Level = Annotated[
    str,
    typer.Option(
        "--by", metavar="|".join(LEVELS), help=two("按人员、网格、板块或全区", "A row for each of these")
    ),
]
UnitLevel = Annotated[
    str, typer.Option("--by", metavar="|".join(UNITS), help=two("按板块或全区", "A row for each of these"))
]


def need_level(by: str, known: Sequence[str] = LEVELS) -> None:
    """Raises Usage for a level that a report does not have."""
    if by not in known:
        raise Usage("report.by", value=by, known=", ".join(known))


def without(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], keys: Container[str]
) -> tuple[list[Column], list[tuple[Value, ...]]]:
    """The columns, and their cells in each row, but for these."""
    kept = [at for at, column in enumerate(columns) if column.key not in keys]
    return [columns[at] for at in kept], [tuple(row[at] for at in kept) for row in rows]
