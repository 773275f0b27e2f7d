"""Workbooks of Excel and WPS: ledgers written as .xlsx, ready to print and hand in.

XlsxWriter is imported only when a workbook is written. It keeps one row in memory; the rest waits in a
temporary folder, so that nothing is handed out before the whole workbook stands.
Source: ECMA-376 part 1, 18.3.1.46 (codes of print headers), 18.3.1.73 (rows of a sheet).
"""

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap
from typing import Any, NamedTuple

from gridlog.ledgers.columns import Rows, guard
from gridlog.ledgers.layout import DATED, USUAL, Cell, Exact, Field, Layout, cell_of, dated, number_format
from gridlog.ledgers.ruled import cells as width_of
from gridlog.papers.document import Paper, Place

SHEET_ROWS = 1_048_576
LONGEST = 32_767  # UTF-16 units in a cell, as Excel counts
FIRST_YEAR = 1901  # Excel takes 1900 for a leap year
CHUNK = 1 << 20
SAMPLED = 1_000
WIDEST, BROAD, NARROW = 30, 26, 18
LINE, HIGHEST = 15, 409  # points
A4 = 9
PAGE_WIDTH = 78
PAGE_LETTERS = 74  # of BODY points in a line of that width
BODY, BODY_LINE = 11, 16.5  # points
PAGE_POINTS = 680  # of a page between its usual margins, less what printers differ in
FONT = "宋体"
SIZE, READABLE = 10, 8  # points on the screen, and at the least on paper
PRINTED_PIXELS = int(
    (297 - 2 * 7.62) / 25.4 * 96 * SIZE / READABLE
)  # of columns that fill a page across in type of that size
NUMBER_FORMATS = {"fraction": "0%", "change": "+0;-0;0", "points": "+0;-0;0"}
CENTRED = frozenset({"number", "flag", "date", "instant"})


class Page(NamedTuple):
    """What is printed around the table: title and period above it, a note and the day below."""

    title: str
    period: str
    note: str
    made_at: datetime
    language: str = "zh"


def most_rows(layout: Layout) -> int:
    """How many rows fit below the headings."""
    return SHEET_ROWS - len(layout.titles) - 1


def workbook(layout: Layout, rows: Rows, page: Page, on_cut: Callable[[int], None]) -> Iterator[bytes]:
    """The bytes of a workbook of one sheet, none before all are there.

    `on_cut(count)` hears of cells that held more text than a cell may. Raises OSError when the disk is full.
    """
    with _book(page) as (book, path):
        writer = _Sheet(book, layout)
        writer.write(rows)
        writer.finish(page)
        _close(book)
        if writer.cut:
            on_cut(writer.cut)
        yield from _chunks(path)


def paper_book(paper: Paper) -> Iterator[bytes]:
    """The bytes of a report as a workbook: its sentences on one sheet, each table on one of its own."""
    page = Page(paper.name, paper.period, paper.note, paper.made_at, paper.language)
    with _book(page) as (book, path):
        if any(section.sentences for section in paper.sections):
            _write_summary(book, paper)
        for table in paper.tables:
            fields = tuple(Field(one.heading(paper.language), one, paper.language) for one in table.columns)
            sheet = _Sheet(book, Layout(fields, (table.title,) if table.title else (), table.sheet))
            sheet.write(table.rows, table.loud)
            sheet.finish(page, table.notes)
        _close(book)
        yield from _chunks(path)


@contextmanager
def _book(page: Page) -> Iterator[tuple[Any, Path]]:
    """A workbook in a folder that is gone afterwards, and its path."""
    from xlsxwriter import Workbook

    with TemporaryDirectory(prefix="gridlog-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "book.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": SIZE},
        }
        book = Workbook(str(path), options)
        made_at = page.made_at.replace(tzinfo=None)
        book.set_properties({"title": page.title, "comments": page.note, "created": made_at})
        yield book, path


