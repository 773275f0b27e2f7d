"""What a day, a week and a month say of projects: every figure as it was entered, and nothing where there is none."""

import csv
import io
import re
from datetime import datetime
from pathlib import Path

import pytest

from gridlog.core.event import Json
from gridlog.store.file import Author, open_store
from tests.conftest import NOW, Ran, Run, id_in, sql

pytestmark = pytest.mark.usefixtures("small")
SUNDAY_NIGHT = "2025-11-23T22:00:00+08:00"


@pytest.fixture
def with_projects(run: Run) -> Run:
    def at(day: int, line: str) -> Ran:
        done = run(line, now=f"2025-11-{day:02}T17:00:00+08:00")
        assert done.code == 0, (line, done.err)
        return done

    at(10, "config set officer 张三")
    for line in (
        "project add X1 光伏组件 --enterprise E1 --investment 12000.5 --leader 板块长甲 --deputy 李四",
        "project add X2 家居二期 --enterprise E2 --investment 300 --leader 板块长甲",
        "project add X3 粮食加工 --enterprise E3",
        "project member X1 张三 --from 2025-11-03 --resident",
        "project member X1 李四 --from 2025-11-03",
        "project member X2 王五 --from 2025-11-03",
        "project milestone X1 签约 --actual 2025-11-05",
        "project milestone X1 开工 --plan 2025-11-12",
        "project milestone X1 竣工 --plan 2026-06-30",
        "project milestone X2 开工 --plan 2025-10-01",
        "project milestone X3 竣工 --actual 2025-11-06",
        "project close X3 --text 已竣工",
    ):
        at(10, line)
    at(14, "project progress X1 --planned 40 --actual 28.5 --week 2025-W46")
    for day in (10, 11, 12, 13, 14, 17, 18, 19, 20):
        at(day, f"project log X1 --done 吊装{day} --people {day}")
    at(11, "project log X2 --done 打桩")
    old = id_in(at(12, "issue raise E1 变压器不够 --project X1"))
    at(18, "issue raise E1 道路没通 --project X1")
    at(19, "issue raise E2 缺砂石 --project X2")
    at(20, f"issue close {old} --result solved --text 已增容 --satisfaction 5")
    at(20, "project member X2 王五 --until 2025-11-20 --reason 调离")
    at(21, "project milestone X1 开工 --actual 2025-11-20")
    at(21, "project log X1 --done 吊装21 --plan 焊接 --people 30 --needs 供电局到场")
    at(21, "project progress X1 --planned 50 --actual 35")
    return run


def told(done: Ran) -> list[str]:
    assert done.code == 0, done.err
    return [line for line in done.out.splitlines() if line.startswith(("项目专班", "Projects"))]


def table(done: Ran, title: str) -> list[list[str]]:
    """The rows of a table of a page, as text."""
    page = done.out[done.out.index(f"{title}</") :]
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", page[: page.index("</table>")], re.S)
    rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in found]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in rows]


@pytest.mark.parametrize("line", ["report day", "report week", "report month"])
def test_a_zone_without_projects_reads_nothing_of_them(run: Run, line: str) -> None:
    for form in ("", " --format md", " --format html"):
        assert "项目专班" not in run(line + form).out


def test_a_day_has_a_row_a_project_and_names_who_owes_a_log(with_projects: Run) -> None:
    done = with_projects("report day 2025-11-21")
    assert told(done) == [
        "项目专班：共 2 个：红灯 2 个。",
        "项目专班：红灯：光伏组件（连续两周黄灯；序时差 -15.0 个百分点）、"
        "家居二期（连续两周黄灯；开工超期 51 天；7 个工作日没有日志）。",
        "项目专班：未报日志 1 个：家居二期。",
    ]
    assert (
        "光伏组件：开工；完成：吊装21；明日：焊接；在岗 30 人；需协调：供电局到场；堵点新增 0、在办 1；李四"
        in done.out
    )
    rows = table(with_projects("report day 2025-11-21 --format html"), "项目日调度")
    assert rows == [
        ["项目", "阶段", "今日完成", "明日计划", "在岗", "堵点新增", "堵点在办", "需协调", "责任人", "灯"],
        ["光伏组件", "开工", "吊装21", "焊接", "30", "0", "1", "供电局到场", "李四", "红"],
        ["家居二期", "", "未报", "", "", "0", "1", "", "板块长甲", "红"],
    ]


