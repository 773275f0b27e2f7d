"""Stations (服务站): who is on duty, rotated, swapped, handed over; what is wrong; in and out of files."""

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import NOW, Ran, Run, objects, sql

THURSDAY_NOON = "2025-11-20T12:30:00+08:00"


@pytest.fixture
def station(run: Run) -> Run:
    def go(line: str, **more: str) -> Ran:
        return run(line, **more)

    for line in (
        "init",
        "grid add A 甲板块 --level block",
        "grid add A-1 甲一 --parent A",
        "grid add A-2 甲二 --parent A",
        "grid add B 乙板块 --level block",
        "grid add B-1 乙一 --parent B",
        "officer add P1 王一 --grid A-1 --phone 13800138001",
        "officer add P2 李二 --grid A-2",
        "officer add P3 张三 --grid A-2",
        "officer add P9 赵九 --grid B-1",
        "config set officer P1",
        "enterprise add E1 甲企业有限公司 --grid A-1",
        "station add S1 甲站 --block A --place 一号楼 --phone 84661234",
        "station add S2 乙站 --block 乙板块",
    ):
        done = run(line)
        assert done.code == 0, (line, done.err)
    return go


def duties(station: Run) -> list[tuple[str, ...]]:
    rows = csv.DictReader(io.StringIO(station("export duty").out))
    return [(row["date"], row["station"], row["shift"], row["officer_code"]) for row in rows]


def test_a_duty_is_set_replaced_and_taken_back_and_the_history_keeps_each_step(station: Run) -> None:
    done = station("station duty 甲站 王一 --on 11-24 --leader P2 --stand-in P3")
    assert done.out == "甲站 2025-11-24 周一 全天：王一，替班 张三，带班 李二\n"
    again = station("station duty S1 P1 --on 11-24 --leader P2 --stand-in P3")
    assert (again.code, "没有要改的内容" in again.err) == (4, True)
    changed = station("station duty S1 P2 --on 11-24")
    assert "原来是 王一" in changed.err
    assert duties(station) == [("2025-11-24", "S1", "day", "P2")]
    assert station("station duty S1 --on 11-24 --clear").code == 2
    assert station("station duty S1 --on 11-24 --clear --reason 排错").code == 0
    assert station("station duty S1 --on 11-24 --clear --reason 排错").code == 3
    assert duties(station) == []
    kinds = [row["kind"] for row in objects(station("history --json --limit 3"))]
    assert kinds == ["duty.cleared", "duty.set", "duty.set"]
    assert "替班 张三" in station("history --limit 3").out


def test_who_cannot_be_there_is_named_when_the_duty_is_set(station: Run) -> None:
    station("officer leave P2 --from 2025-11-24 --to 2025-11-25")
    assert "李二 值守人请假" in station("station duty S1 P2 --on 2025-11-24").err
    assert "赵九 不是本板块人员" in station("station duty S1 P9 --on 2025-11-25").err
    assert "赵九 一人两处 S1" in station("station duty S2 P9 --on 2025-11-25").err


def test_the_check_names_gaps_double_duty_leave_and_a_missing_handover(station: Run) -> None:
    for line in (
        "officer leave P2 --from 2025-11-18 --to 2025-11-18",
        "station duty S1 P1 --on 2025-11-17",
        "station duty S1 P2 --on 2025-11-18",
        "station duty S1 P3 --on 2025-11-19 --shift am",
        "station duty S2 P9 --on 2025-11-17",
        "station handover S1 --note 供电局明天来 --on 2025-11-17",
    ):
        assert station(line).code == 0, line
    line = "station check --from 2025-11-17 --until 2025-11-19 --json"
    rows = objects(station(line, now=THURSDAY_NOON))
    assert [(row["date"], row["station"], row["what"], row["shift"]) for row in rows] == [
        ("2025-11-17", "S2", "handover", ""),
        ("2025-11-18", "S1", "leave", "day"),
        ("2025-11-18", "S1", "handover", ""),
        ("2025-11-18", "S2", "gap", "day"),
        ("2025-11-19", "S1", "gap", "pm"),
        ("2025-11-19", "S1", "handover", ""),
        ("2025-11-19", "S2", "gap", "day"),
    ]
    morning = objects(station(line, now="2025-11-20T11:59:00+08:00"))
    assert [row["date"] for row in morning if row["what"] == "handover"] == ["2025-11-17", "2025-11-18"]
    strict = station("station check --from 2025-11-17 --until 2025-11-19 --check", now=THURSDAY_NOON)
    assert (strict.code, "7 处问题" in strict.err) == (7, True)
    assert station("station check --from 2025-11-22 --until 2025-11-23 --check").code == 0


