"""`gridlog export`: two dialects to the byte, masks, and files that appear whole or not at all."""

import csv
import io
import json
import os
import shlex
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gridlog.ledgers.queries import Query
from tests.conftest import Ran, Run, objects
from tests.support.ledgers import LEDGERS

HEADS = {
    "visits": "id,date,week,block,grid,enterprise_code,enterprise,uscc,method,kind,officer_code,officer,participants,"
    "contact,title,phone,note,issues,recorded_at,late,counted,void,time",
    "issues": "id,raised_on,enterprise_code,enterprise,block,grid,source,category,text,grade,level,state,handler,"
    "first_due,due,extended,overdue,light,answered_on,result,result_text,revisited_on,solved,satisfaction,closed_on,"
    "workdays,reopened,visit",
    "enterprises": "code,name,uscc,grid,industry,scale,key,status,address,contact,title,phone,block,officer,last_visit,"
    "days_since,open_issues",
    "officers": "code,name,grid,role,quota,phone",
}
FLAGS = ("late", "counted", "void", "extended", "overdue", "solved", "key")


def rows(ran: Ran) -> list[dict[str, str]]:
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out.lstrip("\ufeff"), newline="")))


@pytest.fixture
def told(small: Path, run: Run) -> Path:
    """Three visits (one joint with an awkward note, one void), two issues (one closed)."""
    for line in (
        "visit add E1 --by 张三 --with 李四 --phone 13900001234 --note '=1+1,\"急\"\n第二行' --issue=-断电 --on 2025-11-20",
        "visit add E4 --by 王五 --nothing --phone 12345",
        "issue raise E3 缺工 --by 李四 --on 2025-11-19 --grade simple",
    ):
        ran = run(line)
        assert ran.code == 0, ran.err
    void = run("visit add E2 --by 张三 --note 记错").out.split()[0]
    assert run(f"visit void {void} --reason 记错").code == 0
    issue = next(one for one in objects(run("export issues --json")) if one["text"] == "缺工")
    closed = run(f"issue close {issue['id']} --result solved --text 已招 --satisfaction 4 --by 李四")
    assert closed.code == 0, closed.err
    return small


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("what", ["visits", "issues"])
def test_days_the_wrong_way_round_are_said_once(run: Run, what: str) -> None:
    ran = run(f"export {what} --since 2025-11-20 --until 2025-11-01")
    assert (ran.code, ran.out) == (0, HEADS[what] + "\n")
    assert ran.err.count("--until") == 1, ran.err


# --- the script dialect


@pytest.mark.parametrize("what", list(HEADS))
def test_the_script_dialect_has_its_columns_lf_and_no_mark(run: Run, told: Path, what: str) -> None:
    assert told
    ran = run(f"export {what}")
    assert ran.code == 0, ran.err
    assert ran.err == ""
    assert ran.raw.split(b"\n")[0].decode() == HEADS[what]
    assert not ran.raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in ran.raw
    assert ran.raw.endswith(b"\n")


@pytest.mark.parametrize("what", list(HEADS))
def test_an_empty_zone_still_has_its_columns(run: Run, what: str) -> None:
    assert run("init").code == 0
    assert run(f"export {what}").out == HEADS[what] + "\n"
    assert run(f"export {what} --json").out == "[]\n"
    assert run(f"export {what} --format ndjson").out == ""


def test_a_visit_leaves_with_codes_names_and_raw_values(run: Run, told: Path) -> None:
    assert told
    joint, alone, void = sorted(rows(run("export visits")), key=lambda one: (one["date"], one["void"]))
    assert {key: joint[key] for key in HEADS["visits"].split(",")[1:17] if key != "note"} == {
        "date": "2025-11-20", "week": "2025-W47", "block": "A", "grid": "A-1", "enterprise_code": "E1",
        "enterprise": "禾木家居有限公司", "uscc": "91320382FAKE002160", "method": "onsite", "kind": "routine",
        "officer_code": "P1", "officer": "张三", "participants": "P2", "contact": "", "title": "",
        "phone": "139****1234",
    }  # fmt: skip
    assert joint["note"] == '=1+1,"急"\n第二行'
    assert joint["recorded_at"] == "2025-11-21T16:00:00+08:00"
    assert (joint["late"], joint["counted"], joint["void"]) == ("1", "1", "0")
    assert (alone["late"], alone["counted"], alone["void"], alone["phone"]) == ("0", "1", "0", "****")
    assert (void["counted"], void["void"]) == ("0", "1")
    assert joint["issues"] in {one["id"] for one in rows(run("export issues"))}