def test_a_past_day_is_told_as_it_was(with_projects: Run) -> None:
    rows = table(with_projects("report day 2025-11-18 --format html"), "项目日调度")
    assert [row[1:3] + row[5:7] for row in rows[1:]] == [
        ["签约", "吊装18", "1", "2"],
        ["", "未报", "0", "0"],
    ]
    saturday = told(with_projects("report day 2025-11-22", now=SUNDAY_NIGHT))
    assert not any("未报" in line for line in saturday)
    closed = table(with_projects("report day 2025-11-10 --format html"), "项目日调度")
    assert [row[0] for row in closed[1:]] == ["光伏组件", "家居二期", "粮食加工"]
    assert told(with_projects("report day 2025-11-09")) == []


def test_a_week_sets_the_schedule_against_what_was_reached(with_projects: Run) -> None:
    done = with_projects("report week 2025-W47", now=SUNDAY_NIGHT)
    assert told(done)[2:] == [
        "项目专班：本周实际：光伏组件 35.0%（计划 50.0%，序时差 -15.0）。",
        "项目专班：缺日志：家居二期 5 天。",
        "项目专班：提前撤离 1 人：王五（家居二期，11-20，调离）。",
    ]
    rows = table(with_projects("report week 2025-W47 --format html"), "项目周进度")
    assert rows == [
        ["项目", "上周计划%", "上周实际%", "序时差", "本周计划%", "堵点化解", "灯"],
        ["光伏组件", "40.0", "28.5", "-11.5", "50.0", "1", "红"],
        ["家居二期", "", "", "", "", "0", "红"],
    ]
    after = told(with_projects("report week 2025-W47", now="2025-11-24T09:00:00+08:00"))
    assert "项目专班：未报周进度 1 个：家居二期。" in after
    before = told(with_projects("report week 2025-W46"))
    assert before[:2] == [
        "项目专班：共 3 个：红灯 1 个、黄灯 1 个。",
        "项目专班：红灯：家居二期（开工超期 46 天；3 个工作日没有日志）。",
    ]


def test_a_month_is_one_paragraph_and_a_table(with_projects: Run) -> None:
    assert told(with_projects("report month 2025-11")) == [
        "项目专班：共 3 个专班（红灯 2 个），总投资 12,300.5 万元，成员 2 人，其中脱产驻点 1 人；堵点新增 3 件，化解 1 件，在办 2 件。"
        "本月达到节点：光伏组件 签约、光伏组件 开工、粮食加工 竣工。"
        "红灯：光伏组件（连续两周黄灯；序时差 -15.0 个百分点）、家居二期（连续两周黄灯；开工超期 51 天；7 个工作日没有日志）。"
        "提前撤离 1 人：王五（家居二期，11-20，调离）。",
    ]
    rows = table(with_projects("report month 2025-11 --format html"), "项目推进情况")
    assert rows == [
        ["项目", "年度投资", "计划进度", "实际进度", "序时差", "灯", "主要问题", "下一节点", "计划日期"],
        ["光伏组件", "12000.5", "50.0%", "35.0%", "-15.0", "红", "道路没通", "竣工", "2026-06-30"],
        ["家居二期", "300", "", "", "", "红", "缺砂石", "开工", "2025-10-01"],
        ["粮食加工", "", "", "", "", "", "", "投产", ""],
    ]
    assert told(with_projects("report month 2025-11", lang="en"))[0].startswith(
        "Projects: 3 task forces (red 2), investment 12,300.5 (10,000 yuan), members 2, of them resident 1; "
    )


