"""A table in a Word document: its widths, its headings broken between words, its cells.

Source: GB/T 9704-2012, 5.2.1 (margins) and 7.3.4 (tables across a page); ECMA-376 part 1, 17.4.84 (merged cells).
"""

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from gridlog.ledgers.columns import NUMBERS
from gridlog.ledgers.ruled import cells
from gridlog.papers.document import Table, words_of

A4 = 210, 297  # millimetres
MARGINS = 37, 26, 35, 28  # top, right, bottom, left
UPRIGHT_MM = A4[0] - MARGINS[1] - MARGINS[3]
ACROSS_MM = A4[1] - MARGINS[0] - MARGINS[2]
SIZE = 10.5  # points: 5号
WIDE_MM = 3.75  # a Chinese character of that type
LATIN_MM, BROAD_MM, FIGURE_MM = 1.68, 2.5, 1.86  # a letter, a capital, a figure
SIDE_TWIPS, ABOVE_TWIPS = (
    68,
    45,
)  # 1.2 and 0.8 mm left empty at each side of a cell, and above and below its text
CELL_MM = 2.8  # both sides and a little more
BROADEST_MM = 48.0  # what a cell may ask for; more text takes more lines
EMU = 36_000  # in a millimetre, as python-docx counts
UNBROKEN = re.compile(r"[!-~]+|.")  # letters of one word, or any one character
WHOLE = 15  # rows that should not be torn apart by the end of a page
TALLEST = 8  # rows in a merged cell, which stay on one page so that the name in it is seen on each
HEITI, SONGTI = "黑体", "宋体"
NAME = "enterprise"  # a column of long names, which begin at the left as running text does
Put = Callable[..., Any]  # (paragraph, text, font, size, is_bold) -> the run


def fits_upright(table: Table, language: str) -> bool:
    """Whether an upright page is wide enough."""
    return sum(wish.wanted for wish in wishes(table, language)) <= UPRIGHT_MM


class Wish(NamedTuple):
    """How many millimetres a column needs for its cells on one line each, and at the least for its longest word."""

    wanted: float
    least: float


def wishes(table: Table, language: str) -> list[Wish]:
    """What each column asks for; no word of a heading is ever broken."""
    told = table.told(language)
    found = []
    for at, column in enumerate(table.columns):
        word = max(map(breadth, words_of(column.heading(language))), default=0.0)
        widest = max((breadth(row[at]) for row in told), default=0.0)
        longest = max((breadth(part) for row in told for part in UNBROKEN.findall(row[at])), default=0.0)
        wanted, least = max(word, min(BROADEST_MM, widest)), max(word, min(BROADEST_MM, longest))
        found.append(Wish(CELL_MM + wanted, CELL_MM + least))
    return found


def breadth(text: str) -> float:
    """How many millimetres a text takes on one line."""
    return sum(map(_letter_breadth, text))


@cache
def _letter_breadth(letter: str) -> float:
    if cells(letter) > 1:
        return WIDE_MM
    return FIGURE_MM if letter.isdigit() else BROAD_MM if letter.isupper() else LATIN_MM


def lines_of(heading: str, width: float) -> list[str]:
    """A heading in lines that are no wider than so many millimetres, each as full as its words allow."""
    blank = " " * heading.isascii()
    lines: list[str] = []
    for word in words_of(heading):
        if lines and breadth(lines[-1] + blank + word) <= width:
            lines[-1] += blank + word
        else:
            lines.append(word)
    return lines


def set_table(document: Any, table: Table, language: str, put: Put, *, is_signed: bool = False) -> None:
    """Set the table at the end of a document, as wide as the page between its margins, in its middle.

    The last two rows of a table that `is_signed` below stay on the page of the signature, which must not stand alone.
    """
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    grid = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_margins(grid)
    widths = shared_out(wishes(table, language), _room(document))
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    _set_head(grid, table, language, widths, put)
    _set_rows(
        grid,
        table,
        language,
        widths,
        put,
        _kept_with_signature(table) if is_signed else _kept_together(table),
    )
    _merge(grid, table)


def shared_out(wishes: Sequence[Wish], room: float) -> list[float]:
    """Widths that fill the room: all columns share what is over; those that can be folded give what is missing.

    Where even the least is too much, each column gives the same part of its least.
    """
    wanted = sum(wish.wanted for wish in wishes)
    spare = sum(wish.wanted - wish.least for wish in wishes)
    if wanted - room > spare:
        return [wish.least * room / (wanted - spare) for wish in wishes]
    if wanted > room:
        part = (wanted - room) / spare
        return [wish.wanted - part * (wish.wanted - wish.least) for wish in wishes]
    return [wish.wanted * room / wanted for wish in wishes]


def _room(document: Any) -> float:
    page = document.sections[-1]
    return float(page.page_width - page.left_margin - page.right_margin) / EMU