def test_an_issue_leaves_with_its_whole_outcome(run: Run, told: Path) -> None:
    assert told
    closed = next(one for one in rows(run("export issues")) if one["text"] == "缺工")
    assert {key: closed[key] for key in HEADS["issues"].split(",")[1:] if key != "text"} == {
        "raised_on": "2025-11-19", "enterprise_code": "E3", "enterprise": "蓝天光伏", "block": "A", "grid": "A-2",
        "source": "other", "category": "LABOR", "grade": "simple", "level": "grid", "state": "closed", "handler": "李四",
        "first_due": "2025-11-24", "due": "2025-11-24", "extended": "0", "overdue": "0", "light": "",
        "answered_on": "2025-11-21", "result": "solved", "result_text": "已招", "revisited_on": "2025-11-21",
        "solved": "", "satisfaction": "4", "closed_on": "2025-11-21", "workdays": "2", "reopened": "0", "visit": "",
    }  # fmt: skip
    still = next(one for one in rows(run("export issues")) if one["text"] == "-断电")
    assert (still["solved"], still["satisfaction"], still["workdays"], still["closed_on"]) == ("", "", "", "")


def test_an_enterprise_leaves_with_who_serves_it_and_when_somebody_came(run: Run, told: Path) -> None:
    assert told
    found = {one["code"]: one for one in rows(run("export enterprises"))}
    keys = ("grid", "block", "officer", "last_visit", "days_since", "open_issues", "key", "phone")
    assert {code: tuple(one[key] for key in keys) for code, one in found.items()} == {
        "E1": ("A-1", "A", "张三", "2025-11-20", "1", "1", "1", "139****1234"),
        "E2": ("A-1", "A", "张三", "", "", "0", "0", ""),
        "E3": ("A-2", "A", "李四", "", "", "0", "1", ""),
        "E4": ("B-1", "B", "王五", "2025-11-21", "0", "0", "1", ""),
    }


@pytest.mark.parametrize("what", list(HEADS))
def test_json_has_the_words_of_the_columns_and_true_booleans(run: Run, told: Path, what: str) -> None:
    assert told
    values, texts = objects(run(f"export {what} --json")), rows(run(f"export {what}"))
    assert [list(one) for one in values] == [HEADS[what].split(",")] * len(texts)
    for value, text in zip(values, texts, strict=True):
        for key, one in value.items():
            if one is None:
                assert text[key] == ""
            elif key in FLAGS:
                assert one is (text[key] == "1")
            else:
                assert str(one) == text[key]
    lines = run(f"export {what} --format ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == values


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("visits --since 2025-11-21", 2),
        ("visits --until 2025-11-20", 1),
        ("visits --since 昨天 --until 昨天", 1),
        ("visits --since 2025-11-22", 0),
        ("issues --since 2025-11-20", 1),
        ("issues --until 2025-11-19", 1),
    ],
)
def test_an_export_may_be_narrowed_to_days(run: Run, told: Path, line: str, count: int) -> None:
    assert told
    assert len(rows(run(f"export {line}"))) == count


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("export enterprises --since 2025-11-01", "enterprises 没有日期"),
        ("export officers --until 2025-11-01", "officers 没有日期"),
        ("export secrets", "不能导出 secrets"),
        ("export visits --format pdf", "没有格式 pdf"),
        ("export visits --excel --json", "--excel 只用于 CSV"),
        ("export visits --since 改天", "看不懂日期“改天”"),
        ("export", "缺少参数"),
    ],
)
def test_an_export_that_makes_no_sense_is_refused(run: Run, told: Path, line: str, says: str) -> None:
    assert told
    ran = run(line)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


# --- the Excel dialect