@pytest.mark.parametrize("day", [11, 14, 17, 19, 20, 21])
def test_the_blockers_and_logs_of_a_day_are_what_a_count_over_the_exports_says(
    with_projects: Run, tmp_path: Path, day: int
) -> None:
    on = f"2025-11-{day}"
    logs = {
        row["project"]: row
        for row in csv.DictReader(io.StringIO(with_projects("export logs").out))
        if row["date"] == on
    }
    issues = list(csv.DictReader(io.StringIO(with_projects("export issues").out)))
    of = {str(issue): str(project) for issue, project in sql(tmp_path, "SELECT issue, project FROM blockers")}
    expected = []
    for code in ("X1", "X2"):
        mine = [one for one in issues if of.get(one["id"]) == code]
        raised = sum(one["raised_on"] == on for one in mine)
        in_hand = sum(
            one["raised_on"] <= on and not (one["closed_on"] and one["closed_on"] <= on) for one in mine
        )
        log = logs.get(code)
        expected.append(
            [log["done"] if log else "未报", log["people"] if log else "", str(raised), str(in_hand)]
        )
    rows = table(with_projects(f"report day {on} --format html"), "项目日调度")
    assert [[row[2], *row[4:7]] for row in rows[1:3]] == expected


def test_a_report_of_an_earlier_instant_has_what_was_on_record_then(with_projects: Run) -> None:
    then = "--as-of 2025-11-19T18:00:00+08:00"
    done = with_projects(f"report week 2025-W47 {then}")
    assert not any("提前撤离" in line or "本周实际" in line for line in told(done))
    rows = table(with_projects(f"report week 2025-W47 {then} --format html"), "项目周进度")
    assert [row[5] for row in rows[1:]] == ["0", "0"]
    assert told(with_projects("report week 2025-W46 --as-of 2025-11-10T08:00:00+08:00")) == []


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "md", "text"])
@pytest.mark.parametrize("report", ["day", "week", "month"])
def test_every_document_takes_the_chapter(with_projects: Run, tmp_path: Path, report: str, form: str) -> None:
    target = tmp_path / f"r.{form}"
    line = f"report {report} 2025-11-21 -o {target} --format {form}"
    assert with_projects(line).code == 0
    assert target.stat().st_size > 500


def test_events_at_the_ends_of_the_calendar_stop_no_command(run: Run, tmp_path: Path) -> None:
    """Another program wrote them: gridlog itself refuses such days."""
    assert run("config set officer 张三").code == 0
    assert run("project add X1 光伏组件 --enterprise E1").code == 0
    facts: list[tuple[str, str, dict[str, Json]]] = [
        ("project/X1", "project.milestone_set", {"milestone": "signed", "plan": "0001-01-01"}),
        ("project/X1", "project.milestone_set", {"milestone": "full_output", "plan": "9999-12-31"}),
        ("project/X1", "project.milestone_set", {"milestone": "started", "actual": "0001-01-01"}),
        ("project/X1", "project.member_set", {"officer": "P1", "from": "0001-01-01", "to": "9999-12-30"}),
        ("project/X1", "project.member_set", {"officer": "P2", "from": "0001-01-01", "to": "0001-01-01"}),
        ("log/X1/0001-01-01", "log.noted", {"done": "x", "people": 2**62}),
        ("log/X1/9999-12-31", "log.noted", {"done": "x"}),
        ("progress/X1/0001-W01", "progress.set", {"planned": "100.0", "actual": "0.0"}),
        ("progress/X1/9999-W52", "progress.set", {"planned": "100.0", "actual": "0.0"}),
        ("progress/X9/2025-W47", "progress.set", {"planned": "1.0"}),
        ("log/X9/2025-11-21", "log.noted", {"done": "x"}),
    ]
    store = open_store(tmp_path / "zone.db", datetime.fromisoformat(NOW), create=False)
    with store.write(Author("P1", datetime.fromisoformat(NOW), False)) as writer:
        for key, kind, data in facts:
            writer.append(kind, data, key)
    store.close()
    for line in ("report day", "report week", "report month", "project list", "project show X1"):
        for form in ("", " --format md", " --format json"):
            assert run(line + form).code == 0, line
    for form in ("html", "docx"):
        for period in ("day", "week", "month"):
            assert run(f"report {period} --format {form}").code == 0
    for what in ("projects", "milestones", "logs", "progress"):
        assert run(f"export {what}").code == 0
    assert run("report day 1900-01-01").code == 0
    assert run("project member X1 P1 --from 2025-11-03").code == 4
