"""Who is short of the quota: named where `--check` is not met, listed alone with `--short`."""

from collections.abc import Sequence
from typing import Annotated, Protocol

import typer

from gridlog.cli.shell.output import Wish, emit_paper
from gridlog.core.figures.beside import Letter
from gridlog.errors import NotMet
from gridlog.ledgers.columns import Column, Value
from gridlog.words.language import some, two

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


class Owed(Protocol):
    """What an officer owed and made; `short` is how many visits are missing."""

    @property
    def officer(self) -> str: ...

    @property
    def required(self) -> int: ...

    @property
    def counted(self) -> int: ...

    @property
    def short(self) -> int: ...


def only_short(columns: Sequence[Column], rows: Cells) -> Cells:
    """The rows of officers who are short, or of units with somebody short."""
    at = [column.key for column in columns].index("short")
    return [row for row in rows if row[at]]


def need_met(period: str, officers: Sequence[Owed]) -> None:
    """Raises NotMet, naming the first officers who are short, with what they made of what they owed."""
    short = [f"{row.officer} {row.counted}/{row.required}" for row in officers if row.short]
    if short:
        raise NotMet("report.not_met", week=period, count=len(short), names=some(short, "人"))


def emit_document(
    zone: Letter, columns: Sequence[Column], rows: Cells, period: str, notes: Sequence[str], how: Wish
) -> None:
    """Write a document of one table that lists who is short; `period` is a name such as 2025-W47, `notes` stand above it."""
    from gridlog.papers import spelled
    from gridlog.papers.parts import one_table

    days = spelled.period(period)
    emit_paper(one_table(zone, WHAT, columns, rows, sentences=notes, period=days), how)
