"""Our own export, changed in a spreadsheet and imported again: no change is lost without a word, none is made up."""

import csv
import io
import json
import shlex
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from gridlog.intake.corrections import is_same_text
from gridlog.work import take_in
from tests.conftest import Run, events, objects, only, sql

pytestmark = pytest.mark.usefixtures("small")

Table = list[list[str]]
ADD = (
    "visit add E1 --by 张三 --with 李四 --on '2025-11-20 9:05' --contact 周某 --title 经理 --phone 13900001234"
    " --note '订单足\n人手够' --yes"
)
DIALECTS = ["", "--unmask", "--excel", "--excel --unmask", "--format xlsx", "--format xlsx --unmask"]
LEFT = "（没有改；要更正请加 --update --reason）"


def exported(run: Run, tmp_path: Path, dialect: str) -> Table:
    """The rows of an export, headings first, as a spreadsheet shows them."""
    path = tmp_path / ("out.xlsx" if "xlsx" in dialect else "out.csv")
    done = run(f"export visits {dialect} --output {shlex.quote(path.as_posix())}")
    assert done.code == 0, done.err
    if "xlsx" in dialect:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return [
            [str(cell.date()) if isinstance(cell, datetime) and str(cell)[11:] == "00:00:00" else str(cell) for cell in row]
            for row in sheet.iter_rows()
        ]  # fmt: skip
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def saved(tmp_path: Path, table: Table, name: str = "changed.csv") -> str:
    """The rows as a file, CSV or a workbook by its name."""
    path = tmp_path / name
    if name.endswith("xlsx"):
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for at, row in enumerate(table):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
        book.close()
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows(table)
    return shlex.quote(path.as_posix())


def column(table: Table, *headings: str) -> int:
    return next(at for at, name in enumerate(table[0]) if name in headings)


def put(table: Table, cell: str, *headings: str, row: int = 1) -> Table:
    table[row][column(table, *headings)] = cell
    return table


# --- what changed is told and kept apart


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", ["changed.csv", "changed.xlsx"])
def test_a_changed_note_is_counted_apart_and_told(run: Run, tmp_path: Path, dialect: str, name: str) -> None:
    assert run(ADD).code == 0
    assert run("visit add E2 --by 张三 --nothing").code == 0
    path = saved(
        tmp_path, put(exported(run, tmp_path, dialect), "订单少", "note", "走访内容", "生产经营情况"), name
    )
    before = events(tmp_path)
    done = run(f"visit import {path}")
    assert (done.code, done.out) == (0, f"导入 0 条走访，跳过已有 1 条，有误 0 条，与记录不同 1 条{LEFT}\n")
    (told,) = done.err.splitlines()
    assert "第 2 行与记录不同：" in told
    assert told.endswith("2025-11-20 禾木家居有限公司 走访内容“订单足 人手够”→“订单少”")
    assert events(tmp_path) == before


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_update_records_the_changes_as_corrections_and_once(
    run: Run, tmp_path: Path, dialect: str
) -> None:
    assert run(ADD).code == 0
    id = only(run("visit list --json"))["id"]
    path = saved(
        tmp_path, put(exported(run, tmp_path, dialect), "订单少", "note", "走访内容", "生产经营情况")
    )
    before = events(tmp_path)
    done = run(f"visit import {path} --update --reason 表里改的")
    assert (done.code, done.out) == (0, "导入 0 条走访，跳过已有 0 条，有误 0 条，更正 1 条\n"), done.err
    assert events(tmp_path) == before + 1
    ((kind, body),) = sql(tmp_path, "SELECT kind, CAST(body AS TEXT) FROM events ORDER BY seq DESC LIMIT 1")
    assert (kind, json.loads(str(body))["data"]) == (
        "visit.edited",
        {"change": {"note": "订单少"}, "why": "表里改的"},
    )
    assert only(run(f"visit show {id} --json"))["note"] == "订单少"
    again = run(f"visit import {path} --update --reason 再来")
    assert again.out == "导入 0 条走访，跳过已有 1 条，有误 0 条\n"
    assert events(tmp_path) == before + 1