def test_a_rotation_is_shown_first_then_written_once_and_the_seed_repeats_it(station: Run) -> None:
    line = "station rotate S1 --from 2025-11-24 --until 2025-11-28 --seed 5"
    shown = station(f"{line} --dry-run")
    assert duties(station) == []
    written = station(line)
    assert written.out == shown.out.replace("试运行：", "")
    assert [row[3] for row in duties(station)] == [
        line_.rpartition(" ")[2].replace("王一", "P1").replace("李二", "P2").replace("张三", "P3")
        for line_ in written.out.splitlines()[:5]
    ]
    assert {row[3] for row in duties(station)} == {"P1", "P2", "P3"}
    again = station(line)
    assert again.out == "甲站 排了 0 天，种子 5\n"
    assert station("station rotate S1 --from 2025-11-24 --until 2027-11-28").code == 4


def test_a_rotation_of_a_block_without_officers_is_refused(station: Run) -> None:
    station("grid add C 丙板块 --level block")
    station("station add S3 丙站 --block C")
    refused = station("station rotate S3 --from 2025-11-24 --until 2025-11-28")
    assert (refused.code, "没有专员或B角" in refused.err) == (4, True)


def test_a_swap_gives_the_next_duty_in_return(station: Run) -> None:
    for line in ("S1 P1 --on 2025-11-24", "S1 P2 --on 2025-11-26", "S1 P2 --on 2025-11-28"):
        station(f"station duty {line}")
    done = station("station swap S1 2025-11-24 王一 李二")
    assert done.out == "甲站 2025-11-24 周一 全天：李二\n甲站 2025-11-26 周三 全天：王一\n"
    assert duties(station) == [
        ("2025-11-24", "S1", "day", "P2"),
        ("2025-11-26", "S1", "day", "P1"),
        ("2025-11-28", "S1", "day", "P2"),
    ]
    assert station("station swap S1 2025-11-24 王一 李二").code == 3
    assert station("station swap S1 2025-11-24 P2 P2").code == 4
    assert "没有班可换" in station("station swap S1 2025-11-28 P2 P3").err


def test_what_a_station_received_counts_to_the_person_on_duty_who_logged_it(station: Run) -> None:
    station("station duty S1 P1 --on 2025-11-20 --shift am")
    station("station duty S1 P2 --on 2025-11-20 --shift pm")
    station(
        "visit add E1 --by P2 --on 2025-11-20 --method station --note 来访 --issue 缺电工 --category LABOR"
    )
    station("visit add E1 --by P3 --on 2025-11-20 --method station --note 来访")
    station("visit add E1 --by P1 --on 2025-11-20 --method phone --note 电话")
    rows = objects(station("export duty --json"))
    assert [(row["shift"], row["received"], row["issues"]) for row in rows] == [("am", 1, 0), ("pm", 1, 1)]


def test_the_roster_on_paper_has_the_headings_of_the_office_and_masks_phones(station: Run) -> None:
    station("station duty S1 P1 --on 2025-11-20 --leader P2")
    station("station handover S1 --note 电压仍不稳 --on 2025-11-20")
    head, row = station("export duty --excel").out.lstrip("\ufeff").splitlines()
    assert head == "日期,星期,服务站,值守人,联系电话,带班领导,接待企业(家次),登记问题,交接事项"
    assert row == "2025-11-20,四,甲站,王一,138****8001,李二,0,0,电压仍不稳"
    assert "13800138001" in station("export duty --excel --unmask").out
    assert station("export duty --since 2025-11-21 --excel").out.count("\n") == 1


