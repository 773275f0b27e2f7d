"""Projects (一项目一专班): task force, milestones, daily logs, weekly progress, lights with their reason; in and out of files."""

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import NOW, Ran, Run, objects, sql

MONDAY = "2025-11-24T09:00:00+08:00"


@pytest.fixture
def project(run: Run) -> Run:
    def go(line: str, **more: str) -> Ran:
        return run(line, **more)

    for line in (
        "init",
        "grid add A 甲板块 --level block",
        "grid add A-1 甲一 --parent A",
        "officer add L1 周书记 --role chief",
        "officer add P1 王一 --grid A-1",
        "officer add P2 李二 --grid A-1",
        "officer add P3 张三 --grid A-1",
        "config set officer P1",
        "enterprise add E1 甲企业有限公司 --grid A-1",
        "enterprise add E2 乙企业有限公司 --grid A-1",
        "project add X1 光伏组件 --enterprise E1 --level 市 --investment 12,000.50 --content 三条产线 --leader L1 --deputy P2",
        "project add X2 家居二期 --enterprise 乙企业 --level zone",
    ):
        done = run(line)
        assert done.code == 0, (line, done.err)
    return go


def exported(project: Run, what: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(project(f"export {what}").out)))


def test_a_project_is_added_changed_and_removed_while_nothing_names_it(project: Run, tmp_path: Path) -> None:
    first = exported(project, "projects")[0]
    assert list(first)[:14] == [
        *("code", "name", "enterprise", "level", "investment", "content", "leader", "deputy"),
        *("block", "stage", "light", "light_reason", "gap", "blockers_open"),
    ]
    assert list(first.values())[:10] == [
        *("X1", "光伏组件", "甲企业有限公司", "city", "12000.5", "三条产线", "周书记", "李二"),
        *("A", ""),
    ]
    assert project("project add X1 又一个 --enterprise E1").code == 4
    done = project("project edit 光伏组件 --level 省 --deputy P3")
    assert done.out == "已更新 X1 光伏组件：级别 省级; 扛旗干部 张三\n"
    assert project("project edit X1 --level 省").code == 4
    project("project log X1 --done 吊装")
    assert project("project remove X1 --reason 重复").code == 4
    assert project("project remove X2 --reason 重复").code == 0
    assert sql(tmp_path, "SELECT code FROM projects") == [("X1",)]
    kinds = [row["kind"] for row in objects(project("project history X1 --json"))]
    assert kinds == ["project.saved", "project.saved"]
    assert "级别 省级" in project("project history X1").out
    assert project("project show X9").code == 3


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("project add X3 丙 --enterprise E1 --investment 1e999", 2),
        ("project add X3 丙 --enterprise E1 --investment ½", 2),
        ("project add X3 丙 --enterprise E1 --investment -5", 2),
        ("project add X3 丙 --enterprise E1 --investment １２ｅ３", 2),
        ("project add X3 丙 --enterprise E9", 3),
        ("project add X3 丙 --enterprise ''", 2),
        ("project edit X1 --enterprise ''", 2),
        ("project add X/3 丙 --enterprise E1", 2),
        ("project add X3 ' ' --enterprise E1", 2),
        ("project add X3 丙 --enterprise E1 --level 国家级", 2),
        ("project milestone X1 started --actual 1900-01-01", 4),
        ("project milestone X1 started --plan 2199-01-01", 4),
        ("project milestone X1 started --actual 2025-12-01", 4),
        ("project milestone X1 挖坑 --plan 2026-01-01", 2),
        ("project milestone X1 started", 2),
        ("project log X1 --done 好 --people ½", 2),
        ("project log X1 --done 好 --people -1", 2),
        ("project log X1 --done 好 --people 1e999", 2),
        ("project log X1 --done 好 --on 2025-11-22", 4),
        ("project log X1 --done ' '", 2),
        ("project progress X1 --planned 100.1", 2),
        ("project progress X1 --planned -1", 2),
        ("project progress X1 --planned 1e999", 2),
        ("project progress X1 --planned ½", 2),
        ("project progress X1 --planned 33.33", 2),
        ("project progress X1", 2),
        ("project progress X1 --actual 5 --week 2025-W48", 4),
        ("project member X1 P1 --from 2025-11-20 --until 2025-11-19", 4),
        ("project member X1 P9", 3),
        ("project close X1 --text 完成", 4),
        ("project reopen X1 --reason x", 4),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line_and_changes_nothing(
    project: Run, tmp_path: Path, line: str, code: int
) -> None:
    before = sql(tmp_path, "SELECT count(*) FROM events")
    done = project(line)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1), done.err
    assert sql(tmp_path, "SELECT count(*) FROM events") == before


