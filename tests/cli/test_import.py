"""`gridlog visit import`: whole files, every bad row named, all or nothing, twice like once."""

import json
import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from gridlog.intake import visits
from gridlog.store import file as store
from gridlog.store import projection
from tests.conftest import Ran, Run, events, objects, sql

pytestmark = pytest.mark.usefixtures("small")

HEAD = "date,enterprise,officer,participants,method,kind,contact,title,phone,note,recorded_at\n"
GOOD = "2025-11-20,E1,P1,P2;P3,onsite,demand,周某,经理,13900001234,订单足,2025-11-20T18:00:00+08:00\n"
PLAIN = "date,enterprise,officer,note\n"


def put(tmp_path: Path, content: str | bytes, name: str = "visits.csv") -> str:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return shlex.quote(path.as_posix())


def taken(run: Run, path: str, options: str = "") -> Ran:
    ran = run(f"visit import {path} {options}")
    assert ran.code == 0, ran.err
    return ran


def test_every_column_is_taken(run: Run, tmp_path: Path) -> None:
    ran = taken(run, put(tmp_path, HEAD + GOOD))
    assert (ran.out, ran.err) == ("导入 1 条走访，跳过已有 0 条，有误 0 条\n", "")
    assert sql(
        tmp_path,
        "SELECT visited_on, enterprise, officer, participants, method, kind, contact, title, phone, note,"
        " recorded_at, late, grid, block, outside, nothing_raised FROM visits",
    ) == [
        ("2025-11-20", "E1", "P1", "P2;P3", "onsite", "demand", "周某", "经理", "13900001234", "订单足",
         "2025-11-20T18:00:00+08:00", 0, "A-1", "A", 0, 0)
    ]  # fmt: skip


LEDGER = (
    "走访台账,,,,,,,\n"
    "序号,走访日期,企业名称,走访方式,走访人员,联合走访人员,生产经营情况,问题及诉求,天气\n"
    "1,2025.11.20,禾木家居有限公司,实地走访,张三,李四、王五,生产正常,无诉求,晴\n"
    "2,11月19日,蓝天光伏,电话,李四,,,缺工人,阴\n"
)


@pytest.mark.parametrize(
    "content",
    [
        LEDGER.encode(),
        LEDGER.encode("utf-8-sig"),
        LEDGER.encode("gbk"),
        LEDGER.replace(",", "\t").encode("utf-16"),
        LEDGER.replace("\n", "\r\n").encode("gb18030"),
        LEDGER.replace("2025.11.20", "２０２５.１１.２０").replace("11月19日", "20251119.0").encode(),
    ],
    ids=["utf-8", "mark", "gbk", "utf-16", "crlf", "full-width and floats"],
)
def test_the_chinese_ledger_is_taken_and_its_unknown_columns_named(
    run: Run, tmp_path: Path, content: bytes
) -> None:
    path = put(tmp_path, content)
    ran = taken(run, path)
    assert "不认识的列没有导入：天气" in ran.err
    assert sql(
        tmp_path,
        "SELECT visited_on, enterprise, officer, participants, method, note FROM visits ORDER BY visited_on",
    ) == [
        ("2025-11-19", "E3", "P2", "", "phone", "缺工人"),
        ("2025-11-20", "E1", "P1", "P2;P3", "onsite", "生产正常"),
    ]


def test_a_file_may_come_through_a_pipe_in_gbk(run: Run, tmp_path: Path) -> None:
    ran = run("visit import -", stdin=LEDGER.encode("gbk"))
    assert ran.code == 0, ran.err
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(2,)]


def test_a_file_of_one_officer_needs_no_officer_column(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "date,enterprise,note\n2025-11-20,E1,好\n")
    refused = run(f"visit import {path}")
    assert refused.code == 2
    assert "缺少列：走访人员 officer (--officer)。" in refused.err
    taken(run, path, "--officer 李四")
    assert sql(tmp_path, "SELECT officer FROM visits") == [("P2",)]


