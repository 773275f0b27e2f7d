"""A report as it is handed in: sentences, tables and charts in their order, for any writer to set."""

from datetime import datetime
from typing import NamedTuple, TypeAlias

from gridlog.ledger import Column, Value, spoken


class Table(NamedTuple):
    """Rows under headings; `sheet` is what a workbook calls it, in a few letters."""

    title: str
    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def told(self, language: str) -> list[list[str]]:
        """The cells as people read them."""
        return [
            [spoken(column, value, language) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]


class Bar(NamedTuple):
    """What was reached of what was wanted."""

    label: str
    value: int
    whole: int


class Bars(NamedTuple):
    """Parts of wholes, one below the other."""

    title: str
    bars: tuple[Bar, ...]


class Heat(NamedTuple):
    """Shares by unit and period, 0 to 1 or more; None where there was nothing to share."""

    title: str
    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


Part: TypeAlias = Table | Bars | Heat


class Section(NamedTuple):
    """A heading, the sentences below it, and what illustrates them."""

    heading: str
    sentences: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


class Paper(NamedTuple):
    """A whole report. `period` is a line below the title, `note` stands on every page."""

    title: str
    period: str
    note: str
    sections: tuple[Section, ...]
    made_at: datetime
    language: str

    @property
    def tables(self) -> list[Table]:
        """Every table, in order."""
        return [part for section in self.sections for part in section.parts if isinstance(part, Table)]