def test_figures_in_full_width_are_read(project: Run) -> None:
    project("project edit X1 --investment １，２００．５０万元")
    project("project progress X1 --planned ４０％ --actual ３５.５")
    project("project log X1 --done 好 --people １２")
    assert exported(project, "projects")[0]["investment"] == "1200.5"
    assert exported(project, "progress")[0]["gap"] == "-4.5"
    assert exported(project, "logs")[0]["people"] == "12"


def milestones(project: Run) -> list[list[str]]:
    return [list(row.values())[1:6] for row in exported(project, "milestones")]


def test_the_first_plan_is_kept_for_ever_and_a_moved_plan_needs_a_reason(project: Run) -> None:
    project("project milestone X1 竣工 --plan 2026-06-30")
    refused = project("project milestone X1 竣工 --plan 2026-09-30")
    assert (refused.code, "改动要写原因" in refused.err) == (4, True)
    moved = project("project milestone X1 竣工 --plan 2026-09-30 --reason 设备晚到")
    assert moved.out == "光伏组件 竣工：计划 2026-09-30 周三，实际 —\n"
    assert "首次计划是 2026-06-30" in moved.err
    project("project milestone X1 竣工 --plan 2026-12-31 --reason 又晚")
    assert milestones(project) == [["completed", "2026-12-31", "", "2026-06-30", "0"]]
    project("project milestone X1 竣工 --plan - --reason 未定")
    project("project milestone X1 竣工 --plan 2027-01-01")
    assert milestones(project) == [["completed", "2027-01-01", "", "2026-06-30", "0"]]
    assert project("project milestone X1 竣工 --plan 2027-01-01").code == 4


def test_actual_days_follow_the_order_of_milestones_and_a_skipped_one_is_marked(project: Run) -> None:
    project("project milestone X1 开工 --plan 2025-03-01 --actual 2025-03-20")
    skipped = project("project milestone X1 封顶 --actual 2025-09-01")
    assert "跳过的节点：签约、注册、拿地。" in skipped.err
    early = project("project milestone X1 封顶 --actual 2025-02-01 --reason 错了")
    assert (early.code, "先后不符" in early.err) == (4, True)
    assert project("project milestone X1 拿地 --actual 2025-04-01").code == 4
    assert project("project milestone X1 拿地 --actual 2025-03-20").code == 0
    assert milestones(project) == [
        ["signed", "", "", "", ""],
        ["registered", "", "", "", ""],
        ["land", "", "2025-03-20", "", ""],
        ["started", "2025-03-01", "2025-03-20", "2025-03-01", "19"],
        ["topped_out", "", "2025-09-01", "", ""],
    ]
    assert [row["skipped"] for row in exported(project, "milestones")] == ["1", "1", "0", "0", "0"]
    assert exported(project, "projects")[0]["stage"] == "topped_out"
    assert [row["code"] for row in objects(project("project list --stage 封顶 --json"))] == ["X1"]
    assert project("project milestone X1 封顶 --actual -").code == 4
    project("project milestone X1 封顶 --actual - --reason 记错")
    assert exported(project, "projects")[0]["stage"] == "started"