def test_a_dry_run_of_an_update_shows_the_corrections_and_records_none(run: Run, tmp_path: Path) -> None:
    assert run(ADD).code == 0
    path = saved(tmp_path, put(exported(run, tmp_path, ""), "订单少", "note"))
    before = events(tmp_path)
    done = run(f"visit import {path} --update --dry-run")
    assert done.out == "试运行：导入 0 条走访，跳过已有 0 条，有误 0 条，更正 1 条\n"
    assert "走访内容“订单足 人手够”→“订单少”" in done.err
    assert events(tmp_path) == before


def test_a_correction_needs_a_reason_and_a_reason_a_correction(run: Run, tmp_path: Path) -> None:
    assert run(ADD).code == 0
    path = saved(tmp_path, exported(run, tmp_path, ""))
    assert (run(f"visit import {path} --update").code, run(f"visit import {path} --reason 改").code) == (2, 2)


FIELDS = {
    "day": (("date",), "2025-11-19", "on", "2025-11-19", "走访日期“2025-11-20”→“2025-11-19”"),
    "time": (("time",), "15:30", "at", "15:30", "走访时间“09:05”→“15:30”"),
    "no time": (("time",), "", "at", "", "走访时间“09:05”→“”"),
    "enterprise": (("enterprise",), "蓝天光伏", "enterprise", "E3", "企业名称“禾木家居有限公司 E1”→“蓝天光伏 E3”"),
    "officer": (("officer",), "王五", "officer", "P3", "走访人员“张三”→“王五”"),
    "participants": (("participants",), "P2;P3", "participants", ["P2", "P3"], "联合走访人员“李四”→“李四、王五”"),
    "nobody along": (("participants",), "", "participants", [], "联合走访人员“李四”→“”"),
    "method": (("method",), "phone", "method", "phone", "走访方式“实地走访”→“电话沟通”"),
    "kind": (("kind",), "政策宣讲", "kind", "policy", "走访类型“日常走访”→“政策宣讲”"),
    "contact": (("contact",), "吴某", "contact", "吴某", "受访人“周某”→“吴某”"),
    "title": (("title",), "", "title", "", "职务“经理”→“”"),
    "phone": (("phone",), "13800005678", "phone", "13800005678", "联系电话“139****1234”→“138****5678”"),
    "phone's middle": (("phone",), "13911111234", "phone", "13911111234", "联系电话“139****1234”→“139****1234（中间几位不同）”"),
}  # fmt: skip


@pytest.mark.parametrize(("headings", "cell", "field", "value", "told"), FIELDS.values(), ids=FIELDS.keys())
def test_each_field_may_be_corrected_and_is_told_in_words(
    run: Run, tmp_path: Path, headings: tuple[str, ...], cell: str, field: str, value: object, told: str
) -> None:
    assert run(ADD).code == 0
    path = saved(tmp_path, put(exported(run, tmp_path, "--unmask"), cell, *headings))
    left = run(f"visit import {path}")
    assert left.err.rstrip("\n").endswith(told)
    done = run(f"visit import {path} --update --reason 改")
    assert done.code == 0, done.err
    ((body,),) = sql(tmp_path, "SELECT CAST(body AS TEXT) FROM events ORDER BY seq DESC LIMIT 1")
    assert json.loads(str(body))["data"]["change"][field] == value
    assert "跳过已有 1 条，有误 0 条\n" in run(f"visit import {path}").out


def test_no_message_has_a_whole_phone_number(run: Run, tmp_path: Path) -> None:
    assert run(ADD).code == 0
    path = saved(tmp_path, put(exported(run, tmp_path, "--unmask"), "13800005678", "phone"))
    done = run(f"visit import {path} --dry-run --update")
    assert "13900001234" not in done.err + done.out
    assert "13800005678" not in done.err + done.out


def test_a_note_that_was_emptied_means_that_nothing_was_raised(run: Run, tmp_path: Path) -> None:
    assert run(ADD).code == 0
    path = saved(tmp_path, put(exported(run, tmp_path, ""), "", "note"))
    assert run(f"visit import {path} --update --reason 改").code == 0
    assert sql(tmp_path, "SELECT note, nothing_raised FROM visits") == [("", 1)]
    path = saved(tmp_path, put(exported(run, tmp_path, ""), "有话说", "note"))
    assert run(f"visit import {path} --update --reason 改").code == 0
    assert sql(tmp_path, "SELECT note, nothing_raised FROM visits") == [("有话说", 0)]


