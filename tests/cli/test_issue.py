"""`gridlog issue`: the life of an issue by command lines, and what the tables hold after each."""

from pathlib import Path

import pytest

from tests.conftest import Run, events, id_in, objects, only, sql

pytestmark = pytest.mark.usefixtures("small")

# November 2025 has neither holidays nor shifted days; the 3rd, 10th, 17th and 24th are Mondays.
RAISE = "issue raise 禾木家居 车间断电 --by 张三"
CLOSE = "--result solved --text 已换变压器 --satisfaction 5"


def at(day: int, hour: int = 10) -> str:
    return f"2025-11-{day:02}T{hour:02}:00:00+08:00"


def past(run: Run, id: str) -> list[str]:
    """The kinds of the issue's events, without their noun."""
    return [str(one["kind"]).removeprefix("issue.") for one in objects(run(f"issue history {id} --json"))]


def state(run: Run, id: str, day: int = 21) -> object:
    return only(run(f"issue show {id} --json", now=at(day)))["state"]


# --- raise


def test_an_issue_is_raised_with_the_deadline_of_its_grade(run: Run, tmp_path: Path) -> None:
    raised = run(RAISE, now=at(3))
    assert raised.code == 0, raised.err
    assert raised.err == "类别按用词定为 用电保障（POWER），不对请用 issue edit --category 更正。\n"
    assert (
        raised.out == f"{id_in(raised)} 已登记问题：禾木家居有限公司，用电保障，一般，时限 2025-11-12 周三\n"
    )
    assert sql(
        tmp_path,
        "SELECT raised_on, enterprise, officer, block, grid, source, category, text, grade, level, state,"
        " first_due, due FROM issues",
    ) == [
        ("2025-11-03", "E1", "P1", "A", "A-1", "other", "POWER", "车间断电", "general", "grid", "registered",
         "2025-11-12", "2025-11-12")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "due"),
    [
        ("urgent", "2025-11-04"),
        ("simple", "2025-11-06"),
        ("general", "2025-11-12"),
        ("complex", "2025-11-24"),
        ("紧急", "2025-11-04"),
        ("longterm --due 2026-06-30", "2026-06-30"),
        ("general --due 2025-11-05", "2025-11-05"),
    ],
)
def test_a_grade_gives_workdays_from_the_day_after(run: Run, tmp_path: Path, grade: str, due: str) -> None:
    assert run(f"{RAISE} --grade {grade}", now=at(3)).code == 0
    assert sql(tmp_path, "SELECT first_due, due FROM issues") == [(due, due)]


def test_the_deadline_of_an_issue_before_the_holidays_lies_after_them(run: Run, tmp_path: Path) -> None:
    assert run(f"{RAISE} --grade simple", now="2025-09-29T10:00:00+08:00").code == 0
    assert sql(tmp_path, "SELECT due FROM issues") == [("2025-10-10",)]


def test_every_option_of_an_issue_is_kept(run: Run, tmp_path: Path) -> None:
    visit = id_in(run("visit add E1 --by 张三 --nothing --on 2025-11-18", now=at(18)))
    assert (
        run(
            f"issue raise E1 缺电 --category 用电保障 --grade 复杂 --visit {visit} --on 11-19 --source 来电 --by 李四"
        ).code
        == 0
    )
    ((full,),) = sql(tmp_path, "SELECT id FROM visits")
    assert sql(tmp_path, "SELECT raised_on, officer, source, category, grade, visit FROM issues") == [
        ("2025-11-19", "P2", "phone", "POWER", "complex", full)
    ]
    assert only(run("export visits --json"))["issues"] == only(run("export issues --json"))["id"]


