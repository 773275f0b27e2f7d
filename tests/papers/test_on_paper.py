"""Documents as they are printed and handed in: type, tables, marks, and cells that a spreadsheet can sum."""

import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.text.paragraph import Paragraph
from xlsxwriter.utility import xl_col_to_name

import gridlog
from gridlog.ledgers.columns import Column
from gridlog.ledgers.layout import Field
from gridlog.papers import spelled
from gridlog.papers.document import words_of
from gridlog.papers.docx_table import Wish, breadth, lines_of, shared_out
from gridlog.papers.html import INK, shade
from gridlog.papers.xlsx import Height, page_breaks, squeezed
from gridlog.words.language import use
from tests.conftest import Ran, Run, objects
from tests.support.books import book
from tests.support.read_back import of_docx, of_html, sheets

REPORTS = (
    "day 2025-11-19",
    "week 2025-W45",
    "month 2025-10",
    "coverage",
    "issues",
    "issues --by category",
    "trend --by block",
)


# --- workbooks


@pytest.mark.parametrize("report", REPORTS)
def test_every_number_of_a_report_is_a_number_in_its_workbook(read: Run, report: str) -> None:
    made = sheets(read(f"report {report} --format xlsx"))
    tables = [rows for name, rows in made.items() if name != "正文"]
    assert tables
    for rows in tables:
        for row in rows:
            for cell in row:
                text = str(cell).strip().lstrip("+-").rstrip("%")
                assert not (isinstance(cell, str) and text.replace(".", "", 1).isdigit()), (row, cell)


def test_a_change_in_points_is_a_number_of_points_with_its_sign(read: Run) -> None:
    done = read("report trend --by block --format xlsx")
    (rows,) = [rows for name, rows in sheets(done).items() if name != "正文"]
    head = next(row for row in rows if "覆盖率" in row)
    at = head.index("比上周(百分点)")
    points = [row[at] for row in rows[rows.index(head) + 1 :]]
    told = [one["coverage_change"] for one in objects(read("report trend --by block --json"))]
    wanted = [round(100 * one) for one in told if isinstance(one, float)]
    assert len(wanted) > 20
    assert [one for one in points if isinstance(one, float | int)] == wanted
    with ZipFile(io.BytesIO(done.raw)) as parts:
        assert 'formatCode="+0;-0;0"' in parts.read("xl/styles.xml").decode()


# --- letters


def parts_of(done: Ran) -> dict[str, str]:
    """The XML files of a letter or workbook by their names."""
    assert done.code == 0, done.err
    with ZipFile(io.BytesIO(done.raw)) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_letter_says_that_its_characters_are_chinese(read: Run, language: str) -> None:
    made = parts_of(read("report month 2025-10 --format docx", lang=language))
    spoken = re.findall(r"<w:lang [^>]*>", made["word/styles.xml"])
    assert spoken
    assert all('w:eastAsia="zh-CN"' in one for one in spoken)
    assert all(f'w:val="{"en-US" if language == "zh" else "en-GB"}"' in one for one in spoken)
    assert 'w:eastAsia="zh-CN"' in re.findall(r"<w:themeFontLang[^>]*>", made["word/settings.xml"])[0]
    faces = re.findall(r"<w:rFonts [^>]*>", made["word/document.xml"])
    assert {found for one in faces for found in re.findall(r'w:eastAsia="(.*?)"', one)} == {
        *("方正小标宋简体", "仿宋", "黑体", "楷体", "宋体")
    }


def test_each_page_of_a_letter_has_twenty_two_lines_of_twenty_eight_letters(read: Run) -> None:
    made = parts_of(read("report month 2025-10 --format docx"))
    body = made["word/document.xml"]
    grids = re.findall(r"<w:docGrid[^>]*>", body)
    assert len(grids) == body.count("<w:sectPr")
    assert set(grids) == {'<w:docGrid w:type="lines" w:linePitch="579"/>'}
    assert (297 - 37 - 35) / 25.4 * 72 // (579 / 20) == 22
    (usual,) = re.findall(
        r'<w:style [^>]*w:styleId="Normal".*?</w:style>', made["word/styles.xml"], re.DOTALL
    )
    (squeeze,) = re.findall(r'<w:spacing w:val="(-?\d+)"/>', usual)
    assert round((210 - 28 - 26) / 25.4 * 72 / (16 + int(squeeze) / 20), 2) >= 27.98


