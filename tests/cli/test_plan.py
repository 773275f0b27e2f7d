"""Plans (一企业一方案): made, revised, reviewed, confirmed; needs and measures in their order; in and out of files."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import NOW, Ran, Run, objects, sql

NAME = "甲企业有限公司"
DECEMBER = "2025-12-22T09:00:00+08:00"


@pytest.fixture
def zone(run: Run) -> Run:
    for line in (
        "init",
        "grid add A 甲板块 --level block",
        "grid add A-1 甲一 --parent A",
        "officer add P1 王一 --grid A-1",
        "officer add P2 李二",
        "config set officer P1",
        f"enterprise add E1 {NAME} --grid A-1",
        "enterprise add E2 乙企业有限公司 --grid A-1",
    ):
        done = run(line)
        assert done.code == 0, (line, done.err)
    return run


@pytest.fixture
def plan(zone: Run) -> Run:
    ok(
        zone,
        "plan new E1 --goal 上市 --text 已进辅导期 --period 2025—2026年 --leader 李副主任",
        "plan need E1 缺财务人员 --category TALENT",
        "plan need E1 政策解读 --category 政策",
        "plan measure E1 对接券商 --owner 金融办 --due 12-5",
        "plan measure E1 专场招聘 --owner 李二 --due 2025-12-10",
        "plan measure E1 办用地手续 --owner 自然资源局 --due 2025-12-31",
    )
    return zone


def ok(run: Run, *lines: str, now: str = NOW) -> Ran:
    for line in lines:
        done = run(line, now=now)
        assert done.code == 0, (line, done.err)
    return done


def refused(run: Run, line: str, code: int, words: str) -> None:
    done = run(line)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1), done
    assert words in done.err


def rows(run: Run, what: str, now: str = NOW) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(f"export {what}", now=now).out)))


def states(run: Run, what: str = "measures") -> list[tuple[str, str, str]]:
    return [(row["text"], row["state"], row["version"]) for row in rows(run, what)]


def test_a_plan_has_the_officer_of_the_grid_and_a_review_in_thirty_days_unless_they_are_said(
    zone: Run,
) -> None:
    done = ok(zone, "plan new E1 --goal 扩产 --text 新上两条线")
    assert "第1版" in done.out
    assert "服务专员 王一" in done.out
    (row,) = rows(zone, "plans")
    assert (row["goal"], row["officer"], row["review"]) == ("expansion", "P1", "2025-12-21")
    ok(zone, "config set plan_review_days 7")
    ok(zone, "plan new E2 --goal relief --officer P2 --leader 王一")
    (_, row) = rows(zone, "plans")
    assert (row["officer"], row["leader"], row["review"]) == ("P2", "P1", "2025-11-28")
    refused(zone, "plan new E1 --goal relief", 4, "plan revise")
    refused(zone, "plan new E9 --goal relief", 3, "E9")
    refused(zone, "plan new E2 --goal 发财", 2, "listing 上市")


def test_the_exports_have_the_columns_of_the_imports_first_and_the_headings_of_the_office(plan: Run) -> None:
    head = plan("export plans").out.splitlines()[0].split(",")
    assert head[:7] == ["enterprise", "goal", "period", "state", "leader", "officer", "review"]
    assert plan("export measures").out.splitlines()[:2] == [
        "enterprise,text,owner,due,state,version,overdue",
        "E1,对接券商,金融办,2025-12-05,open,1,0",
    ]
    excel = plan("export measures --excel").out.lstrip("\ufeff").splitlines()
    assert (
        excel[0]
        == "序号,企业名称,所属板块,服务措施,责任单位(人),完成时限,状态,完成日期,落实情况,是否超期,方案版本"
    )
    assert excel[2] == f"2,{NAME},甲板块,专场招聘,李二,2025-12-10,未完成,,,否,1"
    headings, row = plan("export plans --excel").out.lstrip("\ufeff").splitlines()
    assert headings == (
        "序号,企业名称,所属板块,方案目标,实施期限,企业现状,挂钩领导,服务专员,版本,制定日期,企业确认人,确认日期,"
        "需求(项),已满足,措施(项),已完成,超期,下次复盘"
    )
    assert row == (
        f"1,{NAME},甲板块,上市,2025—2026年,已进辅导期,李副主任,王一,1,2025-11-21,,,2,0,3,0,0,2025-12-21"
    )


def test_measures_are_done_or_dropped_by_the_number_that_show_prints(plan: Run) -> None:
    done = ok(plan, "plan done E1 2 --text 招到12人")
    assert done.out == f"{NAME} 措施 2 已完成：专场招聘\n"
    assert "1/3" in done.err
    done = ok(plan, "plan drop E1 3 --text 企业自行办好")
    assert "1/2" in done.err
    assert states(plan) == [
        ("对接券商", "open", "1"),
        ("专场招聘", "done", "1"),
        ("办用地手续", "dropped", "1"),
    ]
    shown = plan("plan show E1").out
    assert "招到12人" in shown
    assert "企业自行办好" in shown
    refused(plan, "plan done E1 2 --text 又来", 4, "专场招聘")
    refused(plan, "plan drop E1 2 --text 又来", 4, "专场招聘")
    refused(plan, "plan done E1 1", 2, "--text")
    refused(plan, "plan drop E1 1", 2, "--text")
    for number in ("4", "9999"):
        refused(plan, f"plan done E1 {number} --text x", 3, "共 3 项")
    for number in ("0", "-1", "1e999", "½", "二"):
        assert plan(f"plan done E1 -- {number}").code == 2
    refused(plan, "plan done E2 1 --text x", 3, "还没有方案")
    assert states(plan)[0][1] == "open"


def test_the_same_measure_again_gets_the_new_owner_and_day_and_a_closed_one_is_begun_anew(plan: Run) -> None:
    done = ok(plan, "plan measure E1 对接券商 --owner P2 --due 2025-12-09")
    assert "措施 1：对接券商，李二，2025-12-09" in done.out
    refused(plan, "plan measure E1 对接券商 --owner P2 --due 2025-12-09", 4, "对接券商")
    refused(plan, "plan measure E1 新的 --owner P2 --due 2025-11-20", 4, "已经过去")
    refused(plan, "plan measure E1 新的 --owner P2 --due 9999-12-31", 2, "9999")
    refused(plan, "plan measure E1 新的 --owner 李 --due 12-9", 3, "李二")
    ok(plan, "plan done E1 1 --text 已签约", "plan measure E1 对接券商 --owner 金融办 --due 2026-01-31")
    assert states(plan) == [
        ("对接券商", "done", "1"),
        ("专场招聘", "open", "1"),
        ("办用地手续", "open", "1"),
        ("对接券商", "open", "1"),
    ]
    ok(plan, "plan done E1 4 --text 又签一家")
    assert [state for _, state, _ in states(plan)] == ["done", "open", "open", "done"]


def test_a_need_is_an_issue_raises_one_or_stands_alone_and_is_met_when_its_issue_is_solved(
    plan: Run, tmp_path: Path
) -> None:
    id = plan("issue raise E1 停电 --category POWER").out.split()[0]
    other = plan("issue raise E2 停水").out.split()[0]
    ok(plan, f"plan need E1 用电稳定 --issue {id}")
    done = ok(plan, "plan need E1 缺财务人员 --raise")
    assert "已登记问题" in done.err
    assert f"{NAME} 需求 1" in done.out
    refused(plan, "plan need E1 缺财务人员 --raise", 4, "缺财务人员")
    refused(plan, f"plan need E1 停水 --issue {other}", 4, "乙企业有限公司")
    refused(plan, "plan need E1 停水 --issue ZZZZZZ", 3, "ZZZZZZ")
    found = rows(plan, "needs")
    assert [(row["text"], row["category"], row["state"]) for row in found] == [
        ("缺财务人员", "TALENT", "open"),
        ("政策解读", "POLICY", "open"),
        ("用电稳定", "POWER", "open"),
    ]
    assert found[2]["issue"].startswith(id)
    assert [row["text"] for row in objects(plan("issue list --json"))].count("缺财务人员") == 1
    (raised,) = sql(tmp_path, "SELECT category, block, grid FROM issues WHERE text = '缺财务人员'")
    assert raised == ("TALENT", "A", "A-1")
    ok(plan, f"issue close {id} --result explained --text 计划检修 --satisfaction 4")
    assert [row["state"] for row in rows(plan, "needs")] == ["open", "open", "open"]
    raised_id = found[0]["issue"]
    ok(plan, f"issue close {raised_id} --result solved --text 已招到 --satisfaction 5 --solved yes")
    assert [row["state"] for row in rows(plan, "needs")] == ["met", "open", "open"]
    refused(plan, "plan done E1 1 --need --text x", 4, "缺财务人员")
    ok(plan, "plan done E1 3 --need --text 换了专线", "plan drop E1 2 --need --text 企业撤回")
    (row,) = rows(plan, "plans")
    assert (row["needs_met"], row["needs"]) == ("2", "2")


def test_a_need_without_a_category_takes_the_one_of_its_words_and_says_so(plan: Run) -> None:
    told = plan("plan need E1 三月缺工五十人")
    assert "用工招聘（LABOR）" in told.err
    assert "记为其他（OTHER）" in plan("plan need E1 门口想种树").err
    again = plan("plan need E1 三月缺工五十人 --category TALENT")
    assert "类别" not in again.err
    categories = {row["text"]: row["category"] for row in rows(plan, "needs")}
    assert (categories["三月缺工五十人"], categories["门口想种树"]) == ("TALENT", "OTHER")


def test_a_need_is_signed_by_who_is_named(plan: Run) -> None:
    ok(plan, "plan need E1 甲 --by 李二", "plan need E1 乙 --raise --by 李二", "plan need E1 丙")
    events = objects(plan("plan history E1 --json"))
    assert [row["by"] for row in events if row["kind"] == "need.saved"][-3:] == ["李二", "李二", "王一"]
    (issue,) = objects(plan("issue list --json"))
    assert objects(plan(f"issue history {issue['id']} --json"))[0]["by"] == "李二"


def test_an_issue_and_its_need_are_written_together_or_not_at_all(plan: Run) -> None:
    refused(plan, "plan need E2 停水 --raise", 3, "还没有方案")
    assert objects(plan("issue list --json")) == []


def test_a_need_whose_issue_was_merged_is_met_with_the_other_one(plan: Run) -> None:
    ok(plan, "plan need E1 停电 --category POWER --raise")
    id = rows(plan, "needs")[2]["issue"]
    into = plan("issue raise E1 全园停电 --category POWER").out.split()[0]
    ok(plan, f"issue merge {id} {into}")
    assert rows(plan, "needs")[2]["state"] == "open"
    ok(plan, f"issue close {into} --result solved --text 已修 --satisfaction 5")
    assert rows(plan, "needs")[2]["state"] == "met"


def test_a_revision_takes_open_needs_and_measures_along_and_the_old_version_can_be_shown(plan: Run) -> None:
    ok(plan, "plan need E1 停电 --raise")
    id = rows(plan, "needs")[2]["issue"]
    ok(
        plan,
        f"issue close {id} --result solved --text 已修 --satisfaction 5",
        "plan done E1 1 --text 已签约",
        "plan done E1 2 --need --text 已讲解",
        "plan confirm E1 --by 张总",
    )
    done = ok(plan, "plan revise E1 --goal expansion --text 新上两条线", now="2025-11-24T09:00:00+08:00")
    assert "第2版" in done.out
    assert "需求 1 项" in done.err
    assert "措施 2 项" in done.err
    now, old = objects(plan("plan show E1 --json")), objects(plan("plan show E1 --version 1 --json"))
    assert [(row["goal"], row["state"], row["confirmed_by"], row["period"]) for row in (*now, *old)] == [
        ("expansion", "新上两条线", "", "2025—2026年"),
        ("listing", "已进辅导期", "张总", "2025—2026年"),
    ]
    figures = ("needs_met", "needs_total", "measures_done", "measures_total")
    assert [[row[key] for key in figures] for row in (*now, *old)] == [[0, 1, 0, 2], [2, 3, 1, 3]]
    assert states(plan) == [("对接券商", "done", "1"), ("专场招聘", "open", "2"), ("办用地手续", "open", "2")]
    assert [state for _, state, version in states(plan, "needs") if version == "1"] == ["met", "met"]
    ok(plan, "plan done E1 1 --text 招到12人")
    assert states(plan)[1] == ("专场招聘", "done", "2")
    shown = plan("plan show E1 --version 1").out
    assert "招到12人" not in shown
    assert "已签约" in shown
    refused(plan, "plan show E1 --version 3", 3, "最新是第2版")
    assert plan("plan show E1 --version 0").code == 2


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_a_plan_as_json_has_the_whole_page_with_the_keys_of_the_exports(plan: Run, form: str) -> None:
    ok(plan, "plan drop E1 2 --need --text 撤回", "plan done E1 1 --text 已签约", "plan confirm E1 --by 张总")
    ok(plan, "plan review E1 --text 正常 --next 2026-01-05", now=DECEMBER)
    out = plan(f"plan show E1 --format {form}", now=DECEMBER).out
    told = json.loads(out)
    told = told[0] if form == "json" else told
    assert out.count("\n") == (3 if form == "json" else 1)
    for what in ("needs", "measures"):
        exported = rows(plan, what, DECEMBER)
        assert [
            {key: {True: "1", False: "0"}.get(one[key], str(one[key])) for key in exported[0]}
            for one in told[what]
        ] == exported
        assert [one["number"] for one in told[what]] == list(range(1, len(exported) + 1))
    assert [one["note"] for one in told["needs"]] == ["", "撤回"]
    assert [one["closed_on"] for one in told["measures"]] == ["2025-11-21", None, None]
    assert told["reviews"] == [{"on": "2025-12-22", "text": "正常", "by": "王一"}]
    assert told["confirmation"] == [{"confirmed_by": "张总", "confirmed_on": "2025-11-21"}]
    assert [told[key] for key in ("needs_total", "needs_met", "measures_total", "measures_done")] == [
        1,
        0,
        3,
        1,
    ]


def test_a_confirmation_says_who_and_when_and_a_revision_asks_for_it_anew(plan: Run) -> None:
    refused(plan, "plan confirm E1", 2, "--by")
    assert ok(plan, "plan confirm E1 --by 张总").out == f"{NAME} 方案第1版，张总 已确认\n"
    (row,) = rows(plan, "plans")
    assert (row["confirmed_by"], row["confirmed_on"]) == ("张总", "2025-11-21")
    refused(plan, "plan confirm E1 --by 张总", 4, "没有要改的内容")
    ok(plan, "plan confirm E1 --by 张总经理", now=DECEMBER)
    (row,) = rows(plan, "plans")
    assert (row["confirmed_by"], row["confirmed_on"]) == ("张总经理", "2025-11-21")
    ok(plan, "plan revise E1 --goal listing")
    (row,) = rows(plan, "plans")
    assert (row["version"], row["confirmed_by"], row["confirmed_on"]) == ("2", "", "")


def test_a_review_is_held_and_the_next_one_waits_until_it_is_missed(plan: Run) -> None:
    assert objects(plan("plan list --overdue --json")) == []
    (row,) = objects(plan("plan list --overdue --json", now=DECEMBER))
    assert (row["review_missed"], row["measures_overdue"]) == (True, 2)
    done = ok(plan, "plan review E1 --text 进展正常", now=DECEMBER)
    assert done.out == f"{NAME} 已复盘，下次 2026-01-21 周三\n"
    done = ok(plan, "plan review E1 --text 再看 --next 2026-02-01", now=DECEMBER)
    assert "2026-02-01" in done.out
    refused(plan, "plan review E1", 2, "--text")
    refused(plan, "plan review E1 --text x --next 2025-11-20", 4, "已经过去")
    (row,) = objects(plan("plan list --overdue --json", now=DECEMBER))
    assert (row["review_missed"], row["measures_overdue"]) == (False, 2)
    assert "进展正常" in plan("plan show E1").out


def test_a_wrong_field_is_corrected_and_an_empty_plan_taken_back(plan: Run) -> None:
    done = ok(plan, "plan edit E1 --leader 王一 --review 2026-01-15 --goal relief")
    assert "挂钩领导 王一" in done.out
    (row,) = rows(plan, "plans")
    assert (row["goal"], row["leader"], row["review"], row["version"]) == ("relief", "P1", "2026-01-15", "1")
    refused(plan, "plan edit E1 --leader 王一", 4, "没有要改的内容")
    refused(plan, "plan edit E2 --leader 王一", 3, "还没有方案")
    refused(plan, "plan remove E1 --reason 错了", 4, "5 项")
    ok(plan, "plan new E2 --goal relief", "plan remove E2 --reason 错了")
    refused(plan, "plan show E2", 3, "还没有方案")
    ok(plan, "plan new E2 --goal upgrade")
    assert [row["goal"] for row in rows(plan, "plans")] == ["relief", "upgrade"]
    refused(plan, "enterprise remove E2 --reason 重复", 4, "方案 1 个（E2）")


def test_the_history_of_a_plan_has_each_step_of_its_needs_and_measures(plan: Run) -> None:
    ok(plan, "plan done E1 1 --text 已签约", "plan drop E1 2 --need --text 撤回", "plan confirm E1 --by 张总")
    kinds = [row["kind"] for row in objects(plan("plan history E1 --json"))]
    assert kinds == [
        "plan.saved",
        *["need.saved"] * 2,
        *["measure.saved"] * 3,
        "measure.done",
        "need.dropped",
        "plan.confirmed",
    ]
    assert "责任单位(人) 李二" in plan("plan history E1").out


def test_the_page_to_hand_over_is_made_in_every_format(plan: Run, tmp_path: Path) -> None:
    text = plan("plan show E1 --format md").out
    assert f"# {NAME}“一企业一方案”" in text
    assert "## 二、企业需求（已满足 0/2）" in text
    assert "## 三、服务措施（已完成 0/3）" in text
    assert "| 2 | 专场招聘 | 李二 | 2025-12-10 | 未完成 |" in text
    assert "企业确认（签字盖章）" in text
    ok(plan, "plan confirm E1 --by 张总")
    assert "企业确认：张总，2025年11月21日。" in plan("plan show E1 --format md").out
    for form in ("html", "docx", "xlsx"):
        target = tmp_path / f"方案.{form}"
        ok(plan, f"plan show E1 -o {target}")
        assert target.stat().st_size > 2000
    assert "English" not in plan("plan show E1 --format html").out
    assert "Measures" in plan("plan show E1 --format html", lang="en").out


def test_files_of_plans_measures_and_needs_are_known_again_and_our_own_exports_come_back_unchanged(
    zone: Run, tmp_path: Path
) -> None:
    files = {
        "方案.csv": "企业名称,方案目标,实施期限,挂钩领导,服务专员\n甲企业有限公司,上市,2026年,王一,\nE2,技改,,李副主任,李二\n",
        "措施.csv": "企业名称,服务措施,责任单位(人),完成时限,状态\nE1,对接券商,金融办,2025/12/5,\nE1,招聘,李二,12月9日,已完成\n",
        "需求.csv": "企业名称,企业需求,需求类别,状态\nE1,缺人,用工招聘,\nE2,缺电,POWER,已满足\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="gb18030")
        line = f"plan import {tmp_path / name}"
        assert ok(zone, f"{line} --dry-run").out.startswith("试运行：")
        assert "新增 2 行，更新 0 行，已有 0 行" in ok(zone, line).out
        assert "新增 0 行，更新 0 行，已有 2 行" in ok(zone, line).out
    assert [(row["officer"], row["leader"], row["review"]) for row in rows(zone, "plans")] == [
        ("P1", "P1", "2025-12-21"),
        ("P2", "李副主任", "2025-12-21"),
    ]
    assert [(row["owner"], row["state"]) for row in rows(zone, "measures")] == [
        ("金融办", "open"),
        ("P2", "done"),
    ]
    assert [row["state"] for row in rows(zone, "needs")] == ["open", "met"]
    for what in ("plans", "measures", "needs"):
        for form in ("", " --excel"):
            back = tmp_path / "back.csv"
            back.write_bytes(zone(f"export {what}{form}").raw)
            done = ok(zone, f"plan import {back}")
            assert ("已有 2 行" in done.out, done.err) == (True, "")


def test_the_file_of_an_earlier_version_is_known_after_a_revision_and_changes_nothing(
    zone: Run, tmp_path: Path
) -> None:
    file = tmp_path / "p.csv"
    file.write_text("enterprise,goal,period,review\nE1,listing,2025年,2025-12-10\n", encoding="utf-8")
    ok(zone, f"plan import {file}", "plan revise E1 --goal expansion --period 2026年")
    before = rows(zone, "plans")
    assert "新增 0 行，更新 0 行，已有 1 行" in ok(zone, f"plan import {file}").out
    assert rows(zone, "plans") == before
    file.write_text("enterprise,goal,period\nE1,expansion,2027年\n", encoding="utf-8")
    assert "更新 1 行" in ok(zone, f"plan import {file}").out
    assert rows(zone, "plans")[0]["period"] == "2027年"


def test_a_file_may_say_the_day_on_which_a_measure_was_done(zone: Run, tmp_path: Path) -> None:
    ok(zone, "plan new E1 --goal relief")
    file = tmp_path / "m.csv"
    head = "企业名称,服务措施,责任单位,完成时限,状态,完成日期\n"
    file.write_text(f"{head}E1,对接,金融办,2025-11-05,已完成,2025/11/4\n", encoding="utf-8")
    assert "新增 1 行" in ok(zone, f"plan import {file}").out
    assert "已有 1 行" in ok(zone, f"plan import {file}").out
    assert ",已完成,2025-11-04," in zone("export measures --excel").out
    file.write_text(f"{head}E1,走访,金融办,2025-12-05,已完成,2025-12-04\n", encoding="utf-8")
    assert zone(f"plan import {file}").code == 4


def test_a_file_changes_and_closes_what_is_open_and_never_opens_what_is_closed(
    plan: Run, tmp_path: Path
) -> None:
    file = tmp_path / "m.csv"
    ok(plan, "plan done E1 1 --text 已签约")
    file.write_text(
        "enterprise,text,owner,due,state\nE1,对接券商,金融办,2026-01-05,open\nE1,专场招聘,P1,2025-12-12,dropped\n",
        encoding="utf-8",
    )
    assert "更新 1 行，已有 1 行" in ok(plan, f"plan import {file}").out
    assert states(plan)[:2] == [("对接券商", "done", "1"), ("专场招聘", "dropped", "1")]
    assert rows(plan, "measures")[1]["owner"] == "P1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("enterprise,goal\nE1,relief\n", "plan revise"),
        ("enterprise,goal\nE9,relief\n", "E9"),
        ("enterprise,goal\nE2,发财\n", "listing 上市"),
        ("enterprise,goal,review\nE2,relief,1e999\n", "1e999"),
        ("enterprise,goal,review\nE2,relief,9999-01-01\n", "9999"),
        ("enterprise,goal,officer\nE2,relief,赵六\n", "赵六"),
        ("enterprise,text,owner,due\nE2,x,P1,2025-12-01\n", "还没有方案"),
        ("enterprise,text,owner,due\nE1,x,P1,½\n", "½"),
        ("enterprise,text,owner,due\nE1,x,,2025-12-01\n", "责任单位(人)"),
        ("enterprise,text,owner,due,state\nE1,x,P1,2025-12-01,半\n", "done 已完成"),
        ("enterprise,text,category\nE1,x,GOLD\n", "POWER"),
    ],
)
def test_a_bad_line_of_a_file_is_named_and_nothing_is_taken(
    plan: Run, tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    before = (states(plan), states(plan, "needs"), rows(plan, "plans"))
    done = plan(f"plan import {file}")
    assert (done.code, done.out) == (4, "")
    assert "第 2 行：" in done.err
    assert words in done.err
    assert (states(plan), states(plan, "needs"), rows(plan, "plans")) == before


def test_hostile_texts_stand_as_they_were_typed_and_full_width_dates_are_read(plan: Run) -> None:
    ok(
        plan,
        "plan measure E1 '=1+1/水/电; \"x\"' --owner ＠某局 --due ２０２５－１２－０６",
        "plan need E1 '../../etc'",
    )
    assert [row["text"] for row in rows(plan, "measures")][-1] == '=1+1/水/电; "x"'
    assert rows(plan, "measures")[-1]["due"] == "2025-12-06"
    ok(plan, "plan done E1 4 --text 好")
    refused(plan, "plan need E1 ' '", 2, "不能是空的")


def test_two_devices_add_and_close_measures_of_one_plan_on_one_day_without_a_conflict(
    plan: Run, tmp_path: Path
) -> None:
    share, other = tmp_path / "share", tmp_path / "b.db"
    ok(plan, f"share create {share}", f"--db {other} init", f"--db {other} share join {share}")
    ok(plan, f"--db {other} config set officer P2")
    ok(plan, "plan measure E1 甲措施 --owner 金融办 --due 12-8", "plan done E1 1 --text 已签约")
    ok(plan, f"--db {other} plan measure E1 乙措施 --owner 人社局 --due 12-9")
    ok(plan, f"--db {other} plan done E1 2 --text 已招")
    for db in (other, tmp_path / "zone.db", other):
        ok(plan, f"--db {db} sync")
    assert sorted(states(plan)) == sorted(
        (row["text"], row["state"], row["version"])
        for row in csv.DictReader(io.StringIO(plan(f"--db {other} export measures").out))
    )
    assert sorted(state for _, state, _ in states(plan)) == ["done", "done", "open", "open", "open"]
    assert objects(plan("conflicts --json")) == []


def test_one_file_that_two_devices_import_is_one_measure_and_no_conflict(plan: Run, tmp_path: Path) -> None:
    share, other, file = tmp_path / "share", tmp_path / "b.db", tmp_path / "m.csv"
    ok(plan, f"share create {share}", f"--db {other} init", f"--db {other} share join {share}")
    ok(plan, f"--db {other} config set officer P2")
    file.write_text("enterprise,text,owner,due\nE1,甲措施,金融办,2025-12-08\n", encoding="utf-8")
    ok(plan, f"plan import {file}")
    ok(plan, f"--db {other} plan import {file}", now="2025-11-22T09:00:00+08:00")
    for db in (other, tmp_path / "zone.db", other):
        ok(plan, f"--db {db} sync")
    assert [text for text, _, _ in states(plan)].count("甲措施") == 1
    assert objects(plan("conflicts --json")) == []


def test_a_plan_that_two_devices_made_at_once_is_one_plan_and_a_conflict_to_settle(
    zone: Run, tmp_path: Path
) -> None:
    share, other = tmp_path / "share", tmp_path / "b.db"
    ok(zone, f"share create {share}", f"--db {other} init", f"--db {other} share join {share}")
    ok(zone, f"--db {other} config set officer P2")
    ok(zone, "plan new E1 --goal listing", f"--db {other} plan new E1 --goal relief")
    for db in (other, tmp_path / "zone.db", other):
        ok(zone, f"--db {db} sync")
    assert len(rows(zone, "plans")) == 1
    assert len(objects(zone("conflicts --json"))) == 2
    goal = rows(zone, "plans")[0]["goal"]
    assert zone(f"--db {other} export plans").out.splitlines()[1].split(",")[1] == goal
    ok(zone, "plan edit E1 --text 已核对")
    assert objects(zone("conflicts --json")) == []
