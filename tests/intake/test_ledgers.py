"""Ledgers as offices write them: merged cells, totals, remarks, repeated headings, errors of formulas.

tests/files/merged.* is one workbook as LibreOffice saves it: a day and an enterprise merged over several rows, one
visit that takes two rows, numbered empty rows, a row of totals, two remarks.
"""

import io
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gridlog.intake import marks, visits
from gridlog.intake.table import heading_map, open_sheet
from tests.conftest import Run, events, sql

pytestmark = pytest.mark.usefixtures("small")

FILES = Path(__file__).parents[1] / "files"
HEAD = ("走访日期", "企业名称", "走访人员", "走访内容")
PLAIN = "走访日期,企业名称,走访人员,走访内容\n"
VISITS = (
    "SELECT visited_on, enterprise, officer, note FROM visits ORDER BY visited_on DESC, enterprise, officer"
)


def put(tmp_path: Path, content: str | bytes, name: str = "visits.csv") -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return shlex.quote(path.as_posix())


def drawn(draw: Callable[[Worksheet], object], tab: str = "台账") -> bytes:
    """A workbook of one sheet, which `draw` fills below the headings in its first row."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet(tab)
    sheet.write_row(0, 0, HEAD)
    draw(sheet)
    book.close()
    return content.getvalue()


# --- merged cells


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_merged_cell_holds_for_every_row_it_covers(run: Run, tmp_path: Path, kind: str) -> None:
    path = FILES / f"merged.{kind}"
    done = run(f"visit import {shlex.quote(path.as_posix())}")
    assert (done.code, done.out) == (
        0,
        "导入 4 条走访，跳过已有 0 条，有误 0 条，合计、备注等 3 行不是走访\n",
    ), done.err
    assert sql(tmp_path, VISITS) == [
        ("2025-11-20", "E1", "P1", "订单足"),
        ("2025-11-20", "E3", "P1", "缺工人"),
        ("2025-11-20", "E3", "P2", "设备检修"),
        ("2025-11-19", "E4", "P3", "占了两行的一次走访"),
    ]
    assert done.err.splitlines() == [
        f"注意：{path} 的合并单元格已按上面的内容填到每一行：走访日期 2, 企业名称 1",
        "工作表“十一月”第 12 行是合计、备注或重复的表头，没有导入：合 计 4家",
        "工作表“十一月”第 13 行是合计、备注或重复的表头，没有导入：注：本表由企业服务部汇总",
        "工作表“十一月”第 14 行是合计、备注或重复的表头，没有导入：制表人：张三 审核：李四",
    ]


def test_only_what_is_merged_is_filled_down(run: Run, tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.merge_range(1, 0, 2, 0, "2025-11-20")
        sheet.write_row(1, 1, ["E1", "P1", "一"])
        sheet.write_row(2, 1, ["E2", "P1", "二"])
        sheet.write_row(3, 1, ["E3", "P1", "三"])

    refused = run(f"visit import {put(tmp_path, drawn(draw), 'book.xlsx')}")
    assert refused.code == 4
    assert [line for line in refused.err.splitlines() if "缺少" in line] == [
        "工作表“台账”第 4 行：缺少 date。用法见 --help"
    ]
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


def test_a_cell_merged_sideways_and_the_title_above_fill_nothing(run: Run, tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.write_row(1, 0, ["2025-11-20", "E1", "P1"])
        sheet.merge_range(1, 3, 1, 5, "横着合并")
        sheet.write_row(2, 0, ["2025-11-20", "E2", "P1"])

    done = run(f"visit import {put(tmp_path, drawn(draw), 'book.xlsx')}")
    assert (done.code, done.err) == (0, "")
    assert [note for *_, note in sql(tmp_path, VISITS)] == ["横着合并", ""]


# --- rows that are no entries

NO_ENTRIES = [
    "合计,,,12",
    "合 计：12家,,,",
    "　小计,,,3",
    "总计,张三,,3",
    "2025-11-20 汇总,,,3",
    "板块甲小计,12家,,",
    "张三 计数,,,3",
    "Grand Total,,,3",
    "注：本表一式两份,,,",
    "备注：节假日顺延,,,",
    "说明1：口径见通知,,,",
    "制表人：张三,审核人：李四,,日期：2025-11-21",
    "填报单位（盖章）：企业服务部,,,",
    "联系电话：0516-12345678,,,",
    "走访日期,企业名称,走访人员,走访内容",
]


@pytest.mark.parametrize("row", NO_ENTRIES)
def test_a_total_a_remark_and_a_repeated_heading_are_left_out_and_named(
    run: Run, tmp_path: Path, row: str
) -> None:
    rows = f"{PLAIN}2025-11-20,E1,P1,好\n{row}\n2025-11-19,E1,P1,好\n"
    done = run(f"visit import {put(tmp_path, rows)}")
    assert (done.code, done.out) == (
        0,
        "导入 2 条走访，跳过已有 0 条，有误 0 条，合计、备注等 1 行不是走访\n",
    ), done.err
    (listed,) = done.err.splitlines()
    assert listed.startswith("第 3 行是合计、备注或重复的表头，没有导入：")
    english = run(f"--lang en visit import {put(tmp_path, rows)}")
    assert (
        english.out == "0 visits imported, 2 known already, 0 bad, 1 rows are no visits (totals, remarks)\n"
    )


ENTRIES = [
    "2025-11-20,E1,P1,合计用工三百人",
    "2025-11-20,E1,P1,备注：老板出差",
    "2025-11-20,E1,P1,本月产值总计",
    "2025-11-20,E1,P1,注：已办结",
]


@pytest.mark.parametrize("row", ENTRIES)
def test_a_visit_whose_note_speaks_of_totals_is_a_visit(run: Run, tmp_path: Path, row: str) -> None:
    done = run(f"visit import {put(tmp_path, PLAIN + row)}")
    assert done.out == "导入 1 条走访，跳过已有 0 条，有误 0 条\n"
    assert sql(tmp_path, "SELECT note FROM visits") == [(row.rpartition(",")[2],)]


@pytest.mark.parametrize("row", ["合计工业,E1,P1,好", "道达尔total,E1,P1,好"])
def test_a_row_that_only_looks_like_a_total_is_named_as_bad(run: Run, tmp_path: Path, row: str) -> None:
    refused = run(f"visit import {put(tmp_path, PLAIN + row)}")
    assert refused.code == 4
    assert "第 2 行：看不懂日期" in refused.err


def test_a_numbered_row_without_anything_else_is_an_empty_row(run: Run, tmp_path: Path) -> None:
    rows = "序号,走访日期,企业名称,走访人员,走访内容\n1,2025-11-20,E1,P1,好\n2,,,,\n3,,,,\n4,合计,1,,\n"
    done = run(f"visit import {put(tmp_path, rows)}")
    assert done.out == "导入 1 条走访，跳过已有 0 条，有误 0 条，合计、备注等 1 行不是走访\n"


def test_many_rows_that_are_no_visits_are_listed_in_part_and_counted_in_full(
    run: Run, tmp_path: Path
) -> None:
    rows = "".join(f"2025-11-20,E1,P1,第{at}次\n小计,,,{at}\n" for at in range(600))
    done = run(f"visit import {put(tmp_path, PLAIN + rows)}")
    assert done.out == "导入 600 条走访，跳过已有 0 条，有误 0 条，合计、备注等 600 行不是走访\n"
    assert (len(done.err.splitlines()), done.err.splitlines()[-1]) == (21, "……还有 580 行这样的")


def test_a_file_of_totals_alone_has_no_rows(run: Run, tmp_path: Path) -> None:
    refused = run(f"visit import {put(tmp_path, PLAIN + '合计,,,0')}")
    assert (refused.code, "里没有数据行" in refused.err) == (2, True)


# --- two columns of one meaning


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("走访日期,企业名称,走访人员,走访内容,走访内容", "第 4 走访内容, 5 走访内容 列"),
        ("走访日期,企业名称,走访人员,走访内容,生产经营情况", "第 4 走访内容, 5 生产经营情况 列"),
        ("走访日期,企业名称,走访人员,日期,走访内容", "第 1 走访日期, 4 日期 列"),
    ],
)
def test_two_columns_of_one_meaning_are_named_and_refused(
    run: Run, tmp_path: Path, head: str, told: str
) -> None:
    before = events(tmp_path)
    refused = run(f"visit import {put(tmp_path, head + chr(10) + '2025-11-20,E1,P1,2025-11-20,好')}")
    assert (refused.code, events(tmp_path)) == (2, before)
    assert told in refused.err


def test_columns_that_are_not_read_may_have_one_heading(run: Run, tmp_path: Path) -> None:
    rows = "序号,序号,走访日期,企业名称,走访人员,走访内容,天气,天气\n1,1,2025-11-20,E1,P1,好,晴,阴\n"
    assert run(f"visit import {put(tmp_path, rows)}").code == 0


def test_a_roster_and_a_calendar_with_a_column_twice_are_refused_too(run: Run, tmp_path: Path) -> None:
    roster = put(tmp_path, "企业编号,企业名称,行业,行业\nE9,新企业,家居,光伏\n", "企业.csv")
    calendar = put(tmp_path, "日期,上班,日期\n2027-10-01,休,2027-10-02\n", "days.csv")
    for line in (f"roster import {roster}", f"calendar import {calendar}"):
        refused = run(line)
        assert (refused.code, "是同一项" in refused.err) == (2, True), refused.err


# --- errors of formulas

FAULTS = {
    "#N/A": "“企业名称”一格是 Excel 的错误值 #N/A",
    "#REF!": "“企业名称”一格是 Excel 的错误值 #REF!",
    "#NAME?": "“企业名称”一格是 Excel 的错误值 #NAME?",
    "########": "“企业名称”一格只有 ########：另存为 CSV 时列太窄",
}


@pytest.mark.parametrize(("cell", "told"), FAULTS.items())
def test_a_cell_with_an_error_is_told_as_what_it_is(run: Run, tmp_path: Path, cell: str, told: str) -> None:
    refused = run(f"visit import {put(tmp_path, f'{PLAIN}2025-11-20,{cell},P1,好')}")
    assert refused.code == 4
    assert refused.err.startswith(f"第 2 行：{told}")


def test_an_error_in_a_note_is_no_note(run: Run, tmp_path: Path) -> None:
    refused = run(f"visit import {put(tmp_path, f'{PLAIN}2025-11-20,E1,P1,#VALUE!')}")
    assert (refused.code, "错误值 #VALUE!" in refused.err) == (4, True)
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


def test_a_number_sign_in_a_note_is_a_note(run: Run, tmp_path: Path) -> None:
    assert run(f"visit import {put(tmp_path, f'{PLAIN}2025-11-20,E1,P1,#3厂房漏水')}").code == 0
    assert sql(tmp_path, "SELECT note FROM visits") == [("#3厂房漏水",)]


@pytest.mark.parametrize(
    ("formula", "value", "told"),
    [
        ("=VLOOKUP(A9,B:C,2,0)", "#N/A", "“企业名称”一格是 Excel 的错误值 #N/A"),
        ("=D9", 0, "“企业名称”一格是没有算出结果的公式"),
    ],
)
def test_a_workbooks_errors_and_formulas_without_a_result_are_told(
    run: Run, tmp_path: Path, formula: str, value: object, told: str
) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.write_row(2, 0, ["2025-11-20", "", "P1", "好"])
        sheet.write_formula(2, 1, formula, None, value)

    refused = run(f"visit import {put(tmp_path, drawn(draw), 'book.xlsx')}")
    assert refused.code == 4
    assert refused.err.startswith(f"工作表“台账”第 3 行：{told}")


def test_a_formula_without_any_result_is_told_and_one_with_a_result_is_read(run: Run, tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.write_row(1, 0, ["2025-11-20", "", "P1", ""])
        sheet.write_formula(1, 1, '="E"&1', None, "E1")
        sheet.write_formula(1, 3, '=IF(A1="","","")', None, "")

    done = run(f"visit import {put(tmp_path, drawn(draw), 'book.xlsx')}")
    assert (done.code, sql(tmp_path, "SELECT enterprise, note FROM visits")) == (0, [("E1", "")]), done.err
    bare = _changed(drawn(draw), "xl/worksheets/sheet1.xml", b"<v>E1</v>", b"")
    refused = run(f"visit import {put(tmp_path, bare, 'book.xlsx')}")
    assert refused.err.startswith("工作表“台账”第 2 行：“企业名称”一格是没有算出结果的公式")


def test_a_formula_in_a_column_that_is_not_read_stops_nothing(run: Run, tmp_path: Path) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.write(0, 4, "序号")
        sheet.write_row(1, 0, ["2025-11-20", "E1", "P1", "好"])
        sheet.write_formula(1, 4, "=ROW()-1")

    assert run(f"visit import {put(tmp_path, drawn(draw), 'book.xlsx')}").code == 0


def test_an_error_in_an_ods_is_told_as_what_it_is(run: Run, tmp_path: Path) -> None:
    wrong = (
        b'office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p>'
    )
    right = '="string"><text:p>设备检修</text:p>'.encode()
    content = (FILES / "merged.ods").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("content.xml")
    start = xml.rindex(b"<table:table-cell", 0, xml.index(right))
    end = xml.index(right) + len(right)
    changed = _changed(content, "content.xml", xml[start:end], b"<table:table-cell " + wrong)
    refused = run(f"visit import {put(tmp_path, changed, 'book.ods')}")
    assert refused.code == 4
    assert "工作表“十一月”第 5 行：“走访内容”一格是 Excel 的错误值 #N/A" in refused.err


def _changed(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one thing changed in one of its parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(content, "w") as out:
        for name in given.namelist():
            text = given.read(name)
            if name == part:
                assert text.count(old) == 1
                text = text.replace(old, new)
            out.writestr(name, text)
    return content.getvalue()


def test_a_roster_and_a_calendar_tell_of_errors_and_totals_too(run: Run, tmp_path: Path) -> None:
    roster = "企业编号,企业名称,行业\nE9,新企业,家居\n合计,1家,\nE8,#REF!,家居\n"
    refused = run(f"roster import {put(tmp_path, roster, '企业.csv')}")
    assert refused.code == 4
    assert "第 4 行：“企业名称”一格是 Excel 的错误值 #REF!" in refused.err
    assert "第 3 行是合计、备注或重复的表头" in refused.err
    calendar = "日期,上班\n2027-10-01,休\n注：以国务院通知为准,\n2027-10-02,#N/A\n"
    refused = run(f"calendar import {put(tmp_path, calendar, 'days.csv')}")
    assert refused.code == 4
    assert "第 4 行：“上班”一格是 Excel 的错误值 #N/A" in refused.err
    assert "第 3 行是合计、备注或重复的表头" in refused.err


def test_a_merged_cell_that_begins_with_the_headings_fills_nothing(tmp_path: Path) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 2, 0, "code")
    sheet.write_row(0, 1, ["name"])
    sheet.write(1, 1, "一")
    sheet.write(2, 1, "二")
    book.close()
    path = tmp_path / "book.xlsx"
    path.write_bytes(content.getvalue())
    opened = open_sheet(str(path), heading_map({"code": "code", "name": "name"}), "")
    assert [dict(line.cells) for line in opened.lines] == [
        {"code": "", "name": "一"},
        {"code": "", "name": "二"},
    ]


# --- several officers in one cell

OFFICERS = {
    "张三、李四": ("P1", "P2"),
    "张三,李四": ("P1", "P2"),
    "张三，李四；王五": ("P1", "P2;P3"),
    "张三/李四": ("P1", "P2"),
    "张三／P2": ("P1", "P2"),
    "张三 李四": ("P1", "P2"),
    "张三　李四": ("P1", "P2"),
    "张三\n李四": ("P1", "P2"),
    "李 四": ("P2", ""),
    "张 三 李 四": ("P1", "P2"),
    "张 三、王 五": ("P1", "P3"),
    "王五（A角）、张三(B角)": ("P3", "P1"),
    "Ｐ１、ｐ２": ("P1", "P2"),
    "张三、李四等2人": ("P1", "P2"),
    "张三、李四等两人": ("P1", "P2"),
}


@pytest.mark.parametrize(("cell", "people"), OFFICERS.items())
def test_of_several_officers_in_one_cell_the_first_leads_and_the_others_came_along(
    run: Run, tmp_path: Path, cell: str, people: tuple[str, str]
) -> None:
    path = put(tmp_path, f'{PLAIN}2025-11-20,E1,"{cell}",好')
    done = run(f"visit import {path}")
    assert (done.code, done.err) == (0, "")
    assert sql(tmp_path, "SELECT officer, participants FROM visits") == [people]


@pytest.mark.parametrize("cell", ["张三等3人", "张三等三人", "张三等人", "张三等", "张三 等 3 人"])
def test_officers_without_a_name_are_told_of(run: Run, tmp_path: Path, cell: str) -> None:
    done = run(f"visit import {put(tmp_path, f'{PLAIN}2025-11-20,E1,{cell},好')}")
    assert (done.code, done.out) == (0, "导入 1 条走访，跳过已有 0 条，有误 0 条\n")
    assert done.err == f"第 2 行：“{cell}”只写出 1 人的名字，其余的人没有记入\n"
    assert sql(tmp_path, "SELECT officer, participants FROM visits") == [("P1", "")]


@pytest.mark.parametrize(
    ("cell", "named"), [("张三、赵六", "赵六"), ("赵六等3人", "赵六"), ("张三 钱七", "钱七")]
)
def test_a_name_that_nobody_has_is_named(run: Run, tmp_path: Path, cell: str, named: str) -> None:
    refused = run(f"visit import {put(tmp_path, f'{PLAIN}2025-11-20,E1,{cell},好')}")
    assert (refused.code, f"没有人员“{named}”" in refused.err) == (4, True), refused.err


def test_who_came_along_may_stand_under_both_headings(run: Run, tmp_path: Path) -> None:
    rows = "走访日期,企业名称,走访人员,联合走访人员,走访内容\n2025-11-20,E1,张三、李四,李四 王五,好\n"
    assert run(f"visit import {put(tmp_path, rows)}").code == 0
    assert sql(tmp_path, "SELECT officer, participants FROM visits") == [("P1", "P2;P3")]


def test_more_officers_than_the_rule_allows_are_refused(run: Run, tmp_path: Path) -> None:
    refused = run(f"visit import {put(tmp_path, f'{PLAIN}2025-11-20,E1,P1、P2、P3、H1,好')}")
    assert (refused.code, "最多 3 人" in refused.err) == (4, True)


# --- full-width letters and digits

FULL_WIDTH = [
    "visit add Ｅ１ --by Ｐ１ --nothing",
    "visit add ｅ１ --by ｐ１ --method ｐｈｏｎｅ --nothing",
    "visit list --officer Ｐ１ --enterprise Ｅ１ --grid Ａ－１ --week ２０２５－Ｗ４７",
    "enterprise show Ｅ１",
    "officer show Ｐ１",
    "grid show Ａ－１",
    "report week ２０２５－Ｗ４７ --by officer",
    "config set quota ６",
    "config set counted_methods ｏｎｓｉｔｅ，ｐｈｏｎｅ",
    "calendar set ２０２７－１０－０１ ｒｅｓｔ",
    "issue raise Ｅ１ 断电 --by Ｐ１ --category ＰＯＷＥＲ --grade ｕｒｇｅｎｔ",
]


@pytest.mark.parametrize("line", FULL_WIDTH)
def test_full_width_letters_and_digits_mean_what_half_width_ones_do(run: Run, line: str) -> None:
    done = run(line)
    assert done.code == 0, done.err


def test_an_id_in_full_width_letters_is_found(run: Run) -> None:
    id = run("visit add E1 --by P1 --nothing").out.split()[0]
    wide = id.translate({code: code + 0xFEE0 for code in range(0x30, 0x5B)})
    assert wide != id
    assert run(f"visit show {wide}").code == 0
    assert run(f"visit void {wide} --reason 记错").code == 0


def test_full_width_codes_of_a_ledger_are_found(run: Run, tmp_path: Path) -> None:
    rows = "走访日期,企业编号,人员编号,走访方式,走访内容\n２０２５－１１－２０,Ｅ１,Ｐ２,电话,好\n"
    assert run(f"visit import {put(tmp_path, rows)}").code == 0
    assert sql(tmp_path, "SELECT visited_on, enterprise, officer FROM visits") == [("2025-11-20", "E1", "P2")]


# --- enterprises that are no more


def test_a_visit_to_an_enterprise_that_is_no_more_is_told_of(run: Run, tmp_path: Path) -> None:
    assert run("enterprise edit E2 --status 注销 --from 2025-11-20").code == 0
    path = put(tmp_path, f"{PLAIN}2025-11-20,E1,P1,好\n2025-11-20,E2,P1,好\n2025-11-19,E2,P1,好\n")
    done = run(f"visit import {path}")
    assert (done.code, done.out) == (0, "导入 3 条走访，跳过已有 0 条，有误 0 条\n")
    assert done.err == "第 3 行：禾木电器有限公司（E2）在 2025-11-20 已注销，走访照录，请核对\n"
    assert run(f"visit import {path}").err == ""


def test_an_import_of_csv_loads_nothing_that_only_workbooks_need() -> None:
    program = "import sys, gridlog.intake.visits; print(sorted({'zipfile', 'xml.etree.ElementTree', 'python_calamine'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"


OFFICE = "日期,单位,走访人,走访企业,联系人,联系方式,走访情况,存在问题\n2025-11-20,经发局,张三,禾木家居有限公司,周某,13900001234,生产正常,缺工人\n"


def test_a_ledger_under_an_office_s_own_headings_comes_in(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "office.csv"
    path.write_text(OFFICE, "utf-8")
    ran = run(f"visit import {path.as_posix()}")
    assert (ran.code, ran.err) == (0, f"注意：{path.as_posix()} 中不认识的列没有导入：单位\n")
    query = "SELECT enterprise, officer, contact, phone, note, nothing_raised FROM visits"
    assert sql(tmp_path, query) == [("E1", "P1", "周某", "13900001234", "生产正常；缺工人", 0)]


def test_a_heading_that_another_column_explains_better_is_left_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "office.csv"
    path.write_text(
        OFFICE.replace("走访企业", "企业名称").replace("走访人,", "走访人员,").replace("单位", "网格专员"),
        "utf-8",
    )
    ran = run(f"visit import {path.as_posix()}")
    assert (ran.code, ran.err) == (0, f"注意：{path.as_posix()} 中不认识的列没有导入：网格专员\n")
    assert sql(tmp_path, "SELECT enterprise, officer FROM visits") == [("E1", "P1")]


def test_a_file_imported_before_its_headings_were_understood_is_still_known(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "office.csv"
    path.write_text(OFFICE.replace("走访企业", "企业名称").replace("走访人,", "走访人员,"), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(visits, "LATELY", {})
        assert "导入 1 条走访" in run(f"visit import {path.as_posix()}").out
    ran = run(f"visit import {path.as_posix()}")
    assert ran.out == "导入 0 条走访，跳过已有 1 条，有误 0 条\n"


def test_a_blank_at_the_end_of_a_cell_says_nothing(run: Run, tmp_path: Path) -> None:
    taken = run(f"visit import {put(tmp_path, PLAIN + '2025-11-20,E1,张三,好 ')}")
    assert (taken.code, sql(tmp_path, "SELECT note FROM visits")) == (0, [("好",)]), taken.err
    again = run(f"visit import {put(tmp_path, PLAIN + '2025-11-20,E1,张三,好')}")
    assert again.out == "导入 0 条走访，跳过已有 1 条，有误 0 条\n"


@pytest.mark.parametrize("more", sorted(marks.RARE))
def test_a_row_is_known_alike_with_and_without_an_empty_rare_column(
    run: Run, tmp_path: Path, more: str
) -> None:
    assert "导入 1 条" in run(f"visit import {put(tmp_path, PLAIN + '2025-11-20,E1,张三,好')}").out
    again = PLAIN.replace("走访日期", f"{more},走访日期") + ",2025-11-20,E1,张三,好"
    assert "导入 0 条走访，跳过已有 1 条" in run(f"visit import {put(tmp_path, again)}").out