def test_annexes_begin_on_a_page_of_their_own_that_lies_across(read: Run) -> None:
    for report in ("month 2025-10", "week 2025-W45"):
        document = Document(io.BytesIO(read(f"report {report} --format docx").raw))
        text, annexes = document.sections
        for page, size in ((text, (210, 297)), (annexes, (297, 210))):
            assert page.page_width is not None
            assert page.page_height is not None
            assert (round(page.page_width.mm), round(page.page_height.mm)) == size
        assert annexes.start_type == WD_SECTION.NEW_PAGE
        lines = of_docx(read(f"report {report} --format docx")).lines
        assert lines.index("附表") == lines.index("（服务走访，非行政检查）") + 1


@pytest.mark.parametrize("report", REPORTS)
def test_tables_of_a_letter_are_in_ten_and_a_half_points_and_fit_their_page(read: Run, report: str) -> None:
    document = Document(io.BytesIO(read(f"report {report} --format docx").raw))
    page = document.sections[-1]
    room = int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)
    assert document.tables
    for table in document.tables:
        assert table.alignment == WD_TABLE_ALIGNMENT.CENTER
        assert sum(column.width for column in table.columns) <= room + 10_000
        sizes = {
            run.font.size.pt
            for cell in table._cells
            for one in cell.paragraphs
            for run in one.runs
            if run.text
        }
        assert sizes == {10.5}


@pytest.mark.parametrize(
    ("heading", "millimetres", "lines"),
    [
        ("按时办结率", 12.0, ["按时", "办结率"]),
        ("按时办结率", 19.0, ["按时办结率"]),
        ("走访企业(家)", 8.0, ["走访", "企业", "(家)"]),
        ("走访企业(家)", 16.0, ["走访企业", "(家)"]),
        ("不满意率", 12.0, ["不满意", "率"]),
        ("覆盖率", 3.0, ["覆盖率"]),
        ("on-time rate", 14.0, ["on-time", "rate"]),
        ("", 5.0, []),
    ],
)
def test_a_heading_is_broken_between_its_words_alone(
    heading: str, millimetres: float, lines: list[str]
) -> None:
    assert lines_of(heading, millimetres) == lines


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("report", REPORTS)
def test_each_line_of_a_heading_fits_its_column(read: Run, report: str, language: str) -> None:
    document = Document(io.BytesIO(read(f"report {report} --format docx", lang=language).raw))
    for table in document.tables:
        for cell, column in zip(table.rows[0].cells, table.columns, strict=True):
            assert max(map(breadth, cell.text.split("\n"))) + 2.4 <= column.width.mm + 0.2, cell.text


def test_broad_columns_give_up_room_before_narrow_ones() -> None:
    whole, folded = Wish(10, 10), Wish(60, 20)
    assert shared_out([whole, whole, folded], 60) == [10, 10, 40]
    assert shared_out([whole, whole, Wish(20, 20)], 80) == [20, 20, 40]
    assert sum(shared_out([folded] * 3, 30)) == 30


def test_a_block_is_one_cell_and_who_is_short_comes_first_in_it(read: Run) -> None:
    done = read("report week 2025-W45 --format docx")
    document = Document(io.BytesIO(done.raw))
    (grids,) = (one for one in document.tables if len(one.rows) > 80)
    begun = [row.tc_lst[0].vMerge for row in grids._tbl.tr_lst[1:]]
    runs = "".join("r" if one == "restart" else "." for one in begun)
    assert set(begun) == {"restart", "continue"}
    assert max(map(len, runs.split("r"))) + 1 <= 8
    rows = [[cell.text for cell in row.cells] for row in grids.rows[1:]]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=[row[0] for row in rows].index)
    for block in {row[0] for row in rows}:
        short = ["未达标" in row[-1] for row in rows if row[0] == block]
        assert short == sorted(short, reverse=True)
    assert sum("未达标" in row[-1] for row in rows) == 8
    bold = {row.cells[-1].text for row in grids.rows[1:] if row.cells[-1].paragraphs[0].runs[0].font.bold}
    assert bold == {"未达标"}


@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
def test_the_first_table_of_a_week_names_who_is_short(read: Run, form: str) -> None:
    done = read(f"report week 2025-W45 --format {form}")
    short = [row for row in objects(read("report week 2025-W45 --json")) if row["status"] == "short"]
    if form == "xlsx":
        first = sheets(done)["未达标"][1:]
    else:
        first = (of_html if form == "html" else of_docx)(done).tables[0]  # type: ignore[assignment]  # of text alone
    told = [[str(cell).removesuffix(".0") for cell in row[1:]] for row in first[1:]]
    keys = ("grid", "officer", "required", "counted", "short")
    assert told == [[str(row[key]) for key in keys] for row in short]
    assert len(told) == 8


