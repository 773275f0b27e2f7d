"""A report as a Word document in the layout of a Chinese official document.

python-docx is imported only here; it is compiled, so it comes with the extra `office`. Source: GB/T 9704-2012:
5.2.1 margins, 5.2.2 and 5.2.3 type and lines (22 lines of 28 letters a page), 7.3 title and text, 7.3.5 signature,
7.5 page numbers; ECMA-376 part 1, 17.6.5 (grid of a page) and 17.3.2.20 (languages).
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from gridlog.errors import Usage
from gridlog.ledgers.ruled import cells
from gridlog.papers.document import Paper, Section, Swings, Table, Timeline
from gridlog.papers.docx_table import A4, MARGINS, fits_upright, fitting, off_grid, set_table

TITLE, TEXT, NOTE, NUMBER = 22, 16, 10.5, 14  # points: 2号, 3号, 5号, 4号
LINE = 28.95  # points: 22 lines a page
PAGE_TEXT, PAGE_LINE = 12, 18.0  # points: 小4号, for what has to fit one page
PAGE_MARGINS = 25, 26, 25, 28  # millimetres, likewise
TWENTIETHS = 20  # of a point, in which the grid of a page is measured
SQUEEZE = -4  # twentieths of a point: a letter of 16 points takes 15.8, so that 28 fill a line
XIAOBIAOSONG, FANGSONG, HEITI, KAITI, SONGTI = "方正小标宋简体", "仿宋", "黑体", "楷体", "宋体"
LATIN = "Times New Roman"


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


def _tables(section: Section) -> list[Table]:
    """Return the tables of a section, a timeline and growth as one each; the figures of other charts stand in tables."""
    told = [part.table if isinstance(part, Timeline | Swings) else part for part in section.parts]
    return [part for part in told if isinstance(part, Table)]


class _Letter:
    """One document as it grows. python-docx leaves most of its types open: Any stands for its objects."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self.document = document
        self.paper = paper
        self.is_chinese = paper.language == "zh"
        self.text, self.line = (PAGE_TEXT, PAGE_LINE) if paper.is_one_page else (TEXT, LINE)
        self._set_language()
        self._set_page(document.sections[0], is_upright=self._fit_upright(paper.sections))
        self._set_properties()

    def write(self) -> None:
        """Title, text and signature, then the annexes on pages of their own."""
        self._write_title()
        for section in self.paper.sections:
            self._write_section(section, is_last=section is self.paper.sections[-1])
        self._sign()
        if self.paper.annexes:
            self._begin_annexes()
            for section in self.paper.annexes:
                self._write_section(section)

    def _write_title(self) -> None:
        if self.paper.mark:
            self._line(self.paper.mark, KAITI, self.text, is_centred=True)
        self._line(self.paper.title, XIAOBIAOSONG, TITLE, is_centred=True)
        for line in self.paper.head:
            self._line(line, KAITI, self.text, is_centred=True)
        self._line("", FANGSONG, self.text)

    def _write_section(self, section: Section, *, is_last: bool = False) -> None:
        """Heading, sentences and tables; the last sentence above a signature stays on its page."""
        if section.heading:
            self._line(section.heading, HEITI, self.text, indent=2, keeps_next=True)
        for at, sentence in enumerate(section.sentences, 1):
            keeps_next = is_last and at == len(section.sentences) and not section.parts
            self._line(sentence, FANGSONG, self.text, indent=2, keeps_next=keeps_next)
        tables = _tables(section)
        for table in tables:
            self._write_table(table, is_signed=is_last and table is tables[-1])

    def _write_table(self, table: Table, *, is_signed: bool = False) -> None:
        """Title, table and notes; the end of a table that `is_signed` below stays on the page of the signature."""
        if table.title:
            self._line(table.title, HEITI, self.text, is_centred=True, keeps_next=True)
        set_table(self.document, table, self.paper.language, self._put, is_signed=is_signed)
        for at, note in enumerate(table.notes, 1):
            self._line(note, SONGTI, NOTE, line=16, keeps_next=is_signed or at < len(table.notes))
        self._line("", FANGSONG, NOTE, line=16, keeps_next=is_signed)

    def _sign(self) -> None:
        """Who signs above the middle of the day, which stands four letters from the margin; then the note."""
        self._line("", FANGSONG, self.text, keeps_next=True)
        widest = max(map(cells, self.paper.signed), default=0)
        for line in self.paper.signed:
            self._line(line, FANGSONG, self.text, from_right=4 + (widest - cells(line)) / 4, keeps_next=True)
        self._line(self.paper.note, FANGSONG, self.text, indent=2)

    def _begin_annexes(self) -> None:
        self._set_page(self.document.add_section(), is_upright=self._fit_upright(self.paper.annexes))

    def _fit_upright(self, sections: Sequence[Section]) -> bool:
        # a timeline is set on an upright page: its cells are broken where they do not fit
        tables = [part for section in sections for part in section.parts if isinstance(part, Table)]
        return all(fits_upright(table, self.paper.language) for table in tables)

    def _set_page(self, page: Any, *, is_upright: bool) -> None:
        """An upright page as the standard has it, or one on its side with the same margins around it."""
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        margins = PAGE_MARGINS if self.paper.is_one_page else MARGINS
        (width, height), (top, right, bottom, left) = A4, margins
        if not is_upright:
            (width, height), (right, bottom, left, top) = (height, width), margins
        page.orientation = WD_ORIENT.PORTRAIT if is_upright else WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Mm(width), Mm(height)
        page.top_margin, page.bottom_margin = Mm(top), Mm(bottom)
        page.left_margin, page.right_margin = Mm(left), Mm(right)
        page.footer_distance = Mm(bottom - 10)
        page.header_distance = Mm(15)
        self._set_grid(page)
        self._set_margins(page)

    def _set_grid(self, page: Any) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        for old in page._sectPr.findall(qn("w:docGrid")):
            page._sectPr.remove(old)
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(int(self.line * TWENTIETHS)))
        page._sectPr.append(grid)

    def _set_margins(self, page: Any) -> None:
        """Page numbers at the outer side of each leaf; the mark of made-up data on top of each page."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self.document.settings.odd_and_even_pages_header_footer = True
        sides = (
            (page.footer, page.header, WD_ALIGN_PARAGRAPH.RIGHT),
            (page.even_page_footer, page.even_page_header, WD_ALIGN_PARAGRAPH.LEFT),
        )
        for footer, header, side in sides:
            footer.is_linked_to_previous = header.is_linked_to_previous = False
            self._number(footer.paragraphs[0], side)
            if self.paper.mark:
                header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._put(header.paragraphs[0], self.paper.mark, SONGTI, NOTE)

    def _number(self, paragraph: Any, side: Any) -> None:
        """— 1 —, a letter away from the margin."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt

        paragraph.alignment = side
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(NUMBER)
        run = self._put(paragraph, "— ", SONGTI, NUMBER)
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            mark = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                mark.set(qn("w:fldCharType"), kind)
            mark.text = text or None
            run._r.append(mark)
        self._put(paragraph, " —", SONGTI, NUMBER)

    def _set_language(self) -> None:
        """The language and the usual type of every letter, so that no program takes a Japanese face for Chinese."""
        from docx.oxml.ns import qn
        from docx.shared import Pt

        defaults = (
            self.document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        )
        usual = self.document.styles["Normal"]
        usual.font.name, usual.font.size = LATIN, Pt(self.text)
        usual.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), FANGSONG)
        for properties in (defaults, usual.element.rPr):
            self._speak(properties)
        if self.is_chinese:
            self._squeeze(usual.element.rPr)
        theme = self.document.settings.element.find(qn("w:themeFontLang"))
        if theme is not None:
            theme.set(qn("w:eastAsia"), "zh-CN")

    def _speak(self, properties: Any) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), "en-US" if self.is_chinese else "en-GB")
        spoken.set(qn("w:eastAsia"), "zh-CN")
        properties.append(spoken)

    def _squeeze(self, properties: Any) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        squeeze = OxmlElement("w:spacing")
        squeeze.set(qn("w:val"), str(SQUEEZE))
        properties.insert_element_before(squeeze, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")

    def _set_properties(self) -> None:
        told = self.document.core_properties
        told.title, told.comments, told.author = fitting(self.paper.name), self.paper.note, "gridlog"
        told.language = "zh-CN" if self.is_chinese else "en-GB"
        told.created = told.modified = self.paper.made_at.replace(tzinfo=None)

    def _line(
        self,
        text: str,
        font: str,
        size: float,
        *,
        is_centred: bool = False,
        indent: int = 0,
        from_right: float = 0,
        keeps_next: bool = False,
        line: float = 0,
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        look = paragraph.paragraph_format
        is_on_grid, line = not line, line or self.line
        look.space_before = look.space_after = Pt(0)
        look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(line, size + 6))
        look.first_line_indent = Pt(indent * size)
        look.keep_with_next = keeps_next
        if not is_on_grid:
            off_grid(paragraph)
        if is_centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif from_right:
            paragraph.alignment, look.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(from_right * size)
        elif self.is_chinese:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        self._put(paragraph, text, font, size)

    def _put(self, paragraph: Any, text: str, font: str, size: float, *, is_bold: bool = False) -> Any:
        """Text at the end of a paragraph, in a face for Chinese letters; the run that holds it."""
        from docx.oxml.ns import qn
        from docx.shared import Pt

        run = paragraph.add_run(fitting(text))
        run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), is_bold
        faces = run._element.rPr.rFonts
        faces.set(qn("w:eastAsia"), font)
        if self.is_chinese:
            faces.set(qn("w:hint"), "eastAsia")
        return run
