"""`gridlog visit`: the user's line, what it says, and what the tables hold afterwards."""

import json
import shlex
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Run, events, id_in, objects, only, sql

FRIDAY = "2025-11-21"  # the day of conftest's clock, 16:00; its week is 2025-W47
ADD = "visit add 禾木家居 --by 张三 --note 看生产线"


def kinds(run: Run, line: str) -> list[object]:
    return [one["kind"] for one in objects(run(f"{line} --json"))]


# --- add


@pytest.mark.usefixtures("small")
def test_two_words_are_enough_for_a_visit(run: Run, tmp_path: Path) -> None:
    assert run("config set officer 张三").code == 0
    added = run("visit add 蓝天 --nothing")
    assert added.code == 0
    assert added.out.splitlines() == [
        f"{id_in(added)} 已登记走访：2025-11-21 周五 蓝天光伏（E3）实地走访，张三",
        "本周（2025-11-17 起）1/5",
    ]
    assert sql(
        tmp_path, "SELECT visited_on, enterprise, officer, method, kind, nothing_raised FROM visits"
    ) == [(FRIDAY, "E3", "P1", "onsite", "routine", 1)]


@pytest.mark.usefixtures("small")
def test_every_option_of_a_visit_is_kept_as_it_was_said(run: Run, tmp_path: Path) -> None:
    added = run(
        "visit add E1 --on 2025-11-20 --by 张三 --with 李四 --method 电话沟通 --kind policy --contact ' 周某 '"
        " --title 经理 --phone 13900001234 --note '谈了用工' --issue 缺电工 --category 用工招聘 --grade urgent"
        " --reason 忘了 --yes"
    )
    assert added.code == 0, added.err
    assert sql(
        tmp_path,
        "SELECT visited_on, week, block, grid, enterprise, officer, participants, method, kind, contact,"
        " title, phone, note, nothing_raised, outside, late, reason, void FROM visits",
    ) == [
        ("2025-11-20", "2025-W47", "A", "A-1", "E1", "P1", "P2", "phone", "policy", "周某",
         "经理", "13900001234", "谈了用工", 0, 0, 1, "忘了", 0)
    ]  # fmt: skip
    assert sql(tmp_path, "SELECT visit, officer FROM visit_participants") == sql(
        tmp_path, "SELECT id, 'P2' FROM visits"
    )
    assert sql(tmp_path, "SELECT enterprise, category, grade, text, source, raised_on FROM issues") == [
        ("E1", "LABOR", "urgent", "缺电工", "visit", "2025-11-20")
    ]


@pytest.mark.parametrize(
    ("said", "day", "echo"),
    [
        ("今天", "2025-11-21", "2025-11-21 周五"),
        ("昨天", "2025-11-20", "2025-11-20 周四"),
        ("'昨天 15:00'", "2025-11-20", "2025-11-20 周四"),
        ("下午3点半", "2025-11-21", "2025-11-21 周五"),
        ("本周三", "2025-11-19", "2025-11-19 周三"),
        ("上周五", "2025-11-14", "2025-11-14 周五"),
        ("11月18日", "2025-11-18", "2025-11-18 周二"),
        ("11-18", "2025-11-18", "2025-11-18 周二"),
        ("2025.11.17", "2025-11-17", "2025-11-17 周一"),
        ("20251119", "2025-11-19", "2025-11-19 周三"),
        ("１１月１８日", "2025-11-18", "2025-11-18 周二"),
    ],
)
@pytest.mark.usefixtures("small")
def test_the_understood_day_is_echoed_with_its_weekday(
    run: Run, tmp_path: Path, said: str, day: str, echo: str
) -> None:
    added = run(f"{ADD} --on {said}")
    assert added.code == 0, added.err
    assert f"：{echo} " in added.out
    assert sql(tmp_path, "SELECT visited_on FROM visits") == [(day,)]


@pytest.mark.usefixtures("small")
def test_english_says_the_same_in_english(run: Run) -> None:
    added = run("visit add 蓝天 --by 李四 --nothing --on yesterday", lang="en")
    assert added.out.splitlines() == [
        f"{id_in(added)} visit logged: 2025-11-20 Thu, 蓝天光伏 (E3), on site, 李四",
        "week of 2025-11-17: 1/5",
    ]
    assert added.err == "Marked late: entered after 12:00 of the next workday.\n"


