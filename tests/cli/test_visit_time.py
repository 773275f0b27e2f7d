"""The time of day of a visit: said with its day, kept in its event, shown, listed, exported, imported, corrected."""

import io
import json
import shlex
from datetime import datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from tests.conftest import Run, id_in, only, sql

pytestmark = pytest.mark.usefixtures("small")

ADD = "visit add E1 --by 张三 --nothing --yes"


def put(tmp_path: Path, content: str | bytes, name: str = "visits.csv") -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return shlex.quote(path.as_posix())


def told(tmp_path: Path) -> list[tuple[object, ...]]:
    return sql(tmp_path, "SELECT visited_on, at FROM visits ORDER BY visited_on, at")


# --- said at the command line


def test_a_visit_keeps_the_time_it_was_told_with(run: Run, tmp_path: Path) -> None:
    done = run(f"{ADD} --on '昨天 20:30'")
    assert done.code == 0, done.err
    assert "2025-11-20 周四 20:30" in done.out
    assert told(tmp_path) == [("2025-11-20", "20:30")]
    ((body,),) = sql(tmp_path, "SELECT CAST(body AS TEXT) FROM events WHERE kind = 'visit.logged'")
    assert json.loads(str(body))["data"]["at"] == "20:30"


def test_a_visit_without_a_time_has_none_and_its_event_says_nothing_of_it(run: Run, tmp_path: Path) -> None:
    assert run(f"{ADD} --on 昨天").code == 0
    assert told(tmp_path) == [("2025-11-20", "")]
    ((body,),) = sql(tmp_path, "SELECT CAST(body AS TEXT) FROM events WHERE kind = 'visit.logged'")
    assert "at" not in json.loads(str(body))["data"]


def test_an_hour_of_today_that_is_still_to_come_is_refused(run: Run, tmp_path: Path) -> None:
    refused = run(f"{ADD} --on 16:01")
    assert (refused.code, "2025-11-21 16:01" in refused.err) == (4, True)
    assert run(f"{ADD} --on 16:00").code == 0
    assert told(tmp_path) == [("2025-11-21", "16:00")]


def test_the_time_is_shown_listed_and_exported(run: Run) -> None:
    id = id_in(run(f"{ADD} --on '昨天 9:05'"))
    assert only(run(f"visit show {id} --json"))["time"] == "09:05"
    assert "09:05" in run(f"visit show {id}").out
    assert only(run("visit list --json"))["time"] == "09:05"
    for what in ("visit list --format csv", "export visits"):
        head, row = run(what).out.splitlines()
        assert (head.rpartition(",")[2], row.rpartition(",")[2]) == ("time", "09:05")
    head, row = run("export visits --excel").out.splitlines()
    assert (head.rpartition(",")[2], row.rpartition(",")[2]) == ("走访时间", "09:05")


def test_a_table_has_a_column_of_times_only_where_a_visit_has_one(run: Run) -> None:
    assert run(f"{ADD} --on 2025-11-19").code == 0
    assert "走访时间" not in run("visit list").out
    assert run(f"{ADD} --on '昨天 9:05'").code == 0
    head = run("visit list").out.splitlines()[0]
    assert head.index("走访日期") < head.index("走访时间") < head.index("企业名称")


def test_the_time_counts_nothing(run: Run) -> None:
    before = run(f"{ADD} --on 2025-11-19 --json")
    after = run("visit add E2 --by 张三 --nothing --yes --on '2025-11-19 23:59' --json")
    assert (only(before)["counted"], only(after)["counted"], only(after)["late"]) == (True, True, True)
    assert only(before)["late"] is True


# --- corrected


@pytest.mark.parametrize(
    ("on", "becomes"),
    [
        ("昨天 15:00", ("2025-11-20", "15:00")),
        ("15:00", ("2025-11-18", "15:00")),
        ("下午3点半", ("2025-11-18", "15:30")),
        ("昨天", ("2025-11-20", "09:00")),
    ],
)
def test_a_correction_takes_the_time_too(run: Run, tmp_path: Path, on: str, becomes: tuple[str, str]) -> None:
    id = id_in(run(f"{ADD} --on '2025-11-18 9:00'"))
    done = run(f"visit edit {id} --on '{on}' --reason 记错")
    assert done.code == 0, done.err
    assert told(tmp_path) == [becomes]
    assert becomes[1] in done.out


def test_a_time_that_a_correction_does_not_speak_of_stays(run: Run, tmp_path: Path) -> None:
    id = id_in(run(f"{ADD} --on '昨天 9:00'"))
    assert run(f"visit edit {id} --note 好 --reason 补").code == 0
    assert told(tmp_path) == [("2025-11-20", "09:00")]
    assert "同一" not in run(f"visit edit {id} --on '昨天 9:30' --reason 记错").err
    assert told(tmp_path) == [("2025-11-20", "09:30")]


# --- read from files

CELLS = {
    "15:30": "15:30",
    "15：30": "15:30",
    "15:30:00": "15:30",
    "下午3点半": "15:30",
    "9:00-10:30": "09:00",
    "9:00～10:30": "09:00",
    "0.645833333": "15:30",
    "2025-11-20 15:30": "15:30",
    "2025/11/20 15:30:00": "15:30",
    "2025-11-20 9:00-10:30": "09:00",
    "45981.645833333": "15:30",
    "2025-11-20": "",
    "": "",
}


