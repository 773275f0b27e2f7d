"""Read tables as people make them: CSV or workbooks from Excel or WPS, in any encoding, with any headings and habits.

CSV streams in constant memory. The module knows UTF-8 with and without a mark, UTF-16, GB 18030 (which holds GBK),
commas, tabs and semicolons, title rows above the headings, blank rows, guarded cells, full-width
digits, numbers that Excel turned into floats, cells merged over several rows, rows of totals, remarks
below a table, headings repeated on every page, and cells that hold an error instead of a value.
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

from gridlog.core.phone import unfloated
from gridlog.errors import Usage
from gridlog.intake.workbook import Tab, is_book, tabs
from gridlog.intake.workbook_parts import UNCALCULATED, Span
from gridlog.ledgers.columns import unguard

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
    "time",
    "grid",
    "parent",
    "key",
    "recorded_at",
    "on",
    "from",
    "to",
)


class Line(NamedTuple):
    """A row of a file: its number and its cells by key.

    number: in a workbook, the number that Excel shows; in text, the number of the row's first line
    fault: a cell that holds an error in place of a value
    """

    number: int
    cells: Mapping[str, str]
    fault: Usage | None = None

    def check(self) -> None:
        """Raise Usage when a cell holds an error of Excel, or a formula that no program calculated."""
        if self.fault:
            raise self.fault


class Skipped(NamedTuple):
    """A row that is not an entry of the table: a total, a remark below the table, or the headings once more."""

    number: int
    text: str


class Sheet(NamedTuple):
    """An open table.

    headings: the headings of the file
    unknown: the headings that the caller did not ask for
    others: sheets of the same workbook that have such headings, too, and are not read
    is_held: whether it is a workbook in memory, or a file from a pipe; no other process can read it again
    tab: the name of the workbook's sheet, empty for text
    skipped: the rows that are not entries; it fills while the lines are read
    filled: by heading, how many cells got the value of their merged cell; it fills while the lines are read
    guessed: the keys of columns whose headings have this meaning only when no other column has it
    """

    name: str
    keys: Sequence[str]
    unknown: Sequence[str]
    lines: Iterator[Line]
    others: Sequence[str] = ()
    is_held: bool = False
    headings: Sequence[str] = ()
    tab: str = ""
    skipped: list[Skipped] = []  # noqa: RUF012  # each sheet gets its own list
    filled: dict[str, int] = {}  # noqa: RUF012  # each sheet gets its own dict
    guessed: Sequence[str] = ()


def open_sheet(
    path: str, headings: Mapping[str, str], wanted: str, loose: Mapping[str, str] | None = None
) -> Sheet:
    """Open a table from a file, or from stdin for `-`.

    `headings` maps every known heading to its key; a key that begins with `_` is known and left aside. A heading in
    `loose` has its key only when no heading in `headings` and no earlier heading in `loose` has that key.
    Raises Usage, with the `wanted` headings, when the file cannot be read, is no table, or has no row of headings.
    """
    file = _opened(path)
    is_workbook = is_book(file.read(8))
    file.seek(0)
    known = Headings(headings, loose or {}, wanted)
    sheet = (_from_book if is_workbook else _from_text)(file, path, known)
    return sheet._replace(is_held=is_workbook or path == "-")


class Headings(NamedTuple):
    """The headings that a table may have, by key.

    The `loose` ones have their meaning only when no other column has it. `wanted` names the required columns.
    """

    strict: Mapping[str, str]
    loose: Mapping[str, str]
    wanted: str

    def is_known(self, name: str) -> bool:
        """Return whether a cell is such a heading."""
        text = heading_text(name)
        return bool(self.strict.get(text) or self.loose.get(text))

    def keys(self, names: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the key of each column, empty for none, and the keys that loose headings gave."""
        texts = [heading_text(name) for name in names]
        keys = [self.strict.get(text, "") for text in texts]
        guessed: list[str] = []
        for text, key in self.loose.items():
            if text in texts and key not in keys:
                keys[texts.index(text)] = key
                guessed.append(key)
        return keys, guessed


