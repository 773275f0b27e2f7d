"""`enterprise show`: one enterprise on one page, each part as it was entered, and nothing of nouns it does not have."""

import json
from typing import Any

import pytest

from gridlog.ledgers.ruled import cells
from gridlog.papers.page import packed
from tests.conftest import Ran, Run, id_in, only
from tests.support.processes import terminal

pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture
def zone(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """E1 with a thing of every kind."""
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")

    def at(day: int, line: str) -> Ran:
        done = run(line, now=f"2025-11-{day:02}T09:00:00+08:00")
        assert done.code == 0, (line, done.err)
        return done

    for day in range(3, 11):
        at(day, f"visit add E1 --note 第{day}天 --contact 周总")
    at(4, "visit add E2 --note 别家的事")
    wrong = at(12, "visit add E1 --note 记错了")
    at(12, f"visit void {id_in(wrong)} --reason 重复")
    at(3, "issue raise E1 午后电压波动 --category POWER")
    closed = id_in(at(3, "issue raise E1 早已办完 --category LABOR"))
    at(4, f"issue close {closed} --result solved --text 好了 --satisfaction 5")
    at(3, "plan new E1 --goal expansion --review 2025-11-24 --text 订单足")
    at(3, "plan measure E1 增容 --owner 供电局 --due 2025-11-10")
    at(3, "plan measure E1 招工 --owner 人社局 --due 2025-12-10")
    at(3, "plan measure E1 已办的 --owner 人社局 --due 2025-12-10")
    at(4, "plan done E1 3 --text 办了")
    at(3, "project add X1 新厂房 --enterprise E1")
    at(3, "project add X2 已完的 --enterprise E1")
    at(3, "project milestone X2 竣工 --actual 2025-11-02")
    at(4, "project close X2 --text 完")
    at(3, "project add X3 别家的 --enterprise E2")
    for month, value in (
        ("2024-10", "10"),
        ("2025-07", "7"),
        ("2025-08", "8"),
        ("2025-09", "9"),
        ("2025-10", "12.5"),
    ):
        at(3, f"indicator set E1 {month} 应税销售 {value}")
    at(3, "premises add Z1 一号厂房 --kind plant --area 300")
    at(3, "premises move-in Z1 E1 --area 120 --from 2025-09-01")
    monkeypatch.delenv("GRIDLOG_OFFICER")
    return run


def test_the_page_has_who_what_was_said_what_is_open_planned_built_earned_and_rented(zone: Run) -> None:
    out = zone("enterprise show E1").out
    fields, _, rest = out.partition("最近走访 5\n")
    assert "联系人：周某" in fields
    assert "联系电话：139****1234" in fields
    lines = rest.splitlines()
    assert lines[:5] == [f"  2025-11-{day:02} 实地走访 张三 周总 第{day}天" for day in (10, 9, 8, 7, 6)]
    assert lines[5] == "未结问题 1"
    assert lines[6].startswith("  ● ")
    assert lines[6].endswith(" 2025-11-12 到期 已登记 午后电压波动")
    assert lines[7:] == [
        "方案 3",
        "  扩产，第 1 版，下次复盘 2025-11-24；需求满足 0/0，措施完成 1/3",
        "  2025-11-10 超期 供电局 增容",
        "  2025-12-10 人社局 招工",
        "项目 1",
        "  ● X1 新厂房 连续两周黄灯；14 个工作日没有日志",
        "经济指标 3",
        "  2025-10 应税销售 12.50万元 (+25%)",
        "  2025-09 应税销售 9.00万元",
        "  2025-08 应税销售 8.00万元",
        "载体 1",
        "  Z1 一号厂房 120㎡，2025-09-01 起",
    ]


def test_a_program_gets_the_whole_page_as_one_object(zone: Run) -> None:
    told: dict[str, Any] = only(zone("enterprise show E1 --json"))
    assert (told["code"], told["phone"], told["open_issues"]) == ("E1", "139****1234", 1)
    assert [one["note"] for one in told["visits"]] == [f"第{day}天" for day in (10, 9, 8, 7, 6)]
    (issue,) = told["issues"]
    assert (issue["light"], issue["due"], issue["state"]) == ("red", "2025-11-12", "registered")
    plan = told["plan"]
    assert [(one["text"], one["state"], one["overdue"]) for one in plan["measures"]] == [
        ("增容", "open", True),
        ("招工", "open", False),
        ("已办的", "done", False),
    ]
    assert [(one["code"], one["light_reason"]) for one in told["projects"]] == [("X1", "twice; silent 14")]
    assert told["indicators"][0] == {
        "month": "2025-10",
        "key": "taxable_sales",
        "value": "12.5",
        "growth": 0.25,
    }
    assert told["premises"] == [{"code": "Z1", "name": "一号厂房", "area": "120", "from": "2025-09-01"}]
    assert json.loads(zone("enterprise show E1 --format ndjson").out) == told
    assert zone("enterprise show E1 --json", lang="en").out == zone("enterprise show E1 --json").out


def test_premises_that_the_enterprise_left_are_not_on_the_page(
    zone: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")
    assert "一号厂房" in zone("enterprise show E1").out
    assert zone("premises move-out Z1 E1 --until 2025-11-19").code == 0
    assert "一号厂房" not in zone("enterprise show E1").out


def test_an_enterprise_without_anything_shows_its_fields_alone(run: Run) -> None:
    out = run("enterprise show E4").out
    assert "企业名称：远山新材" in out
    assert not [line for line in out.splitlines() if line.startswith("  ")]
    told = only(run("enterprise show E4 --json"))
    assert (told["visits"], told["plan"], told["projects"], told["indicators"]) == ([], None, [], [])


def test_a_phone_in_a_note_is_masked_on_the_page(run: Run) -> None:
    run("visit add E1 --by 张三 --note 找13800138000的李工")
    for line in ("enterprise show E1", "enterprise show E1 --json"):
        assert "138****8000" in run(line).out
        assert "13800138000" not in run(line).out


def test_the_columns_of_scripts_stay_as_they_were(zone: Run) -> None:
    head, row = zone("enterprise show E1 --format csv").out.splitlines()
    assert head.startswith("code,name,uscc,grid,industry,scale,key,status,address,")
    assert row.startswith("E1,禾木家居有限公司,")


def test_the_page_fits_a_terminal_of_eighty_columns(zone: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pexpect")
    zone(f"visit add E1 --by 张三 --note {'午后电压波动设备跳停' * 12}")
    monkeypatch.setenv("COLUMNS", "80")
    with terminal("enterprise show E1") as person:
        person.expect("载体 1")
        told = person.before.splitlines()
    assert max(map(cells, told)) <= 80
    fields, _, _ = zone("enterprise show E1").out.partition("最近走访 5")
    assert max(map(cells, fields.splitlines())) <= 80


def test_short_fields_stand_side_by_side() -> None:
    assert packed(["a", "bb", "ccc", "d"], 6) == ["a  bb", "ccc  d"]
    assert packed(["长" * 50], 6) == ["长" * 50]
