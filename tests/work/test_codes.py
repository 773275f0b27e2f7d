"""Two devices give one code to two things: said at sync, told apart, and each gets a code of its own."""

import csv
import io
import sqlite3
from contextlib import closing

import pytest

from gridlog.share.place import Directory
from gridlog.store.projection import rebuild
from tests.conftest import id_in, only
from tests.support.tables import dump
from tests.support.two_devices import EVENING, MORNING, NOON, Two


@pytest.fixture
def both(two: Two) -> Two:
    """Both were offline: each gave E900 to an enterprise of its own, and went there."""
    two("a", "enterprise add E900 新企业甲有限公司 --grid A-1", MORNING)
    two("b", "enterprise add E900 另一家企业 --grid B-1 --phone 13912345678")
    two("a", "visit add E900 --by 张三 --note 甲的走访")
    two("b", "visit add E900 --by 王五 --note 乙的走访 --issue 乙的问题")
    return two


def enterprise_of(two: Two, who: str) -> dict[str, str]:
    """The enterprise code of each visit and issue, by what was noted."""
    visits = csv.DictReader(io.StringIO(two(who, "export visits").out))
    issues = csv.DictReader(io.StringIO(two(who, "export issues").out))
    return {row["note"]: row["enterprise_code"] for row in visits} | {
        row["text"]: row["enterprise_code"] for row in issues
    }


def test_conflicts_names_every_field_that_differs_with_both_values(both: Two) -> None:
    both.sync("a", "b")
    for who in "ab":
        told = [str(row["differs"]) for row in both.rows(who, "conflicts")]
        assert told == [
            "name=新企业甲有限公司; phone=; grid=A-1",
            "name=另一家企业; phone=139****5678; grid=B-1",
        ]
    assert "phone=13912345678" in str(both.rows("a", "conflicts --unmask")[1]["differs"])
    zh, en = both("a", "conflicts").out, both("a", "conflicts", lang="en").out
    assert "名称 新企业甲有限公司; 电话 —; 网格 A-1" in zh
    assert "name 新企业甲有限公司; phone —; grid A-1" in en


def test_who_sees_whole_phone_numbers_of_a_conflict_goes_on_record(both: Two) -> None:
    both.sync("a", "b")
    both("a", "conflicts")
    assert "导出全号" not in both("a", "history").out
    both("a", "conflicts --unmask")
    assert "导出全号" in both("a", "history").out


def test_new_columns_of_conflicts_come_last(both: Two) -> None:
    both.sync("a", "b")
    heading = both("a", "conflicts --format csv").out.splitlines()[0]
    assert heading == "noun,id,stands,time,kind,by,details,replica,clock_was_set,differs,event"


def test_a_sync_calls_out_two_enterprises_under_one_code_and_says_what_to_run(both: Two) -> None:
    heard = both.sync("a", "b").err
    assert "新企业甲有限公司、另一家企业" in heard
    assert "gridlog enterprise split E900" in heard
    assert "gridlog enterprise split E900 NEW" in both("a", "sync", lang="en").err
    assert "gridlog enterprise split E900" in both("a", "conflicts").err


@pytest.mark.parametrize("who", ["a", "b"])
def test_the_second_enterprise_gets_its_own_code_and_its_records_go_along(both: Two, who: str) -> None:
    both.sync("a", "b")
    told = both(who, "enterprise split E900 E901").out
    assert "企业编号拆分" in both(who, "history").out
    assert "新编号 E901" in both(who, "history").out
    assert told == "E900 仍是企业 新企业甲有限公司；另一家企业 改用编号 E901，跟着走的记录 2 条\n"
    assert "split" not in both.sync("a", "b").err
    for device in "ab":
        assert [
            (row["code"], row["name"], row["grid"], row["phone"])
            for row in both.rows(device, "export enterprises --unmask")
            if str(row["code"]).startswith("E90")
        ] == [("E900", "新企业甲有限公司", "A-1", ""), ("E901", "另一家企业", "B-1", "13912345678")]
        assert enterprise_of(both, device) == {"甲的走访": "E900", "乙的走访": "E901", "乙的问题": "E901"}
        assert both.rows(device, "conflicts") == []