# --- words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("report", REPORTS)
def test_no_running_text_of_a_document_has_a_week_or_a_day_as_programs_write_it(
    read: Run, report: str, language: str
) -> None:
    lines = of_html(read(f"report {report} --format html", lang=language)).lines
    assert [line for line in lines if re.search(r"\d{4}-(W\d\d|\d\d)", line)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("report", REPORTS)
def test_a_heading_of_a_page_may_be_broken_between_its_words_alone(
    read: Run, report: str, language: str
) -> None:
    shown = read(f"report {report} --format html", lang=language).out
    assert "overflow-wrap: normal; word-break: keep-all;" in shown
    heads = re.findall(r'<th scope="col">(.*?)</th>', shown)
    assert heads
    for head in heads:
        assert re.split("<wbr>| ", head) == words_of(head.replace("<wbr>", ""))


@pytest.mark.usefixtures("play")
def test_a_bulletin_has_one_title_and_is_signed_by_the_zone_on_a_day(run: Run) -> None:
    assert run("config set zone_name 邳州高新区").code == 0
    made = of_docx(run("report month 2025-10 --format docx")).lines
    assert made[:3] == ["【演示数据】", "关于2025年10月走访服务企业情况的通报", "2025年10月1日至31日"]
    at = made.index("附表")
    assert made[at - 3 : at] == ["邳州高新区", "2025年11月21日", "（服务走访，非行政检查）"]
    english = of_docx(run("report month 2025-10 --format docx", lang="en")).lines
    assert english[1:3] == ["Visits to enterprises, October 2025", "1 to 31 October 2025"]
    week = of_docx(run("report week 2025-W40 --format docx")).lines
    assert week[1:3] == ["2025年第40周走访服务企业情况汇总", "2025年9月29日至10月5日"]


@pytest.mark.usefixtures("small")
def test_what_was_handed_in_keeps_the_day_on_which_it_was_signed(run: Run) -> None:
    then, later = "2025-11-03T10:00:00+08:00", "2025-12-24T10:00:00+08:00"
    assert run("report week 2025-W44 --freeze", now=then).code == 0
    assert "2025年11月3日" in of_html(run("report week 2025-W44 --format html", now=later)).lines
    assert "2025年12月24日" in of_html(run("report week 2025-W44 --live --format html", now=later)).lines


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        ("2025-10-01", "2025-10-31", "2025年10月1日至31日", "1 to 31 October 2025"),
        ("2025-09-29", "2025-10-05", "2025年9月29日至10月5日", "29 September to 5 October 2025"),
        ("2025-12-29", "2026-01-04", "2025年12月29日至2026年1月4日", "29 December 2025 to 4 January 2026"),
        ("2025-11-03", "2025-11-03", "2025年11月3日", "3 November 2025"),
    ],
)
def test_days_are_written_as_people_write_them(first: str, last: str, zh: str, en: str) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    try:
        assert spelled.span(*days) == zh
        use("en")
        assert spelled.span(*days) == en
    finally:
        use("zh")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("form", ["table", "md", "html", "docx", "xlsx", "csv --excel"])
def test_who_was_never_visited_is_said_to_be_in_words(run: Run, form: str) -> None:
    done = run(f"report coverage --on 2025-11-09 --format {form}")
    told = str(sheets(done)) if form == "xlsx" else str(of_docx(done)) if form == "docx" else done.out
    assert told.count("从未走访") == 4
    assert "从未走访" not in run("report coverage --on 2025-11-09 --format csv").out


# --- pages of a browser


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_shade_of_a_heat_map_leaves_its_figure_readable() -> None:
    ink = luminance(INK)
    shades = [shade(percent) for percent in range(-5, 130)]
    for colour in shades:
        assert (luminance(colour) + 0.05) / (ink + 0.05) >= 4.5, colour
    lights = [luminance(shade(percent)) for percent in range(101)]
    assert lights == sorted(lights, reverse=True)
    assert lights[0] > 1.5 * lights[-1]


def test_the_ink_of_a_page_is_the_one_that_was_measured() -> None:
    template = (Path(gridlog.__file__).parent / "papers" / "templates" / "report.html").read_text(
        encoding="utf-8"
    )
    assert f"--ink: {INK};" in template
    assert "svg text { fill: var(--ink); }" in template
    assert '#fff"' not in template