@pytest.mark.parametrize(
    ("recorded", "late"),
    [
        ("2025-11-20T18:00:00+08:00", 0),
        ("2025-11-21T12:30:00+08:00", 1),
        ("", 1),
        ("2025-11-21T03:30:00Z", 0),
    ],
)
def test_late_is_judged_by_when_it_was_recorded(run: Run, tmp_path: Path, recorded: str, late: int) -> None:
    taken(run, put(tmp_path, f"date,enterprise,officer,note,recorded_at\n2025-11-20,E1,P1,好,{recorded}\n"))
    assert sql(tmp_path, "SELECT late FROM visits") == [(late,)]


# --- twice


def test_a_row_equal_to_one_imported_before_is_skipped_and_counted(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, HEAD + GOOD)
    taken(run, path)
    before = events(tmp_path)
    more = put(tmp_path, HEAD + GOOD + GOOD + GOOD.replace("订单足", "订单少"))
    assert taken(run, path).out != ""
    assert events(tmp_path) == before + 1
    assert taken(run, more).out == "导入 0 条走访，跳过已有 3 条，有误 0 条\n"
    assert events(tmp_path) == before + 1


def test_a_file_saved_again_by_a_spreadsheet_is_still_the_same_file(run: Run, tmp_path: Path) -> None:
    taken(run, put(tmp_path, HEAD + GOOD))
    before = events(tmp_path)
    again = (HEAD + GOOD).replace("\n", "\r\n").replace("13900001234", "13900001234.0").encode("gbk")
    assert taken(run, put(tmp_path, again)).out == "导入 0 条走访，跳过已有 1 条，有误 0 条\n"
    assert events(tmp_path) == before


@pytest.mark.parametrize("options", ["", "--unmask", "--excel", "--excel --unmask"])
def test_our_own_export_imported_again_adds_nothing(run: Run, tmp_path: Path, options: str) -> None:
    taken(run, put(tmp_path, HEAD + GOOD))
    assert run("visit add E1 --by 张三 --with 李四 --phone +8613900005678 --issue '断电,\"急\"'").code == 0
    assert run("visit add E4 --by 王五 --note '=SUM(A1)'").code == 0
    wrong = run("visit add E3 --by 李四 --nothing").out.split()[0]
    assert run(f"visit void {wrong} --reason 记错").code == 0
    out = shlex.quote((tmp_path / "out.csv").as_posix())
    assert run(f"export visits {options} --output {out}").code == 0
    before = events(tmp_path)  # an export with --unmask is an event itself
    again = taken(run, out)
    assert (again.out, again.err) == ("导入 0 条走访，跳过已有 4 条，有误 0 条\n", "")
    assert events(tmp_path) == before


@pytest.mark.parametrize(("head", "kept"), [("", set()), ("id,", {"visits_id"})], ids=["plain", "with ids"])
def test_a_long_import_keeps_the_indexes_that_it_asks_by(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str, kept: set[str]
) -> None:
    seen: list[set[str]] = []
    monkeypatch.setattr(store, "MANY", 0)
    monkeypatch.setattr(store, "shed_indexes", lambda _, keep: seen.append({*keep}))
    cell = "0123456789ABCDEFGHJKMNPQRS," if head else ""
    rows = "".join(f"{cell}2025-11-20,E1,P1,第{n}次\n" for n in range(100))
    taken(run, put(tmp_path, head + PLAIN + rows))
    assert seen == [{"visits_fingerprint", "stored_id", *kept}]


def test_an_import_whose_ids_do_not_fit_the_cache_sheds_their_index_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []
    shed_indexes = projection.shed_indexes

    def noted(connection: sqlite3.Connection, keep: Collection[str]) -> None:
        seen.append({*keep})
        shed_indexes(connection, keep)

    monkeypatch.setattr(store, "MANY", 0)
    monkeypatch.setattr(store, "MANY_IDS", 600)
    monkeypatch.setattr(store, "shed_indexes", noted)
    taken(run, put(tmp_path, PLAIN + "".join(f"2025-11-20,E1,P1,第{n}次\n" for n in range(2000))))
    assert seen == [{"visits_fingerprint", "stored_id"}, {"visits_fingerprint"}]
    names = {name for (name,) in sql(tmp_path, "SELECT name FROM sqlite_schema WHERE type = 'index'")}
    assert {"stored_id", "visits_day", "visits_id"} <= names
    assert sql(tmp_path, "SELECT count(*) FROM shed") == [(0,)]


# --- bad rows

