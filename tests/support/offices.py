"""Rosters as offices make them in Excel: title rows, merged cells, remarks below; every name is made up."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter import Workbook

Rows = Sequence[Sequence[object]]


def workbook(
    path: Path,
    sheets: Mapping[str, Rows],
    merged: Mapping[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
) -> str:
    """A workbook at `path`, its sheets in order; `merged` are ranges (A3:A5), with the value of their first cell."""
    with Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
            for span in (merged or {}).get(name, ()):
                first = span.partition(":")[0]
                column, line = ord(first[0]) - 65, int(first[1:]) - 1
                sheet.merge_range(span, rows[line][column])
            if name in hidden:
                sheet.hide()
    return path.as_posix()
