"""`gridlog roster`, `grid`, `officer`, `enterprise`: ledgers as offices keep them, taken in without harm."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import SMALL, Run, events, objects, sql

ENTERPRISES = "enterprises.csv"
HEAD = "code,name,uscc,grid,industry,scale,key,status,address,contact,title,phone\n"
VALID = "91350100M000100Y43"  # domain.md's own example of a code that passes


def put(folder: Path, name: str, content: str | bytes) -> str:
    """A file in `folder`, as a word of a command line; text ends with a line break."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return shlex.quote(path.as_posix())


def file(folder: Path, name: str) -> str:
    return shlex.quote((folder / name).as_posix())


# --- what is understood


@pytest.mark.usefixtures("small")
def test_the_roster_in_english_keys_is_all_there(run: Run, tmp_path: Path) -> None:
    assert sql(tmp_path, "SELECT code, name, level, parent FROM grids ORDER BY code") == [
        ("A", "板块甲", "block", "Z"), ("A-1", "甲一网格", "grid", "A"), ("A-2", "甲二网格", "grid", "A"),
        ("B", "板块乙", "block", "Z"), ("B-1", "乙一网格", "grid", "B"), ("Z", "高新区", "zone", ""),
    ]  # fmt: skip
    assert sql(
        tmp_path, "SELECT code, name, role, quota, phone FROM officers WHERE code IN ('P1', 'H1')"
    ) == [
        ("H1", "板块长甲", "block_head", None, ""),
        ("P1", "张三", "officer", None, "13800000001"),
    ]
    assert sql(tmp_path, "SELECT * FROM assignments WHERE officer = 'P1'") == [
        ("P1", "A-1", "0001-01-01", "9999-12-31")
    ]
    assert sql(
        tmp_path, "SELECT name, uscc, scale, key, status, contact FROM enterprises WHERE code = 'E1'"
    ) == [("禾木家居有限公司", "91320382FAKE002160", "规上", 1, "投产", "周某")]
    assert [one["grid"] for one in objects(run("enterprise list --json"))] == ["A-1", "A-1", "A-2", "B-1"]


CHINESE = (
    "序号,企业编号,企业名称,统一社会信用代码,所属板块,网格编号,专员(A角),B角,行业,规上/规下,企业状态,地址,联系人,职务,联系电话,重点等级,备注\n"
    f"1,E7,青山玻璃,{VALID},板块乙,B-1,王五,,玻璃,规上,投产,九号路,钱某,厂长,13700001111,重点,老厂\n"
)
AS_READ = (
    "E7",
    "青山玻璃",
    VALID,
    "玻璃",
    "规上",
    1,
    "投产",
    "九号路",
    "钱某",
    "厂长",
    "13700001111",
    "老厂",
)


@pytest.mark.parametrize(
    "content",
    [
        CHINESE.encode(),
        CHINESE.encode("utf-8-sig"),
        CHINESE.encode("gbk"),
        CHINESE.replace("\n", "\r\n").encode("utf-8-sig"),
        CHINESE.replace(",", "\t").encode("utf-16"),
        CHINESE.replace(",", "\t").encode("gbk"),
        CHINESE.replace(",", ";").encode(),
        ("试验区企业底册" + "," * 16 + "\n填报日期：2025-11-20" + "," * 16 + "\n" + CHINESE).encode("gbk"),
        CHINESE.replace("E7,", "Ｅ７,").replace("13700001111", "１３７００００１１１１").encode(),
        CHINESE.replace("13700001111", "13700001111.0").encode(),
        CHINESE.replace("青山玻璃", "  青山玻璃\u3000 ").replace("B-1", "B-1 ").encode(),
        CHINESE.replace("九号路", '"九号路"').encode(),
        CHINESE.replace("企业编号", " 企业 编号 ").replace("专员(A角)", "专员（Ａ角）").encode(),
        (CHINESE + "\n" + "," * 16 + "\n \n").encode(),
        CHINESE.replace("\n1,", "\n\n\n1,").encode(),
    ],
    ids=[
        "utf-8", "utf-8 with a mark", "gbk", "crlf", "utf-16 tabs", "gbk tabs", "semicolons", "title rows",
        "full-width digits", "a float phone", "blanks", "quotes", "blanks in headings", "blank rows after",
        "blank rows before",
    ],
)  # fmt: skip
def test_the_chinese_ledger_is_understood_however_it_was_saved(
    run: Run, small: Path, tmp_path: Path, content: bytes
) -> None:
    ran = run(f"roster import {put(small, '企业底册.csv', content)}")
    assert (ran.code, ran.err) == (0, "")
    assert "新增 1，更新 0，未变 0，有误 0" in ran.out
    assert sql(
        tmp_path,
        "SELECT code, name, uscc, industry, scale, key, status, address, contact, title, phone, remark"
        " FROM enterprises WHERE code = 'E7'",
    ) == [AS_READ]
    assert sql(tmp_path, "SELECT grid FROM enterprise_grids WHERE enterprise = 'E7'") == [("B-1",)]