def test_an_issue_that_came_up_on_a_visit_says_so(run: Run, tmp_path: Path) -> None:
    visit = id_in(run("visit add E1 --by 张三 --nothing"))
    assert run(f"{RAISE} --visit {visit}").code == 0
    assert sql(tmp_path, "SELECT source FROM issues") == [("visit",)]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("issue raise 禾木 断电 --by 张三", 3, "对应 2 个企业"),
        ("issue raise E9 断电 --by 张三", 3, "没有企业“E9”"),
        ("issue raise E1 断电", 2, "未设置本机专员"),
        ("issue raise E1 断电 --by 赵六", 3, "没有人员“赵六”"),
        ("issue raise E1 ' ' --by 张三", 2, "TEXT"),
        ("issue raise E1 断电 --by 张三 --on 明天", 4, "在今天 2025-11-21 之后"),
        ("issue raise E1 断电 --by 张三 --grade longterm", 2, "须用 --due 给出计划日期"),
        ("issue raise E1 断电 --by 张三 --due 2025-11-20", 4, "早于登记日 2025-11-21"),
        ("issue raise E1 断电 --by 张三 --category X", 2, "“X”不认得"),
        ("issue raise E1 断电 --by 张三 --source X", 2, "“X”不认得"),
        ("issue raise E1 断电 --by 张三 --visit XXXX", 3, "没有编号为 XXXX 的走访"),
        ("issue raise E1", 2, "缺少 TEXT"),
    ],
)
def test_an_issue_that_cannot_be_is_refused_and_not_written(
    run: Run, tmp_path: Path, line: str, code: int, says: str
) -> None:
    before = events(tmp_path)
    refused = run(line)
    assert (refused.code, refused.out) == (code, "")
    assert says in refused.err
    assert events(tmp_path) == before


def test_an_issue_as_json_has_the_words_of_the_export(run: Run) -> None:
    one = only(run(f"{RAISE} --category POWER --json", now=at(3)))
    assert (one["enterprise_code"], one["enterprise"], one["block"], one["grid"]) == (
        "E1",
        "禾木家居有限公司",
        "A",
        "A-1",
    )
    assert (one["state"], one["light"], one["overdue"], one["extended"], one["reopened"]) == (
        "registered",
        "green",
        False,
        False,
        0,
    )
    assert (one["solved"], one["satisfaction"], one["closed_on"]) == (None, None, None)


# --- its life


def test_an_issue_lives_from_raised_to_closed_by_commands(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE, now=at(3)))
    said = []
    for day, step in (
        (3, "assign {} 李四 --helper 供电公司"),
        (4, "accept {} --by 李四"),
        (5, "note {} 已联系供电公司"),
        (6, "escalate {} --reason 网格权限不够"),
        (7, "answer {} --result solved --text 已换变压器"),
        (10, "revisit {} --satisfaction 4 --solved yes --text 满意 --by 张三"),
        (10, "close {}"),
    ):
        ran = run(f"issue {step.format(id)}", now=at(day))
        assert ran.code == 0, ran.err
        said.append(ran.out)
    assert said == [
        f"{id} 已交办，时限 2025-11-12 周三，责任人 李四\n",
        f"{id} 已签收，时限 2025-11-12 周三，责任人 李四\n",
        f"{id} 办理中，时限 2025-11-12 周三，责任人 李四\n",
        f"{id} 办理中（板块），时限 2025-11-12 周三，责任人 李四\n",
        f"{id} 已答复，时限 2025-11-12 周三，责任人 李四\n",
        f"{id} 已答复，时限 2025-11-12 周三，责任人 李四\n",
        f"{id} 已销号\n",
    ]
    assert past(run, id) == [
        "raised",
        "assigned",
        "accepted",
        "noted",
        "escalated",
        "answered",
        "revisited",
        "closed",
    ]
    assert sql(
        tmp_path,
        "SELECT state, level, handler, helper, assigned_on, accepted_on, answered_on, result, result_text,"
        " revisited_on, revisited_by, by_handler, solved, satisfaction, closed_on, workdays, open FROM issues",
    ) == [
        ("closed", "block", "P2", "供电公司", "2025-11-03", "2025-11-04", "2025-11-07", "solved", "已换变压器",
         "2025-11-10", "P1", 0, 1, 4, "2025-11-10", 5, 0)
    ]  # fmt: skip