ROWS = [
    ("2025-11-20,E9,P1,好", "没有企业“E9”"),
    ("2025-11-20,禾木,P1,好", "对应 2 个企业"),
    ("2025-11-20,E1,赵六,好", "没有人员“赵六”"),
    ("改天,E1,P1,好", "看不懂日期“改天”"),
    ("2025-13-41,E1,P1,好", "看不懂日期“2025-13-41”"),
    ("2025-11-22,E1,P1,好", "不能预先登记"),
    (",E1,P1,好", "缺少 date"),
    ("2025-11-20,,P1,好", "企业"),
    ("2025-11-20,E1,,好", "人员"),
]


@pytest.mark.parametrize(("row", "reason"), ROWS)
def test_a_bad_row_is_listed_by_number_and_nothing_is_imported(
    run: Run, tmp_path: Path, row: str, reason: str
) -> None:
    before = events(tmp_path)
    path = put(tmp_path, f"{PLAIN}2025-11-20,E1,P1,好\n\n{row}\n2025-11-19,E1,P1,好\n")
    refused = run(f"visit import {path}")
    assert (refused.code, refused.out) == (4, "")
    listed, last = refused.err.splitlines()
    assert listed.startswith("第 4 行：")
    assert reason in listed
    assert last == "错误：1 行有误，什么也没有导入。改正后重来，或加 --skip-bad 跳过这些行"
    assert events(tmp_path) == before


def test_a_row_of_several_lines_is_listed_by_its_first(run: Run, tmp_path: Path) -> None:
    long = '2025-11-20,E1,P1,"三\n行\n话"\n'
    path = put(tmp_path, f'{PLAIN}{long}2025-11-20,E9,P1,"两\n行"\n{long}改天,E1,P1,好\n')
    listed = run(f"visit import {path}").err.splitlines()
    assert [line.partition("：")[0] for line in listed] == ["第 5 行", "第 10 行", "错误"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("2025-11-20,E1,P1,P2;P3;H1,onsite,routine,,,,好,", "最多 3 人"),
        ("2025-11-20,E1,P1,P1,onsite,routine,,,,好,", "同一个人写了两次"),
        ("2025-11-20,E1,P1,,飞鸽,routine,,,,好,", "“飞鸽”不认得"),
        ("2025-11-20,E1,P1,,onsite,检查,,,,好,", "“检查”不认得"),
        ("2025-11-20,E1,P1,,onsite,routine,,,,好,昨天", "看不懂时间“昨天”"),
    ],
)
def test_a_row_meets_the_rules_of_a_visit(run: Run, tmp_path: Path, cells: str, reason: str) -> None:
    refused = run(f"visit import {put(tmp_path, HEAD + cells)}")
    assert refused.code == 4
    assert reason in refused.err
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


def test_bad_rows_may_be_skipped_and_stay_counted(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, PLAIN + "".join(f"{row}\n" for row, _ in ROWS) + "2025-11-19,E1,P1,好\n")
    ran = taken(run, path, "--skip-bad")
    assert ran.out == f"导入 1 条走访，跳过已有 0 条，有误 {len(ROWS)} 条\n"
    assert [line.split("：")[0] for line in ran.err.splitlines()] == [
        f"第 {number} 行" for number in range(2, 2 + len(ROWS))
    ]
    assert sql(tmp_path, "SELECT visited_on FROM visits") == [("2025-11-19",)]


def test_hundreds_of_bad_rows_are_listed_in_part_and_counted_in_full(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, PLAIN + "".join(f"改天,E1,P1,{n}\n" for n in range(300)))
    refused = run(f"visit import {path}")
    assert refused.code == 4
    assert "……还有 280 行有误" in refused.err
    assert "300 行有误，什么也没有导入" in refused.err


@pytest.mark.parametrize("options", ["--dry-run", "--dry-run --skip-bad"])
def test_a_dry_run_counts_and_writes_nothing(run: Run, tmp_path: Path, options: str) -> None:
    before = events(tmp_path)
    ran = taken(run, put(tmp_path, HEAD + GOOD), options)
    assert ran.out == "试运行：导入 1 条走访，跳过已有 0 条，有误 0 条\n"
    assert events(tmp_path) == before
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


def test_a_dry_run_of_a_bad_file_names_its_rows(run: Run, tmp_path: Path) -> None:
    dry = run(f"visit import {put(tmp_path, PLAIN + '改天,E1,P1,好')} --dry-run")
    assert dry.code == 4
    assert "第 2 行：看不懂日期“改天”" in dry.err