def test_bars_are_as_long_as_their_figures_and_a_line_marks_what_was_required(read: Run) -> None:
    shown = read("report month 2025-10 --format html").out
    chart = shown[shown.index("<svg") : shown.index("</svg>")]
    told = [tuple(map(int, one)) for one in re.findall(r">(\d+)/(\d+) ·", chart)]
    bars = [
        float(one) for one in re.findall(r'<rect [^>]*width="([\d.]+)" height="16" fill="#6f9fd0"', chart)
    ]
    marks = [float(one) for one in re.findall(r'<line x1="([\d.]+)"', chart)]
    (left,) = {float(one) for one in re.findall(r'<rect x="([\d.]+)"', chart)}
    longest = max(map(max, told))
    assert len(told) == len(bars) == len(marks) == 7
    for (made, owed), bar, mark in zip(told, bars, marks, strict=True):
        assert bar == pytest.approx(320 * made / longest, abs=0.06)
        assert mark - left == pytest.approx(320 * owed / longest, abs=0.06)
    assert max(bars) == 320
    assert len(set(bars)) >= 6
    assert "竖线为应访" in chart


def test_who_is_short_is_bold_on_a_page(read: Run) -> None:
    shown = read("report week 2025-W45 --format html").out
    assert set(re.findall(r'<td class="loud">(.*?)</td>', shown)) == {"未达标"}
    assert shown.count('<td class="loud">') == shown.count(">未达标</td>") == 8


# --- pages of a workbook


@pytest.mark.parametrize(
    ("what", "last"), [("visits", "问题及诉求"), ("issues", "最新进展"), ("enterprises", "备注")]
)
def test_a_ledger_prints_in_eight_points_or_more(read: Run, what: str, last: str) -> None:
    made = book(read(f"export {what} --format xlsx"))
    heads = [str(one) for one in made.rows[0]]
    printed = heads.index(last) + 1
    if printed < len(heads):
        assert f"$A$1:${xl_col_to_name(printed - 1)}${len(made.rows)}" in made.names
    else:
        assert "Print_Area" not in made.names
    widths: dict[int, float] = {}
    for low, high, width in re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', made.xml):
        widths |= dict.fromkeys(range(int(low), int(high) + 1), float(width))
    inches = sum(widths[at] * 7 / 96 for at in range(1, printed + 1))
    assert 10 * min(1.0, (297 / 25.4 - 0.6) / inches) >= 8
    assert 'orientation="landscape"' in made.xml
    assert len(widths) == len(heads)
    assert "hidden" not in made.xml


def test_long_texts_are_folded_before_short_ones_and_dates_never() -> None:
    keys = (("date", "date"), ("uscc", "text"), ("note", "text"), ("officer", "text"))
    fields = [Field(key, Column(key, key, key, kind)) for key, kind in keys]
    assert squeezed(fields, [11, 20, 26, 10]) == [11, 20, 26, 10]
    assert squeezed(fields, [11, 20, 90, 60]) == [11, 20, 90, 60]
    tight = squeezed(fields, [11, 20, 120, 60])
    assert tight[:2] == [11, 20]
    assert sum(tight) < 211
    assert squeezed(fields, [90, 90, 90, 90])[:2] == [90, 90]


@pytest.mark.parametrize(
    ("rows", "breaks"),
    [
        ("20 20 20", []),
        ("40 40 40", [2]),
        ("40 h10 60", [1]),
        ("40 40 h10 60 40", [2, 4]),
        ("h10 95", []),
        ("95 h10", [1]),
        ("", []),
    ],
)
def test_no_page_of_a_workbook_ends_with_a_heading(rows: str, breaks: list[int]) -> None:
    heights = [Height(float(one.lstrip("h")), one.startswith("h")) for one in rows.split()]
    assert page_breaks(heights, 100) == breaks


@pytest.mark.parametrize("report", ["month 2025-10", "week 2025-W45"])
def test_the_parts_of_a_workbook_are_numbered_without_a_gap_and_no_line_is_empty(
    read: Run, report: str
) -> None:
    lines = [str(row[0]) for row in sheets(read(f"report {report} --format xlsx"))["正文"]]
    assert all(lines)
    numbers = [line[0] for line in lines if line[1:2] == "、"]
    assert numbers == list("一二三四五"[: len(numbers)])
    assert len(numbers) >= 4
    made = parts_of(read(f"report {report} --format xlsx"))["xl/worksheets/sheet1.xml"]
    assert "fitToPage" not in made
    for at in map(int, re.findall(r'<brk id="(\d+)"', made)):
        assert lines[at - 1][1:2] != "、"


