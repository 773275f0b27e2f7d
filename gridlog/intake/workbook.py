"""Read workbooks as tables: .xlsx, .xls and .ods, sheet by sheet, every cell as the text that it shows.

calamine is imported only when a workbook is read; it is the extra `office`. Its errors do not leave this module.
calamine reads an error, or a formula without a result, as an empty cell; `gridlog.intake.workbook_parts` finds these.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from gridlog.errors import Usage
from gridlog.intake.workbook_parts import About, Parts, Span

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Tab(NamedTuple):
    """A visible sheet: its name, its rows of text from the first row on, and its cells merged over several rows."""

    name: str
    rows: Iterator[list[str]]
    spans: Sequence[Span]


def is_book(start: bytes) -> bool:
    """Return whether a file that begins like this is a workbook: a zip archive, or Microsoft's older container."""
    return start.startswith((ZIP, OLE))


def tabs(file: BinaryIO, path: str) -> Iterator[Tab]:
    """Yield the visible sheets of a workbook. Raises Usage when it cannot be read, or no library here can read it."""
    try:
        import python_calamine as calamine
    except ImportError:
        raise Usage("import.xlsx", path=path) from None
    shown = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible)
    with _told(path, calamine.CalamineError):
        book = calamine.CalamineWorkbook.from_filelike(file)
        names = [about.name for about in book.sheets_metadata if (about.typ, about.visible) == shown]
    parts = Parts(file)
    for name in names:
        with _told(path, calamine.CalamineError):
            sheet = book.get_sheet_by_name(name)
        about = parts.about(name)
        yield Tab(name, _rows(sheet, about), _spans(sheet, about))


@contextmanager
def _told(path: str, kind: type[Exception]) -> Iterator[None]:
    """Turn every error of the library into an error of ours."""
    try:
        yield
    except kind as problem:
        raise Usage("file.workbook", path=path, reason=problem) from None
    except BaseException as problem:
        # an error of Rust for damaged .xls files; it has no public class
        if type(problem).__name__ != "PanicException":
            raise
        raise Usage("file.workbook", path=path, reason=problem) from None


def _rows(sheet: "CalamineSheet", about: About) -> Iterator[list[str]]:
    for at, row in enumerate(sheet.iter_rows()):
        cells = [cell if isinstance(cell, str) else _text(cell) for cell in row]
        for column, fault in about.faults.get(at, ()):
            if column < len(cells):
                cells[column] = fault
        yield cells


def _spans(sheet: "CalamineSheet", about: About) -> Sequence[Span]:
    """Return the cells merged over several rows; calamine knows them for .xlsx and .xls."""
    ranges = sheet.merged_cell_ranges
    if ranges is None:
        return about.spans
    return [Span(top, left, bottom) for (top, left), (bottom, _) in ranges if bottom > top]


def _text(cell: object) -> str:
    """Return a cell as a person would type it.

    Dates have no idle time, whole numbers have no .0, and yes and no are 1 and 0.
    """
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return str(cell.date()) if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    return str(cell)