def _from_book(file: BinaryIO, path: str, known: Headings) -> Sheet:
    """Return the first sheet with known headings."""
    found: list[Sheet] = []
    problems: list[Usage] = []
    for tab in tabs(file, path):
        try:
            found.append(_read(enumerate(tab.rows, 1), path, known, tab))
        except Usage as problem:
            problems.append(problem)
    if not found:
        raise problems[0] if problems else Usage("import.columns", path=path, missing=known.wanted, seen="—")
    sheet, *others = found
    return sheet._replace(others=[other.tab for other in others])


def _from_text(file: BinaryIO, path: str, known: Headings) -> Sheet:
    return _read(_text_rows(file, path), path, known)


def _text_rows(file: BinaryIO, path: str) -> Iterator["_Row"]:
    encoding = _encoding(file, path)
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    first = "".join(islice(text, TITLE_ROWS))
    text.seek(0)
    csv.field_size_limit(MAX_CELL)
    return _checked(csv.reader(text, delimiter=_delimiter(first), strict=True), path)


class Table(NamedTuple):
    """A table as it stands in a file: its numbered rows, and its sheet of the workbook, None for text."""

    rows: Iterator["_Row"]
    tab: Tab | None

    @property
    def name(self) -> str:
        """Return the name of the sheet, empty for text."""
        return self.tab.name if self.tab else ""


def tables(path: str) -> Iterator[Table]:
    """Yield every table of a file, or of stdin for `-`. Raises Usage when the file cannot be read."""
    file = _opened(path)
    is_workbook = is_book(file.read(8))
    file.seek(0)
    if is_workbook:
        for tab in tabs(file, path):
            yield Table(enumerate(tab.rows, 1), tab)
    else:
        yield Table(_text_rows(file, path), None)


def _read(rows: Iterator["_Row"], path: str, known: Headings, tab: Tab | None = None) -> Sheet:
    names, number = _headings(rows, known, path)
    keys, guessed = known.keys(names)
    return below(path, Table(rows, tab), names, keys, number)._replace(guessed=guessed)


def below(path: str, table: Table, names: Sequence[str], keys: Sequence[str], number: int) -> Sheet:
    """Return the rows of a table below its headings, which end in row `number`, each column under its key.

    Raises Usage for two columns with one meaning.
    """
    rows, tab = table
    _need_single(path, names, keys)
    unknown = [name for name, key in zip(names, keys, strict=True) if name and not key]
    skipped: list[Skipped] = []
    filled: dict[str, int] = {}
    if tab and tab.spans:
        rows = _filled(rows, [span for span in tab.spans if span.top >= number], names, keys, filled)
    return Sheet(
        path,
        [key for key in keys if key],
        unknown,
        _lines(rows, names, keys, number, skipped),
        headings=[name for name in names if name],
        tab=tab.name if tab else "",
        skipped=skipped,
        filled=filled,
    )


def is_said(key: str) -> bool:
    """Return whether cells of this key are read: the column is known and not left aside."""
    return bool(key) and not key.startswith("_")


def _need_single(path: str, names: Sequence[str], keys: Sequence[str]) -> None:
    """Raise Usage for two columns with one meaning: either column could be the one that counts."""
    columns: dict[str, list[str]] = {}
    for at, (name, key) in enumerate(zip(names, keys, strict=True), 1):
        if is_said(key):
            columns.setdefault(key, []).append(f"{at} {name}")
    for double in columns.values():
        if len(double) > 1:
            raise Usage("import.columns_twice", path=path, columns=", ".join(double))


