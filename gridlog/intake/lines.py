"""The rows below the headings of a table: which of them are entries, and their cells without what spreadsheets add.

The module knows guarded cells, full-width digits, numbers that Excel turned into floats, rows of totals, remarks below a
table, headings repeated on every page, and cells that hold an error instead of a value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from gridlog.core.phone import unfloated
from gridlog.errors import Usage
from gridlog.intake.files import NumberedCells
from gridlog.intake.workbook_parts import UNCALCULATED
from gridlog.ledgers.columns import unguard

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


def is_said(key: str) -> bool:
    """Return whether cells of this key are read: the column is known and not left aside."""
    return bool(key) and not key.startswith("_")


def heading_text(name: str) -> str:
    """Return a heading in the form in which headings are compared: half-width, no blanks, lower case."""
    return "".join(normalize("NFKC", name).split()).lower()


def lines_below(
    rows: Iterator[NumberedCells],
    names: Sequence[str],
    keys: Sequence[str],
    number: int,
    skipped: list[Skipped],
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