def test_the_guard_of_a_spreadsheet_is_taken_off_again(run: Run, small: Path, tmp_path: Path) -> None:
    row = "E7,'=青山玻璃,,B-1,'+玻璃,,,,'@九号路,'－钱某,,'+8613700001111\n"
    assert run(f"roster import {put(small, ENTERPRISES, HEAD + row)}").code == 0
    assert sql(
        tmp_path, "SELECT name, industry, address, contact, phone FROM enterprises WHERE code = 'E7'"
    ) == [("=青山玻璃", "+玻璃", "@九号路", "－钱某", "+8613700001111")]


def test_people_and_grids_have_chinese_headings_too(run: Run, small: Path, tmp_path: Path) -> None:
    grids = put(
        small, "网格表.csv", "网格编号,网格名称,层级,上级编号\nC,板块丙,板块,Z\nC-1,丙一网格,网格,C\n"
    )
    people = put(
        small,
        "网格员.csv",
        "工号,姓名,网格,岗位,应访次数,手机\nP8,孙八,C-1,专员,４,13700002222.0\nP9,周九,C-1,B角,0,\n",
    )
    ran = run(f"roster import {people} {grids}")
    assert ran.code == 0, ran.err
    assert sql(
        tmp_path, "SELECT code, name, role, quota, phone FROM officers WHERE code IN ('P8', 'P9')"
    ) == [("P8", "孙八", "officer", 4, "13700002222"), ("P9", "周九", "deputy", 0, "")]
    assert sql(tmp_path, "SELECT level, parent FROM grids WHERE code IN ('C', 'C-1') ORDER BY code") == [
        ("block", "Z"),
        ("grid", "C"),
    ]


def test_unknown_columns_are_named_not_silently_dropped(run: Run, small: Path, tmp_path: Path) -> None:
    path = put(small, ENTERPRISES, "code,name,grid,法人,微信号\nE7,青山,B-1,钱某,q\n")
    ran = run(f"roster import {path}")
    assert ran.code == 0
    assert "不认识的列没有导入：法人, 微信号" in ran.err
    assert sql(tmp_path, "SELECT name FROM enterprises WHERE code = 'E7'") == [("青山",)]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("名单1.csv", "grids"),
        ("名单2.csv", "officers"),
        ("名单3.csv", "enterprises"),
        ("gridlog-officers.csv", "officers"),
        ("gridlog-enterprises.csv", "enterprises"),
        ("网格企业.csv", "enterprises"),
        ("企业网格员.csv", "officers"),
    ],
)
def test_the_kind_of_a_list_shows_in_its_name_or_headings(
    run: Run, small: Path, tmp_path: Path, name: str, table: str
) -> None:
    content = {
        "grids": "code,name,level,parent\nN1,新,grid,A\n",
        "officers": "code,name,grid,role,quota,phone\nN1,新,A-1,officer,5,\n",
        "enterprises": HEAD + "N1,新,,A-1,,规上,,,,,,\n",
    }[table]
    ran = run(f"roster import {put(small, name, content)}")
    assert ran.code == 0, ran.err
    assert ran.err == ""
    assert sql(tmp_path, f"SELECT name FROM {table} WHERE code = 'N1'") == [("新",)]


def test_a_list_that_could_be_anything_asks_for_its_kind(run: Run, small: Path, tmp_path: Path) -> None:
    path = put(small, "名单.csv", "code,name\nN1,新\n")
    before = events(tmp_path)
    refused = run(f"roster import {path}")
    assert refused.code == 2
    assert "请加 --kind grids|officers|enterprises" in refused.err
    assert events(tmp_path) == before
    assert run(f"roster import {path} --kind officers").code == 0
    assert sql(tmp_path, "SELECT code FROM officers WHERE code = 'N1'") == [("N1",)]