# --- what is no table

UNTERMINATED = f'{PLAIN}2025-11-20,E1,P1,"说到一半\n2025-11-19,E1,P1,好\n2025-11-18,E1,P1,好\n'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04" + bytes(400), "打不开工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(400), "打不开工作簿"),
        (bytes(range(256)) * 40, "既不是 UTF-8 也不是 GBK"),
        (b"\xff\xfe\xff", "既不是 UTF-8 也不是 GBK"),
        (b"", "缺少列"),
        (b"\xef\xbb\xbf", "缺少列"),
        (b"\n\n\n", "缺少列"),
        (PLAIN.encode(), "里没有数据行"),
        (PLAIN.encode() + b",,,\n\n", "里没有数据行"),
        ("date,enterprise,note\n2025-11-20,E1,好\n".encode(), "缺少列：走访人员 officer (--officer)。看到的列：date, enterprise, note\n"),
        ("你好\n世界\n".encode(), "缺少列"),
        (PLAIN.encode() + b"2025-11-20,E1,P1," + b"x" * 300_000 + b"\n", "不是 CSV"),
        (b"x" * 300_000, "不是 CSV"),
        (UNTERMINATED.encode(), "不是 CSV"),
    ],
    ids=[
        "xlsx", "xls", "binary", "half a character", "empty", "only a mark", "blank rows", "only headings",
        "blank data", "no officer", "prose", "a huge cell", "a huge heading", "an unterminated quote",
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_visits_is_refused_in_one_clear_line(
    run: Run, tmp_path: Path, content: bytes, says: str
) -> None:
    before = events(tmp_path)
    path = put(tmp_path, content)
    refused = run(f"visit import {path}")
    assert (refused.code, refused.out) == (2, "")
    assert says in refused.err
    assert "visits.csv" in refused.err
    assert len(refused.err.splitlines()) == 1
    assert len(refused.err) < 2000
    assert events(tmp_path) == before


def test_nul_bytes_neither_crash_nor_reach_the_record(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, PLAIN.encode() + b"2025-11-20,E1,P1,a\0b\x1b[31mc\n")
    ran = run(f"visit import {path}")
    assert ran.code in (0, 2, 4)
    notes = sql(tmp_path, "SELECT note FROM visits")
    assert all(str(note).isprintable() for (note,) in notes)


@pytest.mark.parametrize("name", ["nowhere.csv", "roster"])
def test_a_file_that_cannot_be_read_is_named(run: Run, tmp_path: Path, name: str) -> None:
    refused = run(f"visit import {shlex.quote((tmp_path / name).as_posix())}")
    assert (refused.code, refused.out) == (2, "")
    assert "读不了" in refused.err
    assert name in refused.err


def test_a_long_file_is_one_transaction(run: Run, tmp_path: Path) -> None:
    rows = [f"2025-11-{1 + n % 20:02},E{1 + n % 4},P{1 + n % 3},第{n}次" for n in range(1200)]
    path = put(tmp_path, PLAIN + "\n".join([*rows, "改天,E1,P1,好"]) + "\n")
    before = events(tmp_path)
    assert run(f"visit import {path}").code == 4
    assert events(tmp_path) == before
    assert taken(run, path, "--skip-bad").out.startswith("导入 1200 条走访")
    assert events(tmp_path) == before + 1200
    assert json.loads(run("visit list --json --until 2025-11-01").out)[0]["late"] is True


def test_a_void_visit_does_not_come_back_to_life(run: Run, small: Path, tmp_path: Path) -> None:
    assert run("visit add E1 --by 张三 --nothing").code == 0
    gone = run("visit add E2 --by 张三 --note 记错了").out.split()[0]
    assert run(f"visit void {gone} --reason 记错").code == 0
    for dialect in ("", "--excel"):
        file = small / "visits.csv"
        assert run(f"export visits --output {file} {dialect}").code == 0
        other = f"--db {tmp_path / f'other{dialect}.db'}"
        assert run(f"{other} init").code == 0
        assert (
            run(
                f"{other} roster import {' '.join(str(small / f'{n}.csv') for n in ('grids', 'officers', 'enterprises'))}"
            ).code
            == 0
        )
        assert (
            "导入 1 条走访，跳过已有 0 条，有误 0 条，作废未导入 1 条"
            in run(f"{other} visit import {file}").out
        )


@pytest.mark.parametrize("typed", ["2025-11-19 0:00:00", "2025/11/19 15:30", "45980"])
def test_a_day_is_read_as_a_spreadsheet_stores_it(run: Run, small: Path, tmp_path: Path, typed: str) -> None:
    file = small / "visits.csv"
    file.write_text(f"date,enterprise,officer,note\n{typed},E1,P1,好\n", encoding="utf-8")
    assert run(f"visit import {file}").code == 0
    assert sql(tmp_path, "SELECT visited_on FROM visits") == [("2025-11-19",)]


def test_whatever_goes_into_the_note_tells_two_rows_apart(run: Run, tmp_path: Path) -> None:
    head = "日期,企业,专员,走访内容,用工情况,现场办理情况,意见建议\n"
    rows = ["缺三人,,", "缺五人,,", ",缺三人,", ",,缺三人", "缺三人,缺三人,", ",,"]
    path = put(tmp_path, head + "".join(f"2025-11-03,E1,P1,好,{row}\n" for row in rows))
    assert taken(run, path).out == "导入 6 条走访，跳过已有 0 条，有误 0 条\n"
    assert taken(run, path).out == "导入 0 条走访，跳过已有 6 条，有误 0 条\n"
    notes = {note for (note,) in sql(tmp_path, "SELECT note FROM visits")}
    assert notes >= {"好", "好；用工：缺三人", "好；用工：缺五人", "好；现场办理：缺三人", "好；建议：缺三人"}


def test_numbers_of_somebody_elses_ledger_are_no_ids_of_ours(run: Run, tmp_path: Path) -> None:
    id = run("visit add E1 --by 张三 --nothing").out.split()[0]
    full = objects(run("visit list --json"))[0]["id"]
    rows = [f"{id},2025-11-20,E1,P1,别人的编号", f"{full},2025-11-20,E1,P1,我们的编号"]
    done = taken(run, put(tmp_path, "走访编号,date,enterprise,officer,note\n" + "\n".join(rows) + "\n"))
    assert done.out.startswith("导入 1 条走访，跳过已有 0 条，有误 0 条，与记录不同 1 条")
    assert sql(tmp_path, "SELECT note FROM visits WHERE note <> ''") == [("别人的编号",)]


def test_of_two_equal_rows_the_first_is_named(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, PLAIN + "2025-11-20,E9,P1,好\n" * 2)
    refused = run(f"visit import {path}")
    assert refused.err.startswith("第 2 行：")


@pytest.mark.skipif(os.name == "nt", reason="a pipe whose reader is gone is another error on Windows")
def test_good_rows_are_kept_though_nobody_reads_of_the_bad_ones(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(PLAIN + "2025-11-20,E1,P1,好\n2025-11-20,E9,P1,坏\n", encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "gridlog", "visit", "import", str(path), "--skip-bad"]
    with os.fdopen(writer, "wb") as gone:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=gone, check=False)
    assert sql(tmp_path, "SELECT note FROM visits") == [("好",)]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_file_may_be_a_named_pipe(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "visits.csv"
    os.mkfifo(pipe)
    teller = Thread(target=pipe.write_text, args=(PLAIN + "2025-11-20,E1,P1,好\n", "utf-8"))
    teller.start()
    assert taken(run, shlex.quote(pipe.as_posix())).out.startswith("导入 1 条")
    teller.join()


def test_what_is_remembered_of_a_file_does_not_grow_with_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[visits.Resolver] = []
    begin = visits.Resolver.__init__

    def kept(self: visits.Resolver, *given: Any) -> None:
        begin(self, *given)
        made.append(self)

    monkeypatch.setattr(visits.Resolver, "__init__", kept)
    monkeypatch.setattr(visits, "TYPED", 3)
    rows = "".join(f"2025-11-20 {at // 60:02}:{at % 60:02},E1,P1,第{at}次\n" for at in range(100))
    assert taken(run, put(tmp_path, PLAIN + rows)).out.startswith("导入 100 条")
    (resolver,) = made
    moments: Any = resolver.moment
    assert moments.cache_info().currsize == 3
