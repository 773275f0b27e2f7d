"""A report as a Word document in the layout of a Chinese official document.

python-docx is imported only here; it is compiled, so it comes with the extra `office`. Source: GB/T 9704-2012:
5.2.1 margins, 5.2.2 and 5.2.3 type and lines, 7.3 title and text, 7.5 page numbers.
"""

from io import BytesIO
from typing import Any

from gridlog.errors import Usage
from gridlog.ledger import NUMBERS
from gridlog.paper import Paper, Table
from gridlog.show import cells

TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # millimetres
TITLE, TEXT, SMALL = 22, 16, 9  # points: 2号, 3号, and what lets ten columns stand side by side
LINE = 28
XIAOBIAOSONG, FANGSONG, HEITI, KAITI, SONGTI = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
LATIN = "Times New Roman"
MARGIN_TWIPS = 45  # 0.8 mm
WHOLE = 15  # rows that should not be torn apart by the end of a page
TEXT_MM = 210 - LEFT - RIGHT
LETTER_MM, CELL_MM = 1.6, 3.8  # of SMALL type; what a cell leaves empty
BROADEST = 24  # letters in the widest cell


def docx(paper: Paper) -> bytes:
    """The whole file. Raises Usage where python-docx is not installed."""
    try:
        from docx import Document
    except ImportError:
        raise Usage("format.no_docx", value="docx") from None
    letter = _Letter(Document(), paper)
    letter.write()
    stream = BytesIO()
    letter.document.save(stream)
    return stream.getvalue()


class _Letter:
    """One document as it grows. python-docx leaves most of its types open: Any stands for its objects."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self.document = document
        self.paper = paper
        self._set_page()
        self._set_properties()

    def write(self) -> None:
        """Title, sections, and what illustrates them."""
        self._line(self.paper.title, XIAOBIAOSONG, TITLE, is_centred=True, space=12)
        for line in (self.paper.period, self.paper.note):
            if line:
                self._line(line, KAITI, TEXT, is_centred=True)
        self._line("", FANGSONG, TEXT)
        for section in self.paper.sections:
            if section.heading:
                self._line(section.heading, HEITI, TEXT, indent=2, keeps_next=True)
            for sentence in section.sentences:
                self._line(sentence, FANGSONG, TEXT, indent=2)
            for part in section.parts:
                if isinstance(part, Table):  # charts are for screens: their figures stand in the tables
                    self._table(part)

    def _set_page(self) -> None:
        from docx.shared import Mm

        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(TOP), Mm(BOTTOM)
        page.left_margin, page.right_margin = Mm(LEFT), Mm(RIGHT)
        page.footer_distance = Mm(25)
        self._number_pages(page.footer.paragraphs[0])

    def _number_pages(self, footer: Any) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = footer.add_run("— ")
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)
        last = footer.add_run(" —")
        for one in (run, last):
            self._set_font(one, SONGTI, 14)

    def _set_properties(self) -> None:
        told = self.document.core_properties
        told.title, told.comments, told.author = _fitting(self.paper.title), self.paper.note, "gridlog"
        told.created = told.modified = self.paper.made_at.replace(tzinfo=None)

    def _line(
        self,
        text: str,
        font: str,
        size: int,
        *,
        is_centred: bool = False,
        indent: int = 0,
        space: int = 0,
        keeps_next: bool = False,
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        look = paragraph.paragraph_format
        look.space_before, look.space_after = Pt(0), Pt(space)
        look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(LINE, size + 10))
        look.first_line_indent = Pt(indent * size)
        look.keep_with_next = keeps_next
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._set_font(paragraph.add_run(_fitting(text)), font, size)

    def _set_font(self, run: Any, font: str, size: float, *, is_bold: bool = False) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), is_bold
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)

    def _table(self, table: Table) -> None:
        if table.title:
            self._line(table.title, HEITI, 14, is_centred=True, keeps_next=True)
        headings = [column.heading(self.paper.language) for column in table.columns]
        right = [column.kind in NUMBERS for column in table.columns]
        self._grid(headings, table.told(self.paper.language), right)
        self._line("", FANGSONG, SMALL)

    def _grid(self, headings: list[str], rows: list[list[str]], right: list[bool]) -> None:
        from docx.shared import Mm

        grid = self.document.add_table(rows=0, cols=len(headings), style="Table Grid")
        grid.autofit = False
        self._set_margins(grid)
        widths = shared_out(headings, rows)
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Mm(width)
        stays_whole = len(rows) <= WHOLE
        for at, line in enumerate([headings, *rows]):
            row = grid.add_row()
            self._set_row(row, is_head=at == 0)
            for cell, text, to_right, width in zip(row.cells, line, right, widths, strict=True):
                self._fill(cell, text, width, to_right=to_right, is_head=at == 0)
                cell.paragraphs[0].paragraph_format.keep_with_next = stays_whole and at < len(rows)

    def _set_margins(self, grid: Any) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), str(MARGIN_TWIPS))
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        grid._tbl.tblPr.append(margins)

    def _set_row(self, row: Any, *, is_head: bool) -> None:
        from docx.oxml import OxmlElement

        options = row._tr.get_or_add_trPr()
        options.append(OxmlElement("w:cantSplit"))
        if is_head:
            options.append(OxmlElement("w:tblHeader"))

    def _fill(self, cell: Any, text: str, width: float, *, to_right: bool, is_head: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm

        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        if is_head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif to_right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._set_font(paragraph.add_run(_fitting(text)), HEITI if is_head else SONGTI, SMALL)


def _fitting(text: str) -> str:
    """Text without the two characters that XML has no way to write, though Unicode has them (XML 1.0, 2.2)."""
    return text.replace("\ufffe", " ").replace("\uffff", " ")


def shared_out(headings: list[str], rows: list[list[str]]) -> list[float]:
    """Widths in millimetres that fill a line: a cell stays on one where it can, a heading takes two."""
    told = [max(map(cells, column)) for column in zip(*rows, strict=True)] if rows else [0] * len(headings)
    heads = [(cells(heading) + 1) // 2 for heading in headings] or [0] * len(told)
    wanted = [CELL_MM + LETTER_MM * min(BROADEST, max(*pair)) for pair in zip(told, heads, strict=True)]
    return [TEXT_MM * one / sum(wanted) for one in wanted]