def test_a_roster_may_come_through_a_pipe(run: Run, small: Path, tmp_path: Path) -> None:
    assert small
    ran = run(
        "roster import - --kind grids", stdin="code,name,level,parent\nC,板块丙,block,Z\n".encode("gbk")
    )
    assert ran.code == 0, ran.err
    assert sql(tmp_path, "SELECT name FROM grids WHERE code = 'C'") == [("板块丙",)]


# --- twice, changed, bad


def test_importing_twice_changes_nothing(run: Run, small: Path, tmp_path: Path) -> None:
    before = events(tmp_path)
    again = run("roster import " + " ".join(file(small, name) for name in SMALL))
    assert again.code == 0
    assert [line.partition("：")[2] for line in again.out.splitlines()] == [
        "新增 0，更新 0，未变 6，有误 0",
        "新增 0，更新 0，未变 4，有误 0",
        "新增 0，更新 0，未变 4，有误 0",
    ]
    assert events(tmp_path) == before


def test_a_changed_row_updates_and_an_empty_cell_leaves_what_there_is(
    run: Run, small: Path, tmp_path: Path
) -> None:
    before = events(tmp_path)
    path = put(small, ENTERPRISES, HEAD + "E1,禾木家居有限公司,,,,,,停产,,吴某,,\n")
    ran = run(f"roster import {path}")
    assert "新增 0，更新 1，未变 0，有误 0" in ran.out
    assert events(tmp_path) == before + 1
    assert sql(tmp_path, "SELECT status, contact, phone, uscc FROM enterprises WHERE code = 'E1'") == [
        ("停产", "吴某", "13900001234", "91320382FAKE002160")
    ]
    ((body,),) = sql(tmp_path, "SELECT body FROM events ORDER BY seq DESC LIMIT 1")
    assert isinstance(body, bytes)
    assert json.loads(body)["data"] == {
        "contact": "吴某",
        "status": "停产",
        "status_from": "2025-11-21",
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("E8,无网格厂,,C-9,,,,,,,,", "没有网格 C-9"),
        (",无编号厂,,A-1,,,,,,,,", "企业编号“”不可用"),
        ("E 8,空格厂,,A-1,,,,,,,,", "企业编号“E 8”不可用"),
        ("E8,,,A-1,,,,,,,,", "缺少 name"),
    ],
)
def test_a_bad_row_is_named_by_number_and_nothing_at_all_is_written(
    run: Run, small: Path, tmp_path: Path, row: str, reason: str
) -> None:
    before = events(tmp_path)
    good = put(small, "grids.csv", SMALL["grids.csv"] + "C,板块丙,block,Z\n")
    bad = put(small, ENTERPRISES, f"{HEAD}E7,青山,,B-1,,,,,,,,\n\n{row}\n")
    refused = run(f"roster import {good} {bad}")
    assert refused.code == 4
    assert "第 4 行：" + reason in refused.err
    assert refused.err.splitlines()[-1] == "错误：1 行有误，什么也没有写入。改正后重来"
    assert events(tmp_path) == before
    assert sql(tmp_path, "SELECT code FROM grids WHERE code = 'C'") == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("P9,新人,C-9,officer,,", "没有网格 C-9"),
        ("P9,新人,A-1,国王,,", "“国王”不认得"),
        ("P9,新人,A-1,officer,五,", "quota 要在 0 到 50 之间"),
        ("P9,新人,A-1,officer,99,", "quota 要在 0 到 50 之间"),
    ],
)
def test_a_bad_officer_is_named(run: Run, small: Path, tmp_path: Path, row: str, reason: str) -> None:
    before = events(tmp_path)
    path = put(small, "officers.csv", SMALL["officers.csv"] + row + "\n")
    refused = run(f"roster import {path}")
    assert refused.code == 4
    assert "第 6 行：" in refused.err
    assert reason in refused.err
    assert events(tmp_path) == before


@pytest.mark.parametrize(
    "rows", ["A,板块甲,block,A\n", "Z,高新区,zone,A\n", "C,丙,block,Z\nC-1,丙一,grid,C\nC,丙,block,C-1\n"]
)
def test_a_grid_is_never_above_itself(run: Run, small: Path, tmp_path: Path, rows: str) -> None:
    before = events(tmp_path)
    path = put(small, "grids.csv", "code,name,level,parent\n" + rows)
    refused = run(f"roster import {path}")
    assert refused.code == 4
    assert "绕成了圈" in refused.err
    assert events(tmp_path) == before
    assert run("grid tree").out.startswith("Z 高新区")