@pytest.mark.usefixtures("small")
def test_the_week_so_far_grows_to_met_and_counts_a_day_at_an_enterprise_once(run: Run) -> None:
    said = []
    for line in ("E1 --on 周一", "E2 --on 周一", "E1 --on 周二", "E1 --on 周二", "E2 --on 周三"):
        said.append(run(f"visit add {line} --by 张三 --nothing").out.splitlines()[-1])
    said.append(run("visit add E2 --by 张三 --nothing --method phone").out.splitlines()[-1])
    said.append(run("visit add E2 --by 张三 --nothing").out.splitlines()[-1])
    week = "本周（2025-11-17 起）"
    assert said == [
        f"{week}1/5", f"{week}2/5", f"{week}3/5", f"{week}3/5", f"{week}4/5", f"{week}4/5", f"{week}5/5，已达标",
    ]  # fmt: skip


@pytest.mark.usefixtures("small")
def test_the_week_so_far_knows_leave_and_short_weeks(run: Run) -> None:
    short = run(f"{ADD} --on 2025-09-29", now="2025-09-29T18:00:00+08:00")
    assert short.out.splitlines()[-1] == "本周（2025-09-29 起）1/2"
    assert run("officer leave 张三 --from 2025-11-19 --to 2025-11-20").code == 0
    assert run(ADD).out.splitlines()[-1] == "本周（2025-11-17 起）1/3"


@pytest.mark.usefixtures("small")
def test_somebody_without_a_quota_hears_of_no_week(run: Run) -> None:
    added = run("visit add E4 --by 板块长甲 --nothing")
    assert added.code == 0
    assert len(added.out.splitlines()) == 1
    assert added.err == ""


@pytest.mark.usefixtures("small")
def test_a_visit_as_json_has_its_id_and_the_week(run: Run, tmp_path: Path) -> None:
    one = only(run(f"{ADD} --with 李四 --issue 断电 --json"))
    ((id, issue),) = sql(tmp_path, "SELECT v.id, i.id FROM visits AS v JOIN issues AS i ON i.visit = v.id")
    assert (one["id"], one["issues"]) == (id, issue)
    assert (one["week_counted"], one["week_required"]) == (1, 5)
    assert (one["enterprise_code"], one["officer_code"], one["participants"]) == ("E1", "P1", "P2")
    (shown,) = objects(run(f"visit show {id} --json"))
    assert {key: one[key] for key in one if key in shown} == {key: shown[key] for key in shown if key in one}


@pytest.mark.usefixtures("small")
def test_each_issue_of_a_visit_has_its_own_category(run: Run, tmp_path: Path) -> None:
    issues = "--issue 断电 --category POWER --issue 缺工 --category 用工招聘 --grade urgent"
    assert run(f"visit add E1 --by 张三 {issues}").code == 0
    found = sql(tmp_path, "SELECT text, category, grade FROM issues ORDER BY text")
    assert found == [("断电", "POWER", "urgent"), ("缺工", "LABOR", "urgent")]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("option", ["--by", "--on", "--with"])
def test_an_empty_word_is_not_taken_for_me_or_today(run: Run, tmp_path: Path, option: str) -> None:
    before = events(tmp_path)
    assert run(f"visit add E1 --nothing {option} ''").code == 2
    assert events(tmp_path) == before


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("option", ["--officer", "--enterprise", "--grid", "--since", "--until", "--week"])
def test_an_empty_filter_is_not_taken_for_everything(run: Run, option: str) -> None:
    assert run(f"visit list {option} ''").code == 2


# --- joint visits


@pytest.mark.usefixtures("small")
def test_a_joint_visit_is_one_record_that_counts_for_everybody_who_went(run: Run, tmp_path: Path) -> None:
    added = run(f"{ADD} --with 李四 --with 板块长甲")
    assert added.code == 0
    assert "张三、李四、板块长甲" in added.out
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(1,)]
    week = {one["officer"]: one for one in objects(run("report week --json"))}
    assert [(week[name]["counted"], week[name]["joint"]) for name in ("张三", "李四", "王五")] == [
        (1, 1),
        (1, 1),
        (0, 0),
    ]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("--with 李四 --with 王五 --with 板块长甲", 4, "一次走访最多 3 人，您写了 4 人"),
        ("--with 张三", 2, "同一个人写了两次：P1"),
        ("--with 李四 --with P2", 2, "同一个人写了两次：P2"),
        ("--with 赵六", 3, "没有人员“赵六”"),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_crowd_a_double_or_a_stranger_is_refused(
    run: Run, tmp_path: Path, line: str, code: int, says: str
) -> None:
    refused = run(f"{ADD} {line}")
    assert (refused.code, refused.out) == (code, "")
    assert says in refused.err
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


@pytest.mark.usefixtures("small")
def test_the_zone_may_allow_more_people_on_one_visit(run: Run) -> None:
    assert run("config set participants 4").code == 0
    assert run(f"{ADD} --with 李四 --with 王五 --with 板块长甲").code == 0


# --- late, future, outside, over-visiting, twice a day