@pytest.mark.parametrize("what", list(LEDGERS))
def test_the_ledger_for_excel_has_its_exact_headings_a_mark_and_crlf(run: Run, told: Path, what: str) -> None:
    assert told
    ran = run(f"export {what} --excel")
    assert ran.code == 0, ran.err
    assert ran.raw.startswith(b"\xef\xbb\xbf")
    assert ran.raw.count(b"\xef\xbb\xbf") == 1
    first = ran.raw[3:].decode().split("\r\n")[0]
    assert first.split(",") == LEDGERS[what].split()
    assert run(f"export {what} --excel", lang="en").raw == ran.raw


@pytest.mark.parametrize("what", list(HEADS))
@pytest.mark.parametrize("dialect", ["", "--excel", "--excel --unmask"])
def test_lines_that_sqlite_joins_are_to_the_byte_what_their_cells_say_one_by_one(
    run: Run, told: Path, monkeypatch: pytest.MonkeyPatch, what: str, dialect: str
) -> None:
    for line in (
        "visit add E4 --by 王五 --nothing --on 2025-11-20 --phone +8613900001234 --contact \"''=甲\"",
        "issue raise E1 '逗号, 引号\"' --by 张三 --grade longterm --due 2026-03-01",
    ):
        assert (ran := run(line)).code == 0, ran.err
    with closing(sqlite3.connect(told.parent / "zone.db")) as file:  # a later version may know more words
        file.execute("UPDATE visits SET method = 'drone', recorded_at = '' WHERE enterprise = 'E4'")
        file.commit()
    joined = run(f"export {what} {dialect}")
    monkeypatch.setattr(Query, "is_joinable", False)
    assert joined.code == 0
    assert joined.raw.count(b"\n") > 3
    assert run(f"export {what} {dialect}").raw == joined.raw


def test_no_cell_of_a_ledger_can_be_taken_for_a_formula(run: Run, told: Path) -> None:
    for name in ("=1+1", "+1", "-1", "@SUM", "＝1", "＋1", "－1", "＠S"):
        code = f"X{ord(name[0])}"
        assert run(f"enterprise add {code} ' {name}' --grid B-1 --remark={name}").code == 0
    for what in LEDGERS:
        ran = run(f"export {what} --excel")
        for row in csv.reader(io.StringIO(ran.out.lstrip("\ufeff"), newline="")):
            assert [cell for cell in row if cell.startswith(tuple("=+-@\t\r＝＋－＠"))] == []
    assert "'=1+1" in run("export enterprises --excel").out
    assert "'=1+1" not in run("export enterprises").out
    assert told


def test_a_ledger_speaks_chinese_words(run: Run, told: Path) -> None:
    assert told
    joint = next(one for one in rows(run("export visits --excel")) if one["企业名称"] == "禾木家居有限公司")
    assert {key: joint[key] for key in ("星期", "所属板块", "网格名称", "走访方式", "走访类型", "联合走访人员", "是否补录")} == {
        "星期": "四", "所属板块": "板块甲", "网格名称": "甲一网格", "走访方式": "实地走访", "走访类型": "日常走访",
        "联合走访人员": "李四", "是否补录": "是",
    }  # fmt: skip
    assert joint["问题及诉求"] == "'-断电"
    closed = next(one for one in rows(run("export issues --excel")) if one["问题描述"] == "缺工")
    assert (closed["当前状态"], closed["结果类型"], closed["满意度"], closed["是否销号"], closed["回访人"]) == (
        "已销号", "已解决", "满意", "是", "李四（本人办理）",
    )  # fmt: skip


@pytest.mark.parametrize("what", ["visits", "enterprises", "officers"])
def test_phones_are_masked_unless_unmask_is_asked_for(run: Run, told: Path, what: str) -> None:
    assert told
    phone = "13800000001" if what == "officers" else "13900001234"
    for options in ("", "--json", "--excel", "--format ndjson"):
        masked, whole = run(f"export {what} {options}").out, run(f"export {what} {options} --unmask").out
        assert f"{phone[:3]}****{phone[-4:]}" in masked
        assert phone not in masked
        assert phone in whole
        assert "****" not in whole