def test_a_file_of_duties_is_known_again_and_our_own_export_comes_back_unchanged(
    station: Run, tmp_path: Path
) -> None:
    file = tmp_path / "值班表.csv"
    file.write_text(
        "日期,服务站,班次,值守人,带班领导\n2025/11/24,甲站,上午,王一,李二\n11月25日,S1,,P2,\n",
        encoding="gb18030",
    )
    assert station(f"station import {file} --dry-run").out.startswith("试运行：")
    assert duties(station) == []
    assert "新增 2 行，更新 0 行，已有 0 行" in station(f"station import {file}").out
    assert "新增 0 行，更新 0 行，已有 2 行" in station(f"station import {file}").out
    assert duties(station) == [("2025-11-24", "S1", "am", "P1"), ("2025-11-25", "S1", "day", "P2")]
    back = tmp_path / "back.csv"
    back.write_bytes(station("export duty").raw)
    done = station(f"station import {back}")
    assert "已有 2 行" in done.out
    assert done.err == ""


def test_a_bad_line_of_a_file_is_named_and_nothing_is_taken(station: Run, tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text(
        "date,station,officer\n2025-11-24,S1,P1\n2025-11-25,S9,P1\n2025-11-26,S1,张\n", encoding="utf-8"
    )
    done = station(f"station import {file}")
    assert (done.code, done.out) == (4, "")
    assert "第 3 行：" in done.err
    assert duties(station) == []
    assert station(f"station import {file} --skip-bad").code == 0
    assert len(duties(station)) == 2
    assert station("station import -", stdin=b"a,b\n1,2\n").code == 2


def test_stations_are_listed_edited_imported_and_removed_while_they_have_no_duty(
    station: Run, tmp_path: Path
) -> None:
    assert [row["code"] for row in objects(station("station list --json"))] == ["S1", "S2"]
    assert "846****1234" in station("station list").out
    assert (
        station("station edit S2 --name 乙服务站 --place 二号楼").out == "已更新 S2 乙服务站：地点 二号楼\n"
    )
    assert station("station edit S2 --place 二号楼").code == 4
    assert station("station add S1 又一个 --block A").code == 4
    file = tmp_path / "s.csv"
    file.write_text("code,name,block\nS2,乙服务站,B\nS4,丁站,A\n", encoding="utf-8")
    assert "新增 1 行，更新 0 行，已有 1 行" in station(f"station import {file} --kind stations").out
    station("station duty S1 P1 --on 2025-11-24")
    assert station("station remove S1 --reason 重复").code == 4
    assert station("station remove S4 --reason 重复").code == 0
    assert sql(tmp_path, "SELECT code FROM stations") == [("S1",), ("S2",)]
    assert [row["kind"] for row in objects(station("station history S2 --json"))] == [
        "station.saved",
        "station.saved",
    ]
    shown = station("station show S1 --week 2025-W48")
    assert "值班表 2025-11-24 至 2025-11-30" in shown.out


def test_a_zone_of_two_devices_writes_two_days_at_once_without_a_conflict(
    station: Run, tmp_path: Path
) -> None:
    share, other = tmp_path / "share", tmp_path / "b.db"
    station(f"share create {share}")
    station(f"--db {other} init")
    station(f"--db {other} share join {share}")
    station("station duty S1 P1 --on 2025-11-24")
    station(f"--db {other} config set officer P2")
    station(f"--db {other} station duty S1 P2 --on 2025-11-25")
    for db in (other, tmp_path / "zone.db", other):
        assert station(f"--db {db} sync", now=NOW).code == 0
    assert len(duties(station)) == 2
    assert objects(station("conflicts --json")) == []