def test_nobody_leaves_before_completion_without_a_reason(project: Run, tmp_path: Path) -> None:
    assert project("project member X1 王一 --from 2025-11-03 --resident").out == (
        "光伏组件：王一，2025-11-03 周一 起，脱产驻点\n"
    )
    assert project("project member X1 王一").code == 4
    refused = project("project member X1 王一 --until 2025-11-20")
    assert (refused.code, "竣工前不得撤离" in refused.err) == (4, True)
    done = project("project member X1 王一 --until 2025-11-20 --reason 调离")
    assert done.out == "光伏组件：王一，2025-11-03 周一 至 2025-11-20 周四，脱产驻点\n"
    project("project member X1 P2 --from 2025-11-03")
    project("project milestone X1 竣工 --actual 2025-11-18")
    assert project("project member X1 P2 --until 2025-11-17").code == 4
    assert project("project member X1 P2 --until 2025-11-18").code == 0
    rows = sql(tmp_path, "SELECT officer, until_on, early, reason FROM project_members ORDER BY officer")
    assert rows == [("P1", "2025-11-21", 0, "调离"), ("P2", "2025-11-19", 0, "")]
    project("project milestone X1 竣工 --actual - --reason 记错")
    rows = sql(tmp_path, "SELECT officer, early FROM project_members ORDER BY officer")
    assert rows == [("P1", 1), ("P2", 1)]


def test_a_member_comes_back_and_a_stay_by_mistake_is_taken_back(project: Run, tmp_path: Path) -> None:
    project("project member X1 P1 --from 2025-10-01 --until 2025-10-31 --reason 轮换")
    overlap = project("project member X1 P1 --from 2025-10-15")
    assert (overlap.code, "已在专班" in overlap.err) == (4, True)
    assert project("project member X1 P1 --from 2025-11-10").code == 0
    assert project("project member X1 P1 --resident").code == 0
    assert project("project member X1 P1 --clear").code == 2
    assert project("project member X1 P1 --clear --reason 录错").code == 0
    rows = sql(tmp_path, "SELECT from_on, resident FROM project_members")
    assert rows == [("2025-10-01", 0)]
    assert project("project member X1 P1 --from 2025-10-02 --clear --reason 录错").code == 3


def test_a_log_is_one_a_day_replaced_and_taken_back(project: Run) -> None:
    line = "project log X1 --done 吊装 --plan 焊接 --people 30 --needs 供电"
    assert project(line).out == "光伏组件 2025-11-21 周五 日志已记录\n"
    assert project(line).code == 4
    assert "原来写的是：吊装" in project("project log X1 --done 吊装完成").err
    assert exported(project, "logs") == [
        {"project": "X1", "date": "2025-11-21", "done": "吊装完成", "plan": "", "people": "", "needs": ""}
    ]
    assert project("project log X1 --clear").code == 2
    assert project("project log X1 --clear --reason 写错项目").code == 0
    assert project("project log X1 --clear --reason 写错项目").code == 3
    assert exported(project, "logs") == []


def test_progress_is_planned_first_and_reached_later(project: Run) -> None:
    done = project("project progress X1 --planned 40")
    assert done.out == "光伏组件 2025-W47：计划 40.0%，实际 —%，序时差 —\n"
    done = project("project progress X1 --actual 35.5")
    assert done.out == "光伏组件 2025-W47：计划 40.0%，实际 35.5%，序时差 -4.5\n"
    assert "原来是计划 40.0%" in done.err
    assert project("project progress X1 --planned 40.0 --actual 35.5").code == 4
    assert project("project progress X1 --planned 50 --week 2025-W48").code == 0
    assert [list(row.values()) for row in exported(project, "progress")] == [
        ["X1", "2025-W47", "40.0", "35.5", "-4.5"],
        ["X1", "2025-W48", "50.0", "", ""],
    ]
    assert project("project progress X1 --week 2025-W48 --clear --reason 早了").code == 0
    assert project("project progress X1 --week 2025-W48 --clear --reason 早了").code == 3