def test_a_split_can_be_looked_at_first(both: Two) -> None:
    both.sync("a", "b")
    assert both("a", "enterprise split E900 E901 --dry-run").out.startswith("试运行：E900 仍是企业")
    assert "E901" not in both("a", "enterprise list").out
    assert enterprise_of(both, "a")["乙的走访"] == "E900"


def test_the_one_that_goes_can_be_named(both: Two) -> None:
    both.sync("a", "b")
    both("b", "enterprise split E900 E901 --name 新企业甲")
    both.sync("a", "b")
    assert only(both("a", "enterprise show E901 --json"))["name"] == "新企业甲有限公司"
    assert only(both("a", "enterprise show E900 --json"))["name"] == "另一家企业"
    assert enterprise_of(both, "a") == {"甲的走访": "E901", "乙的走访": "E900", "乙的问题": "E900"}


def test_a_record_of_somebody_who_knew_both_stays_and_is_listed(both: Two) -> None:
    both.sync("a", "b")
    id = id_in(both("b", "visit add E900 --by 王五 --note 知道两家之后", EVENING))
    done = both("b", "enterprise split E900 E901", EVENING)
    assert id in done.err
    assert "--enterprise E901" in done.err
    assert enterprise_of(both, "b")["知道两家之后"] == "E900"


def test_a_record_of_somebody_who_never_touched_the_code_stays_and_is_listed(both: Two) -> None:
    both.sync("b")
    both.join("c")
    both("c", "visit add E900 --by 王五 --note 第三台设备", EVENING)
    both.sync("a", "b", "c")
    done = both("a", "enterprise split E900 E901", EVENING)
    assert "1 条记录看不出指哪一个" in done.err
    both.sync("a", "b", "c")
    for who in "abc":
        assert enterprise_of(both, who)["第三台设备"] == "E900"