def test_one_command_closes_an_issue_and_each_step_is_its_own_fact(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE, now=at(3)))
    closed = run(f"issue close {id} {CLOSE} --by 李四", now=at(5))
    assert (closed.code, closed.out, closed.err) == (0, f"{id} 已销号\n", "")
    assert past(run, id) == ["raised", "answered", "revisited", "closed"]
    assert sql(
        tmp_path, "SELECT state, result, solved, satisfaction, revisited_by, workdays FROM issues"
    ) == [("closed", "solved", None, 5, "P2", 2)]


def test_closing_what_is_on_hold_resumes_it_first(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue accept {id} --by 李四", now=at(3)).code == 0
    assert run(f"issue hold {id} --reason 等资料", now=at(4)).code == 0
    assert run(f"issue close {id} {CLOSE}", now=at(5)).code == 0
    assert past(run, id) == ["raised", "accepted", "held", "resumed", "answered", "revisited", "closed"]


def test_closing_an_answered_issue_does_not_answer_again(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue answer {id} --result partly --text 先接临时电", now=at(4)).code == 0
    assert run(f"issue close {id} --satisfaction 3", now=at(5)).code == 0
    assert past(run, id) == ["raised", "answered", "revisited", "closed"]


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ("", "--result、--text、--satisfaction"),
        ("--result solved", "--text、--satisfaction"),
        ("--result solved --text 好了", "--satisfaction"),
        ("--text 好了 --satisfaction 5", "--result"),
        ("--satisfaction 5", "--result、--text"),
    ],
)
def test_the_closing_gate_names_what_is_missing(run: Run, tmp_path: Path, options: str, missing: str) -> None:
    id = id_in(run(RAISE))
    before = events(tmp_path)
    refused = run(f"issue close {id} {options}")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == f"错误：销号还缺：{missing}\n"
    assert events(tmp_path) == before
    assert state(run, id) == "registered"


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ("--result solved --text 好了 --satisfaction 6", 2, "满意度 6 不在 1 到 5 之间"),
        ("--result solved --text 好了 --satisfaction 0", 2, "满意度 0 不在 1 到 5 之间"),
        ("--result solved --text 好了 --satisfaction 5 --solved no", 4, "企业却说没解决"),
        ("--result fixed --text 好了 --satisfaction 5", 2, "“fixed”不认得"),
        ("--result solved --text 好了 --satisfaction 5 --solved 大概", 2, "“大概”不认得"),
        ("--result solved --text 好了 --satisfaction 很好", 2, "要填整数"),
    ],
)
def test_a_closing_that_fails_at_its_last_step_leaves_nothing_behind(
    run: Run, tmp_path: Path, options: str, code: int, says: str
) -> None:
    id = id_in(run(RAISE))
    before = events(tmp_path)
    refused = run(f"issue close {id} {options}")
    assert (refused.code, refused.out) == (code, "")
    assert says in refused.err
    assert events(tmp_path) == before
    assert state(run, id) == "registered"


