"""What came in wrong is taken back or corrected; a status has a day; twins are said before they are saved."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import Run, events, id_in, objects, only, sql
from tests.support.two_devices import EVENING, MORNING, NOON, Two

# Removing.


@pytest.mark.usefixtures("small")
def test_an_enterprise_that_came_in_wrong_is_in_no_list_any_more(run: Run, tmp_path: Path) -> None:
    assert run("enterprise add E9 错的厂 --grid A-1").code == 0
    done = run("enterprise remove E9 --reason 录入错误")
    assert (done.code, done.out) == (0, "已撤销 E9 错的厂\n")
    for line in ("enterprise list", "export enterprises", "report coverage", "grid show A-1"):
        assert "错的厂" not in run(line).out
    assert run("enterprise show E9").code == 3
    assert run("visit add 错的厂 --by 张三 --nothing").code == 3
    assert "录入错误" in run("history").out
    assert sql(tmp_path, "SELECT * FROM enterprise_grids WHERE enterprise = 'E9'") == []


@pytest.mark.usefixtures("small")
def test_a_removed_code_can_be_added_again_without_anything_of_the_old(run: Run) -> None:
    assert run("enterprise add E9 错的厂 --grid A-1 --phone 13900000000").code == 0
    assert run("enterprise remove E9 --reason x").code == 0
    assert run("enterprise add E9 新的厂").code == 0
    row = only(run("enterprise show E9 --json --unmask"))
    assert (row["name"], row["grid"], row["phone"]) == ("新的厂", None, "")


@pytest.mark.usefixtures("small")
def test_a_roster_that_names_a_removed_code_adds_it_again(run: Run, tmp_path: Path) -> None:
    assert run("enterprise remove E3 --reason x").code == 0
    (tmp_path / "new.csv").write_text("code,name,status\nE3,蓝天光伏,停产\n", encoding="utf-8")
    done = run(f"roster import {(tmp_path / 'new.csv').as_posix()} --kind enterprises")
    assert "新增 1" in done.out
    assert only(run("enterprise show E3 --json"))["status"] == "停产"
    assert sql(tmp_path, "SELECT from_on FROM enterprise_statuses WHERE enterprise = 'E3'") == [
        ("0001-01-01",)
    ]


HANGING = {
    "a visit": ("visit add E3 --by 李四 --note x", "enterprise remove E3", "走访 1 个"),
    "an issue": ("issue raise E3 断电 --by 李四", "enterprise remove E3", "问题 1 个"),
    "a visit that was led": ("visit add E3 --by 李四 --note x", "officer remove P2", "走访 1 个"),
    "a visit that was joined": (
        "visit add E1 --by 张三 --with 李四 --note x",
        "officer remove P2",
        "走访 1 个",
    ),
    "a grid below": ("enterprise list", "grid remove A", "网格 2 个（A-1、A-2）"),
    "enterprises": ("enterprise list", "grid remove A-1", "企业 2 个（E1、E2）"),
    "officers": ("enterprise list", "grid remove A-1", "人员 1 个（P1）"),
}


@pytest.mark.parametrize(("before", "line", "told"), HANGING.values(), ids=HANGING.keys())
@pytest.mark.usefixtures("small")
def test_what_something_hangs_on_is_not_removed_and_it_is_said_what(
    run: Run, tmp_path: Path, before: str, line: str, told: str
) -> None:
    made = run(before)
    count = events(tmp_path)
    done = run(f"{line} --reason x")
    assert (done.code, events(tmp_path)) == (4, count)
    assert told in done.err
    if "visit" in before:
        assert id_in(made)[:6] in done.err


@pytest.mark.usefixtures("small")
def test_a_void_visit_holds_nothing_back(run: Run) -> None:
    id = id_in(run("visit add E3 --by 李四 --note x"))
    assert run(f"visit void {id} --reason 记错").code == 0
    assert run("enterprise remove E3 --reason x").code == 0


@pytest.mark.usefixtures("small")
def test_a_stay_that_is_over_holds_no_grid_back(run: Run) -> None:
    assert run("grid add C-1 错的网格 --parent A").code == 0
    assert run("enterprise edit E3 --grid C-1 --from 2025-11-01").code == 0
    assert run("grid remove C-1 --reason x").code == 4
    assert run("enterprise edit E3 --grid A-2 --from 2025-11-21").code == 0
    assert run("grid remove C-1 --reason x").code == 0


@pytest.mark.usefixtures("small")
def test_a_removal_says_why(run: Run) -> None:
    done = run("enterprise remove E3")
    assert (done.code, "--reason" in done.err) == (2, True)


@pytest.mark.usefixtures("small")
def test_an_officer_and_a_grid_can_be_removed_too(run: Run) -> None:
    assert run("officer add P9 错的人").code == 0
    assert run("grid add C-1 错的网格 --parent A").code == 0
    for line in ("officer remove P9 --reason x", "grid remove C-1 --reason x"):
        assert run(line).code == 0
    assert "错的" not in run("officer list").out + run("grid list").out + run("grid tree").out


@pytest.mark.usefixtures("small")
def test_a_past_day_still_knows_what_was_removed_since(run: Run) -> None:
    assert run("enterprise add E9 错的厂 --grid A-1", now="2025-11-18T09:00:00+08:00").code == 0
    assert run("enterprise remove E9 --reason x", now="2025-11-20T09:00:00+08:00").code == 0
    line = "report week 2025-W47 --by zone --json"
    assert only(run(line))["enterprises_in_charge"] == 4
    assert only(run(f"{line} --as-of '2025-11-19 12:00'"))["enterprises_in_charge"] == 5


def test_who_changes_an_enterprise_while_another_removes_it_keeps_it_on_both(two: Two) -> None:
    two("a", "enterprise remove E3 --reason 重复", NOON)
    two("b", "enterprise edit E3 --remark 还在", MORNING)
    two.sync("a", "b")
    for who in "ab":
        assert "蓝天光伏" in two(who, "enterprise list").out
        differs = sorted(str(row["differs"]) for row in two.rows(who, "conflicts"))
        assert differs == ["remark=; removed=true", "remark=还在; removed="]


def test_a_visit_logged_while_the_enterprise_was_removed_is_kept_and_said(two: Two) -> None:
    two("a", "enterprise remove E3 --reason 重复")
    id = id_in(two("b", "visit add E3 --by 李四 --note 还在走访"))
    heard = two.sync("b", "a").err
    assert "gridlog enterprise add E3" in heard
    assert id[:6] in heard
    for who in "ab":
        assert "还在走访" in two(who, "visit list").out
        assert two.run(f"--db {shlex.quote(two.dbs[who])} enterprise show E3").code == 3
    two("a", "enterprise add E3 蓝天光伏", EVENING)
    assert "enterprise add" not in two.sync("a", "b").err


# Correcting.


@pytest.mark.usefixtures("small")
def test_an_officer_can_be_corrected_field_by_field(run: Run) -> None:
    done = run("officer edit P2 --name 李思 --role B角 --quota 3 --phone 13700000000 --remark 新")
    assert (done.code, done.out) == (0, "已更新 P2 李思：角色 B角; 电话 137****0000; 备注 新; 应访 3\n")
    row = only(run("officer show P2 --json --unmask"))
    assert [row[key] for key in ("name", "role", "quota", "phone", "grid")] == [
        "李思",
        "deputy",
        3,
        "13700000000",
        "A-2",
    ]
    assert run("officer edit P2 --quota -").code == 0
    assert only(run("officer show P2 --json"))["quota"] is None
    assert run("officer edit P2 --name 李思").code == 4
    assert run("officer edit P2 --quota 51").code == 2


@pytest.mark.usefixtures("small")
def test_a_grid_can_be_added_and_corrected(run: Run) -> None:
    assert run("grid add C 板块丙 --level block --parent Z").out == "已新增 C 板块丙：层级 板块; 上级 Z\n"
    assert run("grid add C 又一个").code == 4
    assert run("grid edit C --name 板块丁 --remark x").code == 0
    assert only(run("grid show C --json")) == {"code": "C", "name": "板块丁", "level": "block", "parent": "Z"}
    assert run("grid edit C --name 板块丁").code == 4
    assert run("grid edit A --parent A-1").code == 4
    assert run("grid add D x --parent 没有").code == 3


# A status has a day.


def charged(run: Run, week: str) -> object:
    return only(run(f"report week {week} --by zone --json"))["enterprises_in_charge"]


def late(run: Run, day: str) -> list[object]:
    return [row["enterprise_code"] for row in objects(run(f"report coverage --on {day} --json"))]


@pytest.mark.usefixtures("small")
def test_a_closed_enterprise_was_in_charge_until_it_closed(run: Run) -> None:
    assert run("enterprise edit E4 --status 注销 --from 2025-11-10").code == 0
    assert (charged(run, "2025-W45"), charged(run, "2025-W46")) == (4, 3)
    assert ("E4" in late(run, "2025-11-09"), "E4" in late(run, "2025-11-10")) == (True, False)
    assert only(run("enterprise show E4 --json"))["status"] == "注销"


@pytest.mark.usefixtures("small")
def test_a_status_holds_from_today_unless_a_day_is_said(run: Run, tmp_path: Path) -> None:
    assert run("enterprise edit E4 --status 停产").code == 0
    found = sql(tmp_path, "SELECT status, from_on, until_on FROM enterprise_statuses WHERE enterprise = 'E4'")
    assert found == [("投产", "0001-01-01", "2025-11-21"), ("停产", "2025-11-21", "9999-12-31")]
    assert "  投产：… 至 2025-11-20\n  停产：2025-11-21 至 …\n" in run("enterprise show E4").out
    assert (
        "status 2\n  投产: … to 2025-11-20\n  停产: 2025-11-21 to …\n"
        in run("enterprise show E4", lang="en").out
    )


@pytest.mark.usefixtures("small")
def test_a_status_to_come_is_not_shown_before_its_day(run: Run) -> None:
    assert run("enterprise edit E4 --status 停产 --from 2025-12-01").code == 0
    assert only(run("enterprise show E4 --json"))["status"] == "投产"
    assert only(run("enterprise show E4 --json", now="2025-12-01T09:00:00+08:00"))["status"] == "停产"


@pytest.mark.usefixtures("small")
def test_a_status_said_wrong_is_corrected_for_its_day(run: Run) -> None:
    assert run("enterprise edit E4 --status 注销 --from 2025-11-10").code == 0
    assert run("enterprise edit E4 --status 停产 --from 2025-11-10").code == 0
    assert charged(run, "2025-W46") == 4
    assert run("enterprise edit E4 --status 停产").code == 4


@pytest.mark.usefixtures("small")
def test_a_past_instant_knows_the_status_that_was_recorded_then(run: Run) -> None:
    later = "2025-11-20T09:00:00+08:00"
    assert run("enterprise edit E4 --status 注销 --from 2025-11-10", now=later).code == 0
    line = "report week 2025-W46 --by zone --json"
    assert only(run(line))["enterprises_in_charge"] == 3
    assert only(run(f"{line} --as-of '2025-11-19 12:00'"))["enterprises_in_charge"] == 4


@pytest.mark.usefixtures("small")
def test_a_visit_to_an_enterprise_that_was_closed_then_is_logged_with_a_warning(run: Run) -> None:
    assert run("enterprise edit E4 --status 注销 --from 2025-11-20").code == 0
    done = run("visit add E4 --by 王五 --note x")
    assert (done.code, "企业 E4 在 2025-11-21 已注销" in done.err) == (0, True)
    assert "注销" not in run("visit add E4 --by 王五 --note x --on 2025-11-19").err
    assert "closed (注销) on 2025-11-21" in run("visit add E4 --by 王五 --note y --yes", lang="en").err


@pytest.mark.usefixtures("small")
def test_an_imported_status_that_changed_holds_from_the_day_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("code,name,status\nE4,远山新材,注销\n", encoding="utf-8")
    line = f"roster import {(tmp_path / 'new.csv').as_posix()} --kind enterprises"
    assert run(f"{line} --from 2025-11-10").code == 0
    assert (charged(run, "2025-W45"), charged(run, "2025-W46")) == (4, 3)
    assert "未变 1" in run(line).out
    (tmp_path / "new.csv").write_text("code,name,status\nE3,蓝天光伏,停产\n", encoding="utf-8")
    assert run(line).code == 0
    found = sql(tmp_path, "SELECT status, from_on FROM enterprise_statuses WHERE enterprise = 'E3'")
    assert found == [("在建", "0001-01-01"), ("停产", "2025-11-21")]


# Twins.


@pytest.mark.parametrize(
    "line",
    [
        "enterprise add E9 '禾木家居（徐州）有限公司'",
        "enterprise add E9 新名 --uscc 91320382fake002160",
        "enterprise edit E3 --name 禾木家居",
        "enterprise edit E3 --uscc 91320382FAKE002160",
    ],
)
@pytest.mark.usefixtures("small")
def test_a_script_is_told_of_an_enterprise_that_may_be_the_same_and_goes_on(run: Run, line: str) -> None:
    done = run(line)
    assert done.code == 0
    assert "可能已有同一家企业：E1 禾木家居有限公司" in done.err


@pytest.mark.usefixtures("small")
def test_an_enterprise_is_no_twin_of_itself_or_of_a_stranger(run: Run) -> None:
    assert "同一家" not in run("enterprise edit E1 --name 禾木家居").err
    assert "同一家" not in run("enterprise add E9 禾木家具有限公司").err
    assert "同一家" not in run("enterprise edit E1 --remark x").err


@pytest.mark.usefixtures("small")
def test_an_officer_of_the_same_name_is_told_of(run: Run) -> None:
    assert "P1 也叫 张三" in run("officer add P9 张三").err
    assert "P1, P9 is called 张三 too" in run("officer edit P2 --name 张三", lang="en").err
    assert "也叫" not in run("officer add P8 钱七").err
    assert "也叫" not in run("officer edit P8 --phone 13900000000").err


def answered(tmp_path: Path, answer: str) -> tuple[int, str]:
    """Return what `enterprise add` of a twin says to a person at a terminal who gives this answer."""
    import os
    import sys

    import pexpect

    line = f"--db {(tmp_path / 'zone.db').as_posix()} enterprise add E9 禾木家居"
    process = pexpect.spawn(
        sys.executable,
        ["-m", "gridlog", *shlex.split(line)],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        timeout=20,
    )
    process.expect("\\[y/N\\]")
    process.sendline(answer)
    process.expect(pexpect.EOF)
    process.close()
    return int(process.exitstatus or 0), str(process.before)


@pytest.mark.usefixtures("small")
def test_a_person_at_a_terminal_is_asked_before_a_twin_is_saved(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pexpect")
    count = events(tmp_path)
    assert answered(tmp_path, "n")[0] == 4
    assert events(tmp_path) == count
    assert answered(tmp_path, "y")[0] == 0
    assert run("enterprise show E9").code == 0
