"""Reading what people call a table: CSV or workbooks from Excel or WPS, in any encoding, headings, habits.

CSV streams in constant memory. Knows UTF-8 with and without a mark, UTF-16, GB 18030 (which holds GBK),
commas, tabs and semicolons, title rows above the headings, blank rows, guarded cells, full-width
digits, and numbers that Excel turned into floats.
"""

import codecs
import csv
import io
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias
from unicodedata import normalize

from gridlog.books import is_book, tabs
from gridlog.errors import Usage
from gridlog.ledger import unguard

SHOWN = 5  # decimals of 1.39123E+10, the most a cell of Excel's General format shows
TITLE_ROWS = 10
CHUNK = 1 << 20
SPOOLED = 1 << 23
MAX_CELL = 1 << 18
NARROW = (
    "code",
    "uscc",
    "phone",
    "quota",
    "date",
    "grid",
    "parent",
    "key",
    "recorded_at",
    "on",
    "from",
    "to",
)


class Line(NamedTuple):
    """A row of a file: its line number as an editor counts, and its cells by key."""

    number: int
    cells: Mapping[str, str]


class Sheet(NamedTuple):
    """An open table. `headings` are those of the file, `unknown` those nobody asked for; `others` are
    sheets of the same workbook that have such headings too and are not read. One that is held is a
    workbook in memory or came through a pipe: nobody else can read it again.
    """

    name: str
    keys: Sequence[str]
    unknown: Sequence[str]
    lines: Iterator[Line]
    others: Sequence[str] = ()
    is_held: bool = False
    headings: Sequence[str] = ()


def open_sheet(path: str, headings: Mapping[str, str], wanted: str) -> Sheet:
    """A table from a file, or stdin for `-`. `headings` maps every heading understood to its key;
    a key that begins with `_` is understood and left aside.

    Raises Usage when the file cannot be read, is no table, or has no row of headings, naming the `wanted` ones.
    """
    file = _opened(path)
    is_workbook = is_book(file.read(8))
    file.seek(0)
    sheet = (_from_book if is_workbook else _from_text)(file, path, headings, wanted)
    return sheet._replace(is_held=is_workbook or path == "-")


def _from_book(file: BinaryIO, path: str, headings: Mapping[str, str], wanted: str) -> Sheet:
    """The first sheet with headings that are understood."""
    found: list[tuple[str, Sheet]] = []
    problems: list[Usage] = []
    for tab in tabs(file, path):
        rows = enumerate(tab.rows, 1)
        try:
            found.append((tab.name, _read(rows, path, headings, wanted)))
        except Usage as problem:
            problems.append(problem)
    if not found:
        raise problems[0] if problems else Usage("import.columns", path=path, missing=wanted, seen="—")
    (_, sheet), *others = found
    return sheet._replace(others=[name for name, _ in others])


def _from_text(file: BinaryIO, path: str, headings: Mapping[str, str], wanted: str) -> Sheet:
    encoding = _encoding(file, path)
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    first = "".join(islice(text, TITLE_ROWS))
    text.seek(0)
    csv.field_size_limit(MAX_CELL)
    rows = _checked(csv.reader(text, delimiter=_delimiter(first), strict=True), path)
    return _read(rows, path, headings, wanted)


def _read(rows: Iterator["_Row"], path: str, headings: Mapping[str, str], wanted: str) -> Sheet:
    names, number = _headings(rows, headings, path, wanted)
    keys = [headings.get(_heading(name), "") for name in names]
    unknown = [name for name, key in zip(names, keys, strict=True) if name and not key]
    lines = _lines(rows, keys, number)
    return Sheet(
        path, [key for key in keys if key], unknown, lines, headings=[name for name in names if name]
    )


def _opened(path: str) -> BinaryIO:
    if path == "-":
        return _spooled(sys.stdin.buffer)
    try:
        file = Path(path).open("rb")  # noqa: SIM115  # lives as long as the sheet
    except OSError as problem:
        raise Usage("file.unreadable", path=path, reason=problem.strerror or problem) from None
    return file if file.seekable() else _spooled(file)


