"""The layout of rows in a file for people: the headings, the language of the words, the form of a date.

The ledgers have their layout from `gridlog.ledgers.columns`; a layout of an office comes from a profile.
Source: the patterns of dates are a part of C's strftime; for a workbook they become a number format
of ECMA-376 part 1, 18.8.31, so that a date written as 2025年11月3日 is still a date.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from gridlog.ledgers.columns import NOTHING, NUMBERS, Column, Rows, Value, guard, quoted, raw, spoken

if TYPE_CHECKING:
    from decimal import Decimal


class Exact(NamedTuple):
    """An exact number in a cell: its value, the pattern of a workbook that shows it, and the text that other files have."""

    number: "Decimal"
    pattern: str
    text: str


class Figure(str):
    """A text that people read and the number that it tells: a workbook gets the number, in the pattern of a workbook."""

    __slots__ = ("number", "pattern")
    number: "Decimal"
    pattern: str

    def __new__(cls, text: str, number: "Decimal", pattern: str) -> "Figure":
        """Return the text with its number."""
        made = super().__new__(cls, text)
        made.number, made.pattern = number, pattern
        return made


Cell: TypeAlias = str | int | float | date | Exact | None
WORDS = ("zh", "en", "raw")
DATED = ("date", "instant")
USUAL = {
    "date": "%Y-%m-%d",
    "instant": "%Y-%m-%d %H:%M",
}  # a workbook shows a date so; the cell keeps the seconds


class Field(NamedTuple):
    """A column in a file for people: `words` is zh, en or raw; `dates` is a pattern, or empty for the usual one."""

    heading: str
    column: Column
    words: str = "zh"
    dates: str = ""


class Layout(NamedTuple):
    """The fields in their order, the rows above their headings, and the name of the sheet.

    `printed` is how many of the first fields a workbook prints, 0 for all; the other fields stay on the sheet.
    """

    fields: tuple[Field, ...]
    titles: tuple[str, ...] = ()
    sheet: str = ""
    printed: int = 0


LAST_PRINTED = {"走访台账": "raised", "问题台账": "progress"}  # a printed page ends with this column


def ledger_layout(columns: Sequence[Column], sheet: str) -> Layout:
    """Return the layout of a ledger: its exact headings, Chinese words, and as many printed columns as fit a page."""
    keys = [column.key for column in columns]
    printed = keys.index(LAST_PRINTED[sheet]) + 1 if sheet in LAST_PRINTED else 0
    return Layout(tuple(Field(column.zh, column) for column in columns), (), sheet, printed)


class _Part(NamedTuple):
    excel: str
    told: Callable[[datetime], str]


_PARTS = {
    "%Y": _Part("yyyy", lambda at: f"{at.year:04}"),
    "%y": _Part("yy", lambda at: f"{at.year % 100:02}"),
    "%m": _Part("mm", lambda at: f"{at.month:02}"),
    "%-m": _Part("m", lambda at: f"{at.month}"),
    "%d": _Part("dd", lambda at: f"{at.day:02}"),
    "%-d": _Part("d", lambda at: f"{at.day}"),
    "%H": _Part("hh", lambda at: f"{at.hour:02}"),
    "%M": _Part("mm", lambda at: f"{at.minute:02}"),
    "%S": _Part("ss", lambda at: f"{at.second:02}"),
}
PARTS = tuple(_PARTS)


def _pieces(pattern: str) -> list[str]:
    return re.findall(r"%-?.?|[^%]+", pattern, re.DOTALL)


def strange_parts(pattern: str) -> list[str]:
    """Return the parts of a pattern of dates that are not in `PARTS`."""
    return [piece for piece in _pieces(pattern) if piece.startswith("%") and piece not in _PARTS]


def dated(pattern: str, at: date) -> str:
    """Return a date or an instant as a pattern writes it, the same on every operating system."""
    moment = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)
    return "".join(_PARTS[piece].told(moment) if piece in _PARTS else piece for piece in _pieces(pattern))


def number_format(field: Field) -> str:
    """Return the pattern of a field's dates as a workbook spells it: plain `yyyy-mm-dd`, other text in quotes."""
    return "".join(
        _PARTS[piece].excel if piece in _PARTS else re.sub(r"[^-/: ]+", _literal, piece)
        for piece in _pieces(field.dates or USUAL[field.column.kind])
    )


def _literal(found: re.Match[str]) -> str:
    return '"' + found[0].replace('"', "") + '"'


_DECIMAL = re.compile(r"(?P<sign>[-+]?)(?P<whole>[0-9]+)(?:\.(?P<rest>[0-9]+))?(?P<percent>%?)")
MOST_DIGITS = 15  # a workbook keeps no more; a longer number stays a text, which loses nothing


def exact(value: Value) -> Exact | None:
    """Return the number that a text tells, such as 12000.50, +13% or -3.2; None for another text, or too many digits."""
    from decimal import Decimal  # lists and reports on a terminal need none

    if isinstance(value, Figure):
        number, pattern = value.number, value.pattern
    elif found := _DECIMAL.fullmatch(str(value)):
        number = Decimal(found[0].rstrip("%")) / (100 if found["percent"] else 1)
        pattern = f"0{'.' * bool(found['rest'])}{'0' * len(found['rest'] or '')}{found['percent']}"
        pattern = f"+{pattern};-{pattern}" if found["sign"] == "+" else pattern
    else:
        return None
    return Exact(number, pattern, str(value)) if len(number.as_tuple().digits) <= MOST_DIGITS else None


def read_date(value: Value) -> date | datetime | None:
    """Return the date or instant that a cell of the tables spells, in local time; None when it spells neither."""
    told = str(value)
    try:
        return (
            date.fromisoformat(told) if len(told) == 10 else datetime.fromisoformat(told).replace(tzinfo=None)
        )
    except ValueError:
        return None


def cell_of(field: Field) -> Callable[[Value], Cell]:
    """Return a function that turns a value of this field into a workbook's cell: a date, a number or text.

    The function returns None for an empty value.
    """
    kind = field.column.kind

    def make(value: Value) -> Cell:
        if value is None or value == "":
            return _words(field, value) if field.column.key in NOTHING else None
        if kind in DATED and (at := read_date(value)):
            return at
        if kind == "decimal" and (number := exact(value)):
            return number
        if kind in NUMBERS and isinstance(value, int | float) and not field.column.words:
            return round(100 * value) if kind == "points" else value
        return _words(field, value)

    has_few_values = kind in ("flag", "date") or field.column.words
    return cache(make) if has_few_values else make


def text(field: Field, value: Value) -> str:
    """Return a value as CSV for people has it."""
    if field.dates and value and (at := read_date(value)):
        return dated(field.dates, at)
    return _words(field, value)


def _words(field: Field, value: Value) -> str:
    return raw(field.column, value) if field.words == "raw" else spoken(field.column, value, field.words)


def csv_lines(layout: Layout, rows: Rows, for_excel: bool) -> Iterator[str]:
    """Yield CSV in a layout, with the marks, line ends and guards of one of the two dialects."""
    end, told = ("\r\n", guard) if for_excel else ("\n", str)
    mark = "\ufeff" if for_excel else ""
    spare = [""] * (len(layout.fields) - 1)
    for head in (*([title, *spare] for title in layout.titles), [field.heading for field in layout.fields]):
        yield mark + ",".join(quoted(told(cell)) for cell in head) + end
        mark = ""
    for row in rows:
        cells = [text(field, value) for field, value in zip(layout.fields, row, strict=True)]
        yield ",".join(quoted(told(cell)) for cell in cells) + end