def test_a_new_answer_wants_a_new_revisit_before_closing(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue answer {id} --result solved --text 好了").code == 0
    assert run(f"issue revisit {id} --satisfaction 5").code == 0
    before = events(tmp_path)
    refused = run(f"issue close {id} --result partly")
    assert refused.code == 4
    assert "答复后还没有回访" in refused.err
    assert events(tmp_path) == before


@pytest.mark.parametrize("satisfaction", [1, 2])
def test_a_dissatisfied_enterprise_reopens_the_issue_a_level_up_with_half_the_days(
    run: Run, tmp_path: Path, satisfaction: int
) -> None:
    id = id_in(run(RAISE, now=at(3)))
    closed = run(f"issue close {id} --result solved --text 好了 --satisfaction {satisfaction}", now=at(5))
    assert closed.code == 0
    assert closed.out.startswith(f"{id} 办理中，时限 2025-11-11 周二")
    assert "问题已重办，提级到板块，时限减半为 2025-11-11 周二" in closed.err
    assert past(run, id) == ["raised", "answered", "revisited", "reopened"]
    one = only(run(f"issue show {id} --json", now=at(5)))
    assert (one["state"], one["level"], one["due"], one["reopened"]) == ("handling", "block", "2025-11-11", 1)
    assert (one["closed_on"], one["light"], one["first_due"]) == (None, "yellow", "2025-11-12")
    assert sql(tmp_path, "SELECT open, satisfaction FROM issues") == [(1, satisfaction)]


def test_a_dissatisfied_revisit_alone_reopens_too(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue answer {id} --result solved --text 好了", now=at(4)).code == 0
    revisited = run(f"issue revisit {id} --satisfaction 2", now=at(5))
    assert revisited.code == 0
    assert "问题已重办" in revisited.err
    assert past(run, id) == ["raised", "answered", "revisited", "reopened"]
    assert run(f"issue close {id} {CLOSE}", now=at(6)).code == 0
    assert state(run, id) == "closed"


def test_a_revisit_by_the_handler_himself_is_marked(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue assign {id} 李四").code == 0
    assert run(f"issue close {id} {CLOSE} --by 李四").code == 0
    assert sql(tmp_path, "SELECT by_handler FROM issues") == [(1,)]
    assert "李四（本人办理）" in run("export issues --excel").out


def test_an_accepted_issue_nobody_was_given_belongs_to_who_accepts(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue accept {id} --by 李四").code == 0
    assert sql(tmp_path, "SELECT handler, state FROM issues") == [("P2", "accepted")]


def test_an_issue_may_be_given_to_a_unit_outside_the_roster(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    assert "责任人 供电公司" in run(f"issue assign {id} 供电公司").out
    assert sql(tmp_path, "SELECT handler FROM issues") == [("供电公司",)]


# --- deadlines, holds, levels


def test_an_extension_is_asked_for_before_the_deadline(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue extend {id} --due 2025-11-20 --reason 设备未到", now=at(12)).code == 0
    assert sql(tmp_path, "SELECT first_due, due, extended FROM issues") == [("2025-11-12", "2025-11-20", 1)]
    before = events(tmp_path)
    late = run(f"issue extend {id} --due 2025-11-28 --reason 设备未到", now=at(21))
    assert (late.code, late.out) == (4, "")
    assert "时限 2025-11-20 已过，延期须在到期前申请" in late.err
    assert events(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ("--due 2025-11-12 --reason x", 4, "不晚于现时限"),
        ("--due 2025-11-11 --reason x", 4, "不晚于现时限"),
        ("--due 2025-11-20", 2, "--reason"),
        ("--reason x", 2, "--due"),
        ("--due 改天 --reason x", 2, "看不懂日期“改天”"),
    ],
)
def test_an_extension_has_a_later_day_and_a_reason(
    run: Run, tmp_path: Path, options: str, code: int, says: str
) -> None:
    id = id_in(run(RAISE, now=at(3)))
    refused = run(f"issue extend {id} {options}", now=at(10))
    assert refused.code == code
    assert says in refused.err
    assert sql(tmp_path, "SELECT due, extended FROM issues") == [("2025-11-12", 0)]


def test_waiting_for_the_enterprise_stops_the_clock_and_gives_the_days_back(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue accept {id} --by 李四", now=at(4)).code == 0
    held = run(f"issue hold {id} --reason 等图纸 --waiting enterprise", now=at(5))
    assert held.out.startswith(f"{id} 挂起")
    waiting = only(run(f"issue show {id} --json", now=at(17)))
    assert (waiting["overdue"], waiting["light"]) == (False, "green")
    assert run(f"issue resume {id}", now=at(10)).code == 0
    assert sql(tmp_path, "SELECT state, first_due, due, missed FROM issues") == [
        ("handling", "2025-11-12", "2025-11-17", 0)
    ]


def test_waiting_for_anything_else_does_not_stop_the_clock(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue accept {id} --by 李四", now=at(4)).code == 0
    assert run(f"issue hold {id} --reason 等设备", now=at(5)).code == 0
    assert only(run(f"issue show {id} --json", now=at(13)))["light"] == "red"
    assert run(f"issue resume {id}", now=at(13)).code == 0
    assert sql(tmp_path, "SELECT due, missed FROM issues") == [("2025-11-12", 1)]


def test_once_overdue_is_overdue_for_ever(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue close {id} {CLOSE}", now=at(13)).code == 0
    one = only(run(f"issue show {id} --json"))
    assert (one["state"], one["overdue"], one["light"]) == ("closed", True, "")


def test_an_issue_climbs_no_higher_than_the_city(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    for level in ("block", "zone", "city"):
        assert run(f"issue escalate {id} --reason 办不了").code == 0
        assert sql(tmp_path, "SELECT level FROM issues") == [(level,)]
    refused = run(f"issue escalate {id} --reason 办不了")
    assert refused.code == 4
    assert refused.err == "错误：已是最高层级（市级），不能再提级\n"
    assert run(f"issue escalate {id}").code == 2


@pytest.mark.parametrize(
    ("grade", "lights"),
    [
        ("general", {3: "green", 7: "green", 10: "yellow", 12: "yellow", 13: "red"}),
        ("simple", {3: "green", 4: "green", 5: "blue", 6: "blue", 7: "red", 28: "red"}),
        ("urgent", {3: "blue", 4: "blue", 5: "red"}),
        ("complex", {3: "green", 7: "green", 10: "yellow"}),
    ],
)
def test_the_light_of_an_untouched_issue_changes_with_the_days(
    run: Run, grade: str, lights: dict[int, str]
) -> None:
    id = id_in(run(f"{RAISE} --grade {grade}", now=at(3)))
    shown = {day: only(run(f"issue show {id} --json", now=at(day)))["light"] for day in lights}
    assert shown == lights


def test_progress_turns_a_yellow_light_green_and_the_last_day_blue(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue note {id} 正在协调", now=at(10)).code == 0
    lights = {day: only(run(f"issue show {id} --json", now=at(day)))["light"] for day in (10, 11, 12, 13)}
    assert lights == {10: "green", 11: "blue", 12: "blue", 13: "red"}
    assert "督办灯：红" in run(f"issue show {id}", now=at(13)).out


# --- reject, merge, reopen


def test_a_declined_issue_says_why_and_can_be_reopened(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue reject {id}").code == 2
    assert run(f"issue reject {id} --reason 不属本区").out == f"{id} 不予受理\n"
    assert sql(tmp_path, "SELECT state, end_reason, open FROM issues") == [("rejected", "不属本区", 0)]
    assert run(f"issue reopen {id} --reason 复核").code == 0
    assert sql(tmp_path, "SELECT state, end_reason, reopened, level FROM issues") == [
        ("handling", "", 1, "grid")
    ]


def test_a_merged_issue_points_to_the_one_it_became_part_of(run: Run, tmp_path: Path) -> None:
    one, other = id_in(run(RAISE)), id_in(run("issue raise E1 也断电 --by 张三"))
    assert run(f"issue merge {one} {other}").out == f"{one} 已合并\n"
    ((into,),) = sql(tmp_path, "SELECT id FROM issues WHERE text = '也断电'")
    assert sql(tmp_path, "SELECT state, merged_into FROM issues WHERE text = '车间断电'") == [
        ("merged", into)
    ]


def test_an_issue_merges_neither_into_itself_nor_into_one_that_ended(run: Run, tmp_path: Path) -> None:
    one, other = id_in(run(RAISE)), id_in(run("issue raise E1 也断电 --by 张三"))
    assert run(f"issue close {other} {CLOSE}").code == 0
    before = events(tmp_path)
    itself, ended = run(f"issue merge {one} {one}"), run(f"issue merge {one} {other}")
    assert (itself.code, itself.err) == (4, "错误：不能并入自己\n")
    assert ended.code == 4
    assert "它已销号" in ended.err
    assert events(tmp_path) == before


def test_a_closed_issue_can_be_reopened_with_fresh_days_and_the_same_level(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE, now=at(3)))
    assert run(f"issue close {id} {CLOSE}", now=at(4)).code == 0
    assert run(f"issue reopen {id} --reason 又断电", now=at(5)).code == 0
    assert sql(tmp_path, "SELECT state, level, due, first_due, closed_on, reopened FROM issues") == [
        ("handling", "grid", "2025-11-14", "2025-11-12", None, 1)
    ]


@pytest.mark.parametrize(
    "step",
    ["accept {}", "note {} 进展", "hold {} --reason x", "resume {}", "answer {} --result solved --text x",
     "revisit {} --satisfaction 5", "close {} --result solved --text x --satisfaction 5", "reject {} --reason x",
     "assign {} 李四", "extend {} --due 2025-12-30 --reason x", "escalate {} --reason x"],
)  # fmt: skip
def test_a_closed_issue_refuses_every_step_but_reopen(run: Run, tmp_path: Path, step: str) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue close {id} {CLOSE}").code == 0
    before = events(tmp_path)
    refused = run(f"issue {step.format(id)}")
    assert (refused.code, refused.out) == (4, "")
    assert "问题现在是“已销号”" in refused.err
    assert events(tmp_path) == before


def test_a_step_out_of_turn_is_refused_with_the_commands_possible_now(run: Run) -> None:
    id = id_in(run(RAISE))
    refused = run(f"issue resume {id}")
    assert refused.code == 4
    assert "不能 resume。" in refused.err
    possible = refused.err.partition("现在可以：")[2].strip().split("、")
    assert set(possible) == {
        *("assign", "accept", "note", "extend", "escalate", "answer", "reject", "merge", "edit"),
    }


def test_every_step_says_who_took_it(run: Run) -> None:
    id = id_in(run(RAISE))
    for step in ("assign {} 李四", "accept {}", "note {} 进展", "hold {} --reason x", "resume {}"):
        assert run(f"issue {step.format(id)} --by 王五").code == 0
    assert [one["by"] for one in objects(run(f"issue history {id} --json"))] == ["张三", *["王五"] * 5]


def test_progress_and_answers_may_come_from_a_file_or_a_pipe(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue note {id} -", stdin="已联系\n".encode()).code == 0
    assert sql(tmp_path, "SELECT progress FROM issues") == [("已联系",)]
    (tmp_path / "answer.txt").write_bytes("已换变压器".encode("gbk"))
    assert (
        run(f"issue answer {id} --result solved --text '@{(tmp_path / 'answer.txt').as_posix()}'").code == 0
    )
    assert sql(tmp_path, "SELECT result_text FROM issues") == [("已换变压器",)]


# --- list, show, history


@pytest.fixture
def raised(run: Run) -> dict[str, str]:
    """Six issues by their text: i1 overdue, i2 with a unit, i3 closed late, i4 closed in time, i5, i6."""
    ids = {}
    for text, day, more in (
        ("i1", 3, "E1 i1 --category POWER --grade simple"),
        ("i2", 10, "E2 i2 --category LABOR --grade complex"),
        ("i3", 3, "E3 i3 --category POWER --grade urgent"),
        ("i4", 17, "E4 i4 --grade general"),
        ("i5", 19, "E1 i5 --grade general"),
        ("i6", 20, "E1 i6 --grade longterm --due 2026-12-31"),
    ):
        ids[text] = id_in(run(f"issue raise {more} --by 张三", now=at(day)))
    for line, day in (
        (f"assign {ids['i2']} 人社局", 11),
        (f"assign {ids['i1']} 李四", 4),
        (f"close {ids['i3']} {CLOSE}", 10),
        (f"close {ids['i4']} {CLOSE}", 18),
        (f"accept {ids['i5']} --by 李四", 20),
        (f"note {ids['i5']} 进展", 20),
    ):
        assert run(f"issue {line}", now=at(day)).code == 0
    return ids


FILTERS = {
    "": "i1 i2 i3 i4 i5 i6",
    "--open": "i1 i2 i5 i6",
    "--overdue": "i1 i3",
    "--open --overdue": "i1",
    "--state closed": "i3 i4",
    "--state 办理中": "i5",
    "--state assigned": "i1 i2",
    "--category POWER": "i1 i3",
    "--category 用工招聘": "i2",
    "--enterprise 禾木家居": "i1 i5 i6",
    "--handler 李四": "i1 i5",
    "--handler P2": "i1 i5",
    "--handler 人社局": "i2",
    "--since 2025-11-17": "i4 i5 i6",
    "--until 2025-11-10": "i1 i2 i3",
    "--since 2025-11-04 --until 2025-11-19 --open": "i2 i5",
    "--handler 无此人": "",
}


def test_a_filter_lists_the_issues_it_names(run: Run, raised: dict[str, str]) -> None:
    assert len(raised) == 6
    found = {
        line: " ".join(sorted(str(one["text"]) for one in objects(run(f"issue list {line} --json"))))
        for line in FILTERS
    }
    assert found == FILTERS


def test_the_list_shows_lights_and_states_in_words(run: Run, raised: dict[str, str]) -> None:
    lines = run("issue list --open").out.splitlines()
    assert lines[0].split() == [
        "问题编号",
        "登记日期",
        "企业名称",
        "问题类别",
        "问题描述",
        "当前状态",
        "办结时限",
        "督办灯",
    ]
    red = next(line for line in lines if " i1 " in line)
    assert red.startswith(raised["i1"])
    assert red.endswith("● 红")
    assert "● red" in run("issue list --open", lang="en").out


def test_an_empty_list_of_issues_says_so(run: Run) -> None:
    listed = run("issue list")
    assert (listed.code, listed.err) == (0, "没有符合条件的问题。\n")
    assert run("issue list --json").out == "[]\n"


def test_an_issue_list_for_excel_needs_no_second_option(run: Run) -> None:
    listed = run("issue list --excel")
    assert listed.code == 0, listed.err
    assert listed.raw.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("filters", ["--state 飞了", "--category 无此类"])
def test_a_filter_word_that_means_nothing_is_refused(run: Run, filters: str) -> None:
    refused = run(f"issue list {filters}")
    assert (refused.code, refused.out) == (2, "")
    assert "不认得。可用：" in refused.err


def test_show_tells_the_helper_and_the_progress(run: Run) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue assign {id} 李四 --helper 供电公司").code == 0
    assert run(f"issue note {id} 已到现场").code == 0
    lines = run(f"issue show {id}").out.splitlines()
    for line in (
        "问题描述：车间断电",
        "责任人：李四",
        "协办单位：供电公司",
        "最新进展：已到现场",
        "当前状态：已交办",
    ):
        assert line in lines


def test_history_says_when_the_clock_was_set(run: Run) -> None:
    id = id_in(run(RAISE))
    assert only(run(f"issue history {id} --json"))["clock_was_set"] is True
    header, row = (line.split() for line in run(f"issue history {id}").out.splitlines())
    assert header[-2:] == ["时钟被设定", "记录号"]
    assert row[-2] == "是"


@pytest.mark.parametrize("word", ["show", "history", "accept", "resume"])
def test_an_unknown_issue_is_not_found(run: Run, word: str) -> None:
    refused = run(f"issue {word} ZZZZZZ")
    assert (refused.code, refused.out) == (3, "")
    assert refused.err == "错误：没有编号为 ZZZZZZ 的问题。用 list 命令查看编号\n"


@pytest.mark.usefixtures("small")
def test_a_part_of_a_name_is_no_unit(run: Run, tmp_path: Path) -> None:
    id = id_in(run("issue raise E1 断电 --by 张三"))
    assert run(f"issue assign {id} 张").code == 3
    assert run(f"issue assign {id} 供电所").code == 0
    assert sql(tmp_path, "SELECT handler FROM issues") == [("供电所",)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("typed", "due"), [("12-5", "2025-12-05"), ("1-10", "2026-01-10"), ("周一", "2025-11-24")]
)
def test_a_deadline_without_a_year_lies_ahead(run: Run, tmp_path: Path, typed: str, due: str) -> None:
    assert run(f"issue raise E1 断电 --by 张三 --due {typed}").code == 0
    assert sql(tmp_path, "SELECT due FROM issues") == [(due,)]


@pytest.mark.usefixtures("small")
def test_nobody_is_said_to_have_answered_what_was_not_asked(run: Run, tmp_path: Path) -> None:
    id = id_in(run("issue raise E1 断电 --by 张三"))
    assert run(f"issue close {id} --result solved --text 好了 --satisfaction 1").code == 0
    assert sql(tmp_path, "SELECT solved, contacted, satisfaction, state FROM issues") == [
        (None, None, 1, "handling")
    ]


@pytest.mark.parametrize("word", ["昨天", "上周五", "3天前", "2025-11-20"])
def test_a_deadline_in_the_past_is_refused_however_it_is_said(run: Run, tmp_path: Path, word: str) -> None:
    assert run(f"issue raise E1 断电 --by 张三 --due {word}").code == 4
    id = id_in(run(RAISE))
    before = events(tmp_path)
    assert run(f"issue extend {id} --due {word} --reason 等").code == 4
    assert events(tmp_path) == before


def test_initials_of_a_person_are_no_unit(run: Run) -> None:
    id = id_in(run(RAISE))
    refused = run(f"issue assign {id} ls")
    assert (refused.code, refused.out) == (3, "")
    assert "P2 李四" in refused.err
    assert run(f"issue assign {id} ABC公司").code == 0
    assert run(f"issue assign {id} 李四").code == 0
    assert [one["handler"] for one in objects(run("issue list --handler ls --json"))] == ["李四"]
    assert [one["handler"] for one in objects(run("issue list --handler 李 --json"))] == ["李四"]


def test_waiting_for_the_enterprise_may_be_said_as_the_help_says_it(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue accept {id} --by 李四").code == 0
    assert run(f"issue hold {id} --reason 等资料 --waiting 企业").code == 0
    assert sql(tmp_path, "SELECT waiting FROM issues") == [("enterprise",)]


def test_closing_what_was_revisited_asks_nobody_who_is_not_on_the_roster(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue answer {id} --result solved --text 已换").code == 0
    assert run(f"issue revisit {id} --satisfaction 5 --by 李四").code == 0
    monkeypatch.setenv("GRIDLOG_OFFICER", "部门负责人")
    assert run(f"issue revisit {id} --satisfaction 5").code == 3
    assert run(f"issue close {id}").code == 0


def test_mine_lists_what_was_given_to_the_officer_who_sits_here(run: Run) -> None:
    mine, other = id_in(run(RAISE)), id_in(run(RAISE))
    assert run(f"issue assign {mine} 李四").code == 0
    assert run(f"issue assign {other} 张三").code == 0
    assert run("issue list --mine").code == 2
    assert run("config set officer 李四").code == 0
    assert [str(one["id"])[:6] for one in objects(run("issue list --mine --json"))] == [mine[:6]]


def test_a_step_tells_the_level_and_for_whom_an_issue_waits(run: Run) -> None:
    id = id_in(run(RAISE, now=at(3)))
    raised = run(f"issue escalate {id} --reason 协调两次", now=at(3)).out
    assert raised == f"{id} 已登记（板块），时限 2025-11-12 周三\n"
    assert run(f"issue accept {id} --by 李四", now=at(3)).code == 0
    held = run(f"issue hold {id} --reason 等资料 --waiting 企业", now=at(3)).out
    assert held.startswith(f"{id} 挂起（等企业），时限")
    assert run(f"issue hold {id} --reason 等资料 --waiting 企业", now=at(3)).code == 4