def test_a_dry_run_reports_by_row_and_writes_nothing(run: Run, small: Path, tmp_path: Path) -> None:
    before = events(tmp_path)
    rows = "E1,禾木家居有限公司,,A-2,,,,停产,,,,\nE2,禾木电器有限公司,,A-1,,,,,,,,\nE7,青山,,B-1,,,,,,,,\n"
    dry = run(f"roster import {put(small, ENTERPRISES, HEAD + rows)} --dry-run")
    assert dry.code == 0
    lines = dry.out.splitlines()
    assert lines[0] == "第 2 行 更新 E1 禾木家居有限公司：状态 投产 → 停产、网格 A-1 甲一网格 → A-2 甲二网格"
    assert lines[1] == "第 4 行 新增 E7 青山：名称 青山、网格 B-1 乙一网格"
    assert lines[2].startswith("试运行：")
    assert lines[2].endswith("新增 1，更新 1，未变 1，有误 0")
    assert events(tmp_path) == before
    assert sql(tmp_path, "SELECT status FROM enterprises WHERE code = 'E1'") == [("投产",)]


def test_a_dry_run_of_a_bad_file_says_what_is_bad(run: Run, small: Path, tmp_path: Path) -> None:
    before = events(tmp_path)
    path = put(small, ENTERPRISES, HEAD + "E7,青山,,C-9,,,,,,,,\n")
    dry = run(f"roster import {path} --dry-run")
    assert dry.code == 4
    assert "第 2 行：没有网格 C-9" in dry.err
    assert events(tmp_path) == before


def test_a_bad_credit_code_warns_but_is_kept(run: Run, small: Path, tmp_path: Path) -> None:
    rows = f"E7,青山,91350100M000100Y4A,B-1,,,,,,,,\nE8,白水,{VALID},B-1,,,,,,,,\n"
    ran = run(f"roster import {put(small, ENTERPRISES, HEAD + rows)}")
    assert ran.code == 0
    assert "第 2 行：统一社会信用代码 91350100M000100Y4A 校验不通过" in ran.err
    assert "第 3 行" not in ran.err
    assert sql(tmp_path, "SELECT uscc FROM enterprises WHERE code IN ('E7', 'E8') ORDER BY code") == [
        ("91350100M000100Y4A",),
        (VALID,),
    ]


def test_the_same_enterprise_twice_is_pointed_out(run: Run, small: Path, tmp_path: Path) -> None:
    rows = "E7,青山,,B-1,,,,,,,,\nE7,青山玻璃,,B-1,,,,,,,,\nE8,远山 新材,,B-1,,,,,,,,\n"
    ran = run(f"roster import {put(small, ENTERPRISES, HEAD + rows)}")
    assert ran.code == 0
    assert "第 3 行：编号 E7 在第 2 行已有，以后一行为准" in ran.err
    assert "第 4 行：远山 新材 与 E4 同名，可能是同一家企业" in ran.err
    assert sql(tmp_path, "SELECT name FROM enterprises WHERE code = 'E7'") == [("青山玻璃",)]


