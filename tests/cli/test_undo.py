"""`gridlog undo`: what the last command recorded, or any by its id, is taken back; what others built on stays."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from gridlog.ledgers.ruled import cells
from tests.conftest import Run, events, id_in, objects, only, sql
from tests.support.two_devices import EVENING, MORNING, NOON, Two

ADD = "visit add E1 --by 张三"


def lists(run: Run) -> list[str]:
    """What the lists and reports say, without the history."""
    lines = (
        "visit list",
        "visit list --void",
        "issue list",
        "enterprise list",
        "report week --format csv",
        "report coverage",
    )
    return [run(line).out for line in lines]


@pytest.fixture(autouse=True)
def me(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRIDLOG_OFFICER", "P1")
    return small


def test_a_visit_and_its_issue_go_in_one_undo_and_come_back_with_the_next(run: Run) -> None:
    before = lists(run)
    made = run(f"{ADD} --note x --issue 断电 --category POWER")
    after = lists(run)
    assert made.code == 0
    assert before != after
    done = run("undo --yes")
    assert done.code == 0
    assert "共 2 条记录" in done.out
    assert done.err.count("撤回") == 2
    assert lists(run) == before
    again = run("undo --yes")
    assert again.err.count("恢复") == 2
    assert lists(run) == after


def test_what_goes_is_told_with_the_name_of_the_enterprise_in_lines_of_80_columns(run: Run) -> None:
    assert run(f"{ADD} --note {'订单排到月底' * 9} --contact 王建国 --title 董事长").code == 0
    done = run("undo --yes")
    assert re.search(r"(?m)^  撤回 走访登记 \w{6} 禾木家居有限公司  ", done.err)
    assert [line for line in done.err.splitlines() if cells(line) > 80] == []


def test_history_shows_what_was_undone_and_the_undo(run: Run) -> None:
    id = id_in(run(f"{ADD} --note x"))
    assert run("undo --yes").code == 0
    undone, logged = objects(run("history --json --limit 2"))
    assert (logged["kind"], undone["kind"]) == ("visit.logged", "visit.undone")
    assert undone["id"] == logged["id"]
    assert "走访记录撤回" in run("history").out
    assert f"撤回的记录 {id[:6]}" in run("history").out
    assert run(f"visit show {id}").code == 3


def test_a_script_without_yes_is_told_what_would_go_and_changes_nothing(
    run: Run, me: Path, tmp_path: Path
) -> None:
    assert me.is_dir()
    assert run(f"{ADD} --note 屋顶漏水").code == 0
    count = events(tmp_path)
    done = run("undo")
    assert (done.code, done.out, events(tmp_path)) == (4, "", count)
    assert "屋顶漏水" in done.err
    assert "--yes" in done.err


@pytest.mark.parametrize("length", range(20))
def test_no_phone_of_a_note_is_shown_nor_the_beginning_of_one(run: Run, length: int) -> None:
    assert run(f"{ADD} --note {'话' * length}13800138000找他").code == 0
    assert "13800138" not in run("undo").err


@pytest.mark.parametrize(("typed", "count"), [("n\n", 0), ("\n", 1), ("y\n", 1)])
def test_a_person_at_a_terminal_is_asked(run: Run, tmp_path: Path, typed: str, count: int) -> None:
    assert run(f"{ADD} --note x").code == 0
    before = events(tmp_path)
    assert run("undo", typed=typed).code == (0 if count else 4)
    assert events(tmp_path) == before + count


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_ctrl_c_at_the_question_leaves_everything_as_it_was(run: Run, tmp_path: Path) -> None:
    import pexpect

    assert run(f"{ADD} --note x").code == 0
    before = events(tmp_path)
    child = pexpect.spawn(sys.executable, ["-m", "gridlog", "undo"], encoding="utf-8", timeout=20)
    child.expect("继续")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert events(tmp_path) == before


def test_an_id_of_a_visit_means_its_last_event_then_the_one_before_then_back(run: Run) -> None:
    id = id_in(run(f"{ADD} --note 好"))
    assert run(f"visit edit {id} --note 差 --reason x").code == 0
    assert run(f"undo {id} --yes").code == 0
    assert only(run(f"visit show {id} --json"))["note"] == "好"
    assert run(f"undo {id} --yes").code == 0
    assert run(f"visit show {id}").code == 3
    assert run(f"undo {id} --yes").code == 0
    assert only(run(f"visit show {id} --json"))["note"] == "好"


def test_an_event_of_the_history_is_undone_by_its_id_and_only_once(run: Run) -> None:
    assert run("enterprise edit E1 --phone 13900000000").code == 0
    event = str(objects(run("history --json --limit 1"))[0]["event"])
    assert run(f"{ADD} --note x").code == 0
    done = run(f"undo {event[:8]} --yes")
    assert done.code == 0
    assert "13900000000" not in done.err
    assert only(run("enterprise show E1 --json --unmask"))["phone"] == "13900001234"
    assert run(f"undo {event} --yes").code == 4


BUILT = {
    "an issue of a visit": ("issue raise E1 断电 --visit {visit}", "问题 1 个"),
    "a draw of a spot check": ("spotcheck draw this --percent 100 --seed 1 --by 王五", "抽查 1 个"),
}


@pytest.mark.parametrize(("line", "told"), BUILT.values(), ids=BUILT.keys())
def test_what_others_built_on_is_not_undone_and_they_are_named(
    run: Run, tmp_path: Path, line: str, told: str
) -> None:
    id = id_in(run(f"{ADD} --note x"))
    assert run(line.format(visit=id)).code == 0
    count = events(tmp_path)
    done = run(f"undo {id} --yes")
    assert (done.code, events(tmp_path)) == (4, count)
    assert told in done.err


def test_an_enterprise_with_a_visit_is_not_undone_before_the_visit(run: Run) -> None:
    assert run("enterprise add E9 新企业 --grid A-1").code == 0
    first, _ = objects(run("history --json --limit 2"))
    assert run("visit add E9 --by 张三 --note x").code == 0
    done = run(f"undo {first['event']} --yes")
    assert done.code == 4
    assert "走访 1 个" in done.err
    assert run("undo --yes").code == 0
    assert run(f"undo {first['event']} --yes").code == 0
    assert run("enterprise show E9").code == 3
    assert run("enterprise add E9 又一家").code == 0


def test_an_edit_that_others_followed_is_not_undone(run: Run) -> None:
    assert run("enterprise edit E1 --contact 李某").code == 0
    event = objects(run("history --json --limit 1"))[0]["event"]
    assert run("enterprise edit E1 --title 厂长").code == 0
    done = run(f"undo {event} --yes")
    assert done.code == 4
    assert "企业登记" in done.err


def test_what_another_process_builds_on_it_while_the_question_stands_is_not_lost(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = id_in(run("visit add E1 --by 张三 --note x"))

    def asked(*_: object) -> bool:
        assert run(f"visit edit {visit} --note y --reason x").code == 0
        return True

    monkeypatch.setattr("gridlog.cli.undo.confirmed", asked)
    done = run("undo --yes")
    assert done.code == 4
    assert "走访更正" in done.err
    assert sql(tmp_path, "SELECT note FROM visits") == [("y",)]


def test_a_removal_that_was_undone_is_made_again_by_the_next_undo(run: Run) -> None:
    assert run("indicator set E4 2025-10 应税销售 6").code == 0
    assert run("enterprise remove E4 --reason x").code == 0
    for listed in (True, False):
        done = run("undo --yes")
        assert done.code == 0, done.err
        assert ("E4" in run("enterprise list").out) is listed


def test_an_import_is_undone_as_a_whole_and_taken_in_again(run: Run, tmp_path: Path) -> None:
    before = lists(run)
    lines = "".join(f"2025-11-{day:02},E{1 + day % 4},P1,第{day}次\n" for day in range(3, 21))
    (tmp_path / "visits.csv").write_text(f"date,enterprise,officer,note\n{lines}", encoding="utf-8")
    take = f"visit import {shlex.quote((tmp_path / 'visits.csv').as_posix())}"
    assert run(take).code == 0
    after = lists(run)
    done = run("undo --yes")
    assert "走访登记 18 条" in done.err
    assert lists(run) == before
    assert "18" in run(take).out
    assert lists(run)[4:] == after[4:]


LASTING = {
    "figures that were handed in": "report week 2025-W46 --freeze",
    "a draw": "spotcheck draw this --percent 5 --seed 1 --by 王五",
}


@pytest.mark.parametrize("line", LASTING.values(), ids=LASTING.keys())
def test_what_stays_on_record_is_not_undone(run: Run, line: str) -> None:
    assert run(f"{ADD} --note x").code == 0
    assert run(line).code == 0
    done = run("undo --yes")
    assert done.code == 4
    assert "留存" in done.err


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("config set quota 4", "config get quota"),
        ("calendar set 2025-11-20 rest --name 停电", "calendar show 2025-11"),
        ("officer leave 张三 --from 2025-11-20 --to 2025-11-20", "officer show 张三"),
        ("grid add C-1 新网格 --parent B", "grid list"),
        ("enterprise edit E1 --status 停产 --from 2025-11-01", "enterprise show E1"),
        ("enterprise remove E3 --reason 重复", "enterprise list"),
        ("project add X1 家居二期 --enterprise E1", "project list"),
        ("plan new E1 --goal listing", "plan list"),
        ("station add S1 甲站 --block A", "station list"),
        ("premises add Z1 一号 --kind plant --area 100", "premises list"),
        ("indicator set E1 2025-10 应税销售 12.5", "indicator show 2025-10"),
    ],
)
def test_every_command_is_undone(run: Run, line: str, seen: str) -> None:
    before = run(seen)
    assert run(line).code == 0
    assert run(seen) != before
    assert run("undo --yes").code == 0
    assert run(seen) == before


def test_an_undo_reaches_other_devices_and_undoes_what_another_recorded(run: Run, tmp_path: Path) -> None:
    two = Two(run, tmp_path)
    visit = id_in(two("a", f"{ADD} --note x", MORNING))
    two.sync("a", "b")
    assert [str(one["id"])[:6] for one in two.rows("b", "visit list")] == [visit]
    two("b", f"undo {visit} --yes", NOON)
    two.sync("b", "a")
    assert two.rows("a", "visit list") == two.rows("b", "visit list") == []
    two.join("c")
    assert two.rows("c", "visit list") == []


def test_an_edit_on_one_device_holds_against_an_undo_on_another_and_both_are_shown(
    run: Run, tmp_path: Path
) -> None:
    two = Two(run, tmp_path)
    visit = id_in(two("a", f"{ADD} --note x", MORNING))
    two.sync("a", "b")
    two("b", "undo " + visit + " --yes", NOON)
    two("a", f"visit edit {visit} --note y --reason x", NOON)
    two.sync("a", "b")
    for who in "ab":
        assert [one["note"] for one in two.rows(who, "visit list")] == ["y"]
        told = two.rows(who, "conflicts")
        assert sorted((one["kind"], one["stands"]) for one in told) == [
            ("visit.edited", True),
            ("visit.undone", False),
        ]
    assert "已撤回 是" in two("a", "conflicts").out


def test_two_devices_that_undo_the_same_visit_have_nothing_to_settle(run: Run, tmp_path: Path) -> None:
    two = Two(run, tmp_path)
    visit = id_in(two("a", f"{ADD} --note x", MORNING))
    two.sync("a", "b")
    for who in "ab":
        two(who, f"undo {visit} --yes", NOON)
    two.sync("a", "b")
    for who in "ab":
        assert two.rows(who, "visit list") == two.rows(who, "conflicts") == []


def test_a_week_as_of_the_time_between_still_counts_the_visit(run: Run) -> None:
    assert run(f"{ADD} --note x", now=MORNING).code == 0
    assert run("undo --yes", now=EVENING).code == 0
    counted = {
        instant: [
            row["counted"]
            for row in objects(run(f"report week --as-of {instant} --json", now=EVENING))
            if row["officer_code"] == "P1"
        ]
        for instant in (NOON, EVENING)
    }
    assert counted == {NOON: [1], EVENING: [0]}


def test_an_undo_of_nothing_and_of_an_unknown_id_say_what_to_do(run: Run, tmp_path: Path) -> None:
    empty = f"--db {shlex.quote((tmp_path / 'new.db').as_posix())}"
    assert run(f"{empty} init").code == 0
    assert run(f"{empty} undo --yes").code == 3
    assert run("undo ZZZZZZ --yes").code == 3
    assert run("undo 第一个 --yes").code == 3
    assert sql(tmp_path, "SELECT count(*) FROM flaws") == [(0,)]