@pytest.mark.parametrize(("cell", "at"), CELLS.items())
def test_a_column_of_times_beside_the_day_is_read(run: Run, tmp_path: Path, cell: str, at: str) -> None:
    rows = f"走访日期,走访时间,企业名称,走访人员,走访内容\n2025-11-20,{cell},E1,P1,好\n"
    done = run(f"visit import {put(tmp_path, rows)}")
    assert (done.code, done.err, told(tmp_path)) == (0, "", [("2025-11-20", at)])


@pytest.mark.parametrize("heading", ["走访时间", "时间", "time"])
@pytest.mark.parametrize(
    ("cell", "at"),
    [("2025-11-20", ""), ("2025-11-20 15:30", "15:30"), ("2025-11-20 00:00:00", ""), ("45981", ""), ("昨天下午3点", "15:00")],
)  # fmt: skip
def test_a_column_of_times_may_give_the_day_too(
    run: Run, tmp_path: Path, heading: str, cell: str, at: str
) -> None:
    rows = f"{heading},企业名称,走访人员,走访内容\n{cell},E1,P1,好\n"
    done = run(f"visit import {put(tmp_path, rows)}")
    assert (done.code, done.err, told(tmp_path)) == (0, "", [("2025-11-20", at)])


def test_a_column_of_days_may_give_the_time_too(run: Run, tmp_path: Path) -> None:
    rows = "走访日期,企业名称,走访人员,走访内容\n2025-11-20 15:30,E1,P1,好\n"
    assert run(f"visit import {put(tmp_path, rows)}").code == 0
    assert told(tmp_path) == [("2025-11-20", "15:30")]


def test_a_time_alone_does_not_say_the_day(run: Run, tmp_path: Path) -> None:
    rows = "走访时间,企业名称,走访人员,走访内容\n15:30,E1,P1,好\n"
    refused = run(f"visit import {put(tmp_path, rows)}")
    assert (refused.code, "看不懂日期“15:30”" in refused.err) == (4, True)


def test_two_columns_that_say_two_days_are_refused(run: Run, tmp_path: Path) -> None:
    rows = "走访日期,走访时间,企业名称,走访人员,走访内容\n2025-11-20,2025-11-19 15:30,E1,P1,好\n"
    refused = run(f"visit import {put(tmp_path, rows)}")
    assert (refused.code, "不是同一天" in refused.err) == (4, True)


def test_a_time_that_cannot_be_read_is_told_of_and_the_visit_taken(run: Run, tmp_path: Path) -> None:
    rows = "走访日期,走访时间,企业名称,走访人员,走访内容\n2025-11-20,上午,E1,P1,好\n"
    done = run(f"visit import {put(tmp_path, rows)}")
    assert (done.code, told(tmp_path)) == (0, [("2025-11-20", "")])
    assert done.err == "第 2 行：走访时间“上午”看不出钟点，没有记入\n"


def test_times_of_a_workbook_are_read(run: Run, tmp_path: Path) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    clock, moment = (book.add_format({"num_format": one}) for one in ("h:mm", "yyyy/m/d h:mm"))
    sheet.write_row(0, 0, ["走访日期", "走访时间", "企业名称", "走访人员", "走访内容"])
    for row, cell in ((1, time(8, 5)), (2, datetime(2025, 11, 20, 15, 30))):
        sheet.write_row(row, 0, ["2025-11-20", "", "E1", "P1", f"第{row}次"])
        sheet.write_datetime(row, 1, cell, clock if row == 1 else moment)
    book.close()
    assert run(f"visit import {put(tmp_path, content.getvalue(), 'book.xlsx')}").code == 0
    assert told(tmp_path) == [("2025-11-20", "08:05"), ("2025-11-20", "15:30")]


@pytest.mark.parametrize("dialect", ["", "--excel", "--format xlsx"])
def test_what_goes_out_with_a_time_lands_elsewhere_with_it(
    run: Run, small: Path, tmp_path: Path, dialect: str
) -> None:
    assert run(f"{ADD} --on '昨天 9:05'").code == 0
    assert run(f"{ADD} --on 2025-11-19").code == 0
    out = tmp_path / ("out.xlsx" if "xlsx" in dialect else "out.csv")
    assert run(f"export visits {dialect} --output {out}").code == 0
    assert run(f"visit import {out}").out == "导入 0 条走访，跳过已有 2 条，有误 0 条\n"
    other = f"--db {tmp_path / 'other.db'}"
    assert run(f"{other} init").code == 0
    files = " ".join(str(small / f"{one}.csv") for one in ("grids", "officers", "enterprises"))
    assert run(f"{other} roster import {files}").code == 0
    assert run(f"{other} visit import {out}").code == 0
    rows = run(f"{other} visit list --json")
    assert [(one["date"], one["time"]) for one in json.loads(rows.out)] == [
        ("2025-11-19", ""),
        ("2025-11-20", "09:05"),
    ]