@pytest.mark.parametrize(
    ("key", "is_key"),
    [("1", 1), ("0", 0), ("重点", 1), ("一般", 0), ("否", 0), ("是", 1), ("no", 0), ("TRUE", 1), ("FALSE", 0),
     ("False", 0), ("０", 0), ("0.0", 0)],
)  # fmt: skip
def test_whether_an_enterprise_is_key_is_read_as_spreadsheets_write_it(
    run: Run, small: Path, tmp_path: Path, key: str, is_key: int
) -> None:
    path = put(small, ENTERPRISES, f"{HEAD}E7,青山,,B-1,,,{key},,,,,\n")
    assert run(f"roster import {path}").code == 0
    assert sql(tmp_path, "SELECT key FROM enterprises WHERE code = 'E7'") == [(is_key,)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,grid\n青山,A-1\n", "缺少列：企业编号 code。看到的列：name, grid\n"),
        ("甲,乙\n1,2\n", "缺少列"),
        ("", "缺少列"),
        (b"PK\x03\x04" + b"\0" * 64, "打不开工作簿"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 64, "打不开工作簿"),
        (bytes(range(128, 256)) * 40, "既不是 UTF-8 也不是 GBK"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(
    run: Run, small: Path, tmp_path: Path, content: str | bytes, says: str
) -> None:
    before = events(tmp_path)
    refused = run(f"roster import {put(small, ENTERPRISES, content)}")
    assert (refused.code, refused.out) == (2, "")
    assert says in refused.err
    assert events(tmp_path) == before


def test_a_file_that_is_not_there_is_named(run: Run, small: Path) -> None:
    refused = run(f"roster import {file(small, 'nowhere-grids.csv')}")
    assert refused.code == 2
    assert "nowhere-grids.csv" in refused.err


# --- moves


def test_a_move_holds_from_the_day_it_is_imported_and_keeps_the_past(
    run: Run, small: Path, tmp_path: Path
) -> None:
    path = put(small, ENTERPRISES, "code,name,grid\nE1,禾木家居有限公司,A-2\n")
    assert run(f"roster import {path}").code == 0
    assert sql(tmp_path, "SELECT * FROM enterprise_grids WHERE enterprise = 'E1' ORDER BY from_on") == [
        ("E1", "A-1", "0001-01-01", "2025-11-21"),
        ("E1", "A-2", "2025-11-21", "9999-12-31"),
    ]


def test_a_move_may_be_dated(run: Run, small: Path, tmp_path: Path) -> None:
    path = put(small, "officers.csv", "code,name,grid,role\nP1,张三,B-1,officer\n")
    assert run(f"roster import {path} --from 2025-11-03").code == 0
    assert sql(tmp_path, "SELECT grid, from_on FROM assignments WHERE officer = 'P1' ORDER BY from_on") == [
        ("A-1", "0001-01-01"),
        ("B-1", "2025-11-03"),
    ]


@pytest.mark.usefixtures("small")
def test_an_officer_is_assigned_from_a_day_on_or_nowhere_any_more(run: Run, tmp_path: Path) -> None:
    assert run("officer assign 张三 乙一网格 --from 2025-11-03").out == "张三 自 2025-11-03 周一 起负责 B-1\n"
    assert run("officer assign P1 -").code == 0
    assert sql(tmp_path, "SELECT * FROM assignments WHERE officer = 'P1' ORDER BY from_on") == [
        ("P1", "A-1", "0001-01-01", "2025-11-03"),
        ("P1", "B-1", "2025-11-03", "2025-11-21"),
    ]
    assert "  网格 B-1：2025-11-03 至 2025-11-21" in run("officer show 张三").out


# --- leave


@pytest.mark.usefixtures("small")
def test_leave_covers_both_its_days_and_can_be_taken_back(run: Run, tmp_path: Path) -> None:
    taken = run("officer leave 张三 --from 2025-11-19 --to 2025-11-20 --kind 年假")
    assert taken.out == "张三 请假 2025-11-19 周三 至 2025-11-20 周四（年假）\n"
    assert sql(tmp_path, "SELECT * FROM leaves") == [("P1", "2025-11-19", "2025-11-21", "年假")]
    assert "请假 2025-11-19 至 2025-11-20：年假" in run("officer show 张三").out
    assert run("officer leave 张三 --from 2025-11-19 --to 2025-11-20 --cancel").code == 0
    assert sql(tmp_path, "SELECT * FROM leaves") == []


@pytest.mark.usefixtures("small")
def test_a_leave_that_slipped_into_next_year_is_asked_about(run: Run, tmp_path: Path) -> None:
    slip = "officer leave 张三 --from 11-24 --to 11-20"
    told = "这次请假 2025-11-24 周一 至 2026-11-20 周五 有 362 天，请核对起止日，必要时写上年份"
    before = events(tmp_path)
    declined = run(slip, typed="\n")
    assert (declined.code, told in declined.err) == (4, True)
    assert events(tmp_path) == before
    in_script = run(slip)
    assert (in_script.code, f"注意：{told}。" in in_script.err) == (0, True)
    assert "注意" not in run("officer leave 李四 --from 2025-11-24 --to 2026-05-30").err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("张三 --from 2025-11-20 --to 2025-11-19", 4),
        ("张三 --from 2025-01-01 --to 2026-11-19", 4),
        ("张三 --from 2025-11-20", 2),
        ("张三 --from 改天 --to 2025-11-20", 2),
        ("赵六 --from 2025-11-19 --to 2025-11-20", 3),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_leave_that_cannot_be_is_refused(run: Run, tmp_path: Path, line: str, code: int) -> None:
    before = events(tmp_path)
    assert run(f"officer leave {line}").code == code
    assert events(tmp_path) == before


# --- out and back in


@pytest.fixture
def full(small: Path, run: Run) -> Path:
    """The small zone with everything an export shows: a guarded name, a visit, an issue, a block head."""
    rows = 'E5,=1+2贸易,,B-1,贸易,,0,在建,"一路,2号",,,+8613900005678\n'
    assert run(f"roster import {put(small, ENTERPRISES, HEAD + rows)}").code == 0
    assert run("visit add E1 --by 张三 --issue 断电").code == 0
    return small


@pytest.mark.parametrize("what", ["enterprises", "officers"])
def test_our_own_export_comes_back_in_without_a_change(
    run: Run, full: Path, tmp_path: Path, what: str
) -> None:
    for options in ("", "--unmask", "--excel", "--excel --unmask", "--format csv"):
        assert run(f"export {what} {options} --output {file(full, f'{what}-out.csv')}").code == 0
        before = events(tmp_path)  # an export with --unmask is an event itself
        back = run(f"roster import {file(full, f'{what}-out.csv')}")
        assert back.code == 0, back.err
        assert "不认识的列" not in back.err
        assert "新增 0，更新 0，" in back.out
        assert events(tmp_path) == before


@pytest.mark.usefixtures("full")
def test_a_masked_phone_never_overwrites_the_real_one(run: Run, full: Path, tmp_path: Path) -> None:
    out = file(full, "enterprises-out.csv")
    assert run(f"export enterprises --output {out}").code == 0
    text = (full / "enterprises-out.csv").read_text(encoding="utf-8")
    assert "139****1234" in text
    (full / "enterprises-out.csv").write_text(text.replace("周某", "吴某"), encoding="utf-8")
    assert run(f"roster import {out}").code == 0
    assert sql(tmp_path, "SELECT contact, phone FROM enterprises WHERE code = 'E1'") == [
        ("吴某", "13900001234")
    ]


def test_an_export_before_a_dated_move_does_not_undo_the_move(run: Run, full: Path, tmp_path: Path) -> None:
    assert run("enterprise edit E1 --grid A-2 --from 2025-12-01").code == 0
    assert run("officer assign 张三 A-2 --from 2025-12-01").code == 0
    before = events(tmp_path)
    for what in ("enterprises", "officers"):
        assert run(f"export {what} --output {file(full, f'{what}-out.csv')}").code == 0
        assert "新增 0，更新 0，" in run(f"roster import {file(full, f'{what}-out.csv')}").out
    assert events(tmp_path) == before


# --- one at a time


@pytest.mark.usefixtures("small")
def test_an_enterprise_is_added_and_edited_by_hand(run: Run, tmp_path: Path) -> None:
    assert run(f"enterprise add E7 ' 青山玻璃 ' --grid B-1 --uscc {VALID} --not-key --status 在建").code == 0
    assert sql(tmp_path, "SELECT name, uscc, key, status FROM enterprises WHERE code = 'E7'") == [
        ("青山玻璃", VALID, 0, "在建")
    ]
    assert run("enterprise edit 青山 --status 投产 --key --name 青山特玻").code == 0
    assert sql(tmp_path, "SELECT name, uscc, key, status FROM enterprises WHERE code = 'E7'") == [
        ("青山特玻", VALID, 1, "投产")
    ]
    assert run("enterprise show 青山特玻 --json").code == 0


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("enterprise add E1 又一家", 4, "企业 E1 已存在"),
        ("enterprise add 'E 1' 又一家", 2, "企业编号“E 1”不可用"),
        ("enterprise add E7 又一家 --grid C-9", 3, "没有网格“C-9”"),
        ("enterprise add E7 又一家 --status 飞了", 2, "“飞了”不认得"),
        ("enterprise add E7 ' '", 2, "名称是空的"),
        ("enterprise edit E1 --status 投产", 4, "没有要改的内容"),
        ("enterprise edit E1 --name ' '", 2, "名称是空的"),
        ("enterprise edit E9 --status 投产", 3, "没有企业“E9”"),
        ("enterprise edit 禾木 --status 停产", 3, "对应 2 个企业"),
        ("officer add P1 又一人", 4, "人员 P1 已存在"),
        ("officer add P9 又一人 --role 国王", 2, "“国王”不认得"),
        ("officer add P9 又一人 --grid C-9", 3, "没有网格“C-9”"),
        ("officer add P9 ' '", 2, "名称是空的"),
        ("officer assign 张三 C-9", 3, "没有网格“C-9”"),
    ],
)
@pytest.mark.usefixtures("small")
def test_what_cannot_stand_on_the_roster_is_refused(
    run: Run, tmp_path: Path, line: str, code: int, says: str
) -> None:
    before = events(tmp_path)
    refused = run(line)
    assert (refused.code, refused.out) == (code, "")
    assert says in refused.err
    assert events(tmp_path) == before


