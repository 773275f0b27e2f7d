"""Workbooks taken apart: their cells as calamine reads them, their looks as the XML says."""

import io
import re
import zipfile
from typing import NamedTuple

from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from tests.conftest import Ran


class Book(NamedTuple):
    """A workbook of one sheet: its name, its rows, the sheet's XML and the styles'."""

    sheet: str
    rows: list[list[object]]
    xml: str
    styles: str
    names: str

    def column(self, heading: str, head: int = 0) -> list[object]:
        """The cells below a heading."""
        at = self.rows[head].index(heading)
        return [row[at] for row in self.rows[head + 1 :]]

    def formats(self, column: int) -> set[str]:
        """The number formats of a column's cells below the headings; General is 0."""
        named = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="(.*?)"/>', self.styles))
        styles = re.findall(r'<xf numFmtId="(\d+)"', self.styles.partition("<cellXfs")[2])
        letter = xl_col_to_name(column)
        used = re.findall(rf'<c r="{letter}(?!1")\d+" s="(\d+)"', self.xml)
        return {named.get(number := styles[int(one)], number) for one in used}


def opened(content: bytes) -> Book:
    """The only sheet of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    (name,) = book.sheet_names
    rows: list[list[object]] = [list(row) for row in book.get_sheet_by_index(0).iter_rows()]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml, styles, names = (
            parts.read(f"xl/{one}.xml").decode() for one in ("worksheets/sheet1", "styles", "workbook")
        )
    return Book(name, rows, xml, styles, names)


def book(done: Ran) -> Book:
    """The workbook that a command wrote to stdout."""
    assert done.code == 0, done.err
    return opened(done.raw)