def test_what_is_filled_in_under_empty_headings_of_the_ledger_goes_into_the_note(
    run: Run, tmp_path: Path
) -> None:
    assert run(ADD).code == 0
    path = saved(tmp_path, put(exported(run, tmp_path, "--excel"), "缺三人", "用工情况"))
    assert run(f"visit import {path} --update --reason 补").out.endswith("更正 1 条\n")
    assert sql(tmp_path, "SELECT note FROM visits") == [("订单足\n人手够；用工：缺三人",)]
    assert (
        run(f"visit import {path}").out == f"导入 0 条走访，跳过已有 0 条，有误 0 条，与记录不同 1 条{LEFT}\n"
    )


def test_a_remark_may_be_corrected_though_the_ledger_adds_to_it(run: Run, tmp_path: Path) -> None:
    assert run("visit add E4 --by 张三 --nothing").code == 0
    table = exported(run, tmp_path, "--excel")
    assert table[1][column(table, "备注")] == "跨网格"
    assert run(f"visit import {saved(tmp_path, table)}").out == "导入 0 条走访，跳过已有 1 条，有误 0 条\n"
    path = saved(tmp_path, put(table, "顺路 跨网格", "备注"))
    assert run(f"visit import {path} --update --reason 补").out.endswith("更正 1 条\n")
    assert sql(tmp_path, "SELECT remark FROM visits") == [("顺路",)]
    assert "跳过已有 1 条" in run(f"visit import {path}").out


# --- what a spreadsheet does by itself

OWN_CHANGES: dict[str, Callable[[Table], Table]] = {
    "a day as a serial number": lambda table: put(table, "45981", "date"),
    "a day with an idle time": lambda table: put(table, "2025/11/20 0:00:00", "date"),
    "a day with slashes": lambda table: put(table, "2025/11/20", "date"),
    "a time without its zero": lambda table: put(table, "9:05", "time"),
    "a time with seconds": lambda table: put(table, "09:05:00", "time"),
    "a time as a fraction": lambda table: put(table, "0.378472222222222", "time"),
    "blanks behind a note": lambda table: put(table, " 订单足\n人手够  ", "note"),
    "line ends of Windows": lambda table: put(table, "订单足\r\n人手够", "note"),
    "a phone as a float": lambda table: put(table, "13900001234.0", "phone"),
    "a phone that lost its digits": lambda table: put(table, "1.39E+10", "phone"),
    "a masked phone": lambda table: put(table, "139****1234", "phone"),
    "full-width digits": lambda table: put(table, "１３９００００１２３４", "phone"),
    "participants by name": lambda table: put(table, "李四", "participants"),
    "a column that was deleted": lambda table: [row[:13] + row[14:] for row in table],
}


@pytest.mark.parametrize("change", OWN_CHANGES.values(), ids=OWN_CHANGES.keys())
def test_what_a_spreadsheet_changes_by_itself_is_no_correction(
    run: Run, tmp_path: Path, change: Callable[[Table], Table]
) -> None:
    assert run(ADD).code == 0
    path = saved(tmp_path, change(exported(run, tmp_path, "--unmask")))
    before = events(tmp_path)
    done = run(f"visit import {path} --update --reason x")
    assert (done.out, done.err) == ("导入 0 条走访，跳过已有 1 条，有误 0 条\n", "")
    assert events(tmp_path) == before


@pytest.mark.parametrize(
    ("key", "old", "cell"),
    [
        ("note", "0012", "12"),
        ("note", "12.50", "12.5"),
        ("note", "50%", "0.5"),
        ("note", "11-3", "2026-11-03"),
        ("note", "2025-11-03", "2025/11/3"),
        ("note", "9:30", "09:30:00"),
        ("note", "'=1+1", "=1+1"),
        ("note", "a\tb", "a b"),
        ("note", "无", ""),
        ("phone", "051687654321", "51687654321"),
        ("phone", "+86139", "+86139"),
        ("contact", "周某 ", "周某"),
    ],
)
def test_a_text_is_the_same_whatever_a_spreadsheet_took_it_for(key: str, old: str, cell: str) -> None:
    assert is_same_text(key, old, cell)