@pytest.mark.usefixtures("small")
def test_a_new_officer_may_have_a_quota_of_their_own(run: Run, tmp_path: Path) -> None:
    assert run("officer add P9 周九 --grid B-1 --role deputy --quota 2 --phone 13700000000").code == 0
    assert sql(tmp_path, "SELECT name, role, quota, phone FROM officers WHERE code = 'P9'") == [
        ("周九", "deputy", 2, "13700000000")
    ]
    rows = {one["officer"]: one["required"] for one in objects(run("report week --json"))}
    assert rows["周九"] == 2


@pytest.mark.usefixtures("small")
def test_the_tree_shows_who_and_how_many_are_where(run: Run) -> None:
    assert run("grid tree").out.splitlines() == [
        "Z 高新区",
        "  A 板块甲  人员 1 企业 0",
        "    A-1 甲一网格  人员 1 企业 2",
        "    A-2 甲二网格  人员 1 企业 1",
        "  B 板块乙",
        "    B-1 乙一网格  人员 1 企业 1",
    ]
    shown = run("grid show 甲一网格").out.splitlines()
    for line in ("网格编号：A-1", "网格名称：甲一网格", "上级编号：A", "  人员 P1 张三（A-1）"):
        assert line in shown
    assert [one["code"] for one in objects(run("grid list --json"))] == ["A", "A-1", "A-2", "B", "B-1", "Z"]


