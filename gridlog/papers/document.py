"""A report as it is handed in: sentences, tables and charts in their order, for any writer to set."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, TypeAlias

from gridlog.ledgers.columns import Column, Value, spoken

Place: TypeAlias = tuple[int, int]  # row and column of a cell, counted from 0 below the headings


class Table(NamedTuple):
    """Rows under headings; `sheet` is what a workbook calls it, in a few letters.

    `notes` stand below it, the cells at `loud` are bold. `merged` is the key of a column in which a printed page shows
    equal neighbours as one cell.
    """

    title: str
    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    loud: frozenset[Place] = frozenset()
    merged: str = ""

    def told(self, language: str) -> list[list[str]]:
        """The cells as people read them."""
        return [
            [spoken(column, value, language) for column, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]


def words_of(heading: str) -> list[str]:
    """The pieces between which a heading may be broken: 按时 办结率, 走访 企业 (家), on-time rate."""
    if heading.isascii():
        return heading.split()
    name, bracket, unit = heading.partition("(")
    first = 3 if name.startswith("不满意") or len(name) == 3 else 2
    return [one for one in (name[:first], name[first:], bracket + unit) if one]


class Bar(NamedTuple):
    """What was reached of what was wanted."""

    label: str
    value: int
    whole: int


class Bars(NamedTuple):
    """Parts of wholes, one below the other; `legend` says what the mark on each bar is."""

    title: str
    bars: tuple[Bar, ...]
    legend: str = ""

    @property
    def longest(self) -> int:
        """The largest figure, which fills the width."""
        return max((max(bar.value, bar.whole) for bar in self.bars), default=0)


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
    """A whole report. `mark` says above the title that its data are made up, `period` stands below the title.

    `signed` are the lines of who signs and when, below the text; `note` stands below them and on every page. `annexes`
    begin on a new page.
    """

    mark: str
    title: str
    period: str
    note: str
    sections: tuple[Section, ...]
    signed: tuple[str, ...]
    annexes: tuple[Section, ...]
    made_at: datetime
    language: str

    @property
    def name(self) -> str:
        """The title with its mark, for where one line is all there is."""
        between = " " if self.mark and self.language == "en" else ""
        return self.mark + between + self.title

    @property
    def head(self) -> list[str]:
        """What stands below the title."""
        return [self.period] if self.period else []

    @property
    def tail(self) -> list[str]:
        """What stands below the text."""
        return [line for line in (*self.signed, self.note) if line]

    @property
    def lines(self) -> list[str]:
        """The text alone, from the mark to the note, without tables and charts."""
        told = [line for one in self.sections if one.sentences for line in (one.heading, *one.sentences)]
        return [line for line in (self.mark, self.title, *self.head, *told, *self.tail) if line]

    @property
    def tables(self) -> Iterator[Table]:
        """Every table, in order."""
        for section in (*self.sections, *self.annexes):
            yield from (part for part in section.parts if isinstance(part, Table))