def test_a_light_comes_with_its_reason(project: Run) -> None:
    def lights(now: str = NOW) -> list[tuple[str, str]]:
        rows = objects(project("project list --json", now=now))
        return [(str(row["light"]), str(row["light_reason"])) for row in rows]

    assert lights() == [("green", "none"), ("green", "none")]
    project("project progress X1 --planned 40 --actual 20")
    project("project progress X2 --planned 40 --actual 9.9")
    assert lights() == [("yellow", "gap -20.0"), ("red", "gap -30.1")]
    project("project milestone X1 开工 --plan 2025-10-01")
    assert lights() == [("red", "late started 51; gap -20.0"), ("red", "gap -30.1")]
    text = project("project list").out
    assert "开工超期 51 天；序时差 -20.0 个百分点" in text.replace("\n", "")
    assert "started is 51 days late" in project("project show X1", lang="en").out
    later = [one[1].rpartition("; ")[2] for one in lights("2025-11-26T09:00:00+08:00")]
    assert later == ["silent 3", "silent 3"]
    assert [row["code"] for row in objects(project("project list --light 黄 --json"))] == []
    assert [row["code"] for row in objects(project("project list --light red --json"))] == ["X1", "X2"]


def test_the_bounds_of_a_light_are_settings(project: Run) -> None:
    project("project progress X1 --planned 40 --actual 20")
    project("config set gap_yellow_points 20")
    assert exported(project, "projects")[0]["light"] == "green"
    project("config set gap_red_points 19")
    assert exported(project, "projects")[0]["light"] == "red"


def test_closing_is_refused_before_completion_and_can_be_taken_back(project: Run) -> None:
    refused = project("project close X1 --text 已竣工")
    assert (refused.code, "没有竣工" in refused.err) == (4, True)
    project("project milestone X1 竣工 --actual 2025-11-18")
    assert project("project close X1 --text 已竣工").code == 0
    assert project("project close X1 --text 已竣工").code == 4
    assert [row["code"] for row in objects(project("project list --json"))] == ["X2"]
    (closed,) = objects(project("project list --closed --json"))
    assert (closed["code"], closed["light"], closed["closed_on"]) == ("X1", "", "2025-11-21")
    assert project("project log X1 --done 收尾", now=MONDAY).code == 4
    assert project("project progress X1 --planned 100 --week 2025-W48", now=MONDAY).code == 4
    assert project("project log X1 --done 收尾 --on 2025-11-20").code == 0
    assert project("project reopen X1 --reason 复验").code == 0
    assert project("project log X1 --done 收尾", now=MONDAY).code == 0


