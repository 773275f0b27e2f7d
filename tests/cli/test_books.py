"""Workbooks in: what CSV may say, .xlsx, .xls and .ods may say too; what goes out comes back unchanged.

tests/files/ledger.* is one workbook as LibreOffice saves it: two merged title rows, real dates, a phone that is
a number, and a hidden sheet that looks like a ledger.
"""

import io
import shlex
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from tests.conftest import Run, events, sql

FILES = Path(__file__).parents[1] / "files"
KINDS = ("xlsx", "xls", "ods")
Rows = Sequence[Sequence[object]]


def made(**sheets: Rows) -> bytes:
    """A workbook with these sheets, made by XlsxWriter."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy/m/d"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    book.close()
    return content.getvalue()


def put(tmp_path: Path, content: bytes, name: str = "book.xlsx") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return shlex.quote(path.as_posix())


VISIT_ROWS = (
    "SELECT visited_on, enterprise, officer, participants, method, phone, note, recorded_at FROM visits"
    " ORDER BY visited_on DESC"
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("small")
def test_a_ledger_that_an_office_keeps_is_taken_as_its_csv_would_be(
    run: Run, tmp_path: Path, kind: str
) -> None:
    path = FILES / f"ledger.{kind}"
    ran = run(f"visit import {shlex.quote(path.as_posix())}")
    assert (ran.code, ran.out) == (0, "导入 2 条走访，跳过已有 0 条，有误 0 条\n")
    assert ran.err == f"注意：{path} 中不认识的列没有导入：天气\n"
    assert sql(tmp_path, VISIT_ROWS) == [
        ("2025-11-20", "E1", "P1", "P2;P3", "onsite", "13900001234", "生产正常", "2025-11-20T18:05:09+08:00"),
        ("2025-11-19", "E3", "P2", "", "phone", "", "缺工人", "2025-11-21T16:00:00+08:00"),
    ]
    again = run("visit import -", stdin=path.read_bytes())
    assert again.out == "导入 0 条走访，跳过已有 2 条，有误 0 条\n"


@pytest.mark.usefixtures("small")
def test_the_same_ledger_is_the_same_visits_in_whatever_kind_of_file(run: Run, tmp_path: Path) -> None:
    text = (
        "走访台账,,,,,,,,,\n序号,走访日期,企业名称,走访方式,走访人员,联合走访人员,联系电话,生产经营情况,录入时间,天气\n"
        "1,2025-11-20,禾木家居有限公司,实地走访,张三,李四、王五,13900001234,生产正常,2025-11-20 18:05:09,晴\n"
        "2,11月19日,蓝天光伏 ,电话,李四,,,缺工人,,阴\n"
    )
    (tmp_path / "ledger.csv").write_text(text, encoding="utf-8")
    assert run(f"visit import {tmp_path / 'ledger.csv'}").out.startswith("导入 2 条")
    for kind in KINDS:
        ran = run(f"visit import {shlex.quote((FILES / f'ledger.{kind}').as_posix())}")
        assert ran.out == "导入 0 条走访，跳过已有 2 条，有误 0 条\n", kind


CELLS = {
    "a real date": (date(2025, 11, 20), "x", "x"),
    "a date with a time": (datetime(2025, 11, 20, 15, 30), "x", "x"),
    "a serial number": (45981, "x", "x"),
    "a note that is a number": ("2025-11-20", 12, "12"),
    "a note that is a fraction": ("2025-11-20", 0.25, "0.25"),
    "a note that is a large number": ("2025-11-20", 13900001234.0, "13900001234"),
    "a note that is true": ("2025-11-20", True, "1"),
    "a note that is a day": ("2025-11-20", date(2025, 11, 3), "2025-11-03"),
    "a note that is a time": ("2025-11-20", time(9, 30), "09:30:00"),
    "a note in two lines": ("2025-11-20", "一\n二", "一\n二"),
    "a guarded note": ("2025-11-20", "'=1+1", "=1+1"),
}


@pytest.mark.parametrize(("day", "note", "told"), CELLS.values(), ids=CELLS.keys())
@pytest.mark.usefixtures("small")
def test_a_cell_says_what_a_person_would_type(
    run: Run, tmp_path: Path, day: object, note: object, told: str
) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "yyyy/m/d"})
    clock = book.add_format({"num_format": "hh:mm:ss"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["date", "enterprise", "officer", "note"])
    for column, cell in enumerate((day, "E1", "P1", note)):
        sheet.write(1, column, cell, clock) if isinstance(cell, time) else sheet.write(1, column, cell)
    book.close()
    ran = run(f"visit import {put(tmp_path, content.getvalue())}")
    assert ran.code == 0, ran.err
    assert sql(tmp_path, "SELECT visited_on, note FROM visits") == [("2025-11-20", told)]


HEAD = ["date", "enterprise", "officer", "note"]


@pytest.mark.usefixtures("small")
def test_a_bad_row_is_named_by_the_number_it_has_in_the_sheet(run: Run, tmp_path: Path) -> None:
    rows: Rows = [[], ["", "走访台账"], [], ["", *HEAD], [], ["", "2025-11-20", "E9", "P1", "x"]]
    refused = run(f"visit import {put(tmp_path, made(一=rows))}")
    assert refused.code == 4
    assert "第 6 行：" in refused.err


@pytest.mark.usefixtures("small")
def test_the_first_sheet_with_headings_is_read_and_the_others_are_named(run: Run, tmp_path: Path) -> None:
    book = made(
        说明=[["本表由企业服务部填写"]],
        十月=[HEAD, ["2025-10-20", "E1", "P1", "x"]],
        十一月=[HEAD, ["2025-11-20", "E1", "P1", "x"]],
        图=[],
    )
    ran = run(f"visit import {put(tmp_path, book)}")
    assert (ran.code, ran.out) == (0, "导入 1 条走访，跳过已有 0 条，有误 0 条\n")
    assert "没有读：十一月" in ran.err
    assert sql(tmp_path, "SELECT visited_on FROM visits") == [("2025-10-20",)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "content", [made(一=[]), made(一=[["你好"], ["世界"]]), made(一=[], 二=[["a", "b"]])]
)
def test_a_workbook_without_headings_is_refused_in_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    before = events(tmp_path)
    refused = run(f"visit import {put(tmp_path, content)}")
    assert (refused.code, refused.out, len(refused.err.splitlines())) == (2, "", 1)
    assert "缺少列" in refused.err
    assert events(tmp_path) == before


DAMAGED = {
    "half a workbook": (FILES / "ledger.xlsx").read_bytes()[:3000],
    "an archive of something else": b"PK\x03\x04" + bytes(400),
    "an older container of something else": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(400),
    "half an older workbook": (FILES / "ledger.xls").read_bytes()[:3776],
}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_workbook_is_refused_in_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    refused = run(f"visit import {put(tmp_path, content)}")
    assert (refused.code, refused.out, len(refused.err.splitlines())) == (2, "", 1)
    assert "打不开工作簿" in refused.err
    assert "book.xlsx" in refused.err


@pytest.mark.usefixtures("small")
def test_without_the_extra_one_line_says_how_to_install_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    refused = run(f"visit import {shlex.quote((FILES / 'ledger.xlsx').as_posix())}")
    assert (refused.code, refused.out, len(refused.err.splitlines())) == (2, "", 1)
    assert 'pip install "gridlog[office]"' in refused.err


def test_the_roster_comes_from_workbooks_too(run: Run, small: Path, tmp_path: Path) -> None:
    assert run(f"--db {tmp_path / 'other.db'} init").code == 0
    names = []
    for name in ("grids", "officers", "enterprises"):
        lines = (small / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(made(一=[["底册"], [], *(line.split(",") for line in lines)]))
        names.append(shlex.quote(path.as_posix()))
    ran = run(f"--db {tmp_path / 'other.db'} roster import {' '.join(names)}")
    assert ran.code == 0, ran.err
    for what in ("officers", "enterprises"):
        assert (
            run(f"--db {tmp_path / 'other.db'} export {what} --unmask").out
            == run(f"export {what} --unmask").out
        )


@pytest.mark.usefixtures("small")
def test_a_calendar_comes_from_a_workbook_too(run: Run, tmp_path: Path) -> None:
    days = made(
        安排=[["日期", "上班", "说明"], [date(2027, 10, 1), "休", "国庆节"], [date(2027, 10, 9), True, ""]]
    )
    ran = run(f"calendar import {put(tmp_path, days)}")
    assert (ran.code, ran.out) == (0, "导入 2 天，0 天已是如此\n")
    assert sql(tmp_path, "SELECT * FROM days ORDER BY day") == [
        ("2027-10-01", 0, "国庆节"),
        ("2027-10-09", 1, ""),
    ]


@pytest.fixture
def told(small: Path, run: Run) -> Path:
    """Visits with all that a ledger can say, one of them void."""
    for line in (
        "visit add E1 --by 张三 --with 李四 --phone 13900001234 --contact 周某 --note '=1+1\n第二行' --on 2025-11-20",
        "visit add E4 --by 王五 --nothing --method phone --kind policy",
        'visit add E1 --by 张三 --yes --note "\'=guarded" --issue 断电 --on 2025-11-19',
    ):
        assert run(line).code == 0
    void = run("visit add E2 --by 张三 --note 记错").out.split()[0]
    assert run(f"visit void {void} --reason 记错").code == 0
    for code, name in (("0012", "＝等号"), ("1E5", "'=引号"), ("E77", "2025-11-03")):
        assert run(f'enterprise add {code} "{name}" --grid B-1 --phone 0516-87654321').code == 0
    return small


@pytest.mark.parametrize("what", ["visits", "enterprises", "officers"])
@pytest.mark.parametrize("unmask", ["", "--unmask"])
def test_what_goes_out_as_a_workbook_comes_back_and_changes_nothing(
    run: Run, told: Path, tmp_path: Path, what: str, unmask: str
) -> None:
    path = shlex.quote((told / f"{what}.xlsx").as_posix())
    assert run(f"export {what} --format xlsx {unmask} --output {path}").code == 0
    before = events(tmp_path)
    ran = run(f"visit import {path}" if what == "visits" else f"roster import {path}")
    assert ran.code == 0, ran.err
    assert "导入 0 条" in ran.out or "新增 0，更新 0" in ran.out
    assert events(tmp_path) == before


def test_a_ledger_lands_elsewhere_alike_from_csv_and_from_a_workbook(
    run: Run, told: Path, tmp_path: Path
) -> None:
    landed = []
    for dialect, name in (("--excel", "a.csv"), ("--format xlsx", "a.xlsx")):
        path = told / name
        assert run(f"export visits {dialect} --unmask --output {path}").code == 0
        other = f"--db {tmp_path / f'empty-{name}.db'}"
        assert run(f"{other} init").code == 0
        files = " ".join(str(told / f"{one}.csv") for one in ("grids", "officers", "enterprises"))
        assert run(f"{other} roster import {files}").code == 0
        assert run(f"{other} visit import {path}").out.startswith("导入 3 条走访")
        rows = run(f"{other} export visits --unmask").out.splitlines()
        landed.append(sorted(line.partition(",")[2] for line in rows))
    assert landed[0] == landed[1]