def _spooled(pipe: BinaryIO) -> BinaryIO:
    """What comes through a pipe, to be read more than once."""
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115  # lives as long as the sheet
    while chunk := pipe.read(CHUNK):
        spool.write(chunk)
    spool.seek(0)
    return spool  # type: ignore[return-value]  # it has the whole protocol since Python 3.11


def _encoding(file: BinaryIO, path: str) -> str:
    """The first encoding that reads the whole file. Raises Usage."""
    start = file.read(8)
    candidates = (
        ("utf-16",)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        else ("utf-8-sig", "gb18030")
    )
    for encoding in candidates:
        if _reads(file, encoding):
            file.seek(0)
            return encoding
    raise Usage("file.encoding", path=path)


def _reads(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(first: str) -> str:
    return max(",\t;", key=lambda mark: (first.count(mark), mark == ","))


_Row: TypeAlias = tuple[int, list[str]]


def _checked(reader: Iterator[list[str]], path: str) -> Iterator[_Row]:
    try:
        for cells in reader:
            yield reader.line_num, cells  # type: ignore[attr-defined]  # a csv reader counts its lines
    except csv.Error as problem:
        raise Usage("file.not_csv", path=path, reason=problem) from None
    except UnicodeError:  # the file was another one when its encoding was found
        raise Usage("file.encoding", path=path) from None
    except OSError as problem:
        raise Usage("file.unreadable", path=path, reason=problem.strerror or problem) from None


def _headings(
    rows: Iterator[_Row], headings: Mapping[str, str], path: str, wanted: str
) -> tuple[list[str], int]:
    """The first row with two or more headings that are understood, or one if it has no more."""
    seen: list[str] = []
    for at, (number, cells) in enumerate(rows):
        known = [name for name in cells if headings.get(_heading(name))]
        if len(known) >= min(2, len([name for name in cells if name.strip()])) and known:
            return [name.strip() for name in cells], number
        seen = seen or [name for name in cells if name.strip()]
        if at >= TITLE_ROWS:
            break
    raise Usage("import.columns", path=path, missing=wanted, seen=", ".join(seen[:20]) or "—")


def _heading(name: str) -> str:
    """A heading as headings are compared: half-width, no blanks, lower case."""
    return "".join(normalize("NFKC", name).split()).lower()


def _lines(rows: Iterator[_Row], keys: Sequence[str], number: int) -> Iterator[Line]:
    """The rows that say something; only one with a blank or guard somewhere is tidied cell by cell."""
    previous = number
    is_suspect = re.compile(_SUSPECT).search
    for last, row in rows:
        start, previous = previous + 1, last
        cells = dict(zip(keys, row, strict=False))
        if is_suspect("\x1e".join(["", *row, ""])):
            cells = {key: tidy(key, cell) for key, cell in cells.items()}
        if any(cells.values()):
            yield Line(start, cells)


_SUSPECT = (
    r"[\x00-\x1d\x1f\x7f-\xa0\u200b-\u200f\u2028\u2029\u3000\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
    r"|\x1e[ ']| \x1e|\.0\x1e|E\+"
)


def tidy(key: str, cell: str) -> str:
    """A cell without what spreadsheets add: guards, blanks at the ends, floats of codes, wide digits."""
    if not cell:
        return ""
    text = unguard(cell.strip().strip("\u3000\ufeff"))
    if not text.isprintable():
        text = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    if key not in NARROW:
        return text
    if not text.isascii():
        text = normalize("NFKC", text).strip()
    if text.endswith(".0") and text[:-2].isdecimal():
        return text[:-2]
    return _whole(text) if "E+" in text else text


def _whole(text: str) -> str:
    """1.3900002222E+10 as the number it was. Of 1.39E+10 it stays: what a narrow cell shows has lost digits."""
    digits, _, power = text.partition("E+")
    whole, _, rest = digits.partition(".")
    if (whole + rest).isdecimal() and power.isdecimal() and SHOWN < len(rest) <= int(power) <= 20:
        return whole + rest + "0" * (int(power) - len(rest))
    return text


def heading_map(*groups: Mapping[str, str]) -> dict[str, str]:
    """Headings as `open_sheet` wants them, from tables of heading to key."""
    return {_heading(heading): key for group in groups for heading, key in group.items()}