FILES = {
    "projects": (
        '项目编号,项目名称,企业名称,级别,总投资(万元),挂帅领导,扛旗干部\nX1,光伏组件,甲企业,市级,"12,000.5",周书记,李二\nX3,新项目,E2,省,300,,\n',
        "新增 1 行，更新 0 行，已有 1 行",
    ),
    "milestones": (
        "项目,节点,计划日期,实际日期\n光伏组件,签约,2025-01-01,2025-01-02\nX1,竣工,2026-6-30,\n",
        "新增 0 行，更新 2 行，已有 0 行",
    ),
    "logs": (
        "日期,项目,今日完成,明日计划,在岗人数,需协调\n2025/11/20,X1,吊装,焊接,30,\n11月19日,X2,打桩,,,供电\n",
        "新增 2 行，更新 0 行，已有 0 行",
    ),
    "progress": (
        "项目,周次,计划%,实际%\nX1,2025-W47,40,35.5\n家居二期,2025-11-21,10,\n",
        "新增 2 行，更新 0 行，已有 0 行",
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_is_tried_taken_known_again_and_our_own_export_comes_back_unchanged(
    project: Run, tmp_path: Path, what: str
) -> None:
    text, counts = FILES[what]
    file = tmp_path / f"{what}.csv"
    file.write_text(text, encoding="gb18030")
    before = exported(project, what)
    assert project(f"project import {file} --dry-run").out.startswith(f"试运行：{file}（{what}）")
    assert exported(project, what) == before
    done = project(f"project import {file}")
    assert counts in done.out, done.err
    assert "新增 0 行，更新 0 行，已有 2 行" in project(f"project import {file}").out
    for dialect in ("", " --excel"):
        back = tmp_path / "back.csv"
        back.write_bytes(project(f"export {what}{dialect}").raw)
        done = project(f"project import {back}")
        assert (done.code, done.err) == (0, "")
        assert "新增 0 行，更新 0 行" in done.out


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("projects", "code,name,enterprise,investment\nX5,好,E1,5\nX6,坏,E1,1e999\n"),
        ("projects", 'code,name,enterprise,investment\nX5,好,E1,5\nX6,坏,E1,"1,5"\n'),
        ("projects", "code,name,enterprise\nX5,好,E1\nX6,坏,E9\n"),
        ("milestones", "project,milestone,plan,actual\nX1,started,2026-01-01,\nX1,completed,,2025-12-01\n"),
        ("milestones", "project,milestone,actual\nX1,started,2025-05-01\nX1,signed,2025-06-01\n"),
        ("milestones", "project,milestone,plan\nX1,started,2025-05-01\nX1,started,2025-06-01\n"),
        ("milestones", "project,milestone,plan\nX1,started,2025-05-01\nX1,signed,1900-01-01\n"),
        ("logs", "project,date,done,people\nX1,2025-11-20,好,1\nX1,2025-11-21,坏,-1\n"),
        ("logs", "project,date,done,people\nX1,2025-11-20,好,1\nX1,2025-11-21,坏,5²\n"),
        ("logs", "project,date,done\nX1,2025-11-20,好\nX1,2025-11-22,坏\n"),
        ("progress", "project,week,planned\nX1,2025-W47,10\nX1,2025-W48,½\n"),
        ("progress", "project,week,planned\nX1,2025-W47,10\nX1,哪天,5\n"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken(project: Run, tmp_path: Path, what: str, text: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    before = exported(project, what)
    done = project(f"project import {file} --kind {what}")
    assert (done.code, done.out) == (4, "")
    assert "第 3 行：" in done.err
    assert exported(project, what) == before
    assert project(f"project import {file} --kind {what} --skip-bad").code == 0
    taken = [row for row in exported(project, what) if row.get("skipped") != "1"]
    assert len(taken) == len(before) + 1


def test_two_devices_write_two_days_and_two_weeks_at_once_without_a_conflict(
    project: Run, tmp_path: Path
) -> None:
    share, other = tmp_path / "share", tmp_path / "b.db"
    project(f"share create {share}")
    project(f"--db {other} init")
    project(f"--db {other} share join {share}")
    project(f"--db {other} config set officer P2")
    for db, day, week in ((tmp_path / "zone.db", 19, 46), (other, 20, 47)):
        assert project(f"--db {db} project log X1 --done 好 --on 2025-11-{day}").code == 0
        assert project(f"--db {db} project progress X1 --planned 5 --week 2025-W{week}").code == 0
    for db in (other, tmp_path / "zone.db", other):
        assert project(f"--db {db} sync", now=NOW).code == 0
    assert len(exported(project, "logs")) == len(exported(project, "progress")) == 2
    assert objects(project("conflicts --json")) == []


def test_a_blocker_is_an_issue_with_a_project_of_the_same_enterprise(project: Run) -> None:
    done = project("issue raise E1 变压器不够 --category POWER --project 光伏组件 --json")
    assert (done.code, objects(done)[0]["project"]) == (0, "X1")
    refused = project("issue raise E2 道路 --project X1")
    assert (refused.code, "不是 乙企业有限公司" in refused.err) == (4, True)
    project("issue raise E1 别的事")
    rows = objects(project("issue list --project X1 --json"))
    assert [row["text"] for row in rows] == ["变压器不够"]
    assert exported(project, "projects")[0]["blockers_open"] == "1"
    assert "项目 X1" in project(f"issue history {rows[0]['id']}").out
    project(f"issue close {rows[0]['id']} --result solved --text 已增容 --satisfaction 5")
    assert exported(project, "projects")[0]["blockers_open"] == "0"
    project("project milestone X1 竣工 --actual 2025-11-18")
    project("issue raise E1 道路 --project X1")
    assert "还有 1 个堵点在办" in project("project close X1 --text 已竣工").err


def kinds(project: Run) -> list[str]:
    return sorted(row["kind"] for row in exported(project, "visits"))


def test_a_members_visit_to_the_projects_enterprise_is_of_kind_project_by_itself(project: Run) -> None:
    project("project member X1 P2 --from 2025-11-15 --until 2025-11-19 --reason 轮换")
    for line in (
        "E1 --by P2 --on 2025-11-14",
        "E1 --by P2 --on 2025-11-15",
        "E1 --by P1 --with P2 --on 2025-11-19",
        "E1 --by P2 --on 2025-11-20",
        "E2 --by P2 --on 2025-11-17",
        "E1 --by P1 --on 2025-11-17",
        "E1 --by P2 --on 2025-11-18 --kind routine",
    ):
        assert project(f"visit add {line} --nothing").code == 0
    by_day = {
        (row["date"], row["officer_code"], row["enterprise_code"]): row["kind"]
        for row in exported(project, "visits")
    }
    assert {key for key, kind in by_day.items() if kind == "project"} == {
        ("2025-11-15", "P2", "E1"),
        ("2025-11-19", "P1", "E1"),
    }


def test_a_visit_for_a_project_is_of_its_kind_and_what_is_raised_on_it_is_a_blocker(project: Run) -> None:
    done = project("visit add --project X1 --note 看现场 --issue 变压器不够 --issue 道路")
    assert (done.code, "项目服务" in done.out) == (0, True)
    assert kinds(project) == ["project"]
    rows = objects(project("issue list --project X1 --json"))
    assert {row["text"] for row in rows} == {"变压器不够", "道路"}
    refused = project("visit add E2 --project X1 --nothing")
    assert (refused.code, "不是 乙企业有限公司" in refused.err) == (4, True)
    assert project("visit add E2 --project X2 --nothing --kind policy").code == 0
    assert kinds(project) == ["policy", "project"]


def test_what_a_project_names_cannot_be_taken_back_and_removed_codes_make_no_trouble(project: Run) -> None:
    refused = project("enterprise remove E1 --reason 重复")
    assert (refused.code, "项目 1 个（X1）" in refused.err) == (4, True)
    assert "项目 1 个（X1）" in project("officer remove L1 --reason 重复").err
    project("station add S1 甲站 --block A")
    project("station remove S1 --reason 重复")
    project("project remove X2 --reason 重复")
    assert project("conflicts").code == 0


def test_a_project_is_shown_with_its_milestones_members_and_weeks(project: Run) -> None:
    project("project milestone X1 竣工 --plan 2026-06-30")
    project("project milestone X1 竣工 --plan 2026-09-30 --reason 设备晚到")
    project("project member X1 P2 --resident --from 2025-11-03")
    project("project progress X1 --planned 40 --actual 35.5")
    text = project("project show 光伏").out
    told = [line.split() for line in text.splitlines()]
    assert ["竣工", "2026-09-30", "2026-06-30", "0", "否", "设备晚到"] in told
    assert ["P2", "李二", "2025-11-03", "是", "否"] in told
    assert ["2025-W47", "40.0", "35.5", "-4.5"] in told
    (row,) = objects(project("project show X1 --json"))
    assert (row["gap"], row["enterprise_code"], row["deputy_code"]) == ("-4.5", "E1", "P2")


def test_an_issue_becomes_a_blocker_later_and_is_none_again(project: Run) -> None:
    id = str(objects(project("issue raise E1 变压器不够 --json"))[0]["id"])
    done = project(f"issue edit {id} --project 光伏 --reason 漏填")
    assert (done.code, "项目 — → X1" in done.out) == (0, True)
    assert exported(project, "projects")[0]["blockers_open"] == "1"
    assert project(f"issue edit {id} --project X2 --reason 错").code == 4
    assert project(f"issue edit {id} --enterprise E2 --reason 错").code == 4
    assert project(f"issue edit {id} --enterprise E2 --project X2 --reason 错").code == 0
    assert [row["blockers_open"] for row in exported(project, "projects")] == ["0", "1"]
    assert project(f"issue edit {id} --project - --reason 错").code == 0
    assert [row["blockers_open"] for row in exported(project, "projects")] == ["0", "0"]
