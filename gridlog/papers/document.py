"""A report as it is handed in: sentences, tables and charts in their order, for any writer to set."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from gridlog.ledgers.columns import Column, Value, spoken
from gridlog.ledgers.ruled import cells

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


class Mark(NamedTuple):
    """A day on a timeline; `kind` is first (the plan that was said first), plan or actual; `label` says what is on that day."""

    on: date
    kind: str
    label: str

    @property
    def sign(self) -> str:
        """The sign of the kind."""
        return SIGNS[self.kind]

    @property
    def text(self) -> str:
        """What is on the day, as text: 开工△2025-11-12."""
        return f"{self.label}{self.sign}{self.on}"


SIGNS = {"first": "○", "plan": "△", "actual": "●"}
TODAY = "│"
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600)  # months between the columns of a timeline as a table
MOST_COLUMNS = 12
SCALE = 48  # letters of a timeline on a terminal


class Timeline(NamedTuple):
    """Days of several things on one scale, with today; `legend` says what the signs mean."""

    title: str
    rows: tuple[tuple[str, tuple[Mark, ...]], ...]
    today: date
    legend: str

    @property
    def span(self) -> tuple[date, date]:
        """The first day of the first month and the last day of the last month."""
        on = [self.today, *(mark.on for _, marks in self.rows for mark in marks)]
        last = max(on)
        return min(on).replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])

    def at(self, day: date) -> float:
        """Where a day lies on the scale, from 0 to 1."""
        first, last = self.span
        return (day - first).days / (last - first).days

    @property
    def lines(self) -> list[str]:
        """The chart for a terminal: a scale for each row, then its days as text."""
        width = max((cells(label) for label, _ in self.rows), default=0)
        told = [self.legend]
        for label, marks in self.rows:
            scale = ["─"] * (SCALE + 1)
            scale[round(SCALE * self.at(self.today))] = TODAY
            for mark in marks:
                scale[round(SCALE * self.at(mark.on))] = mark.sign
            days = " ".join(mark.text for mark in marks)
            told.append(f"{label}{' ' * (width - cells(label))} {''.join(scale)} {days}")
        return told

    @property
    def table(self) -> Table:
        """The chart as a table with a column for each month, or for as many months as give few columns."""
        (first, last), today = self.span, self.today
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        step = next(step for step in STEPS if months <= step * MOST_COLUMNS or step == STEPS[-1])
        starts = [first.year * 12 + first.month - 1 + at for at in range(0, months, step)]

        def column(day: date) -> int:
            return (day.year * 12 + day.month - 1 - starts[0]) // step

        headings = [f"{start // 12 % 100:02}.{start % 12 + 1:02}" for start in starts]
        headings[column(today)] += "|"  # ASCII, for a heading with other letters may be broken
        rows = []
        for label, marks in self.rows:
            cell = [""] * len(starts)
            for mark in marks:
                at = column(mark.on)
                cell[at] = " ".join(filter(None, (cell[at], mark.label + mark.sign)))
            rows.append((label, *cell))
        columns = [Column(f"month_{at}", text, text, is_long=True) for at, text in enumerate(headings)]
        return Table(
            self.title, "", (Column("name", "项目", "project"), *columns), tuple(rows), (self.legend,)
        )


class Swing(NamedTuple):
    """A change up or down; `change` is in thousandths, None where there is none to tell of; `text` is what people read."""

    label: str
    change: int | None
    text: str


class Swings(NamedTuple):
    """Changes on either side of a line, one below the other; where no chart can be drawn, they stand in a table.

    `sheet` is what a workbook calls it, `columns` are the headings of the label, the change and its bar.
    """

    title: str
    sheet: str
    columns: tuple[Column, Column, Column]
    swings: tuple[Swing, ...]

    @property
    def longest(self) -> int:
        """The largest change, which fills its side."""
        return max((abs(one.change or 0) for one in self.swings), default=0)

    @property
    def has_falls(self) -> bool:
        """Whether a change goes down, so that the line stands in the middle."""
        return any((one.change or 0) < 0 for one in self.swings)

    def marks(self, swing: Swing) -> str:
        """A bar of letters: ■ for a rise, □ for a fall, the longest has MARKS of them."""
        if not swing.change:
            return ""
        count = max(1, round(MARKS * abs(swing.change) / self.longest))
        return ("■" if swing.change > 0 else "□") * count

    @property
    def table(self) -> Table:
        """The same as a table, with a bar of letters in its last column."""
        rows = tuple((one.label, one.text, self.marks(one)) for one in self.swings)
        return Table(self.title, self.sheet, self.columns, rows)


MARKS = 20
Part: TypeAlias = Table | Bars | Heat | Timeline | Swings


class Section(NamedTuple):
    """A heading, the sentences below it, and what illustrates them."""

    heading: str
    sentences: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


class Paper(NamedTuple):
    """A whole report. `mark` says above the title that its data are made up, `period` stands below the title.

    `signed` are the lines of who signs and when, below the text; `note` stands below them and on every page. `annexes`
    begin on a new page. `is_one_page` asks for small type and close lines, so that the whole fits one page.
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
    is_one_page: bool = False

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
        """Every table in order, and the charts that a workbook has as one."""
        for section in (*self.sections, *self.annexes):
            for part in section.parts:
                if isinstance(part, Table | Swings):
                    yield part.table if isinstance(part, Swings) else part