def _set_head(grid: Any, table: Table, language: str, widths: Sequence[float], put: Put) -> None:
    row = _new_row(grid, is_head=True)
    for cell, column, width in zip(row.cells, table.columns, widths, strict=True):
        lines = lines_of(column.heading(language), width - CELL_MM + 0.1)
        paragraph = _paragraph(cell, width, is_centred=True, keeps_next=True)
        for at, line in enumerate(lines):
            run = put(paragraph, line, HEITI, SIZE)
            if at < len(lines) - 1:
                run.add_break()


def _set_rows(
    grid: Any, table: Table, language: str, widths: Sequence[float], put: Put, kept: set[int]
) -> None:
    """Set the rows; each row in `kept` stays on the page of what follows it.

    A row that looks like an earlier one is its copy with other words: python-docx takes a third of a millisecond to
    set a cell, a copy takes a tenth of that.
    """
    centred = [
        not (column.is_long or column.key == NAME) or column.kind in NUMBERS for column in table.columns
    ]
    alike: dict[tuple[bool, ...], Any] = {}
    for at, line in enumerate(table.told(language)):
        loud = [(at, column) in table.loud for column in range(len(line))]
        look = (at in kept, *loud)
        if look in alike:
            grid._tbl.append(_copied(alike[look], line))
            continue
        row = _new_row(grid, is_head=False)
        for column, cell in enumerate(row.cells):
            paragraph = _paragraph(cell, widths[column], is_centred=centred[column], keeps_next=at in kept)
            put(paragraph, line[column], SONGTI, SIZE, is_bold=loud[column])
        alike[look] = row._tr


def _copied(row: Any, line: Sequence[str]) -> Any:
    """Return a copy of a row that says other words."""
    copied = deepcopy(row)
    for cell, text in zip(copied.tc_lst, line, strict=True):
        cell.p_lst[0].r_lst[0].text = fitting(text)
    return copied


def _kept_with_signature(table: Table) -> set[int]:
    """The rows of each merged cell but its last, and the last two rows."""
    count = len(table.rows)
    return {at for first, after in _merged(table) for at in range(first, after - 1)} | {
        *range(max(0, count - 2), count)
    }


def _kept_together(table: Table) -> set[int]:
    """The rows that stay on the page of what follows: all of a short table, else those of each merged cell."""
    count = len(table.rows)
    if count <= WHOLE:
        return set(range(count if table.notes else count - 1))
    return {at for first, after in _merged(table) for at in range(first, after - 1)}


def _merged(table: Table) -> list[tuple[int, int]]:
    """The rows [first, after) of each cell of the merged column; equal cells of many rows are cut in even parts."""
    keys = [column.key for column in table.columns]
    if table.merged not in keys:
        return []
    at = keys.index(table.merged)
    spans: list[tuple[int, int]] = []
    for _, rows in groupby(range(len(table.rows)), key=lambda row: table.rows[row][at]):
        first, *_ = same = list(rows)
        parts = -(-len(same) // TALLEST)
        cuts = [first + len(same) * part // parts for part in range(parts + 1)]
        spans += pairwise(cuts)
    return spans


def _new_row(grid: Any, *, is_head: bool) -> Any:
    from docx.oxml import OxmlElement

    row = grid.add_row()
    options = row._tr.get_or_add_trPr()
    options.append(OxmlElement("w:cantSplit"))
    if is_head:
        options.append(OxmlElement("w:tblHeader"))
    return row


def _paragraph(cell: Any, width: float, *, is_centred: bool, keeps_next: bool) -> Any:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Mm, Pt

    cell.width = Mm(width)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    look = paragraph.paragraph_format
    look.space_before = look.space_after = Pt(0)
    look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(14)
    look.keep_with_next = keeps_next
    off_grid(paragraph)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def off_grid(paragraph: Any) -> None:
    """Lines of small type as close as they are told to be, not one to each line of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    free = OxmlElement("w:snapToGrid")
    free.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(free, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _set_margins(grid: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side, twips in (
        ("top", ABOVE_TWIPS),
        ("left", SIDE_TWIPS),
        ("bottom", ABOVE_TWIPS),
        ("right", SIDE_TWIPS),
    ):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    grid._tbl.tblPr.append(margins)


def _merge(grid: Any, table: Table) -> None:
    """Equal neighbours of the merged column as one cell: the first begins it, the others go on with it."""
    rows = grid._tbl.tr_lst[1:]
    for first, after in _merged(table):
        at = [column.key for column in table.columns].index(table.merged)
        for row in range(first, after) if after - first > 1 else ():
            _span(rows[row].tc_lst[at], is_first=row == first)


def _span(cell: Any, *, is_first: bool) -> None:
    cell.vMerge = "restart" if is_first else "continue"
    if not is_first:
        for run in list(cell.p_lst[0].r_lst):
            cell.p_lst[0].remove(run)


def fitting(text: str) -> str:
    """Return text without the two characters that XML has no way to write, though Unicode has them (XML 1.0, 2.2)."""
    return text.replace("\ufffe", " ").replace("\uffff", " ")