# --- files


def test_an_export_to_a_file_is_the_export_to_a_pipe(run: Run, told: Path) -> None:
    for options in ("", "--excel", "--json"):
        path = told / "out.dat"
        ran = run(f"export visits {options} --output {shlex.quote(path.as_posix())}")
        assert (ran.code, ran.out, ran.err) == (0, "", f"已写入 {path}\n")
        assert path.read_bytes() == run(f"export visits {options}").raw
        assert run(f"export visits {options} --output -").raw == path.read_bytes()
    assert not list(told.glob(".~*"))


def test_a_target_that_cannot_be_written_is_one_clear_line_about_the_target(run: Run, told: Path) -> None:
    (told / "folder").mkdir()
    for target in (told / "nowhere" / "out.csv", told / "folder", told / "grids.csv" / "out.csv"):
        ran = run(f"export visits --output {shlex.quote(target.as_posix())}")
        assert (ran.code, ran.out) == (4, "")
        assert len(ran.err.splitlines()) == 1
        assert target.name in ran.err
        assert "--db" not in ran.err
    assert not [one for one in told.rglob("*") if one.name.startswith(".~")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_failing_write_leaves_the_old_file_whole_and_no_temporary_one(run: Run, told: Path) -> None:
    assert run("visit add E1 --by 张三 --note " + "长" * 30000).code == 0
    target = told / "out.csv"
    target.write_bytes(b"old")
    limited = (
        "import resource, sys; sys.dont_write_bytecode = True; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "from gridlog.cli.shell.app import main; sys.exit(main(sys.argv[1:]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", limited, "export", "visits", "--output", str(target)],
        capture_output=True,
        encoding="utf-8",
    )
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr.startswith(f"错误：写不了 {target}")
    assert target.read_bytes() == b"old"
    assert not list(told.glob(".~*"))


def test_a_report_that_breaks_off_leaves_the_old_file_whole(run: Run, told: Path, tmp_path: Path) -> None:
    target = told / "out.csv"
    target.write_bytes(b"old")
    with closing(sqlite3.connect(tmp_path / "zone.db")) as database:
        database.execute("DROP TABLE visit_participants")
        database.execute("DROP TABLE visits")
        database.commit()
    with pytest.raises(sqlite3.OperationalError):
        run(f"export visits --output {shlex.quote(target.as_posix())}")
    assert target.read_bytes() == b"old"
    assert not list(told.glob(".~*"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in the file system")
def test_a_pipe_as_target_is_written_to_and_not_replaced(run: Run, told: Path) -> None:
    pipe = told / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run(f"export officers --output {shlex.quote(pipe.as_posix())}").code == 0
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert os.read(reader, 65536) == run("export officers").raw
    finally:
        os.close(reader)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege on Windows")
def test_a_link_as_target_stays_a_link_to_the_new_content(run: Run, told: Path) -> None:
    (told / "real.csv").write_bytes(b"old")
    (told / "link.csv").symlink_to(told / "real.csv")
    assert run(f"export officers --output {shlex.quote((told / 'link.csv').as_posix())}").code == 0
    assert (told / "link.csv").is_symlink()
    assert (told / "real.csv").read_bytes() == run("export officers").raw


@pytest.mark.usefixtures("small")
def test_an_export_never_replaces_a_database(run: Run, tmp_path: Path) -> None:
    before = (tmp_path / "zone.db").read_bytes()
    refused = run(f"export officers --output {tmp_path / 'zone.db'}")
    assert refused.code == 4
    assert "是数据库" in refused.err
    assert (tmp_path / "zone.db").read_bytes() == before


@pytest.mark.usefixtures("small")
def test_visits_leave_by_date_in_whatever_order_they_were_written_down(run: Run) -> None:
    for day in ("2025-11-20", "2025-11-18", "2025-11-21", "2025-11-19"):
        assert run(f"visit add E1 --by 张三 --on {day} --nothing").code == 0
    dates = [line.split(",")[1] for line in run("export visits").out.splitlines()[1:]]
    assert dates == ["2025-11-18", "2025-11-19", "2025-11-20", "2025-11-21"]