@pytest.mark.usefixtures("small")
def test_lists_of_people_and_enterprises_mask_phones(run: Run) -> None:
    for line in ("officer list --json", "enterprise list --json"):
        assert any("****" in str(one["phone"]) for one in objects(run(line)))
        assert not any("****" in str(one["phone"]) for one in objects(run(f"{line} --unmask")))
    assert [one["code"] for one in objects(run("enterprise list --grid 板块甲 --json"))] == ["E1", "E2", "E3"]


@pytest.mark.usefixtures("full")
def test_an_enterprise_shows_its_last_visits_and_open_issues(run: Run) -> None:
    out = run("enterprise show 禾木家居").out
    for field in ("企业名称：禾木家居有限公司", "专员(A角)：张三", "最近走访：2025-11-21", "未结问题：1"):
        assert field in out
    visit, issue = out.split("未结问题 1\n")
    assert re.search(r"\n最近走访 1\n  2025-11-21 实地走访 张三 .*断电\n$", visit)
    assert re.fullmatch(r"  ○ \w{6} 2025-\d\d-\d\d 到期 已登记 断电\n", issue)


def test_a_code_that_stands_twice_settles_at_once(run: Run, small: Path, tmp_path: Path) -> None:
    file = small / "enterprises.csv"
    file.write_text("code,name,uscc,phone\nE9,甲厂,,13800000009\nE9,甲厂有限公司,,\n", encoding="utf-8")
    assert run(f"roster import {file}").code == 0
    assert sql(tmp_path, "SELECT name, phone FROM enterprises WHERE code = 'E9'") == [
        ("甲厂有限公司", "13800000009")
    ]
    before = events(tmp_path)
    assert run(f"roster import {file}").code == 0
    assert events(tmp_path) == before


