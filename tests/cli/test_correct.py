"""An issue that was written down wrong: corrected by `issue edit`; and what belongs to one enterprise only."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run, events, id_in, objects, only, sql

pytestmark = pytest.mark.usefixtures("small")

RAISE = "issue raise E1 车间断电 --category OTHER --by 张三"


def at(day: int, hour: int = 10) -> str:
    return f"2025-11-{day:02}T{hour:02}:00:00+08:00"


def test_an_issue_of_the_wrong_enterprise_goes_to_the_right_one_with_its_block_and_grid(
    run: Run, tmp_path: Path
) -> None:
    id = id_in(run(RAISE, now=at(3)))
    edited = run(f"issue edit {id} --enterprise 远山 --reason 选错企业", now=at(5))
    assert edited.code == 0, edited.err
    assert edited.out == (
        f"{id} 已更正：企业 禾木家居有限公司 → 远山新材; 板块 A → B; 网格 A-1 → B-1; 原因 选错企业\n"
    )
    told = "SELECT enterprise, block, grid, category, text, due, state FROM issues"
    assert sql(tmp_path, told) == [("E4", "B", "B-1", "OTHER", "车间断电", "2025-11-12", "registered")]


def test_the_grid_of_a_corrected_enterprise_is_that_of_the_day_it_was_raised(
    run: Run, tmp_path: Path
) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run("enterprise edit E4 --grid A-2 --from 2025-11-10", now=at(10)).code == 0
    assert run(f"issue edit {id} --enterprise E4 --reason 选错", now=at(12)).code == 0
    assert sql(tmp_path, "SELECT enterprise, block, grid FROM issues") == [("E4", "B", "B-1")]


def test_a_corrected_grade_reckons_the_deadline_anew_and_keeps_the_first(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE, now=at(3)))
    edited = run(
        f"issue edit {id} --grade 紧急 --category 用电 --text 全厂停电 --reason 听错了", now=at(3, 15)
    )
    assert edited.out == (
        f"{id} 已更正：类别 其他 → 用电保障; 紧急程度 一般 → 紧急; 内容 车间断电 → 全厂停电;"
        " 时限 2025-11-12 → 2025-11-04; 原因 听错了\n"
    )
    told = "SELECT category, grade, text, first_due, due, extended FROM issues"
    assert sql(tmp_path, told) == [("POWER", "urgent", "全厂停电", "2025-11-12", "2025-11-04", 0)]


def test_the_history_of_a_correction_shows_from_what_to_what_and_why(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue edit {id} --category 用电 --reason 选错 --by 李四", now=at(4)).code == 0
    assert "类别 其他 → 用电保障; 日期 2025-11-04; 原因 选错" in run(f"issue history {id}").out
    assert (
        "category other → power supply; on 2025-11-04; because 选错"
        in run(f"issue history {id}", lang="en").out
    )
    last = objects(run(f"issue history {id} --json"))[-1]
    assert (last["kind"], last["by"]) == ("issue.corrected", "李四")
    assert last["details"] == "category=POWER; on=2025-11-04; why=选错; category_was=OTHER"


@pytest.mark.parametrize("end", ["reject {} --reason x", "merge {} {other}"])
def test_what_was_declined_or_merged_is_not_corrected(run: Run, tmp_path: Path, end: str) -> None:
    id, other = id_in(run(RAISE)), id_in(run("issue raise E1 也断电 --by 张三"))
    assert run(f"issue {end.format(id, other=other)}").code == 0
    before = events(tmp_path)
    refused = run(f"issue edit {id} --category 用电 --reason x")
    assert refused.code == 4
    assert "不能 edit。现在可以：reopen" in refused.err
    assert events(tmp_path) == before


def test_a_closed_issue_is_corrected_and_stays_closed(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    close = f"issue close {id} --result solved --text 已换 --satisfaction 5"
    assert run(close, now=at(4)).code == 0
    assert run(f"issue edit {id} --category 用电 --grade urgent --reason 选错", now=at(20)).code == 0
    one = only(run(f"issue show {id} --json"))
    assert (one["state"], one["category"], one["due"], one["overdue"]) == (
        "closed",
        "POWER",
        "2025-11-12",
        False,
    )


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ("--category 用电", 2, "缺少 --reason"),
        ("--reason x", 4, "--enterprise、--category、--grade、--text"),
        ("--category OTHER --reason x", 4, "与原记录一样"),
        ("--enterprise E9 --reason x", 3, "没有企业“E9”"),
        ("--enterprise E1 --reason x", 4, "与原记录一样"),
        ("--category 天气 --reason x", 2, "“天气”不认得"),
        ("--text '' --reason x", 2, "缺少内容"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_not_written(
    run: Run, tmp_path: Path, options: str, code: int, says: str
) -> None:
    id = id_in(run(RAISE))
    before = events(tmp_path)
    refused = run(f"issue edit {id} {options}")
    assert (refused.code, refused.out) == (code, "")
    assert says in refused.err
    assert events(tmp_path) == before


def test_a_correction_counts_in_the_reports_of_the_right_block(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue edit {id} --enterprise E4 --reason 选错", now=at(5)).code == 0
    rows = objects(run("report week 2025-W45 --by block --json"))
    assert [(row["block"], row["issues_raised"]) for row in rows] == [("A", 0), ("B", 1)]
    listed = objects(run("issue list --enterprise E4 --json"))
    assert [one["grid"] for one in listed] == ["B-1"]


def test_a_corrected_grade_makes_no_past_day_overdue(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue edit {id} --grade urgent --reason 停产了", now=at(6)).code == 0
    for day, overdue in ((5, 0), (6, 1), (7, 1)):
        assert only(run(f"report day 2025-11-{day:02} --by zone --json"))["issues_overdue"] == overdue


def test_a_correction_names_the_visit_that_is_still_the_other_enterprises(run: Run) -> None:
    visit = id_in(run("visit add E1 --by 张三 --issue 断电"))
    ((id,),) = [(one["id"],) for one in objects(run("issue list --json"))]
    edited = run(f"issue edit {id} --enterprise E2 --reason 选错")
    assert edited.code == 0
    assert f"visit edit {visit} --enterprise" in edited.err
    assert run(f"visit edit {visit} --enterprise E2 --reason 选错").err == ""


# --- what is of one enterprise only


def test_an_issue_is_not_merged_into_another_enterprises(run: Run, tmp_path: Path) -> None:
    id, other = id_in(run(RAISE)), id_in(run("issue raise E4 也断电 --by 张三"))
    before = events(tmp_path)
    refused = run(f"issue merge {id} {other}")
    assert refused.code == 4
    assert f"{id} 是 E1 禾木家居有限公司 的问题，{other} 是 E4 远山新材 的" in refused.err
    assert events(tmp_path) == before
    assert run(f"issue edit {other} --enterprise E1 --reason 选错").code == 0
    assert run(f"issue merge {id} {other}").code == 0


def test_an_issue_did_not_come_up_on_a_visit_to_another_enterprise(run: Run, tmp_path: Path) -> None:
    visit = id_in(run("visit add E1 --by 张三 --nothing"))
    before = events(tmp_path)
    refused = run(f"issue raise E4 断电 --visit {visit} --by 张三")
    assert refused.code == 4
    assert f"走访 {visit} 是 E1 禾木家居有限公司 的，问题是 E4 远山新材 的" in refused.err
    assert events(tmp_path) == before


# --- one thing is one object


def test_raising_an_issue_prints_one_object_like_logging_a_visit(run: Run) -> None:
    raised = json.loads(run(f"{RAISE} --json").out)
    assert isinstance(raised, dict)
    assert isinstance(json.loads(run("visit add E1 --by 张三 --nothing --json").out), dict)
    assert [raised] == json.loads(run(f"issue show {raised['id']} --json").out)


STEPS = (
    "assign {} 李四",
    "accept {} --by 李四",
    "note {} 在办",
    "hold {} --reason 等资料 --waiting enterprise",
    "resume {}",
    "extend {} --due 2025-12-30 --reason 等设备",
    "escalate {} --reason 协调两次",
    "edit {} --category 用电 --reason 选错",
    "answer {} --result solved --text 已换",
    "revisit {} --satisfaction 4",
    "close {}",
    "reopen {} --reason 又断电",
)


def test_every_step_prints_the_issue_as_it_is_now_when_asked_for_json(run: Run) -> None:
    id = id_in(run(RAISE))
    for step in STEPS:
        done = run(f"issue {step.format(id)} --json")
        assert done.code == 0, (step, done.err)
        told = json.loads(done.out)
        assert isinstance(told, dict), step
        assert [told] == json.loads(run(f"issue show {id} --json").out), step


def test_an_end_of_an_issue_prints_it_too(run: Run) -> None:
    one, two, three = (id_in(run(RAISE)) for _ in range(3))
    assert json.loads(run(f"issue reject {one} --reason x --json").out)["state"] == "rejected"
    merged = json.loads(run(f"issue merge {two} {three} --json").out)
    assert (merged["state"], merged["merged_into"]) == (
        "merged",
        only(run(f"issue show {three} --json"))["id"],
    )


def test_a_dissatisfied_closing_prints_an_object_that_is_not_closed(run: Run) -> None:
    id = id_in(run(RAISE))
    closed = run(f"issue close {id} --result solved --text x --satisfaction 1 --json")
    told = json.loads(closed.out)
    assert (told["state"], told["level"], told["reopened"]) == ("handling", "block", 1)
    assert "企业不满意" in closed.err


def test_a_corrected_and_a_void_visit_are_printed_as_show_prints_them(run: Run) -> None:
    id = id_in(run("visit add E1 --by 张三 --nothing"))
    for line in (f"visit edit {id} --method 电话 --reason 记错", f"visit void {id} --reason 重复"):
        told = json.loads(run(f"{line} --json").out)
        assert isinstance(told, dict)
        assert [told] == json.loads(run(f"visit show {id} --json").out)
    assert (told["method"], told["void"], told["void_reason"]) == ("phone", True, "重复")