@pytest.mark.parametrize(
    ("on", "now", "late"),
    [
        ("2025-11-20", "2025-11-21T12:00:00+08:00", 0),
        ("2025-11-20", "2025-11-21T12:00:01+08:00", 1),
        ("2025-11-21", "2025-11-24T11:59:00+08:00", 0),  # the next workday of a Friday is a Monday
        ("2025-11-21", "2025-11-24T12:30:00+08:00", 1),
        ("2025-11-22", "2025-11-24T11:00:00+08:00", 0),
        ("2025-09-30", "2025-10-09T11:00:00+08:00", 0),  # nine days, but no workday among them
        ("2025-09-30", "2025-10-09T13:00:00+08:00", 1),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_visit_entered_after_noon_of_the_next_workday_is_late(
    run: Run, tmp_path: Path, on: str, now: str, late: int
) -> None:
    added = run(f"{ADD} --on {on} --reason 假期", now=now)
    assert added.code == 0, added.err
    assert sql(tmp_path, "SELECT late FROM visits") == [(late,)]
    assert ("已记为补录（录入晚于次工作日 12:00）" in added.err) is bool(late)


@pytest.mark.usefixtures("small")
def test_a_visit_of_more_than_seven_days_ago_needs_a_reason(run: Run, tmp_path: Path) -> None:
    assert run(f"{ADD} --on 2025-11-14").code == 0
    before = events(tmp_path)
    refused = run(f"{ADD} --on 2025-11-13")
    assert (refused.code, refused.out) == (4, "")
    assert refused.err == "错误：2025-11-13 的走访已超过 7 天，补录要写原因：--reason\n"
    assert events(tmp_path) == before
    assert run(f"{ADD} --on 2025-11-13 --reason 出差").code == 0
    assert sql(tmp_path, "SELECT late, reason FROM visits WHERE visited_on = '2025-11-13'") == [(1, "出差")]


@pytest.mark.parametrize("on", ["明天", "2025-11-22", "2026-01-01"])
@pytest.mark.usefixtures("small")
def test_a_visit_of_the_future_is_refused(run: Run, tmp_path: Path, on: str) -> None:
    before = events(tmp_path)
    refused = run(f"{ADD} --on {on}")
    assert refused.code in (2, 4)
    assert refused.out == ""
    assert refused.err.startswith("错误：")
    assert events(tmp_path) == before


@pytest.mark.usefixtures("small")
def test_midnight_is_midnight_in_shanghai(run: Run, tmp_path: Path) -> None:
    assert run(ADD, now="2025-11-20T16:30:00+00:00").code == 0
    assert sql(tmp_path, "SELECT visited_on FROM visits") == [(FRIDAY,)]


@pytest.mark.usefixtures("small")
def test_a_visit_outside_the_own_grid_counts_and_is_marked(run: Run, tmp_path: Path) -> None:
    own, other = run("visit add E2 --by 张三 --nothing"), run("visit add E4 --by 张三 --nothing")
    assert own.err == ""
    assert other.err == "已标记跨网格：该企业属于 B-1。\n"
    assert other.out.splitlines()[-1] == "本周（2025-11-17 起）2/5"
    assert sql(tmp_path, "SELECT enterprise, grid, block, outside FROM visits ORDER BY enterprise") == [
        ("E2", "A-1", "A", 0),
        ("E4", "B-1", "B", 1),
    ]


@pytest.mark.usefixtures("small")
def test_the_third_different_officer_in_a_week_is_told_not_to_disturb(run: Run) -> None:
    said = [
        run(f"visit add E1 --nothing {line}").err
        for line in (
            "--by 张三 --on 周一 --reason x",
            "--by 张三 --on 周二",
            "--by 李四 --on 周三",
            "--by 王五 --method phone",
            "--by 王五",
        )
    ]
    assert ["无事不扰" in err for err in said] == [False, False, False, False, True]
    assert "本周已有 3 位不同人员走访该企业" in said[-1]
    assert "一周内多人走访（扰企）：禾木家居有限公司(3)" in run("report week").out


@pytest.mark.usefixtures("small")
def test_last_weeks_guests_do_not_disturb_this_week(run: Run) -> None:
    for line in ("--by 张三 --on 上周五", "--by 李四 --on 周一", "--by 王五"):
        assert "无事不扰" not in run(f"visit add E1 --nothing {line}").err


@pytest.mark.usefixtures("small")
def test_a_second_visit_of_the_day_is_noted_and_counts_once(run: Run, tmp_path: Path) -> None:
    first, second = run(ADD), run(ADD)
    assert "当天已有一次走访记录" not in first.err
    assert "当天已有一次走访记录" in second.err
    assert (first.out.splitlines()[-1], second.out.splitlines()[-1]) == ("本周（2025-11-17 起）1/5",) * 2
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(2,)]
    assert [one["counted"] for one in objects(run("visit list --json"))].count(True) == 1


# --- notes and issues


@pytest.mark.usefixtures("small")
def test_a_visit_says_something_or_says_that_nothing_was_raised(run: Run, tmp_path: Path) -> None:
    refused = run("visit add E1 --by 张三")
    assert refused.code == 2
    assert refused.err == "错误：请写走访内容：--note 文字；没有诉求请加 --nothing\n"
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


@pytest.mark.parametrize(
    "content",
    [
        "订单充足\n缺工人\n".encode(),
        "订单充足\r\n缺工人\r\n".encode("utf-8-sig"),
        "订单充足\n缺工人".encode("gbk"),
    ],
    ids=["utf-8", "utf-8 with a mark and CRLF", "gbk"],
)
@pytest.mark.usefixtures("small")
def test_a_note_may_come_from_a_file(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "note.txt").write_bytes(content)
    added = run(f"visit add E1 --by 张三 --note {shlex.quote('@' + str(tmp_path / 'note.txt'))}")
    assert added.code == 0, added.err
    ((note,),) = sql(tmp_path, "SELECT note FROM visits")
    assert str(note).split() == ["订单充足", "缺工人"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.usefixtures("small")
def test_a_note_may_come_from_a_pipe(run: Run, tmp_path: Path, encoding: str) -> None:
    added = run("visit add E1 --by 张三 --note -", stdin="订单充足\n".encode(encoding))
    assert added.code == 0, added.err
    assert sql(tmp_path, "SELECT note FROM visits") == [("订单充足",)]


@pytest.mark.usefixtures("small")
def test_a_note_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    refused = run("visit add E1 --by 张三 --note @无此文件.txt")
    assert refused.code == 2
    assert "无此文件.txt" in refused.err
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


@pytest.mark.usefixtures("small")
def test_issues_of_the_same_breath_belong_to_the_visit(run: Run, tmp_path: Path) -> None:
    added = run("visit add E1 --by 张三 --issue 停电 --issue 缺工 --grade simple")
    assert added.code == 0, added.err
    assert added.out.count("已登记问题，时限 2025-11-26 周三") == 2
    ((visit, note),) = sql(tmp_path, "SELECT id, note FROM visits")
    assert note == "停电；缺工"
    assert sorted(sql(tmp_path, "SELECT text, visit, officer, block, grid FROM issues")) == sorted(
        [("停电", visit, "P1", "A", "A-1"), ("缺工", visit, "P1", "A", "A-1")]
    )


@pytest.mark.parametrize(
    ("issue", "says"),
    [
        ("--issue 扩建 --grade longterm", "长期问题须用 --due"),
        ("--issue ' '", "缺少内容"),
        ("--issue 停电 --issue ' '", "缺少内容"),
        ("--issue 停电 --grade 火急", "火急"),
        ("--issue 停电 --category 无此类", "无此类"),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_visit_whose_issue_is_refused_is_not_written_either(
    run: Run, tmp_path: Path, issue: str, says: str
) -> None:
    before = events(tmp_path)
    refused = run(f"{ADD} {issue}")
    assert (refused.code, refused.out) == (2, "")
    assert says in refused.err
    assert events(tmp_path) == before
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


# --- list


@pytest.fixture
def visited(small: Path, run: Run) -> None:
    (small / "visits.csv").write_text(
        "date,enterprise,officer,participants,method,note,recorded_at\n"
        "2025-11-10,E1,P1,,onsite,n1,2025-11-10T18:00:00+08:00\n"
        "2025-11-17,E1,P1,P2,onsite,n2,2025-11-17T18:00:00+08:00\n"
        "2025-11-18,E3,P2,,phone,n3,2025-11-18T18:00:00+08:00\n"
        "2025-11-19,E4,P3,,onsite,n4,2025-11-21T13:00:00+08:00\n"
        "2025-11-20,E2,P1,,meeting,n5,2025-11-20T18:00:00+08:00\n"
        "2025-11-20,E4,P3,,onsite,n6,2025-11-20T18:00:00+08:00\n",
        encoding="utf-8",
    )
    assert run(f"visit import {shlex.quote(str(small / 'visits.csv'))}").code == 0
    (wrong,) = [one for one in objects(run("visit list --json")) if one["note"] == "n6"]
    assert run(f"visit void {wrong['id']} --reason 记错").code == 0


FILTERS = {
    "": "n1 n2 n3 n4 n5",
    "--since 2025-11-19": "n4 n5",
    "--until 2025-11-17": "n1 n2",
    "--since 11-17 --until 11-18": "n2 n3",
    "--week 2025-W46": "n1",
    "--week 本周": "n2 n3 n4 n5",
    "--week last": "n1",
    "--week 2025-11-19": "n2 n3 n4 n5",
    "--officer 李四": "n2 n3",
    "--officer P1": "n1 n2 n5",
    "--enterprise 禾木家居": "n1 n2",
    "--grid A-1": "n1 n2 n5",
    "--grid 板块甲": "n1 n2 n3 n5",
    "--grid Z": "n1 n2 n3 n4 n5",
    "--method phone": "n3",
    "--method 座谈会": "n5",
    "--late": "n4",
    "--void": "n6",
    "--officer 李四 --method onsite --week this": "n2",
    "--since 2025-11-22": "",
}


@pytest.mark.usefixtures("visited")
def test_a_filter_lists_the_visits_it_names_and_no_others(run: Run) -> None:
    found = {
        line: " ".join(str(one["note"]) for one in objects(run(f"visit list {line} --json")))
        for line in FILTERS
    }
    assert found == FILTERS


@pytest.mark.usefixtures("visited")
def test_a_list_without_visits_says_so_and_is_no_error(run: Run) -> None:
    listed = run("visit list --since 2025-11-22")
    assert listed.code == 0
    assert listed.err == "没有符合条件的走访。\n"
    assert run("visit list --since 2025-11-22 --json").out == "[]\n"
    assert len(run("visit list --since 2025-11-22 --format csv").out.splitlines()) == 1


@pytest.mark.usefixtures("visited")
def test_a_long_table_is_cut_to_the_latest_and_says_so(run: Run) -> None:
    listed = run("visit list --limit 2")
    assert [line.split()[-1] for line in listed.out.splitlines()[1:]] == ["n4", "n5"]
    assert "只显示最近 2 条" in listed.err
    assert len(run("visit list --limit 0").out.splitlines()) == 6


@pytest.mark.usefixtures("visited")
def test_a_list_for_excel_needs_no_second_option(run: Run) -> None:
    listed = run("visit list --excel")
    assert listed.code == 0, listed.err
    assert listed.raw.startswith(b"\xef\xbb\xbf")
    assert "走访编号,走访日期" in listed.out


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ("--officer 赵六", 3),
        ("--enterprise 禾木", 3),
        ("--grid C-9", 3),
        ("--method 飞鸽", 2),
        ("--week 八周", 2),
    ],
)
@pytest.mark.usefixtures("visited")
def test_a_filter_that_means_nothing_is_an_error_not_an_empty_list(run: Run, filters: str, code: int) -> None:
    refused = run(f"visit list {filters}")
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.startswith("错误：")


# --- show and history


@pytest.mark.usefixtures("small")
def test_show_tells_every_field_once_said(run: Run) -> None:
    id = id_in(run(f"{ADD} --with 李四 --contact 周某 --title 经理 --phone 13900001234"))
    shown = run(f"visit show {id}").out.splitlines()
    for line in (
        "走访日期：2025-11-21", "企业名称：禾木家居有限公司", "走访方式：实地走访", "走访人员：张三", "受访人：周某",
        "职务：经理", "联系电话：139****1234", "走访内容：看生产线", "是否作废：否",
    ):  # fmt: skip
        assert line in shown
    one = only(run(f"visit show {id} --json"))
    assert (one["enterprise"], one["late"], one["void"], one["counted"]) == (
        "禾木家居有限公司",
        False,
        False,
        True,
    )


@pytest.mark.usefixtures("small")
def test_history_keeps_every_word_ever_said_of_a_visit(run: Run) -> None:
    id = id_in(run(ADD))
    assert run(f"visit edit {id} --note 看仓库 --reason 记错").code == 0
    assert run(f"visit void {id} --reason 重复").code == 0
    past = objects(run(f"visit history {id} --json"))
    assert [one["kind"] for one in past] == ["visit.logged", "visit.edited", "visit.voided"]
    assert "看生产线" in str(past[0]["details"])
    assert "看仓库" in str(past[1]["details"])
    assert "记错" in str(past[1]["details"])
    table = run(f"visit history {id}").out
    assert [word in table for word in ("走访登记", "走访更正", "走访作废")] == [True] * 3


# --- edit and void


@pytest.mark.usefixtures("small")
def test_a_correction_needs_a_reason(run: Run, tmp_path: Path) -> None:
    id = id_in(run(ADD))
    before = events(tmp_path)
    for reason in ("", "--reason ''", "--reason ' '"):
        refused = run(f"visit edit {id} --note 看仓库 {reason}")
        assert refused.code == 2
        assert "--reason" in refused.err
    assert events(tmp_path) == before
    assert sql(tmp_path, "SELECT note FROM visits") == [("看生产线",)]


@pytest.mark.usefixtures("small")
def test_a_correction_writes_the_differences_only(run: Run, tmp_path: Path) -> None:
    id = id_in(run(f"{ADD} --contact 周某"))
    edited = run(f"visit edit {id} --note 看仓库 --contact 周某 --kind demand --reason 记错")
    assert edited.code == 0, edited.err
    assert edited.out.startswith(id)
    ((body,),) = sql(tmp_path, "SELECT body FROM events WHERE kind = 'visit.edited'")
    assert isinstance(body, bytes)
    assert json.loads(body)["data"] == {"change": {"kind": "demand", "note": "看仓库"}, "why": "记错"}
    assert sql(tmp_path, "SELECT note, kind, contact, officer FROM visits") == [
        ("看仓库", "demand", "周某", "P1")
    ]


@pytest.mark.usefixtures("small")
def test_a_correction_that_changes_nothing_is_refused(run: Run, tmp_path: Path) -> None:
    id = id_in(run(ADD))
    before = events(tmp_path)
    refused = run(f"visit edit {id} --note 看生产线 --reason 记错")
    assert refused.code == 4
    assert refused.err == "错误：与原记录一样，没有更正\n"
    assert events(tmp_path) == before


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ("--on 周四", "visited_on", "2025-11-20"),
        ("--method phone", "method", "phone"),
        ("--with 李四", "participants", "P2"),
        ("--enterprise E3", "grid", "A-2"),
        ("--enterprise E3", "outside", 1),
        ("--by 李四", "officer", "P2"),
        ("--title 厂长", "title", "厂长"),
        ("--phone 110", "phone", "110"),
        ("--nothing --note ''", "nothing_raised", 1),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_correction_reaches_every_field(
    run: Run, tmp_path: Path, change: str, column: str, value: object
) -> None:
    id = id_in(run(ADD))
    edited = run(f"visit edit {id} {change} --reason 记错")
    assert edited.code == 0, edited.err
    assert sql(tmp_path, f"SELECT {column} FROM visits") == [(value,)]


@pytest.mark.usefixtures("small")
def test_a_visit_corrected_to_somebody_elses_is_marked_outside_the_own_grid(run: Run, tmp_path: Path) -> None:
    id = id_in(run(ADD))
    assert run(f"visit edit {id} --by 李四 --reason 记错人").code == 0
    assert sql(tmp_path, "SELECT officer, grid, outside FROM visits") == [("P2", "A-1", 1)]


@pytest.mark.usefixtures("small")
def test_a_visit_corrected_back_into_the_own_grid_loses_its_mark(run: Run, tmp_path: Path) -> None:
    id = id_in(run("visit add E4 --by 张三 --nothing"))
    assert run(f"visit edit {id} --enterprise E2 --reason 记错").code == 0
    assert sql(tmp_path, "SELECT grid, outside FROM visits") == [("A-1", 0)]


@pytest.mark.usefixtures("small")
def test_joint_visitors_can_be_taken_off_again(run: Run, tmp_path: Path) -> None:
    id = id_in(run(f"{ADD} --with 李四"))
    assert run(f"visit edit {id} --alone --reason 没来").code == 0
    assert sql(tmp_path, "SELECT participants FROM visits") == [("",)]
    assert sql(tmp_path, "SELECT * FROM visit_participants") == []


@pytest.mark.parametrize(
    ("change", "code"),
    [("--on 明天", 4), ("--with 张三", 2), ("--with 李四 --with 王五 --with H1", 4), ("--by 赵六", 3)],
)
@pytest.mark.usefixtures("small")
def test_a_correction_meets_the_rules_of_a_visit(run: Run, tmp_path: Path, change: str, code: int) -> None:
    id = id_in(run(ADD))
    before = events(tmp_path)
    assert run(f"visit edit {id} {change} --reason x").code == code
    assert events(tmp_path) == before


@pytest.mark.usefixtures("small")
def test_a_void_visit_stays_on_record_and_counts_nowhere(run: Run, tmp_path: Path) -> None:
    id = id_in(run(ADD))
    voided = run(f"visit void {id} --reason 重复登记")
    assert (voided.code, voided.out) == (
        0,
        f"{id} 已作废：2025-11-21 周五 禾木家居有限公司；原因：重复登记\n",
    )
    assert sql(tmp_path, "SELECT void, void_reason, note FROM visits") == [(1, "重复登记", "看生产线")]
    assert run(ADD).out.splitlines()[-1] == "本周（2025-11-17 起）1/5"
    assert "作废原因：重复登记" in run(f"visit show {id}").out


@pytest.mark.usefixtures("small")
def test_a_void_visit_is_neither_corrected_nor_voided_again(run: Run, tmp_path: Path) -> None:
    id = id_in(run(ADD))
    assert run(f"visit void {id}").code == 2
    assert sql(tmp_path, "SELECT void FROM visits") == [(0,)]
    assert run(f"visit void {id} --reason 重复").code == 0
    before = events(tmp_path)
    for line in (f"visit void {id} --reason 再", f"visit edit {id} --note 再 --reason 再"):
        refused = run(line)
        assert refused.code == 4
        assert refused.err == "错误：这次走访已作废，不能再改\n"
    assert events(tmp_path) == before


# --- ids


@pytest.fixture
def many(small: Path, run: Run, tmp_path: Path) -> list[str]:
    lines = [f"2025-11-{day:02},E{n},P1,{day}-{n}" for day in range(1, 21) for n in (1, 2, 3, 4)]
    (small / "many.csv").write_text(
        "date,enterprise,officer,note\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    assert run(f"visit import {shlex.quote(str(small / 'many.csv'))}").code == 0
    return [str(id) for (id,) in sql(tmp_path, "SELECT id FROM visits ORDER BY id")]


def test_an_id_is_any_prefix_that_means_one_visit(run: Run, many: list[str]) -> None:
    id = many[7]
    for typed in (id, id[:12], id.lower(), f"' {id} '"):
        assert only(run(f"visit show {typed} --json"))["id"] == id


def test_letters_that_look_like_digits_are_read_as_digits(run: Run, many: list[str]) -> None:
    id = next(one for one in many if "0" in one and "1" in one)
    for typed in (id.replace("0", "O"), id.replace("0", "o").replace("1", "l"), id.replace("1", "I")):
        assert only(run(f"visit show {typed} --json"))["id"] == id


def test_a_prefix_of_several_visits_lists_them(run: Run, many: list[str]) -> None:
    letter, count = Counter(id[0] for id in many).most_common(1)[0]
    assert count > 1
    refused = run(f"visit show {letter}")
    assert (refused.code, refused.out) == (3, "")
    assert refused.err.startswith(f"错误：编号 {letter} 对应多条走访")
    assert sum(id in refused.err for id in many if id[0] == letter) >= 2


def test_an_id_nobody_has_is_not_found(run: Run, many: list[str]) -> None:
    assert many
    for typed in ("UUUU", "没有", "Z" * 26, "Z" * 40, "%", "''"):
        for word in ("show", "history"):
            refused = run(f"visit {word} {typed}")
            assert (refused.code, refused.out) == (3, ""), typed
            assert "没有编号为" in refused.err


@pytest.mark.usefixtures("small")
def test_the_id_of_an_issue_is_not_the_id_of_a_visit(run: Run, tmp_path: Path) -> None:
    assert run(f"{ADD} --issue 断电").code == 0
    ((issue,),) = sql(tmp_path, "SELECT id FROM issues")
    assert run(f"visit show {issue}").code == 3


# --- grids carry dates


@pytest.mark.usefixtures("small")
def test_an_old_visit_keeps_the_grid_of_its_day_when_the_enterprise_moves(run: Run, tmp_path: Path) -> None:
    assert run(f"{ADD} --on 2025-11-18").code == 0
    assert run("enterprise edit E1 --grid A-2 --from 2025-11-19").code == 0
    assert run(f"{ADD} --on 2025-11-20").code == 0
    assert run("visit add E1 --by 李四 --nothing --on 2025-11-17").code == 0
    assert sql(tmp_path, "SELECT visited_on, officer, grid, outside FROM visits ORDER BY visited_on") == [
        ("2025-11-17", "P2", "A-1", 1),
        ("2025-11-18", "P1", "A-1", 0),
        ("2025-11-20", "P1", "A-2", 1),
    ]


@pytest.mark.usefixtures("small")
def test_an_officers_own_grid_is_the_one_of_the_visits_day(run: Run, tmp_path: Path) -> None:
    assert run("officer assign 张三 A-2 --from 2025-11-19").code == 0
    for on in ("2025-11-18", "2025-11-20"):
        assert run(f"{ADD} --on {on}").code == 0
    assert sql(tmp_path, "SELECT visited_on, grid, outside FROM visits ORDER BY visited_on") == [
        ("2025-11-18", "A-1", 0),
        ("2025-11-20", "A-1", 1),
    ]


@pytest.mark.usefixtures("small")
def test_a_visit_moved_to_an_earlier_day_takes_that_days_grid(run: Run, tmp_path: Path) -> None:
    assert run("enterprise edit E1 --grid A-2 --from 2025-11-19").code == 0
    id = id_in(run(f"{ADD} --on 2025-11-20"))
    assert sql(tmp_path, "SELECT grid, outside FROM visits") == [("A-2", 1)]
    assert run(f"visit edit {id} --on 2025-11-18 --reason 记错日子").code == 0
    assert sql(tmp_path, "SELECT visited_on, week, grid, block, outside FROM visits") == [
        ("2025-11-18", "2025-W47", "A-1", "A", 0)
    ]


@pytest.mark.usefixtures("small")
def test_a_correction_of_the_note_leaves_grid_and_mark_alone(run: Run, tmp_path: Path) -> None:
    id = id_in(run(f"{ADD} --on 2025-11-18"))
    assert run("officer assign 张三 B-1 --from 2025-11-01").code == 0
    assert run("enterprise edit E1 --grid A-2 --from 2025-11-01").code == 0
    assert run(f"visit edit {id} --note 看仓库 --reason 记错").code == 0
    assert sql(tmp_path, "SELECT grid, block, outside FROM visits") == [("A-1", "A", 0)]


@pytest.mark.usefixtures("small")
def test_an_enterprise_without_a_grid_is_visited_with_a_warning(run: Run, tmp_path: Path) -> None:
    assert run("enterprise add E9 无网格厂").code == 0
    added = run("visit add E9 --by 张三 --nothing")
    assert added.code == 0
    assert "企业 E9 在 2025-11-21 不属于任何网格" in added.err
    assert sql(tmp_path, "SELECT grid, block, outside FROM visits") == [("", "", 0)]


@pytest.mark.usefixtures("small")
def test_a_correction_echoes_the_day_and_the_people_it_was_understood_as(run: Run) -> None:
    id = id_in(run("visit add E1 --by 张三 --note 好"))
    done = run(
        f"visit edit {id} --on 11-24 --enterprise E3 --with 李四 --reason 记错 ",
        now="2025-11-24T09:00:00+08:00",
    )
    assert done.out == f"{id} 已更正：2025-11-24 周一 蓝天光伏（E3），张三、李四；原因：记错\n"
    year_off = run(f"visit edit {id} --on 11-25 --reason 记错", now="2025-11-24T09:00:00+08:00")
    assert "2024-11-25 周一" in year_off.out


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("change", ["void {id} --reason 记错", "edit {id} --enterprise E3 --reason 记错"])
def test_issues_that_outlive_their_visit_are_named(run: Run, change: str) -> None:
    visit, issue = (
        line.split()[0] for line in run("visit add E1 --by 张三 --issue 断电").out.splitlines()[:2]
    )
    quiet = run(f"visit edit {visit} --note 好 --reason 补充")
    assert (quiet.code, quiet.err) == (0, "")
    done = run(f"visit {change.format(id=visit)}")
    assert done.code == 0
    assert f"仍在办理：{issue}。" in done.err
    assert run(f"issue reject {issue} --reason 登记错了企业").code == 0
    if "edit" in change:
        assert run(f"visit edit {visit} --enterprise E2 --reason 又错").err == ""


@pytest.mark.usefixtures("small")
def test_an_issue_that_outlives_its_visit_is_named_once(run: Run) -> None:
    visit = run("visit add E1 --by 张三 --issue 断电").out.split()[0]
    assert "仍在办理" in run(f"visit edit {visit} --enterprise E3 --reason 记错").err
    assert run(f"visit edit {visit} --note 更好 --reason 补充").err == ""


# --- who was there


JOINT = "visit add E1 --by 张三 --with 李四 --with 王五 --nothing"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("lang", "people"), [("zh", "张三、李四、王五"), ("en", "张三, 李四, 王五")])
def test_a_list_names_everybody_who_was_on_a_joint_visit(run: Run, lang: str, people: str) -> None:
    assert run(JOINT).code == 0
    assert people in run("visit list", lang=lang).out
    assert people.removeprefix("张三")[1:].strip() in run("visit list --format md", lang=lang).out.replace(
        "  ", " "
    )


@pytest.mark.usefixtures("small")
def test_one_visit_names_its_people_to_a_person_and_gives_their_codes_to_a_script(run: Run) -> None:
    id = id_in(run(JOINT))
    assert "联合走访人员：李四、王五\n" in run(f"visit show {id}").out
    one = only(run(f"visit show {id} --json"))
    assert (one["officer_code"], one["officer"], one["participants"]) == ("P1", "张三", "P2;P3")
    (listed,) = objects(run("visit list --json"))
    assert (listed["officer"], listed["participants"]) == ("张三", "P2;P3")
    assert "张三,P2;P3" in run("visit list --format csv").out


@pytest.mark.usefixtures("small")
def test_a_visit_alone_has_one_name(run: Run) -> None:
    assert run("visit add E1 --by 张三 --nothing").code == 0
    assert "张三\n" in run("visit list").out.replace(" ", "") + "\n"
    assert "、" not in run("visit list").out


@pytest.mark.usefixtures("small")
def test_the_list_of_a_spot_check_names_everybody_who_was_there(run: Run) -> None:
    assert run("visit add E1 --by 张三 --with 李四 --nothing").code == 0
    assert run("spotcheck draw this --percent 100 --by 王五").code == 0
    assert "张三、李四" in run("spotcheck list").out
    (one,) = objects(run("spotcheck list --json"))
    assert one["officer"] == "张三"