def _filled(
    rows: Iterator["_Row"],
    spans: Sequence[Span],
    names: Sequence[str],
    keys: Sequence[str],
    filled: dict[str, int],
) -> Iterator["_Row"]:
    """Yield the rows, each with the values of the merged cells that reach down to it.

    A row without a value of its own is a part of the row above and stays as it is.
    """
    own = [at for at, key in enumerate(keys) if is_said(key)]
    begun = {(span.top + 1, span.left): span.bottom + 1 for span in spans if span.left in own}
    open_until: dict[int, tuple[int, str]] = {}
    for number, cells in rows:
        for column in own:
            if bottom := begun.get((number, column)):
                open_until[column] = bottom, cells[column] if column < len(cells) else ""
        has_own = any(cells[at].strip() for at in own if at < len(cells))
        for column, (bottom, text) in list(open_until.items()):
            if number > bottom:
                del open_until[column]
            elif has_own and column < len(cells) and not cells[column] and text:
                cells[column] = text
                filled[names[column]] = filled.get(names[column], 0) + 1
        yield number, cells


def _opened(path: str) -> BinaryIO:
    if path == "-":
        return _spooled(sys.stdin.buffer)
    try:
        file = Path(path).open("rb")  # noqa: SIM115  # the file stays open as long as the sheet
    except OSError as problem:
        raise Usage("file.unreadable", path=path, reason=problem) from None
    return file if file.seekable() else _spooled(file)


def _spooled(pipe: BinaryIO) -> BinaryIO:
    """Return the content of a pipe as a file that can be read more than once."""
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115  # lives as long as the sheet
    while chunk := pipe.read(CHUNK):
        spool.write(chunk)
    spool.seek(0)
    return spool  # type: ignore[return-value]  # the spooled file has the whole protocol since Python 3.11


def _encoding(file: BinaryIO, path: str) -> str:
    """Return the first encoding that reads the whole file. Raises Usage."""
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
    except UnicodeError:  # the file has changed since its encoding was found
        raise Usage("file.encoding", path=path) from None
    except OSError as problem:
        raise Usage("file.unreadable", path=path, reason=problem) from None


def _headings(rows: Iterator[_Row], known: Headings, path: str) -> tuple[list[str], int]:
    """Return the first row with two or more known headings, or with one when it has no other cells."""
    seen: list[str] = []
    for at, (number, cells) in enumerate(rows):
        found = [name for name in cells if known.is_known(name)]
        if len(found) >= min(2, len([name for name in cells if name.strip()])) and found:
            return [name.strip() for name in cells], number
        seen = seen or [name for name in cells if name.strip()]
        if at >= TITLE_ROWS:
            break
    raise Usage("import.columns", path=path, missing=known.wanted, seen=", ".join(seen[:20]) or "—")


def heading_text(name: str) -> str:
    """Return a heading in the form in which headings are compared: half-width, no blanks, lower case."""
    return "".join(normalize("NFKC", name).split()).lower()


def _lines(
    rows: Iterator[_Row], names: Sequence[str], keys: Sequence[str], number: int, skipped: list[Skipped]
) -> Iterator[Line]:
    """Yield the rows that are not empty.

    Only a row with a blank, a guard or a telling word is looked at cell by cell.
    """
    previous = number
    has_odd_letter, begins_oddly = re.compile(_ODD_LETTER).search, re.compile(_ODD_BEGIN).search
    is_no_entry = re.compile(_NO_ENTRY).match
    said = [key for key in keys if is_said(key)]
    for last, row in rows:
        start, previous = previous + 1, last
        cells = dict(zip(keys, row, strict=False))
        fault = None
        joined = "\x1e" + "\x1e".join(row) + "\x1e"
        if (
            has_odd_letter(joined)
            or begins_oddly(joined)
            or " \x1e" in joined
            or ".0\x1e" in joined
            or "E+" in joined
            or "计\x1e" in joined
            or "总\x1e" in joined
            or "数\x1e" in joined
            or is_no_entry(joined)
        ):
            if text := _no_entry(row, keys):
                skipped.append(Skipped(start, text))
                continue
            cells = {key: tidy(key, cell) for key, cell in cells.items()}
            fault = _fault(names, keys, cells)
        elif row == names:
            skipped.append(Skipped(start, " ".join(row)))
            continue
        if any(map(cells.get, said)):
            yield Line(start, cells, fault)