@pytest.mark.parametrize(
    ("key", "old", "cell"),
    [
        ("note", "12", "13"),
        ("note", "11-3", "2026-11-04"),
        ("note", "2025-11-03", "2024-11-03"),
        ("note", "9:30", "9:31"),
        ("note", "9:30", "12"),
        ("note", "订单足", "订单足。"),
        ("note", "一\n二", "一二"),
        ("phone", "13900001234", "13900001235"),
        ("phone", "13900001234", ""),
        ("contact", "周某", "周"),
    ],
)
def test_another_text_is_another_text(key: str, old: str, cell: str) -> None:
    assert not is_same_text(key, old, cell)


def test_an_enterprise_that_was_renamed_since_is_no_correction(run: Run, tmp_path: Path) -> None:
    assert run(ADD).code == 0
    table = exported(run, tmp_path, "")
    assert run("enterprise edit E1 --name 丰收家居").code == 0
    done = run(f"visit import {saved(tmp_path, table)}")
    assert done.out == "导入 0 条走访，跳过已有 1 条，有误 0 条\n"
    assert "名称“禾木家居有限公司”与编号 E1（丰收家居）不符，以编号为准" in done.err


def test_a_code_that_was_changed_without_its_name_is_told_of(run: Run, tmp_path: Path) -> None:
    assert run(ADD).code == 0
    for cell, heading, other, name in (
        ("E3", "enterprise_code", "enterprise", "蓝天光伏"),
        ("P3", "officer_code", "officer", "王五"),
    ):
        table = put(exported(run, tmp_path, ""), cell, heading)
        done = run(f"visit import {saved(tmp_path, table)} --update --reason x")
        assert done.out == "导入 0 条走访，跳过已有 1 条，有误 0 条\n"
        assert f"编号 {cell} 与名称" in done.err
        path = saved(tmp_path, put(table, name, other))
        assert run(f"visit import {path} --update --reason x").out.endswith("更正 1 条\n")
    assert sql(tmp_path, "SELECT enterprise, officer FROM visits") == [("E3", "P3")]


def test_a_code_and_a_name_of_two_others_are_refused(run: Run, tmp_path: Path) -> None:
    assert run(ADD).code == 0
    table = put(put(exported(run, tmp_path, ""), "E3", "enterprise_code"), "远山新材", "enterprise")
    refused = run(f"visit import {saved(tmp_path, table)} --update --reason x")
    assert (refused.code, "编号 E3 与名称“远山新材”" in refused.err) == (4, True)


# --- what an import cannot correct


def test_a_correction_that_no_rule_allows_is_a_bad_row(run: Run, tmp_path: Path) -> None:
    assert run(ADD).code == 0
    before = events(tmp_path)
    for cell, heading, reason in (
        ("2025-11-30", "date", "不能预先登记"),
        ("赵六", "participants", "没有人员“赵六”"),
        ("#N/A", "note", "错误值 #N/A"),
    ):
        path = saved(tmp_path, put(exported(run, tmp_path, ""), cell, heading))
        refused = run(f"visit import {path} --update --reason x")
        assert (refused.code, reason in refused.err) == (4, True), refused.err
    assert events(tmp_path) == before


def test_a_void_visit_is_neither_corrected_nor_brought_back_and_none_is_voided(
    run: Run, tmp_path: Path
) -> None:
    assert run(ADD).code == 0
    table = exported(run, tmp_path, "")
    done = run(f"visit import {saved(tmp_path, put(table, '1', 'void'))}")
    assert (done.out, "没有作废。作废用 gridlog visit void" in done.err) == (
        "导入 0 条走访，跳过已有 1 条，有误 0 条\n",
        True,
    )
    id = str(only(run("visit list --json"))["id"])
    assert run(f"visit void {id} --reason 记错").code == 0
    done = run(f"visit import {saved(tmp_path, put(table, '0', 'void'))}")
    assert "已作废，不能恢复" in done.err
    refused = run(f"visit import {saved(tmp_path, put(table, '改了', 'note'))} --update --reason x")
    assert (refused.code, "作废" in refused.err) == (4, True)