def _close(book: Any) -> None:
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as problem:
        raise problem.args[0] from None  # the OSError that it wraps


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _write_summary(book: Any, paper: Paper) -> None:
    """Title, headings and sentences, a line below the other, on pages that no heading ends."""
    sheet = book.add_worksheet("正文" if paper.language == "zh" else "summary")
    sheet.set_column(0, 0, PAGE_WIDTH)
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.center_horizontally()
    heights = []
    for at, (text, look) in enumerate(_summary_lines(paper)):
        lines = _lines(text, PAGE_LETTERS * BODY // look.get("font_size", BODY))
        heights.append(Height(BODY_LINE * lines * look.get("font_size", BODY) / BODY + 4, "bold" in look))
        sheet.set_row(at, min(HIGHEST, heights[-1].points))
        sheet.write_string(
            at, 0, text[: LONGEST // 2], book.add_format({"text_wrap": True, "valign": "top", **look})
        )
    sheet.set_h_pagebreaks(page_breaks(heights))


def _summary_lines(paper: Paper) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line of the text with its look."""
    centred = {"font_size": BODY, "align": "center"}
    headings = {section.heading for section in paper.sections}
    for at, line in enumerate(paper.lines):
        if line == paper.title:
            yield line, {"bold": True, "font_size": 16, "align": "center"}
        elif at < 1 + bool(paper.mark) + len(paper.head):
            yield line, centred
        elif line in paper.tail and at >= len(paper.lines) - len(paper.tail):
            yield line, {"font_size": BODY, "align": "right"}
        else:
            yield line, {"font_size": 12, "bold": True} if line in headings else {"font_size": BODY}


class Height(NamedTuple):
    """A row's height in points, and whether it is a heading."""

    points: float
    is_heading: bool


def page_breaks(heights: Sequence[Height], room: float = PAGE_POINTS) -> list[int]:
    """The rows before which a page ends, so that none is fuller than `room` and none ends with a heading."""
    breaks: list[int] = []
    used = 0.0
    for at, height in enumerate(heights):
        below = heights[at + 1].points if height.is_heading and at + 1 < len(heights) else 0
        is_below_heading = at > 0 and heights[at - 1].is_heading
        if used and not is_below_heading and used + height.points + below > room:
            breaks.append(at)
            used = 0.0
        used += height.points
    return breaks


class _Sheet:
    """One sheet as it grows, row by row. XlsxWriter has no types: Any stands for its objects."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self.sheet = book.add_worksheet(layout.sheet)
        self.fields = layout.fields
        self.printed = layout.printed or len(layout.fields)
        self.head = len(layout.titles)
        self.last = self.head
        self.cut = 0
        self.widths = [0] * len(layout.fields)
        self._book, self._titles = book, layout.titles
        self._formats = [book.add_format(_format(field)) for field in layout.fields]
        self._loud = [book.add_format({**_format(field), "bold": True}) for field in layout.fields]
        self._exact: dict[tuple[int, str, bool], Any] = {}
        self._below = book.add_format({"text_wrap": True, "valign": "top"})
        self._as_text = book.add_format({**_LOOK, "num_format": "@"})

    def _write_titles(self) -> None:
        """The titles, each across all columns and as high as its lines."""
        width = sum(self.widths)
        for at, title in enumerate(self._titles):
            size, line = (16, 28) if at == 0 else (SIZE, 18)
            look = {"bold": at == 0, "font_size": size, "align": "center", "text_wrap": True}
            style = self._book.add_format({"valign": "vcenter", **look})
            self.sheet.set_row(at, min(HIGHEST, line * _lines(title, max(2, width * SIZE // size))))
            if len(self.fields) > 1:
                self.sheet.merge_range(at, 0, at, len(self.fields) - 1, "", style)
            self.sheet.write_string(at, 0, title, style)

    def _write_headings(self) -> None:
        look = {**_LOOK, "bold": True, "align": "center", "bg_color": "#E7E6E6"}
        style = self._book.add_format(look)
        pairs = zip(self.fields, self.widths, strict=True)
        lines = max((heading_lines(field.heading, width) for field, width in pairs), default=2)
        self.sheet.set_row(self.head, LINE * max(2, lines))
        for column, field in enumerate(self.fields):
            self.sheet.write_string(self.head, column, field.heading, style)

    def write(self, rows: Rows, loud: Container[Place] = ()) -> None:
        """Every row, one below the other, the cells at `loud` in bold; the first ones say how wide the columns are."""
        makers = [cell_of(field) for field in self.fields]
        told = ([make(value) for make, value in zip(makers, row, strict=True)] for row in rows)
        first = list(islice(told, SAMPLED))
        for column, field in enumerate(self.fields):
            self.widths[column] = _width(field, [row[column] for row in first])
        self.widths[: self.printed] = squeezed(self.fields[: self.printed], self.widths[: self.printed])
        self._write_titles()
        self._write_headings()
        for at, row in enumerate(chain(first, told)):
            self._write_row(row, [(at, column) in loud for column in range(len(row))] if loud else [])

    def _write_row(self, row: Sequence[Cell], loud: Sequence[bool]) -> None:
        self.last += 1
        lines = 1
        for column, cell in enumerate(row):
            if isinstance(cell, str) and (len(cell) * 2 > self.widths[column] or "\n" in cell):
                lines = max(lines, _lines(cell, self.widths[column]))
        if lines > 1:
            self.sheet.set_row(self.last, min(lines * LINE, HIGHEST))
        for column, cell in enumerate(row):
            self._put(column, cell, self._loud[column] if loud and loud[column] else self._formats[column])
        self._forget(self.last - 1)

    def _forget(self, at: int) -> None:
        """Heights of rows that are on the disk: XlsxWriter would keep 240 bytes of each to the end."""
        self.sheet.row_info.pop(at, None)
        self.sheet.row_sizes.pop(at, None)

    def _put(self, column: int, cell: Cell, style: Any) -> None:
        at = self.last
        if cell is None:
            self.sheet.write_blank(at, column, None, style)
        elif isinstance(cell, str):
            self.sheet.write_string(at, column, self._fitting(cell), style)
        elif isinstance(cell, Exact):
            self.sheet.write_number(at, column, float(cell.number), self._shown(column, cell.pattern, style))
        elif not isinstance(cell, date):
            self.sheet.write_number(at, column, cell, style)
        elif cell.year < FIRST_YEAR:
            self.sheet.write_string(at, column, str(cell), self._as_text)
        else:
            self.sheet.write_datetime(at, column, cell, style)

    def _shown(self, column: int, pattern: str, style: Any) -> Any:
        """The look of a cell of a column, with the pattern of its number."""
        is_loud = style is self._loud[column]
        if (column, pattern, is_loud) not in self._exact:
            look = {**_format(self.fields[column]), "bold": is_loud, "num_format": pattern}
            self._exact[column, pattern, is_loud] = self._book.add_format(look)
        return self._exact[column, pattern, is_loud]

    def _fitting(self, text: str) -> str:
        """Text as a cell holds it; one that looks guarded gets another guard, which the import takes away."""
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.startswith("'"):
            text = guard(text)
        if text.startswith("<r>"):
            text = " " + text  # else XlsxWriter takes the rest for XML of its own and writes it as it is
        if len(text) <= LONGEST // 2 or len(units := text.encode("utf-16-le")) <= 2 * LONGEST:
            return text
        self.cut += 1
        return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"

    def finish(self, page: Page, notes: Sequence[str] = ()) -> None:
        """What concerns the sheet as a whole: notes below it, widths, filter, print."""
        from xlsxwriter.utility import xl_col_to_name

        sheet, end = self.sheet, len(self.fields) - 1
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)
        self._write_notes(notes)
        sheet.freeze_panes(self.head + 1, 0)
        sheet.autofilter(self.head, 0, self.last, end)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(end)}{self.last + 1}"})
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.3, right=0.3, top=0.8, bottom=0.6)
        sheet.repeat_rows(self.head)
        if self.printed < len(self.fields):
            sheet.print_area(0, 0, self.last, self.printed - 1)
        sheet.set_header(f"&L{_plain(page.period)}&C&14&B{_plain(page.title)}")
        day = page.made_at.date().isoformat()
        is_zh = page.language == "zh"
        number, made = ("第 &P 页，共 &N 页", "导出日期") if is_zh else ("Page &P of &N", "made on")
        sheet.set_footer(f"&L{_plain(page.note)}&C{number}&R{made} {day}")

    def _write_notes(self, notes: Sequence[str]) -> None:
        """Notes below the table, an empty row between, so that no filter or sort takes them for rows."""
        end, width = len(self.fields) - 1, sum(self.widths)
        for at, note in enumerate(notes, self.last + 2):
            self.sheet.set_row(at, LINE * _lines(note, width))
            if end:
                self.sheet.merge_range(at, 0, at, end, "", self._below)
            self.sheet.write_string(at, 0, note, self._below)


_LOOK: dict[str, object] = {"valign": "vcenter", "border": 1, "text_wrap": True}


def _format(field: Field) -> dict[str, object]:
    kind = field.column.kind
    is_short = kind in CENTRED or field.column.words or field.column.key == "weekday"
    look = {**_LOOK, "align": "center"} if is_short else _LOOK
    if kind in DATED:
        return {**look, "num_format": number_format(field), "text_wrap": False}
    if kind in NUMBER_FORMATS:
        return {**look, "num_format": NUMBER_FORMATS[kind]}
    return {**look, "num_format": "@"} if field.column.is_code else look


def _width(field: Field, cells: Sequence[Cell]) -> int:
    """As wide as its cells, within what a page of thirty columns can bear; a heading may take two lines."""
    heading = max(5, (width_of(field.heading) + 1) // 2 + 1, _longest_word(field.heading))
    wanted = max((_cell_width(field, cell) for cell in cells), default=0) + 1
    if field.column.is_code or field.column.kind in DATED:
        return max(heading, min(WIDEST, wanted + 1))
    return max(heading, min(BROAD if field.column.is_long else NARROW, wanted))


def squeezed(fields: Sequence[Field], widths: Sequence[int]) -> list[int]:
    """Widths with which a page across prints in type of READABLE points or more: text is folded more often, the longest first.

    Dates and credit codes keep theirs, since the one cannot be folded and the other must not.
    """
    narrow = list(widths)
    while _pixels(narrow) > PRINTED_PIXELS:
        spare = [width - _least(field, width) for field, width in zip(fields, narrow, strict=True)]
        if max(spare) <= 0:
            break
        narrow[spare.index(max(spare))] -= 1
    return narrow


def _pixels(widths: Sequence[int]) -> int:
    return sum(7 * width + 5 for width in widths)


def _least(field: Field, width: int) -> int:
    """The narrowest that a column of a printed page may be, of one of that width."""
    key, kind = field.column.key, field.column.kind
    if kind in DATED or key == "uscc":
        return width
    if field.column.is_long:
        return 24 if key in ("note", "text") else 16
    least = {"enterprise": 16, "number": 4, "id": 8, "phone": 8}.get(key, 5)
    return min(width, max(least, _longest_word(field.heading)))


def _longest_word(heading: str) -> int:
    """The width that the longest word of a heading needs in bold; 0 for Chinese, which breaks anywhere."""
    return max(map(len, heading.split()), default=0) + 2 if heading.isascii() else 0


def heading_lines(heading: str, width: int) -> int:
    """How many lines a heading takes in a column of that width, broken between words alone."""
    return len(wrap(heading, max(1, width - 1))) if heading.isascii() else _lines(heading, width)


def _cell_width(field: Field, cell: Cell) -> int:
    if field.column.kind in NUMBER_FORMATS and isinstance(cell, int | float):
        return 5
    if isinstance(cell, date):
        return width_of(dated(field.dates or USUAL.get(field.column.kind, ""), cell))
    if isinstance(cell, Exact):
        return width_of(cell.text)
    return 0 if cell is None else max(map(width_of, str(cell).split("\n")))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; Chinese breaks anywhere."""
    return sum(max(1, -(-width_of(line) // width)) for line in text.split("\n"))


def _plain(text: str) -> str:
    """Text in a print header, where & begins a code and 255 characters are all there is."""
    return " ".join(text.replace("&", "＆").split())[:70]