# A row with such a letter, or with a cell that begins so, is looked at cell by cell. One pattern for all signs of a row
# takes half as long again: it tries each of them at each place.
_ODD_LETTER = (
    r"[\x00-\x1d\x1f\x7f-\xa0\u200b-\u200f\u2028\u2029\u3000\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
)
_ODD_BEGIN = r"\x1e[ '#]"
_NO_ENTRY = (
    r"\x1e+(?:[0-9]++\x1e+)?"
    r"(?:[合小总共累汇注备说附填制审复报负经联统签盖单日计]|(?:[Gg]rand|[Ss]ub)?\s?[Tt]otal|TOTAL)"
)
_SUM = "合计|小计|总计|共计|累计|汇总|计数|(?:sub|grand)?total"
_TOTAL = re.compile(rf"(?P<of>.{{0,20}}?)(?:{_SUM})数?(?P<more>[:(0-9].*)?")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?[%家次个人户项条]?")
_REMARK = re.compile(
    r"(?:填表|制表|附)?(?:注|备注|注意|说明)(?:[0-9一二三四五六七八九十])?[:.、].*"
    r"|(?:制表|填表|填报|报送|审核|审批|复核|统计|负责|经办|联系)(?:人|者|单位|日期|时间|电话)?(?:\(.{0,8}\))?:.*"
    r"|(?:单位|日期|签字|签名|盖章)(?:\(.{0,8}\))?:.*"
)


def _no_entry(row: Sequence[str], keys: Sequence[str]) -> str:
    """Return the text of a row that is a total or a remark below the table; empty for an entry.

    The first cell tells, unless it is a number in a column that is left aside (序号). With a word before or after
    合计, a row is a total only when it has figures.
    """
    told = [
        (cell, text)
        for cell, key in zip(row, (*keys, *[""] * len(row)), strict=False)
        if (text := heading_text(cell)) and not (text.isdecimal() and not is_said(key))
    ]
    if not told:
        return ""
    (_, text), *others = told
    found = _TOTAL.fullmatch(text)
    is_total = found and (
        (not found["of"] and not text.isascii()) or all(_FIGURE.fullmatch(other) for _, other in others)
    )
    return " ".join(" ".join(row).split()) if is_total or _REMARK.fullmatch(text) else ""


# texts that Excel shows in a cell in place of a value. Source: ECMA-376 part 1, 18.17.3; Excel's own since 2019
ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|CONNECT!|BUSY!)"
)
TOO_NARROW = re.compile(r"#{3,}")


def _fault(names: Sequence[str], keys: Sequence[str], cells: Mapping[str, str]) -> Usage | None:
    """Return the error for the first cell that holds an error of a spreadsheet in place of a value."""
    for name, key in zip(names, keys, strict=True):
        cell = cells.get(key, "") if is_said(key) else ""
        if not cell.startswith("#"):
            continue
        if cell == UNCALCULATED:
            return Usage("import.cell_uncalculated", column=name)
        if ERRORS.fullmatch(cell):
            return Usage("import.cell_error", column=name, value=cell)
        if TOO_NARROW.fullmatch(cell):
            return Usage("import.cell_narrow", column=name, value=cell)
    return None


def tidy(key: str, cell: str) -> str:
    """Return a cell without what spreadsheets add: guards, blanks at the ends, floats of codes, wide digits."""
    if not cell:
        return ""
    text = unguard(cell.strip().strip("\u3000\ufeff"))
    if not text.isprintable():
        text = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    if key.rpartition(".")[2] not in NARROW:
        return text
    if not text.isascii():
        text = normalize("NFKC", text).strip()
    return unfloated(text) if "E+" in text or text.endswith(".0") else text


def heading_map(*groups: Mapping[str, str]) -> dict[str, str]:
    """Return headings as `open_sheet` wants them, from tables of heading to key."""
    return {heading_text(heading): key for group in groups for heading, key in group.items()}