def test_issues_that_were_changed_in_the_ledger_are_told_of(run: Run, tmp_path: Path) -> None:
    assert run(f"{ADD} --issue 断电").code == 0
    table = exported(run, tmp_path, "--excel")
    assert run(f"visit import {saved(tmp_path, table)}").err == ""
    done = run(f"visit import {saved(tmp_path, put(table, '停水', '问题及诉求'))}")
    assert done.out == "导入 0 条走访，跳过已有 1 条，有误 0 条\n"
    assert "“停水”与问题记录不同" in done.err


def test_open_issues_are_named_when_the_enterprise_changes(run: Run, tmp_path: Path) -> None:
    assert run(f"{ADD} --issue 断电").code == 0
    path = saved(tmp_path, put(exported(run, tmp_path, ""), "蓝天光伏", "enterprise"))
    done = run(f"visit import {path} --update --reason 记错")
    assert "这次走访登记的问题没有随之改动" in done.err


# --- long files, exit codes


def test_two_processes_tell_and_correct_what_one_would(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "date,enterprise,officer,note\n"
    rows = "".join(f"2025-11-{1 + at % 20:02},E{1 + at % 4},P{1 + at % 3},第{at}次\n" for at in range(1200))
    (tmp_path / "visits.csv").write_text(head + rows, encoding="utf-8")
    assert run(f"visit import {tmp_path / 'visits.csv'}").code == 0
    table = exported(run, tmp_path, "")
    for row in range(1, 1200, 100):
        put(table, f"改了{row}", "note", row=row)
    table.insert(600, ["", "2025-11-20", "", "", "", "E1", "新的", *[""] * 4, "张三", *[""] * 11])
    path = saved(tmp_path, table)
    told = []
    for long in (0, 1 << 40):
        monkeypatch.setattr(take_in, "LONG", long)
        told.append(run(f"visit import {path} --dry-run --update"))
    assert told[0] == told[1]
    assert told[0].out == "试运行：导入 1 条走访，跳过已有 1188 条，有误 0 条，更正 12 条\n"
    monkeypatch.setattr(take_in, "LONG", 0)
    assert run(f"visit import {path} --update --reason 改").code == 0
    assert run(f"visit import {path}").out == "导入 0 条走访，跳过已有 1201 条，有误 0 条\n"
    assert (
        len([one for one in objects(run("visit list --json")) if str(one["note"]).startswith("改了")]) == 12
    )


def test_a_long_export_lands_elsewhere_though_it_carries_ids(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(ADD).code == 0
    path = saved(tmp_path, exported(run, tmp_path, "--unmask"))
    other = f"--db {tmp_path / 'other.db'}"
    assert run(f"{other} init").code == 0
    files = " ".join(str(small / f"{one}.csv") for one in ("grids", "officers", "enterprises"))
    assert run(f"{other} roster import {files}").code == 0
    monkeypatch.setattr(take_in, "LONG", 0)
    assert run(f"{other} visit import {path}").out == "导入 1 条走访，跳过已有 0 条，有误 0 条\n"


def test_a_strict_import_exits_with_7_where_something_was_left_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(
        "date,enterprise,officer,note\n2025-11-20,E1,P1,好\n2025-11-20,E9,P1,坏\n", encoding="utf-8"
    )
    done = run(f"visit import {path} --skip-bad --strict")
    assert (done.code, done.out) == (7, "导入 1 条走访，跳过已有 0 条，有误 1 条\n")
    assert "文件没有全部记下：有误 1 行，与记录不同 0 行" in done.err
    assert run(f"visit import {path} --skip-bad").code == 0
    assert run(f"visit import {path} --strict").code == 4
    table = exported(run, tmp_path, "")
    assert run(f"visit import {saved(tmp_path, table)} --strict").code == 0
    changed = saved(tmp_path, put(table, "改了", "note"))
    assert run(f"visit import {changed} --strict").code == 7
    assert run(f"visit import {changed} --strict --update --reason 改").code == 0
