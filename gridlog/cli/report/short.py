"""Who is short of the quota: listed alone with `--short`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from gridlog.cli.shell.output import Wish, emit_paper
from gridlog.core.figures.beside import Letter
from gridlog.ledgers.columns import Column, Value
from gridlog.words.language import two

WHAT = two("未达标", "short of the quota")
Cells = Sequence[Sequence[Value]]

Short = Annotated[
    bool,
    typer.Option(
        "--short",
        help=two(
            "只列未达标的人员，或有人未达标的网格、板块",
            "Only those who are short, or units with somebody short",
        ),
    ),
]


def only_short(columns: Sequence[Column], rows: Cells) -> Cells:
    """Return the rows of officers who are short, or of units that have an officer who is short."""
    at = [column.key for column in columns].index("short")
    return [row for row in rows if row[at]]


def emit_document(
    zone: Letter, columns: Sequence[Column], rows: Cells, period: str, notes: Sequence[str], how: Wish
) -> None:
    """Write a document of one table that lists who is short; `period` is a name such as 2025-W47, `notes` stand above it."""
    from gridlog.papers import spelled
    from gridlog.papers.parts import one_table

    days = spelled.period(period)
    emit_paper(one_table(zone, WHAT, columns, rows, sentences=notes, period=days), how)