def test_a_sync_that_reads_and_cannot_write_ends_a_sitting_too(
    both: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    both("a", "sync")
    with monkeypatch.context() as patched:
        patched.setattr(Directory, "is_writable", False)
        assert both.run(f"--db {both.dbs['b']} sync", now=NOON).code == 5
    both("b", "visit add E900 --by 王五 --note 读到之后", EVENING)
    both.sync("b", "a")
    done = both("a", "enterprise split E900 E901", EVENING)
    assert "1 条记录看不出指哪一个" in done.err
    assert enterprise_of(both, "a") == {
        "甲的走访": "E900",
        "乙的走访": "E901",
        "乙的问题": "E901",
        "读到之后": "E900",
    }


def test_what_was_recorded_before_the_second_enterprise_began_stays_and_is_not_listed(two: Two) -> None:
    two("a", "enterprise add E900 新企业甲有限公司 --grid A-1", "2025-11-18T09:00:00+08:00")
    two("a", "sync", "2025-11-18T09:00:00+08:00")
    two("c", "init", "2025-11-19T09:00:00+08:00")
    two("c", f"share join {two.share}", "2025-11-19T09:00:00+08:00")
    two("c", "visit add E900 --by 张三 --note 早先", "2025-11-19T10:00:00+08:00")
    two("b", "enterprise add E900 另一家企业 --grid B-1", MORNING)
    two.sync("c", "b", "a")
    assert two("a", "enterprise split E900 E901", EVENING).err == ""
    assert enterprise_of(two, "a") == {"早先": "E900"}


def test_the_device_itself_knows_what_others_cannot_tell(both: Two) -> None:
    both.sync("b")
    both("b", "visit add E900 --by 王五 --note 只知道乙", EVENING)
    both.sync("a", "b")
    assert "1 条记录看不出指哪一个" in both("a", "enterprise split E900 E901 --dry-run", EVENING).err
    both("a", "enterprise split E900 E901", EVENING)
    assert "gridlog enterprise split E900 E901" in both.sync("a", "b").err
    both("b", "enterprise split E900 E901", EVENING)
    both.sync("a", "b")
    for who in "ab":
        assert enterprise_of(both, who)["只知道乙"] == "E901"


def test_a_third_enterprise_that_comes_in_after_a_split_is_called_out(both: Two) -> None:
    both.sync("a", "b")
    both("b", "enterprise split E900 E901", EVENING)
    both("c", "init")
    both("c", "enterprise add E900 第三家")
    both("c", f"share join {both.share} --yes", EVENING)
    heard = both.sync("b", "c", "a").err
    assert "新企业甲有限公司、第三家" in heard
    both("a", "enterprise split E900 E902", EVENING)
    both.sync("a", "b", "c")
    assert only(both("c", "enterprise show E902 --json"))["name"] == "第三家"


def test_a_late_edit_of_the_second_enterprise_follows_it(both: Two) -> None:
    both("b", "sync", NOON)
    both("a", "sync", NOON)
    both("a", "enterprise split E900 E901", NOON)
    both("b", "enterprise edit E900 --phone 13900000000", EVENING)
    both("b", "visit add E900 --by 王五 --note 迟到的走访", EVENING)
    heard = both.sync("a", "b").err
    assert "gridlog enterprise split E900 E901" in heard
    assert only(both("a", "enterprise show E900 --json"))["phone"] == ""
    both("a", "enterprise split E900 E901", EVENING)
    both.sync("a", "b")
    for who in "ab":
        assert only(both(who, "enterprise show E901 --json --unmask"))["phone"] == "13900000000"
        assert enterprise_of(both, who)["迟到的走访"] == "E901"
        assert both.rows(who, "conflicts") == []


def test_two_names_of_one_enterprise_are_settled_by_saying_the_name(both: Two) -> None:
    both.sync("a", "b")
    both("b", "enterprise edit E900 --name 另一家企业", EVENING)
    assert "split" not in both.sync("a", "b").err
    assert both.rows("a", "conflicts") == []


def test_a_change_by_somebody_unaware_does_not_hide_the_second_enterprise(both: Two) -> None:
    both.sync("a", "b")
    both("a", "enterprise edit E900 --remark 改", EVENING)
    assert "gridlog enterprise split E900" in both.sync("a", "b").err
    assert [row["differs"] for row in both.rows("b", "conflicts")] == [
        "name=新企业甲有限公司; phone=; grid=A-1",
        "name=另一家企业; phone=139****5678; grid=B-1",
    ]


def test_one_code_for_two_officers_is_split_with_visits_issues_and_leaves(two: Two) -> None:
    two("a", "officer add P9 赵六 --grid A-1", MORNING)
    two("b", "officer add P9 钱七 --grid B-1")
    two("a", "visit add E1 --by P9 --note 甲领队")
    two("b", "visit add E4 --by P9 --note 乙领队")
    two("b", "visit add E4 --by 王五 --with P9 --note 乙随行")
    issue = id_in(two("b", "issue raise E4 乙办理 --by 王五"))
    two("b", f"issue assign {issue} P9")
    two("b", "officer leave P9 --from 2025-11-24 --to 2025-11-25 --kind 年假")
    heard = two.sync("a", "b").err
    assert "gridlog officer split P9" in heard
    two("a", "officer split P9 P10")
    two.sync("a", "b")
    for who in "ab":
        visits = {row["note"]: row for row in csv.DictReader(io.StringIO(two(who, "export visits").out))}
        assert [visits[note]["officer_code"] for note in ("甲领队", "乙领队", "乙随行")] == [
            "P9",
            "P10",
            "P3",
        ]
        assert visits["乙随行"]["participants"] == "P10"
        assert two.rows(who, f"issue show {issue}")[0]["handler"] == "钱七"
        assert "年假" in two(who, "officer show P10").out
        assert "年假" not in two(who, "officer show P9").out
        assert [
            (row["code"], row["grid"])
            for row in two.rows(who, "officer list")
            if row["name"] in ("赵六", "钱七")
        ] == [("P10", "B-1"), ("P9", "A-1")]


def test_an_officer_whose_code_changed_is_told_to_set_the_new_one(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two("a", "officer add P9 赵六", MORNING)
    two("b", "officer add P9 钱七")
    two.sync("a", "b")
    monkeypatch.setenv("GRIDLOG_OFFICER", "P9")
    assert "config set" not in two("a", "officer split P9 P10", EVENING).err
    assert "config set" not in two("a", "sync", EVENING).err
    assert "gridlog config set officer P10" in two("b", "sync", EVENING).err
    monkeypatch.setenv("GRIDLOG_OFFICER", "P10")
    assert "config set" not in two("b", "sync", EVENING).err


def test_one_code_for_two_grids_is_split_with_enterprises_and_officers(two: Two) -> None:
    two("a", "grid add C-1 丙一网格 --parent A", MORNING)
    two("b", "grid add C-1 丁一网格 --parent B")
    two("a", "enterprise edit E1 --grid C-1")
    two("b", "enterprise edit E4 --grid C-1")
    two("b", "officer assign 王五 C-1")
    two("b", "grid add C-2 下级 --parent C-1")
    two("b", "visit add E4 --by 王五 --note 丁的走访")
    assert "gridlog grid split C-1" in two.sync("a", "b").err
    two("a", "grid split C-1 D-1")
    two.sync("a", "b")
    for who in "ab":
        assert [only(two(who, f"enterprise show {code} --json"))["grid"] for code in ("E1", "E4")] == [
            "C-1",
            "D-1",
        ]
        assert only(two(who, "officer show 王五 --json"))["grid"] == "D-1"
        grids = {row["code"]: (row["name"], row["parent"]) for row in two.rows(who, "grid list")}
        assert (grids["C-1"], grids["D-1"], grids["C-2"]) == (
            ("丙一网格", "A"),
            ("丁一网格", "B"),
            ("下级", "D-1"),
        )
        visits = {
            row["note"]: row["grid"] for row in csv.DictReader(io.StringIO(two(who, "export visits").out))
        }
        assert visits == {"丁的走访": "D-1"}


def test_a_code_that_only_one_has_is_not_split(two: Two) -> None:
    done = two.run("enterprise split E1 E99")
    assert (done.code, "gridlog conflicts" in done.err) == (4, True)
    assert two.run("enterprise split E1 E2").code == 4


def test_a_difference_of_a_visit_and_of_an_issue_is_named_too(two: Two) -> None:
    visit = id_in(two("a", "visit add E1 --by 张三 --note 起初"))
    issue = id_in(two("a", "issue raise E1 断电 --by 张三"))
    two.sync("a", "b")
    two("a", f"visit edit {visit} --note 甲 --reason x", MORNING)
    two("b", f"visit edit {visit} --contact 周 --reason x")
    two("a", f"issue assign {issue} 张三", MORNING)
    two("b", f"issue assign {issue} 李四")
    two.sync("a", "b")
    told = sorted(f"{row['noun']} {row['differs']}" for row in two.rows("a", "conflicts"))
    assert told == [
        "issue handler=P1",
        "issue handler=P2",
        "visit contact=; note=甲",
        "visit contact=周; note=起初",
    ]


def test_what_two_say_alike_is_no_conflict(two: Two) -> None:
    two("a", "enterprise add E9 九号厂", MORNING)
    two("b", "enterprise add E9 九号厂")
    assert "conflicts" not in two.sync("a", "b").err
    assert two.rows("a", "conflicts") == []


NOUNS = """project add X{n} 项目{n} --enterprise E900 --investment 100
project member X{n} 王五 --from 2025-11-03
project log X{n} --done 吊装
plan new E900 --goal listing --text 起步{n} --review 2025-12-20 --officer 王五
plan need E900 缺电{n} --category POWER
plan measure E900 增容{n} --owner 供电局 --due 2025-12-01
plan confirm E900 --by 周总{n}
premises add Z{n} 厂房{n} --kind plant --area 1000
premises move-in Z{n} E900 --area 200 --from 2025-11-03
indicator set E900 2025-10 output 1{n}
indicator set E900 2025-0{n} taxable_sales 7{n}"""


def told_of(two: Two, who: str, code: str) -> dict[str, object]:
    """What each noun says of an enterprise, by script columns."""

    def of(what: str, *keys: str) -> list[tuple[object, ...]]:
        rows = csv.DictReader(io.StringIO(two(who, f"export {what}").out))
        return sorted(
            tuple(row[key] for key in keys)
            for row in rows
            if row.get("enterprise_code", row["enterprise"]) == code
        )

    return {
        "projects": of("projects", "code"),
        "plans": of("plans", "state", "officer", "review"),
        "needs": of("needs", "text", "category", "state"),
        "measures": of("measures", "text", "owner", "due"),
        "occupancy": of("occupancy", "premises", "area", "from"),
        "indicators": of("indicators", "month", "key", "value"),
    }


def expected(n: int) -> dict[str, object]:
    """What `told_of` says of the enterprise of which NOUNS was said with this number."""
    return {
        "projects": [(f"X{n}",)],
        "plans": [(f"起步{n}", "P3", "2025-12-20")],
        "needs": [(f"缺电{n}", "POWER", "open")],
        "measures": [(f"增容{n}", "供电局", "2025-12-01")],
        "occupancy": [(f"Z{n}", "200", "2025-11-03")],
        "indicators": [(f"2025-0{n}", "taxable_sales", f"7{n}"), ("2025-10", "output", f"1{n}")],
    }


def said_of_both(both: Two) -> None:
    for n, who in enumerate("ab", 1):
        both(who, "config set officer 王五")
        for line in NOUNS.format(n=n).splitlines():
            both(who, line)


@pytest.mark.parametrize("who", ["a", "b"])
def test_what_every_noun_says_of_the_second_enterprise_goes_along_and_the_rest_stays(
    both: Two, who: str
) -> None:
    said_of_both(both)
    both.sync("a", "b")
    both(who, "enterprise split E900 E901", EVENING)
    both.sync("a", "b")
    for device in "ab":
        assert told_of(both, device, "E900") == expected(1)
        assert told_of(both, device, "E901") == expected(2)
        heard = both(device, "history --limit 99").out
        assert "项目随编号拆分更正" in heard
        assert "原编号 E900" in heard
        assert "{" not in heard
        assert "周总2" in both(device, "plan show E901").out
        assert both.rows(device, "conflicts") == []


def test_two_devices_that_split_at_once_bring_each_fact_along_once(both: Two) -> None:
    said_of_both(both)
    both("b", "plan revise E900 --goal expansion --text 第二版")
    both.sync("a", "b")
    for who in "ab":
        both(who, "enterprise split E900 E901", EVENING)
    both.sync("a", "b")
    for who in "ab":
        told = told_of(both, who, "E901")
        assert told == {**expected(2), "plans": [("第二版", "P3", "2025-12-20")]}
        assert only(both(who, "plan show E901 --json"))["version"] == 2
        assert told_of(both, who, "E900") == expected(1)
        assert both.rows(who, "conflicts") == []


def test_a_rebuild_says_the_same_of_both_after_a_split(both: Two) -> None:
    said_of_both(both)
    both.sync("a", "b")
    both("a", "enterprise split E900 E901", EVENING)
    with closing(sqlite3.connect(both.dbs["a"], isolation_level=None)) as connection:
        before = dump(connection)
        rebuild(connection)
        assert dump(connection) == before


def test_what_a_device_adds_without_knowing_of_the_split_follows_with_the_same_command(both: Two) -> None:
    said_of_both(both)
    both("b", "sync", EVENING)
    both.sync("a")
    both("b", "indicator set E900 2025-10 output 13", EVENING)
    both("b", "plan drop E900 1 --text 不办了", EVENING)
    both("a", "enterprise split E900 E901", EVENING)
    assert "gridlog enterprise split E900 E901" in both.sync("a", "b").err
    both("b", "enterprise split E900 E901", EVENING)
    both.sync("a", "b")
    for who in "ab":
        told = told_of(both, who, "E901")
        assert told["indicators"] == [("2025-02", "taxable_sales", "72"), ("2025-10", "output", "13")]
        assert told_of(both, who, "E900") == expected(1)
        assert "不办了" in both(who, "plan show E901").out


def test_what_the_second_officer_is_named_in_goes_along(two: Two) -> None:
    for who, name, n in (("a", "赵一", 1), ("b", "钱二", 2)):
        two(who, f"officer add P9 {name} --role officer", (MORNING, NOON)[n - 1])
        two(who, "config set officer 王五")
        two(who, f"project add X{n} 项目{n} --enterprise E1 --leader P9 --deputy 李四")
        two(who, f"project member X{n} P9 --from 2025-11-03")
        two(who, f"plan new E{n} --goal listing --text 起步 --review 2025-12-20 --officer P9")
        two(who, f"plan revise E{n} --goal upgrade")
        two(who, f"plan measure E{n} 增容 --owner P9 --due 2025-12-01")
        two(who, f"station add S{n} 站{n} --block A")
        two(who, f"station duty S{n} P9 --on 2025-11-2{n + 3} --stand-in 张三")
    two.sync("a", "b")
    two("a", "officer split P9 P8", EVENING)
    two.sync("a", "b")
    for who in "ab":
        with closing(sqlite3.connect(two.dbs[who])) as connection:
            for n, code in ((1, "P9"), (2, "P8")):
                for query in (
                    f"SELECT leader FROM projects WHERE code = 'X{n}'",
                    f"SELECT officer FROM project_members WHERE project = 'X{n}'",
                    f"SELECT DISTINCT officer FROM plan_versions WHERE enterprise = 'E{n}'",
                    f"SELECT owner FROM measures WHERE enterprise = 'E{n}'",
                    f"SELECT officer FROM duties WHERE station = 'S{n}'",
                ):
                    assert connection.execute(query).fetchall() == [(code,)], query
        assert two.rows(who, "conflicts") == []


OTHER_CODES = (
    (
        "project",
        """project add X9 项目{n} --enterprise E{n} --investment 1{n}
project milestone X9 signed --plan 2025-10-0{n} --actual 2025-10-0{n}
project log X9 --done 第{n}家
project progress X9 --planned 1{n} --actual 9
issue raise E{n} 堵点{n} --project X9 --by 张三""",
        {
            "SELECT code, investment, begun_on FROM projects ORDER BY code": [
                ("X8", "12", "2025-11-21"),
                ("X9", "11", "2025-11-21"),
            ],
            "SELECT project, actual FROM milestones ORDER BY project": [
                ("X8", "2025-10-02"),
                ("X9", "2025-10-01"),
            ],
            "SELECT project, done, noted_by FROM logs ORDER BY project": [
                ("X8", "第2家", "P3"),
                ("X9", "第1家", "P3"),
            ],
            "SELECT project, planned FROM progress ORDER BY project": [("X8", "12.0"), ("X9", "11.0")],
            "SELECT project, text FROM blockers JOIN issues ON id = issue ORDER BY project": [
                ("X8", "堵点2"),
                ("X9", "堵点1"),
            ],
        },
    ),
    (
        "station",
        """station add X9 站{n} --block A --phone 1390000000{n}
station duty X9 张三 --on 2025-11-2{n}
station handover X9 --note 交接{n}""",
        {
            "SELECT code, phone FROM stations ORDER BY code": [("X8", "13900000002"), ("X9", "13900000001")],
            "SELECT station, on_day FROM duties ORDER BY station": [
                ("X8", "2025-11-22"),
                ("X9", "2025-11-21"),
            ],
            "SELECT station, note, noted_by FROM handovers ORDER BY station": [
                ("X8", "交接2", "P3"),
                ("X9", "交接1", "P3"),
            ],
        },
    ),
    (
        "premises",
        """premises add X9 厂房{n} --kind plant --area 100{n}
premises move-in X9 E{n} --area 2{n} --from 2025-11-03""",
        {
            "SELECT code, area FROM premises ORDER BY code": [("X8", "1002"), ("X9", "1001")],
            "SELECT premises, enterprise, area FROM occupancies ORDER BY premises": [
                ("X8", "E2", "22"),
                ("X9", "E1", "21"),
            ],
        },
    ),
)


@pytest.mark.parametrize(("noun", "lines", "told"), OTHER_CODES)
def test_a_second_project_station_or_place_gets_a_code_and_all_of_its_rows(
    two: Two, noun: str, lines: str, told: dict[str, list[tuple[str, ...]]]
) -> None:
    for n, who in enumerate("ab", 1):
        two(who, "config set officer 王五")
        for line in lines.format(n=n).splitlines():
            two(who, line, (MORNING, NOON)[n - 1])
    assert f"gridlog {noun} split X9" in two.sync("a", "b").err
    two("a", f"{noun} split X9 X8", EVENING)
    two.sync("a", "b")
    for who in "ab":
        with closing(sqlite3.connect(two.dbs[who])) as connection:
            for query, rows in told.items():
                assert connection.execute(query).fetchall() == rows, query
        assert two.rows(who, "conflicts") == []
        assert two.run(f"--db {two.dbs[who]} {noun} split X9 X8").code == 4