def test_a_grid_may_stand_before_its_parent_and_be_meant_by_name(
    run: Run, small: Path, tmp_path: Path
) -> None:
    (small / "grids.csv").write_text(
        "code,name,level,parent\nC-1,丙一,grid,C\nC,板块丙,block,Z\n", encoding="utf-8"
    )
    (small / "officers.csv").write_text(
        "人员编号,姓名,所属网格,手机号\nP8,新人,丙一,1.3800000008E+10\n", encoding="utf-8"
    )
    assert run(f"roster import {small / 'grids.csv'} {small / 'officers.csv'}").code == 0
    assert sql(tmp_path, "SELECT officer, grid FROM assignments WHERE officer = 'P8'") == [("P8", "C-1")]
    assert sql(tmp_path, "SELECT phone FROM officers WHERE code = 'P8'") == [("13800000008",)]


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("1.39E+10", "1.39E+10"),
        ("1.39123E+10", "1.39123E+10"),
        ("1.3912345678E+10", "13912345678"),
        ("1.391234567E+10", "13912345670"),
        ("13912345678.0", "13912345678"),
    ],
)
def test_a_number_that_lost_digits_in_a_spreadsheet_is_not_made_up(
    run: Run, small: Path, tmp_path: Path, cell: str, phone: str
) -> None:
    (small / "officers.csv").write_text(
        f"人员编号,姓名,所属网格,手机号\nP8,新人,A-1,{cell}\n", encoding="utf-8"
    )
    assert run(f"roster import {small / 'officers.csv'}").code == 0
    assert sql(tmp_path, "SELECT phone FROM officers WHERE code = 'P8'") == [(phone,)]


@pytest.mark.usefixtures("small")
def test_somebody_who_begins_later_owes_nothing_before(run: Run) -> None:
    assert run("officer add P8 新人 --grid A-1 --from 2025-11-17").code == 0
    assert run("officer add P9 老人 --grid A-1").code == 0

    def owed(week: str) -> dict[object, object]:
        return {one["officer_code"]: one["required"] for one in objects(run(f"report week {week} --json"))}

    assert owed("2025-W46").get("P8", 0) == 0
    assert owed("2025-W46")["P9"] == 5
    assert owed("2025-W47")["P8"] == owed("2025-W47")["P9"] == 5


@pytest.mark.usefixtures("small")
def test_a_leave_that_is_not_there_cannot_be_cancelled(run: Run, tmp_path: Path) -> None:
    before = events(tmp_path)
    assert run("officer leave 张三 --from 2025-11-03 --cancel").code == 4
    assert events(tmp_path) == before


def test_a_name_that_fits_very_many_says_how_many(run: Run, small: Path) -> None:
    firms = small.parent / "firms.csv"
    firms.write_text(
        "编号,名称,网格\n" + "".join(f"F{at:03},同名厂{at:03},A-1\n" for at in range(60)), "utf-8"
    )
    assert run(f"roster import {firms.as_posix()} --kind enterprises").code == 0
    refused = run("enterprise show 同名厂")
    assert (refused.code, "对应 60 个企业" in refused.err) == (3, True)
    assert "F009" in refused.err
    assert "F010" not in refused.err


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("enterprise add E9 新厂 --grid 甲一 --status 停 --phone 13900001234",
         "已新增 E9 新厂：状态 停产; 电话 139****1234; 网格 A-1\n"),
        ("enterprise add E9 新厂", "已新增 E9 新厂\n"),
        ("enterprise edit E1 --status 停", "已更新 E1 禾木家居有限公司：状态 停产\n"),
        ("enterprise edit E1 --name 禾木 --grid 乙一", "已更新 E1 禾木：网格 B-1\n"),
        ("officer add P9 赵六 --role 板块 --grid 甲二 --quota 3", "已新增 P9 赵六：角色 板块长; 应访 3; 网格 A-2\n"),
        ("officer edit P1 --role b角", "已更新 P1 张三：角色 B角\n"),
        ("grid add A-9 甲九网格 --parent 板块甲", "已新增 A-9 甲九网格：层级 网格; 上级 A\n"),
    ],
)  # fmt: skip
def test_what_saves_a_row_of_the_roster_echoes_every_field_it_understood(
    run: Run, line: str, told: str
) -> None:
    done = run(line)
    assert (done.code, done.out) == (0, told), done.err


@pytest.mark.usefixtures("small")
def test_the_history_says_in_words_that_a_grid_was_held_from_the_beginning(run: Run) -> None:
    shown = run("history --format text").out
    assert ("自最初" in shown, "0001-01-01" in shown) == (True, False)
    assert "from the beginning" in run("--lang en history --format text").out
    assert "from=0001-01-01" in run("history --format csv").out