def test_footnotes_of_a_sheet_are_outside_its_filter(read: Run) -> None:
    done = read("report week 2025-W45 --format xlsx")
    rows = sheets(done)["板块"]
    (total,) = (at for at, row in enumerate(rows, 1) if row[0] == "合计")
    (first,) = [at for at, row in enumerate(rows, 1) if str(row[0]).startswith("注：")][:1]
    assert first == total + 2
    made = parts_of(done)["xl/worksheets/sheet3.xml"]
    assert f':M{total}"' in re.findall(r"<autoFilter[^>]*>", made)[0]


@pytest.mark.parametrize("report", [*REPORTS, "week 2025-W45 --by officer"])
def test_no_heading_of_a_workbook_is_broken_within_a_word_and_no_title_is_cut(read: Run, report: str) -> None:
    made = parts_of(read(f"report {report} --format xlsx", lang="en"))
    names = re.findall(r'<sheet name="([^"]+)"', made["xl/workbook.xml"])
    told = sheets(read(f"report {report} --format xlsx", lang="en"))
    for at, name in enumerate(names, 1):
        if name == "summary":
            continue
        xml = made[f"xl/worksheets/sheet{at}.xml"]
        widths: list[float] = []
        for low, high, width in re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', xml):
            widths += [float(width)] * (int(high) - int(low) + 1)
        heights = [float(one) for one in re.findall(r'<row r="[12]"[^>]* ht="([\d.]+)"', xml)]
        rows = [list(map(str, row)) for row in told[name]]
        title = [one for one in rows[0] if one]
        head = rows[1] if len(title) == 1 else rows[0]
        for heading, room in zip(head, widths, strict=False):
            assert max(map(len, heading.split()), default=0) + 1 <= room, (name, heading)
        if len(title) == 1:
            lines = -(-len(title[0]) * 1.6 // sum(widths))
            assert heights[0] >= 27 * lines, (name, title)


@pytest.mark.parametrize("form", ["html", "xlsx", "docx"])
def test_coverage_and_trend_on_paper_name_their_blocks(read: Run, form: str) -> None:
    names = {row["code"]: row["name"] for row in objects(read("grid list --json")) if row["level"] == "block"}
    assert any(code != name for code, name in names.items())
    for report in ("coverage", "trend --by block"):
        done = read(f"report {report} --format {form}")
        if form == "xlsx":
            tables = [[list(map(str, row)) for row in rows] for rows in sheets(done).values()]
        else:
            tables = [[*rows] for rows in (of_html(done) if form == "html" else of_docx(done)).tables]
        for table in tables:
            at, place = next((n, row.index("板块")) for n, row in enumerate(table) if "板块" in row)
            shown = {str(row[place]) for row in table[at + 1 :] if len(row) > place + 1 and row[place + 1]}
            assert shown
            assert shown <= set(names.values()), report


@pytest.mark.parametrize(
    ("language", "foot"), [("zh", "第 &amp;P 页，共 &amp;N 页"), ("en", "Page &amp;P of &amp;N")]
)
def test_the_foot_of_a_printed_sheet_speaks_the_language_of_its_report(
    read: Run, language: str, foot: str
) -> None:
    made = parts_of(read("report week 2025-W45 --format xlsx", lang=language))
    feet = [found[1] for xml in made.values() if (found := re.search(r"<oddFooter>(.*?)</oddFooter>", xml))]
    assert feet
    for one in feet:
        assert foot in one
        assert ("导出日期" in one) == (language == "zh")
    heads = [found[1] for xml in made.values() if (found := re.search(r"<oddHeader>(.*?)</oddHeader>", xml))]
    assert language == "zh" or all("demo data] Visits" in one for one in heads)


@pytest.mark.parametrize("report", ["week 2025-W45 --short", "coverage --on 2025-11-21", "issues"])
def test_no_signature_of_a_letter_stands_alone_on_its_page(read: Run, report: str) -> None:
    document = Document(io.BytesIO(read(f"report {report} --format docx").raw))
    table = document.tables[-1]
    last_rows = [paragraph for row in table.rows[-2:] for cell in row.cells for paragraph in cell.paragraphs]
    below = [Paragraph(one, document) for one in table._tbl.itersiblings() if one.tag.endswith("}p")]
    assert "高新区" in [one.text.strip() for one in below]
    assert all(one.paragraph_format.keep_with_next for one in (*last_rows, *below[:-1]))
